"""The database: everything or nothing, one transaction at a time, tried again when busy, numbers without a gap."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core import db as foundation
from core.db import Counter, after_commit, again_on_conflict, db, next_number, transaction
from core.repeats import ReceivedForm
from tests.support.busy import busy_once, impatient, locked
from tests.support.parallel import run_at_once

PROCESSES, EACH = 4, 40


def counters() -> dict[str, int]:
    """Return what is saved, read anew."""
    db.session.rollback()
    return {counter.name: counter.value for counter in db.session.scalars(select(Counter))}


# ── All or nothing ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_happens_inside_is_kept(app_context):
    with transaction() as session:
        session.add(Counter(name="kept", value=1))

    assert counters() == {"kept": 1}


def test_what_fails_inside_leaves_nothing(app_context):
    with pytest.raises(ZeroDivisionError), transaction() as session:
        session.add(Counter(name="lost", value=1))
        session.flush()
        1 / 0  # noqa: B018 - the failure

    assert counters() == {}


def test_the_database_refusing_the_last_row_leaves_none_of_them(app_context):
    with pytest.raises(IntegrityError), transaction() as session:
        session.add_all([Counter(name="same", value=1), Counter(name="other", value=1), Counter(name="same", value=2)])

    assert counters() == {}


def test_a_transaction_inside_another_is_refused_and_nothing_is_kept(app_context):
    with pytest.raises(RuntimeError, match="one transaction at a time"), transaction() as session:
        session.add(Counter(name="outer", value=1))
        with transaction():
            pass

    assert counters() == {}


def test_after_a_failure_the_next_transaction_works(app_context):
    with pytest.raises(ZeroDivisionError), transaction():
        1 / 0  # noqa: B018 - the failure

    with transaction() as session:
        session.add(Counter(name="next", value=1))

    assert counters() == {"next": 1}


def test_what_was_read_before_is_read_again_inside(empty_app, app_context):
    with transaction() as session:
        session.add(Counter(name="seats", value=1))
    before = db.session.scalars(select(Counter)).one()
    assert before.value == 1

    with empty_app.app_context(), transaction() as elsewhere:
        elsewhere.execute(text("UPDATE counter SET value = 2"))
    with transaction():
        seen = before.value

    assert seen == 2


def test_what_waits_for_the_commit_runs_once_the_change_can_be_read_by_others(empty_app, app_context):
    seen = []

    def read_elsewhere() -> None:
        with db.engine.connect() as other:
            seen.append(other.execute(text("SELECT value FROM counter")).scalar())

    with transaction() as session:
        session.add(Counter(name="shown", value=7))
        after_commit(read_elsewhere)
        assert seen == []

    assert seen == [7]


def test_what_waits_for_the_commit_never_runs_when_it_fails_nor_after_the_next_one(app_context):
    ran = []
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: ran.append("never"))
        1 / 0  # noqa: B018 - the failure

    with transaction():
        after_commit(lambda: ran.append("next"))

    assert ran == ["next"]


# ── Moments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moment_comes_back_aware_and_in_utc_whatever_zone_it_was_given_in(app_context):
    porto_novo = timezone(timedelta(hours=1))
    with transaction() as session:
        session.add(ReceivedForm(sender="s", key="k", route="r", at=datetime(2024, 6, 28, 9, 30, 15, 250, porto_novo)))

    db.session.rollback()
    moment = db.session.scalars(select(ReceivedForm.at)).one()

    assert (moment, moment.tzinfo) == (datetime(2024, 6, 28, 8, 30, 15, 250, UTC), UTC)


def test_a_moment_without_a_time_zone_is_refused(app_context):
    with pytest.raises(Exception, match="a moment needs a time zone"), transaction() as session:
        session.add(ReceivedForm(sender="s", key="k", route="r", at=datetime(2024, 6, 28, 9, 30)))

    db.session.rollback()
    assert db.session.scalars(select(ReceivedForm)).all() == []


# ── A busy database ─────────────────────────────────────────────────────────────────────────────────────────────────


def count_form(tries: list[int]) -> str:
    """Write one row that needs the lock, counting how often this was begun."""
    tries.append(1)
    with transaction() as session:
        session.add(ReceivedForm(sender="s", key="k", route="r", at=datetime(2024, 6, 28, tzinfo=UTC)))
    return "done"


def test_a_write_that_meets_a_busy_database_is_tried_again_and_done_once(empty_app, installation):
    impatient(empty_app)
    tries = []

    with empty_app.app_context(), busy_once(installation) as turned:
        answer = again_on_conflict(lambda: count_form(tries))

    with empty_app.app_context():
        kept = len(db.session.scalars(select(ReceivedForm)).all())
    assert (answer, kept) == ("done", 1)
    assert turned.away >= 1, "nobody was turned away, so this proves nothing"
    assert len(tries) == turned.away + 1


def test_without_trying_again_the_same_write_fails(empty_app, installation):
    impatient(empty_app)

    with empty_app.app_context(), busy_once(installation), pytest.raises(DBAPIError):
        count_form([])


def test_a_database_that_stays_busy_is_given_up_after_five_tries(empty_app, installation):
    impatient(empty_app)
    tries = []

    with empty_app.app_context(), locked(installation), pytest.raises(DBAPIError) as failure:
        again_on_conflict(lambda: count_form(tries))

    assert foundation.is_conflict(failure.value)
    assert len(tries) == foundation.TRIES == 5


def test_a_row_the_database_will_never_take_is_not_tried_again(app_context):
    tries = []

    def twice() -> None:
        tries.append(1)
        with transaction() as session:
            session.add_all([Counter(name="same", value=1), Counter(name="same", value=2)])

    with pytest.raises(IntegrityError):
        again_on_conflict(twice)

    assert len(tries) == 1


def test_a_statement_that_makes_no_sense_is_not_tried_again(app_context):
    tries = []

    def nonsense() -> None:
        tries.append(1)
        db.session.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(DBAPIError):
        again_on_conflict(nonsense)

    assert len(tries) == 1


def test_two_writers_that_read_first_do_not_lose_what_the_other_wrote(empty_app, app_context):
    """A deferred transaction that reads and then writes fails at once on SQLite; ours begin as writers and wait."""
    with transaction() as session:
        session.add(Counter(name="read-then-write", value=0))

    def add_one() -> None:
        with empty_app.app_context():
            for _ in range(20):
                again_on_conflict(one_more)

    def one_more() -> None:
        with transaction() as session:
            row = session.scalars(select(Counter).filter_by(name="read-then-write").with_for_update()).one()
            row.value += 1

    writers = [threading.Thread(target=add_one) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert counters() == {"read-then-write": 60}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_power_cut_loses_nothing_that_was_acknowledged_on_sqlite(installation, make_app):
    durable = make_app(installation, sqlite_synchronous="FULL")

    with durable.app_context():
        told = {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in SETTINGS}

    assert told == SETTINGS


SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "trusted_schema": 0}


# ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_name_counts_from_one(app_context):
    with transaction():
        numbers = [next_number("a"), next_number("a"), next_number("b"), next_number("a")]

    assert numbers == [1, 2, 1, 3]


def test_a_number_rolled_back_is_given_out_again(app_context):
    with transaction():
        next_number("receipts")
    with pytest.raises(ZeroDivisionError), transaction():
        next_number("receipts")
        1 / 0  # noqa: B018 - the failure

    with transaction():
        number = next_number("receipts")

    assert number == 2


GIVEN_OUT = f"""
import random
from core.db import again_on_conflict, next_number

def take():
    with transaction():
        return next_number("receipts")

def take_and_fail():
    with transaction():
        next_number("receipts")
        raise ValueError

for _ in range({EACH}):
    got.append(again_on_conflict(take))
    if random.random() < 0.3:
        try:
            again_on_conflict(take_and_fail)
        except ValueError:
            pass
"""
READ_THEN_WRITE = f"""
from sqlalchemy import select
from core.db import Counter, again_on_conflict

def take():
    present = db.session.scalar(select(Counter.value).filter_by(name="receipts")) or 0
    db.session.rollback()
    with transaction() as session:
        session.merge(Counter(id=1, name="receipts", value=present + 1))
    return present + 1

for _ in range({EACH}):
    got.append(again_on_conflict(take))
"""
EVERY_NUMBER = list(range(1, PROCESSES * EACH + 1))


def test_four_processes_take_numbers_without_a_gap_or_a_double(installation, tmp_path):
    numbers = run_at_once(installation, tmp_path, GIVEN_OUT, processes=PROCESSES)

    assert sorted(numbers) == EVERY_NUMBER


def test_control_reading_first_and_writing_afterwards_gives_numbers_twice(installation, tmp_path, app_context):
    with transaction() as session:
        session.add(Counter(name="receipts", value=0))

    numbers = run_at_once(installation, tmp_path, READ_THEN_WRITE, processes=PROCESSES)

    assert sorted(numbers) != EVERY_NUMBER
    assert len(set(numbers)) < len(numbers)

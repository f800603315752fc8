"""The audit log: one line for what was done, in the same transaction, with who and by which request."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from core import audit, clock
from core.audit import SYSTEM, AuditEntry
from core.db import Counter, db, transaction
from core.logs import request_id
from tests.support.statements import counted

NOON = datetime(2024, 6, 28, 12, tzinfo=UTC)


class Somebody:
    actor_id = 42
    actor_name = "Dr Ɛssa N’Diaye dit Ŋolo"


def entries() -> list[AuditEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_a_line_says_who_did_what_to_which_object_when_and_from_what_to_what(app_context):
    with clock.stopped(NOON), transaction() as session:
        counter = Counter(name="seats", value=3)
        session.add(counter)
        audit.log(counter, "changed", by=Somebody(), old=2, new=3)

    line = entries()[0]
    assert (line.at, line.actor_id, line.actor_name, line.action) == (NOON, 42, "Dr Ɛssa N’Diaye dit Ŋolo", "changed")
    assert (line.object_kind, line.object_id, line.scope) == ("counter", counter.id, "")
    assert line.facts == {"old": 2, "new": 3}
    assert line.request_id == request_id()


def test_the_application_itself_acts_under_its_own_name(app_context):
    with transaction() as session:
        counter = Counter(name="seats", value=1)
        session.add(counter)
        audit.log(counter, "made", by=SYSTEM)

    assert [(line.actor_id, line.actor_name) for line in entries()] == [(None, "Balanzan")]


def test_no_line_is_left_of_what_did_not_happen(app_context):
    with pytest.raises(ZeroDivisionError), transaction() as session:
        counter = Counter(name="seats", value=1)
        session.add(counter)
        audit.log(counter, "made", by=SYSTEM)
        1 / 0  # noqa: B018 - the failure

    assert entries() == []


def test_nothing_happens_when_its_line_cannot_be_written(app_context):
    with pytest.raises((TypeError, StatementError)), transaction() as session:
        counter = Counter(name="seats", value=1)
        session.add(counter)
        audit.log(counter, "made", by=SYSTEM, not_plain=object())

    db.session.rollback()
    assert db.session.scalars(select(Counter)).all() == []


def test_what_was_taken_back_alone_leaves_no_line_and_takes_no_other_away(app_context):
    with transaction() as session:
        kept = Counter(name="kept", value=1)
        session.add(kept)
        audit.log_new([kept], "made", by=SYSTEM)
        with suppress(ZeroDivisionError), session.begin_nested():
            undone = Counter(name="undone", value=1)
            session.add(undone)
            audit.log(undone, "made", by=SYSTEM)
            with session.begin_nested():
                audit.log(undone, "seen", by=SYSTEM)
            1 / 0  # noqa: B018 - the failure
        with session.begin_nested():
            audit.log(kept, "seen", by=SYSTEM)

    assert [(line.action, line.object_id) for line in entries()] == [("made", kept.id), ("seen", kept.id)]


def test_the_lines_of_a_transaction_are_written_together(app_context):
    with counted() as statements, transaction() as session:
        counters = [Counter(name=f"{number}", value=1) for number in range(3)]
        session.add_all(counters)
        audit.log_new(counters, "made", by=SYSTEM)
        for counter in counters:
            counter.value = 2
            audit.log(counter, "counted", by=Somebody())

    lines = [each for each in statements.statements if each.startswith("INSERT INTO audit_entry")]
    assert (len(lines), len(entries())) == (1, 6)


def test_lines_of_two_requests_carry_two_ids(empty_app):
    for name in ("first", "second"):
        with empty_app.app_context(), transaction() as session:
            counter = Counter(name=name, value=1)
            session.add(counter)
            audit.log(counter, "made", by=SYSTEM)

    with empty_app.app_context():
        first, second = entries()
    assert first.request_id != second.request_id

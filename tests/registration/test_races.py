"""Twenty desks and doors at once: the last seats are sold once each, a badge is admitted once.

Each desk is a thread of one of four applications, with a connection of its own. Beside each promise stands the control
that does the same by reading first and writing afterwards: it breaks the promise, so the desks do act at once.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from conference.models import HalfDay
from conference.queries.editions import find_edition
from core.audit import SYSTEM
from core.db import again_on_conflict, db, transaction
from core.errors import Refused
from people.models import Person
from registration.models import Badge, Category, Quota, Registration, Scan, Verdict
from registration.queries.attendance import first_admission
from registration.queries.checks import quotas_out_of_step
from registration.services import doors, seats
from tests.factories.conference import HalfDayFactory, friday
from tests.factories.people import PersonFactory
from tests.factories.registration import CategoryFactory, badged

APPLICATIONS, DESKS, SEATS = 4, 20, 3


@pytest.fixture
def at_once(installation, make_app):
    """Have twenty desks do something at once; return what each got."""
    apps = [make_app(installation) for _application in range(APPLICATIONS)]
    start = threading.Barrier(DESKS)

    def run(act):
        def desk(number):
            with apps[number % APPLICATIONS].app_context():
                start.wait(60)
                return act(number)

        db.session.rollback()  # what the test reads afterwards is what they left
        with ThreadPoolExecutor(DESKS) as desks:
            return Counter(desks.map(desk, range(DESKS)))

    return run


# ── The last seats ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def customers(edition):
    """Twenty people who want one of three seats."""
    with transaction():
        CategoryFactory(edition=edition, capacity=SEATS)
        return [person.id for person in PersonFactory.create_batch(DESKS)]


def seats_used():
    """Return what the quota's counter says."""
    return db.session.scalar(select(Quota.used))


def test_twenty_desks_sell_exactly_the_seats_there_are(edition, customers, at_once):
    def register(number):
        with transaction():
            person, category = db.session.get_one(Person, customers[number]), db.session.scalars(select(Category)).one()
            seats.register(find_edition("js-segou-2024"), person, category, by=SYSTEM)

    def sell(number):
        try:
            again_on_conflict(lambda: register(number))
        except Refused as refusal:
            return refusal.code
        return "sold"

    sold = at_once(sell)

    assert sold == {"sold": SEATS, "sold-out": DESKS - SEATS}
    assert (seats_used(), len(db.session.scalars(select(Registration)).all())) == (SEATS, SEATS)
    assert quotas_out_of_step() == []


def test_control_twenty_desks_that_read_before_they_write_oversell(edition, customers, at_once):
    all_have_read = threading.Barrier(DESKS)

    def write(used):
        with transaction() as session:
            session.execute(update(Quota).values(used=used + 1))

    def sell(_number):
        used, capacity = db.session.execute(select(Quota.used, Quota.capacity)).one()
        db.session.rollback()
        all_have_read.wait(60)
        if used >= capacity:
            return "sold-out"
        again_on_conflict(lambda: write(used))
        return "sold"

    sold = at_once(sell)

    assert (sold["sold"] > SEATS, seats_used() < sold["sold"]) == (True, True)


# ── One badge at many doors ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def badge(edition):
    """A badge, on the first morning."""
    HalfDayFactory(edition=edition)
    return badged(edition)


def test_one_badge_shown_at_twenty_doors_is_admitted_once(badge, at_once):
    code = badge.code

    def read():
        with transaction():
            half_day = db.session.scalars(select(HalfDay)).one()
            return doors.read(find_edition("js-segou-2024"), code, half_day, gate="A", by=SYSTEM).verdict

    verdicts = at_once(lambda _number: again_on_conflict(read))

    assert verdicts == {Verdict.ADMITTED: 1, Verdict.ALREADY_IN: DESKS - 1}
    assert len(db.session.scalars(select(Scan)).all()) == DESKS


def test_control_doors_that_look_before_they_write_admit_it_again_and_again(badge, at_once):
    all_have_looked = threading.Barrier(DESKS)

    def write(number):
        with transaction() as session:
            badge, half_day = db.session.scalars(select(Badge)).one(), db.session.scalars(select(HalfDay)).one()
            session.add(
                Scan(
                    badge=badge, half_day=half_day, gate="A", device=f"door-{number}", sequence=1,
                    verdict=Verdict.ADMITTED, at=friday(8, 5),
                )
            )  # fmt: skip

    def read(number):
        seen = first_admission(db.session.scalars(select(Badge)).one(), db.session.scalars(select(HalfDay)).one())
        db.session.rollback()
        all_have_looked.wait(60)
        if seen:
            return Verdict.ALREADY_IN
        again_on_conflict(lambda: write(number))
        return Verdict.ADMITTED

    verdicts = at_once(read)

    assert verdicts[Verdict.ADMITTED] > 1

"""Seats: taken, held, given back; at the tariff of the day; never twice, and never once too often."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference.models import Module, Participation, ParticipationRole, Phase
from core import clock, codes
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.jobs import Job
from core.outbox import Message
from registration.models import (
    Badge,
    BadgeState,
    CertificateState,
    Order,
    PaymentState,
    Quota,
    Registration,
    SeatState,
    Tariff,
)
from registration.queries.seats import order_of
from registration.services.seats import cancel, confirm, register
from tests.factories.conference import EditionFactory, friday
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registration import (
    SPRING,
    CategoryFactory,
    CertificateFactory,
    OrderFactory,
    PaymentFactory,
    QuotaFactory,
    RegistrationFactory,
    badged,
)
from tests.support.refusals import refusal_of

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)


def seated(edition, category, person=None, *, by=SYSTEM, on_site=False):
    """Register somebody in a category of an edition."""
    person = person or PersonFactory()
    with transaction():
        return register(edition, person, category, by=by, on_site=on_site)


def used(category):
    """Return how many seats of a category's quota are taken."""
    return db.session.scalar(select(Quota.used).filter_by(id=category.quota_id))


# ── Registering ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_registering_takes_a_seat_and_says_what_is_owed(edition, category):
    awa = PersonFactory(title="Dr", given_names="Awa", family_name="Diarra")

    registration = seated(edition, category, awa, by=awa, on_site=True)

    assert (registration.person, registration.category, registration.state, registration.on_site) == (
        awa,
        category,
        SeatState.PRE_REGISTERED,
        True,
    )
    assert (registration.registered_at, registration.confirmed_at) == (friday(8, 5), None)
    assert len(registration.code) == codes.SPOKEN_LENGTH
    assert set(registration.code) <= set(codes.ALPHABET)
    order = order_of(registration)
    assert (order.payer, order.currency, order.total, order.paid, order.due) == (
        "Dr Awa Diarra",
        "XOF",
        30_000,
        0,
        30_000,
    )
    assert [(line.registration, line.amount) for line in order.lines] == [(registration, 30_000)]
    assert used(category) == 1
    assert db.session.execute(select(Message.kind, Message.to_name)).all() == [("registered", "Dr Awa Diarra")]
    log = select(AuditEntry.action, AuditEntry.actor_name, AuditEntry.facts)
    assert db.session.execute(log).all() == [
        ("joined", "Dr Awa Diarra", {}),
        ("registered", "Dr Awa Diarra", {"category": category.key, "amount": 30_000}),
    ]


def test_a_seat_costs_what_the_tariff_of_the_day_says(edition):
    summer = SPRING + timedelta(days=60)
    category = CategoryFactory(
        edition=edition,
        tariffs=[Tariff(amount=50_000, applies_from=summer), Tariff(amount=30_000, applies_from=SPRING)],
    )
    db.session.expire_all()

    owed = {}
    for moment in (SPRING, summer - SECOND, summer):
        with clock.stopped(moment):
            owed[moment] = order_of(seated(edition, category)).total
    with clock.stopped(SPRING - SECOND):
        said = refusal_of(register, edition, PersonFactory(), category)

    assert owed == {SPRING: 30_000, summer - SECOND: 30_000, summer: 50_000}
    assert said == ("category-not-open", "This category is not open yet.")
    assert used(category) == 3


def test_a_free_seat_is_confirmed_at_once(edition):
    guests = CategoryFactory(edition=edition, price=0)

    registration = seated(edition, guests)

    assert (registration.state, registration.confirmed_at) == (SeatState.CONFIRMED, friday(8, 5))
    badge = db.session.scalars(select(Badge)).one()
    assert (badge.registration, badge.state) == (registration, BadgeState.VALID)
    taking_part = db.session.scalars(select(Participation)).one()
    assert (taking_part.person, taking_part.role) == (registration.person, ParticipationRole.DELEGATE)
    assert db.session.scalars(select(Job.name)).all() == ["registration.jobs:render_badge"]


@SQLITE_ONLY
def test_nobody_registers_twice_and_the_refusal_says_under_which_code(edition, category):
    awa = PersonFactory(given_names="Awa", family_name="Diarra")
    registration = seated(edition, category, awa)

    said = refusal_of(register, edition, awa, category)

    assert said == ("registered-already", f"Awa Diarra is already registered, under the code {registration.code}.")
    assert used(category) == 1


@SQLITE_ONLY
def test_who_gave_a_seat_back_may_take_another_and_comes_to_other_editions(edition, category):
    awa, elsewhere = PersonFactory(), EditionFactory()
    first = seated(edition, category, awa)
    with transaction():
        cancel(first, by=SYSTEM)

    again = seated(edition, category, awa)
    there = seated(elsewhere, CategoryFactory(edition=elsewhere), awa)

    assert {registration.state for registration in (again, there)} == {SeatState.PRE_REGISTERED}
    assert used(category) == 1


@SQLITE_ONLY
@pytest.mark.parametrize(
    "closing",
    [
        {"state": Phase.CLOSED},
        {"state": Phase.REPORTED},
        {"state": Phase.ARCHIVED},
        {"modules": [Module.PROGRAMME.value]},
    ],
    ids=["closed", "reported", "archived", "switched off"],
)
def test_nobody_registers_once_registration_is_closed(edition, category, closing):
    with transaction():
        for name, value in closing.items():
            setattr(edition, name, value)

    said = refusal_of(register, edition, PersonFactory(), category)

    assert (said, used(category)) == (("registration-closed", "Registration is closed."), 0)


@SQLITE_ONLY
def test_a_category_of_another_edition_is_refused(edition, category):
    said = refusal_of(register, EditionFactory(), PersonFactory(), category)

    assert (said, used(category)) == (("other-edition", "This category belongs to another edition."), 0)


def test_when_seats_have_run_out_nothing_is_written(edition):
    category = CategoryFactory(edition=edition, capacity=2)
    for _seat in range(2):
        seated(edition, category)

    said = refusal_of(register, edition, PersonFactory(), category)

    assert said == ("sold-out", "There is no seat left.")
    assert (used(category), len(db.session.scalars(select(Registration)).all())) == (2, 2)
    assert len(db.session.scalars(select(Order)).all()) == len(db.session.scalars(select(Message)).all()) == 2


@SQLITE_ONLY
def test_categories_that_draw_on_one_quota_share_its_seats(edition):
    quota = QuotaFactory(edition=edition, capacity=2)
    residents, students = (CategoryFactory(edition=edition, quota=quota) for _category in range(2))
    for category in (residents, students):
        seated(edition, category)

    assert refusal_of(register, edition, PersonFactory(), students)[0] == "sold-out"


# ── Holding and giving back ─────────────────────────────────────────────────────────────────────────────────────────


def test_confirming_makes_a_badge_and_a_delegate_once(edition, category):
    registration = seated(edition, category)

    with transaction():
        confirm(registration, by=SYSTEM)

    assert refusal_of(confirm, registration)[0] == "no-such-step"
    assert (registration.state, registration.confirmed_at) == (SeatState.CONFIRMED, friday(8, 5))
    assert len(db.session.scalars(select(Badge)).all()) == len(db.session.scalars(select(Participation)).all()) == 1


def test_cancelling_gives_the_seat_back_and_closes_the_door_but_keeps_the_books(edition, category):
    registration = seated(edition, category)
    with transaction():
        confirm(registration, by=SYSTEM)

    with transaction():
        cancel(registration, by=UserFactory())

    assert (registration.state, used(category)) == (SeatState.CANCELLED, 0)
    badge = db.session.scalars(select(Badge)).one()
    assert (badge.state, badge.revoked_at) == (BadgeState.REVOKED, friday(8, 5))
    assert order_of(registration).total == 30_000
    assert refusal_of(cancel, registration)[0] == "no-such-step"
    assert used(category) == 0


# ── What the database refuses by itself ─────────────────────────────────────────────────────────────────────────────


def seat(edition, **facts):
    """Return one more registration of somebody."""
    return RegistrationFactory(edition=edition, **facts)


def declared(edition, **facts):
    """Return a payment of one order."""
    return PaymentFactory(order=OrderFactory(registrations=[seat(edition)]), **facts)


def valid_badges(edition):
    """Make two valid badges of one registration."""
    badge = badged(edition)
    with transaction() as session:
        session.add(Badge(registration=badge.registration, subject="s", code="ABCDEF", token="t", made_at=friday(8)))


def changed(row, **facts):
    """Change a row behind the back of its states."""
    with transaction():
        for name, value in facts.items():
            setattr(row, name, value)


IMPOSSIBLE = {
    "more seats than there are": lambda edition: QuotaFactory(edition=edition, capacity=2, used=3),
    "fewer seats than none": lambda edition: QuotaFactory(edition=edition, used=-1),
    "two seats of one person": lambda edition: RegistrationFactory.create_batch(
        2, edition=edition, person=PersonFactory()
    ),
    "confirmed at no moment": lambda edition: seat(edition, confirmed_at=None),
    "a price below nothing": lambda edition: CategoryFactory(edition=edition, price=-1),
    "an order below nothing": lambda edition: OrderFactory(registrations=[seat(edition)], total=-1),
    "a payment of nothing": lambda edition: declared(edition, amount=0),
    "declared and settled": lambda edition: declared(edition, settled_at=SPRING),
    "settled at no moment": lambda edition: declared(edition, state=PaymentState.VALIDATED, settled_at=None),
    "two valid badges": valid_badges,
    "a badge revoked at no moment": lambda edition: changed(badged(edition), state=BadgeState.REVOKED),
    "a badge revoked but valid": lambda edition: changed(badged(edition), revoked_at=friday(9)),
    "a certificate that ended at no moment": lambda edition: CertificateFactory(
        edition=edition, state=CertificateState.REVOKED
    ),
    "two certificates of one number": lambda edition: CertificateFactory.create_batch(2, edition=edition, number=1),
}


def test_the_database_refuses_rows_that_cannot_be(edition):
    refused = set()
    for name, make in IMPOSSIBLE.items():
        try:
            make(edition)
        except IntegrityError:
            refused.add(name)

    assert refused == set(IMPOSSIBLE)

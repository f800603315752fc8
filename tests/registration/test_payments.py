"""Money: declared by the payer, seen by the treasurer, receipted without a gap, and never counted twice."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.jobs import Job
from core.outbox import Message
from registration.models import Badge, Method, Payment, PaymentState, Receipt, SeatState
from registration.queries.money import takings
from registration.services.payments import declare, reject, validate
from registration.services.seats import cancel
from tests.factories.conference import EditionFactory, friday
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registration import (
    CategoryFactory,
    OrderFactory,
    PaymentFactory,
    ReceiptFactory,
    RegistrationFactory,
)
from tests.support.refusals import refusal_of

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ORANGE, WAVE, CASH, CHEQUE = Method.ORANGE_MONEY, Method.WAVE, Method.CASH, Method.CHEQUE


def owed(edition, *seats, price=30_000):
    """Return an order for seats that wait for their money."""
    category = CategoryFactory(edition=edition, price=price, quota__used=1)
    names = seats or ("Awa",)
    waiting = {"edition": edition, "category": category, "state": SeatState.PRE_REGISTERED}
    return OrderFactory(
        registrations=[
            RegistrationFactory(person__given_names=name, person__family_name="Sy", **waiting) for name in names
        ]
    )


def declared(order, method=ORANGE, amount=30_000, reference="OM-1"):
    """Declare a payment of an order."""
    with transaction():
        return declare(order, method, amount, reference=reference, by=SYSTEM)


def validated(payment, by=SYSTEM):
    """Have the treasurer see the money."""
    with transaction():
        return validate(payment, by=by)


def messages(kind):
    """Return to whom messages of a kind go."""
    return db.session.scalars(select(Message.to_name).filter_by(kind=kind).order_by(Message.id)).all()


# ── Declaring ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_declaration_waits_for_the_treasurer_and_counts_for_nothing_yet(edition):
    order = owed(edition)
    awa = order.lines[0].registration.person

    with transaction():
        payment = declare(order, ORANGE, 30_000, reference=" om 240 \n628.x ", by=awa)

    assert (payment.state, payment.reference, payment.declared_at, payment.settled_at) == (
        PaymentState.DECLARED,
        "OM240628.X",
        friday(8, 5),
        None,
    )
    assert (order.payments, order.paid, order.announced, order.due) == ([payment], 0, 30_000, 30_000)
    log = db.session.execute(select(AuditEntry.action, AuditEntry.actor_name, AuditEntry.facts)).all()
    assert log == [("declared", "Awa Sy", {"method": "orange-money", "amount": 30_000, "reference": "OM240628.X"})]


@SQLITE_ONLY
def test_a_declaration_gives_an_amount_and_but_for_cash_a_transaction_number(edition):
    order = owed(edition)

    said = [
        refusal_of(declare, order, ORANGE, 0, reference="OM-1"),
        refusal_of(declare, order, CASH, -1, reference=""),
        refusal_of(declare, order, ORANGE, 1, reference=" \n"),
        refusal_of(declare, order, CHEQUE, 1, reference=""),
    ]

    no_amount = ("no-amount", "Give the amount that was sent.")
    no_reference = ("no-reference", "Give the transaction number: the treasurer looks for it.")
    assert said == [no_amount, no_amount, no_reference, no_reference]
    assert db.session.scalars(select(Payment)).all() == []


def test_a_transaction_number_is_declared_once_however_it_is_typed(edition):
    declared(owed(edition), reference="OM-1")
    validated(declared(owed(edition), reference="OM-2"))
    other = owed(edition)

    said = [refusal_of(declare, other, ORANGE, 30_000, reference=typed) for typed in ("om-1", " O M-2 ")]

    assert said == [
        ("reference-known", "The transaction OM-1 has been declared already."),
        ("reference-known", "The transaction OM-2 has been declared already."),
    ]


@SQLITE_ONLY
def test_the_same_number_elsewhere_cash_without_one_and_a_number_that_was_rejected_are_declared(edition):
    order = owed(edition)
    first = declared(order, ORANGE, reference="1")
    with transaction():
        reject(first, by=SYSTEM, reason="Introuvable.")

    for method, reference in [(ORANGE, "1"), (WAVE, "1"), (CASH, ""), (CASH, "")]:
        declared(order, method, reference=reference)

    assert len(order.payments) == 5


@pytest.mark.parametrize("state", [PaymentState.DECLARED, PaymentState.VALIDATED])
def test_the_database_itself_refuses_a_transaction_number_that_counts_already(edition, state):
    PaymentFactory(order=owed(edition), reference="OM-1", state=state)

    with pytest.raises(IntegrityError):
        PaymentFactory(order=owed(edition), reference="OM-1")

    assert len(db.session.scalars(select(Payment)).all()) == 1


# ── Seen by the treasurer ───────────────────────────────────────────────────────────────────────────────────────────


def test_validating_numbers_a_receipt_confirms_the_seat_and_tells_its_holder(edition):
    treasurer = UserFactory(person__given_names="Oumou", person__family_name="Ba")
    order = owed(edition)
    payment = declared(order)

    receipt = validated(payment, by=treasurer)

    assert (payment.state, payment.settled_at, payment.settled_by) == (PaymentState.VALIDATED, friday(8, 5), "Oumou Ba")
    assert (receipt.payment, receipt.number, receipt.code, receipt.issued_at) == (
        payment,
        1,
        "SEG-2024-R0001",
        friday(8, 5),
    )
    assert (order.paid, order.announced, order.due) == (30_000, 0, 0)
    registration = order.lines[0].registration
    assert registration.state is SeatState.CONFIRMED
    assert [badge.registration for badge in db.session.scalars(select(Badge))] == [registration]
    assert messages("paid") == ["Awa Sy"]
    jobs = select(Job.name, Job.payload).where(Job.name == "registration.jobs:render_receipt")
    assert db.session.execute(jobs).all() == [("registration.jobs:render_receipt", {"receipt_id": receipt.id})]


def test_a_hospital_pays_for_fifteen_in_two_parts_and_the_seats_are_held_with_the_last_franc(edition):
    shape = [(10, 50_000), (3, 30_000), (2, 15_000)]
    seats = [
        RegistrationFactory(edition=edition, state=SeatState.PRE_REGISTERED, category=category)
        for number, price in shape
        for category in [CategoryFactory(edition=edition, price=price)] * number
    ]
    order = OrderFactory(registrations=seats)

    owed_after, states = [order.due], []
    for method, amount, reference in [(ORANGE, 400_000, "OM-1"), (CHEQUE, 220_000, "CHQ-7")]:
        validated(declared(order, method, amount, reference))
        owed_after.append(order.due)
        states.append({seat.state for seat in seats})

    assert owed_after == [620_000, 220_000, 0]
    assert states == [{SeatState.PRE_REGISTERED}, {SeatState.CONFIRMED}]
    assert db.session.scalars(select(Receipt.number).order_by(Receipt.id)).all() == [1, 2]
    assert len(messages("paid")) == 30
    assert takings(edition) == (620_000, 620_000, 0)
    assert refusal_of(declare, order, ORANGE, 1, reference="OM-1")[0] == "reference-known"


@SQLITE_ONLY
def test_who_paid_too_much_owes_nothing(edition):
    order = owed(edition)

    validated(declared(order, amount=50_000))

    assert (order.paid, order.due) == (50_000, 0)


@SQLITE_ONLY
def test_money_does_not_bring_back_a_seat_that_was_given_back(edition):
    order = owed(edition, "Awa", "Bakary")
    awa, bakary = (line.registration for line in order.lines)
    with transaction():
        cancel(awa, by=SYSTEM)

    validated(declared(order, amount=60_000))

    assert (awa.state, bakary.state) == (SeatState.CANCELLED, SeatState.CONFIRMED)


@SQLITE_ONLY
def test_a_payment_is_settled_once(edition):
    seen, unseen = (declared(owed(edition), reference=reference) for reference in ("OM-1", "OM-2"))
    validated(seen)
    with transaction():
        reject(unseen, by=SYSTEM, reason="Introuvable.")

    said = [refusal_of(validate, payment)[0] for payment in (seen, unseen)]
    said += [refusal_of(reject, payment, reason="Encore.")[0] for payment in (seen, unseen)]

    assert said == ["no-such-step"] * 4
    assert (seen.state, unseen.state, unseen.reason) == (PaymentState.VALIDATED, PaymentState.REJECTED, "Introuvable.")
    assert len(db.session.scalars(select(Receipt)).all()) == 1


def test_receipts_follow_one_another_in_each_edition_even_after_a_failure(edition):
    elsewhere = EditionFactory(code="KAO-2021")
    numbered = []
    for place, where in enumerate([edition, edition, elsewhere, edition]):
        payment = declared(owed(where), reference=f"OM-{place}")
        with pytest.raises(ZeroDivisionError), transaction():
            validate(payment, by=SYSTEM)
            1 / 0  # noqa: B018 - the failure
        numbered.append(validated(payment).code)

    assert numbered == ["SEG-2024-R0001", "SEG-2024-R0002", "KAO-2021-R0001", "SEG-2024-R0003"]
    with pytest.raises(IntegrityError):
        ReceiptFactory(payment__order=owed(edition), number=1)


# ── Not found ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rejecting_tells_everybody_of_the_order_why_and_leaves_their_seats_as_they_were(edition):
    order = owed(edition, "Awa", "Bakary")
    payment = declared(order, amount=60_000)

    with transaction():
        reject(payment, by=UserFactory(person__given_names="Oumou", person__family_name="Ba"), reason=" Introuvable. ")

    assert (payment.state, payment.reason, payment.settled_by) == (PaymentState.REJECTED, "Introuvable.", "Oumou Ba")
    assert messages("not-found") == ["Awa Sy", "Bakary Sy"]
    assert {line.registration.state for line in order.lines} == {SeatState.PRE_REGISTERED}
    assert (order.due, db.session.scalars(select(Receipt)).all()) == (60_000, [])


@SQLITE_ONLY
def test_rejecting_says_why(edition):
    payment = declared(owed(edition))

    assert refusal_of(reject, payment, reason=" ") == ("no-reason", "Say why: the payer will read it.")
    assert (payment.state, messages("not-found")) == (PaymentState.DECLARED, [])


@SQLITE_ONLY
def test_takings_are_what_was_ordered_received_and_declared_in_this_edition(edition):
    validated(declared(owed(edition), amount=30_000, reference="OM-1"))
    declared(owed(edition, price=50_000), amount=20_000, reference="OM-2")
    rejected = declared(owed(edition, price=5_000), amount=5_000, reference="OM-3")
    with transaction():
        reject(rejected, by=SYSTEM, reason="Introuvable.")
    PaymentFactory(order=owed(EditionFactory()))

    assert takings(edition) == (85_000, 30_000, 20_000)
    assert takings(EditionFactory()) == (0, 0, 0)


@SQLITE_ONLY
def test_everybody_of_an_order_is_told_that_the_money_arrived(edition):
    PersonFactory(given_names="Cheick")

    validated(declared(owed(edition, "Awa", "Bakary"), amount=60_000))

    assert messages("paid") == ["Awa Sy", "Bakary Sy"]

"""The invariants of seats and money: sound books pass, and each planted breach is named."""

import pytest
from sqlalchemy import select, update

from core import doctor
from core.audit import SYSTEM
from core.db import db, transaction
from registration.models import Method, Quota, Receipt, SeatState
from registration.queries.checks import payments_without_receipt, quotas_out_of_step, receipts_with_gaps
from registration.queries.seats import order_of
from registration.services.payments import declare, validate
from registration.services.seats import cancel, register
from tests.factories.conference import EditionFactory
from tests.factories.people import PersonFactory
from tests.factories.registration import (
    CategoryFactory,
    OrderFactory,
    PaymentFactory,
    ReceiptFactory,
    RegistrationFactory,
)


@pytest.fixture
def books(edition, category):
    """Two people registered, one of whom paid in two parts; a third gave the seat back."""
    people = []
    for _person in range(3):
        with transaction():
            people.append(register(edition, PersonFactory(), category, by=SYSTEM))
    with transaction():
        cancel(people[2], by=SYSTEM)
    for place, amount in enumerate((10_000, 20_000)):
        with transaction():
            payment = declare(order_of(people[0]), Method.WAVE, amount, reference=f"W-{place}", by=SYSTEM)
            validate(payment, by=SYSTEM)
    return people


def test_sound_books_break_no_rule(books):
    assert set(map(tuple, doctor.examine().values())) == {()}


def test_a_counter_that_differs_from_the_seats_is_named(books, edition):
    other = CategoryFactory(edition=edition, quota__name="Gala", quota__used=0)
    RegistrationFactory(edition=edition, category=other)
    RegistrationFactory(edition=edition, category=other, state=SeatState.CANCELLED)
    with transaction() as session:
        session.execute(update(Quota).where(Quota.name == "Journées").values(used=5))

    assert sorted(quotas_out_of_step()) == ["Gala: counter 0, registrations 1", "Journées: counter 5, registrations 2"]


def test_a_payment_whose_receipt_and_state_contradict_each_other_is_named(books, edition):
    order = OrderFactory(registrations=[RegistrationFactory(edition=edition)])
    unreceipted = PaymentFactory(order=order, state="validated", settled_at=order.ordered_at)
    unseen = ReceiptFactory(payment=PaymentFactory(order=order), number=3).payment

    assert sorted(payments_without_receipt()) == [f"payment {unreceipted.id}", f"payment {unseen.id}"]


def test_receipts_that_miss_a_number_are_named(books, edition):
    elsewhere = EditionFactory()
    for where, number in [(edition, 4), (elsewhere, 1)]:
        ReceiptFactory(payment__order=OrderFactory(registrations=[RegistrationFactory(edition=where)]), number=number)

    assert receipts_with_gaps() == [f"edition {edition.id}: 3 receipts, the last is 4"]
    assert db.session.scalars(select(Receipt.number).order_by(Receipt.id)).all() == [1, 2, 4, 1]

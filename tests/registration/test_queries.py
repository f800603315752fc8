"""Reading registrations and money: what each list holds, in which order, and how little it asks of the database."""

import pytest

from core.db import db, transaction
from core.errors import NotFound
from registration.models import PaymentState, SeatState
from registration.queries.money import find_payment, find_receipt, payments_of
from registration.queries.seats import (
    badge_of,
    categories_of,
    count_by_state,
    find_registration,
    order_of,
    registration_of,
    registrations_by,
    registrations_of,
)
from tests.factories.base import afresh
from tests.factories.conference import EditionFactory
from tests.factories.people import PersonFactory, StructureFactory
from tests.factories.registration import (
    SPRING,
    CategoryFactory,
    OrderFactory,
    PaymentFactory,
    ReceiptFactory,
    RegistrationFactory,
    badged,
)

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def line(registration):
    """Return what a list prints of a registration."""
    person = registration.person
    return person.list_name, person.affiliation, registration.category.name("fr"), registration.code


# ── Seats ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_registrations_are_found_by_names_in_any_order_phone_or_code(edition):
    people = [
        PersonFactory(given_names="Ɛssa", family_name="N’Diaye", known_as="Ŋolo"),
        PersonFactory(given_names="Oyofal", family_name="Ba", phone="+22376000001"),
        PersonFactory(given_names="Awa", family_name="Diarra"),
    ]
    for person, code in zip(people, ("R7K2Q9", "ABCDEF", "GHJKLM"), strict=True):
        RegistrationFactory(edition=edition, person=person, code=code)
    RegistrationFactory(person=people[0])

    def found(search):
        return [each.code for each in db.session.scalars(registrations_of(edition, search=search))]

    searches = ("", "ndiaye essa", "ESSA", "oyofal", "76000001", "r7k2q9", " ghjklm ", "personne", "r7k2q")
    assert {search: found(search) for search in searches} == {
        "": ["GHJKLM", "R7K2Q9", "ABCDEF"],
        "ndiaye essa": ["R7K2Q9"],
        "ESSA": ["R7K2Q9"],
        "oyofal": ["ABCDEF"],
        "76000001": ["ABCDEF"],
        "r7k2q9": ["R7K2Q9"],
        " ghjklm ": ["GHJKLM"],
        "personne": [],
        "r7k2q": [],
    }


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_the_list_of_registrations_asks_the_database_once(edition, queries, number):
    for _person in range(number):
        RegistrationFactory(edition=edition, person__structure=StructureFactory())
    edition = afresh(edition)

    with queries() as count:
        shown = [line(registration) for registration in db.session.scalars(registrations_of(edition))]

    assert (len(shown), count.total) == (number, 1), str(count)


@SQLITE_ONLY
def test_a_page_of_a_thousand_registrations_asks_no_more_than_one_of_ten(edition, category, queries):
    asked = {}
    for number in (10, 1000):
        days = EditionFactory()
        with transaction() as session:
            session.add_all(
                RegistrationFactory.build(edition=days, category=category, code=f"{number}-{place:04d}")
                for place in range(number)
            )
        days = afresh(days)
        with queries() as count:
            page = [line(each) for each in db.session.scalars(registrations_of(days, search="traore").limit(50))]
        asked[number] = (len(page), count.total)

    assert asked == {10: (10, 1), 1000: (50, 1)}


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_categories_come_in_their_order_with_tariffs_and_seats_in_two_queries(edition, queries, number):
    for place in range(number):
        CategoryFactory(edition=edition, position=number - place, price=place * 1000, capacity=place + 1)
    CategoryFactory()
    edition = afresh(edition)

    with queries() as count:
        shown = [
            (category.tariff_at(SPRING).amount, category.quota.capacity, category.name("en"))
            for category in categories_of(edition)
        ]

    assert shown == [(place * 1000, place + 1, "General practitioner") for place in reversed(range(number))]
    assert count.total == 2, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_a_person_s_registrations_over_all_editions_ask_the_database_once(edition, queries, number):
    awa = PersonFactory()
    for _edition in range(number):
        RegistrationFactory(person=awa)
    RegistrationFactory()
    awa = afresh(awa)

    with queries() as count:
        shown = [(each.edition.name("fr"), each.category.name("fr")) for each in registrations_by(awa)]

    assert shown == [("7es Journées scientifiques de Ségou", "Médecin généraliste")] * number
    assert count.total == 1, str(count)


@SQLITE_ONLY
def test_a_registration_is_found_in_its_edition_and_by_its_holder_while_it_lives(edition):
    badge = badged(edition, code="R7K2Q9")
    registration, other = badge.registration, EditionFactory()
    gone = RegistrationFactory(edition=edition, state=SeatState.CANCELLED)

    assert find_registration(edition, "r7k2q9") is registration
    with pytest.raises(NotFound):
        find_registration(other, "R7K2Q9")
    found = [registration_of(each.person, where) for each, where in [(registration, edition), (registration, other)]]
    assert (found, registration_of(gone.person, edition)) == ([registration, None], None)
    assert (badge_of(registration), badge_of(gone)) == (badge, None)


def test_registrations_are_counted_by_state(edition):
    for number, state in enumerate(SeatState):
        RegistrationFactory.create_batch(number + 1, edition=edition, state=state)
    RegistrationFactory()

    assert count_by_state(edition) == {state: number + 1 for number, state in enumerate(SeatState)}


# ── Money ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def ordered(edition, people=1):
    """Return an order for some people."""
    return OrderFactory(registrations=RegistrationFactory.create_batch(people, edition=edition))


def test_payments_that_wait_come_first_then_the_latest(edition):
    states = [PaymentState.VALIDATED, PaymentState.DECLARED, PaymentState.REJECTED, PaymentState.DECLARED]
    payments = [PaymentFactory(order=ordered(edition), state=state) for state in states]
    PaymentFactory(order=ordered(EditionFactory()))

    def listed(state=None):
        return db.session.scalars(payments_of(edition, state=state)).unique().all()

    assert listed() == [payments[3], payments[1], payments[2], payments[0]]
    assert listed(PaymentState.REJECTED) == [payments[2]]


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_the_treasurer_s_list_asks_as_often_for_three_payments_as_for_one(edition, queries, number):
    for _payment in range(number):
        ReceiptFactory(payment=PaymentFactory(order=ordered(edition, people=2), state=PaymentState.VALIDATED))
    edition = afresh(edition)

    with queries() as count:
        shown = [
            (
                payment.order.payer,
                payment.order.due,
                payment.receipt.code.startswith("SEG-2024-R"),
                [line.registration.person.name != "" for line in payment.order.lines],
            )
            for payment in db.session.scalars(payments_of(edition)).unique()
        ]

    assert shown == [("Hôpital Nianankoro Fomba", 0, True, [True, True])] * number
    assert count.total == 3, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_an_order_comes_with_its_payments_and_lines_in_as_many_queries_however_many_they_are(edition, queries, number):
    order = ordered(edition, people=number)
    for _payment in range(number):
        PaymentFactory(order=order, amount=1000)
    registration = afresh(order.lines[0].registration)

    with queries() as count:
        found = order_of(registration)
        shown = (found.due, [payment.amount for payment in found.payments], len(found.lines))

    assert shown == (30_000 * number, [1000] * number, number)
    assert count.total == 3, str(count)


@SQLITE_ONLY
def test_a_payment_or_receipt_of_another_edition_is_not_found(edition):
    payment = PaymentFactory(order=ordered(edition), state=PaymentState.VALIDATED)
    receipt, other = ReceiptFactory(payment=payment, number=12), EditionFactory()

    assert (find_payment(edition, payment.id), find_receipt(edition, 12)) == (payment, receipt)
    assert receipt.code == "SEG-2024-R0012"
    for find, key in [(find_payment, payment.id), (find_receipt, 12)]:
        with pytest.raises(NotFound):
            find(other, key)

"""The messages about seats, money and certificates: who gets them, and what they say."""

import pytest
from sqlalchemy import select

from conference.models import Outcome
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Channel, Message
from core.typography import sms_parts
from people.recognition import person_of_link
from registration.models import Method
from registration.queries.seats import order_of
from registration.services.certificates import issue
from registration.services.payments import declare, reject, validate
from registration.services.seats import register
from tests.factories.conference import DeliveryFactory, PresentationFactory, SessionFactory
from tests.factories.people import PersonFactory
from tests.factories.registration import CategoryFactory

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
EDITION = "7es Journées scientifiques de Ségou"
SUM, REST = "30\u202f000\u00a0F\u00a0CFA", "20\u202f000\u00a0F\u00a0CFA"


@pytest.fixture
def awa(edition):
    """Somebody who can be reached by e-mail."""
    return PersonFactory(title="Dr", given_names="Awa", family_name="Diarra", email="awa@courriel.example")


def registered(edition, person, price=30_000):
    """Register somebody; return the registration."""
    category = CategoryFactory(edition=edition, price=price)
    with transaction():
        return register(edition, person, category, by=SYSTEM)


def paid(registration, amount=30_000):
    """Declare a payment of a registration."""
    with transaction():
        return declare(order_of(registration), Method.WAVE, amount, reference="W-240628", by=SYSTEM)


def latest(kind, person):
    """Return the last message of a kind, which must be for somebody and fit into one SMS, and its link theirs."""
    message = db.session.scalars(select(Message).filter_by(kind=kind).order_by(Message.id.desc())).first()
    assert (message.to_name, message.to_address, message.channel, message.scope, message.language) == (
        "Dr Awa Diarra",
        "awa@courriel.example",
        Channel.EMAIL,
        "js-segou-2024",
        "fr",
    )
    links = [line for line in message.body.splitlines() if line.startswith("http")]
    assert person_of_link(links[0].rsplit("/", 1)[1]) == person
    assert (sms_parts(message.sms), EDITION in message.body, person.name in message.body) == (1, True, True)
    return message


def missing(text, *facts):
    """Return which of some facts a text does not say."""
    return [fact for fact in facts if fact not in text]


def test_who_registers_reads_code_category_and_what_is_owed(edition, awa):
    registration = registered(edition, awa)

    message = latest("registered", awa)

    assert missing(message.body, registration.code, "Médecin généraliste", SUM) == []
    assert missing(message.subject, registration.code) == []
    assert missing(message.sms, registration.code, "30 000 F CFA") == []


def test_who_registers_free_of_charge_reads_no_sum(edition, awa):
    registration = registered(edition, awa, price=0)

    message = latest("registered", awa)

    assert missing(message.body, registration.code, "CFA") == ["CFA"]
    assert missing(message.sms, registration.code, "CFA") == ["CFA"]


def test_who_paid_a_part_reads_what_arrived_the_receipt_and_what_is_left(edition, awa):
    registration = registered(edition, awa)
    payment = paid(registration, 10_000)
    with transaction():
        validate(payment, by=SYSTEM)
    part = latest("paid", awa)
    with transaction():
        rest = declare(order_of(registration), Method.CASH, 20_000, reference="", by=SYSTEM)
        validate(rest, by=SYSTEM)
    whole = latest("paid", awa)

    assert missing(part.body, "SEG-2024-R0001", "10\u202f000\u00a0F\u00a0CFA", REST) == []
    assert missing(whole.body, "SEG-2024-R0002", REST, SUM) == [SUM]
    assert missing(whole.sms, "SEG-2024-R0002", "20 000 F CFA") == []
    assert whole.body.count("CFA") == 1


def test_whose_payment_was_not_found_reads_which_and_why(edition, awa):
    registration = registered(edition, awa)
    payment = paid(registration)
    with transaction():
        reject(payment, by=SYSTEM, reason="Aucune trace chez Wave.")

    message = latest("not-found", awa)

    assert missing(message.body, "W-240628", SUM, "Aucune trace chez Wave.") == []
    assert missing(message.sms, "W-240628", registration.code) == []


def test_whose_certificate_is_ready_reads_its_number_and_where_anybody_verifies_it(edition, awa):
    presentation = PresentationFactory(session=SessionFactory(edition=edition), presenter=awa, title="Lithiase")
    DeliveryFactory(presentation=presentation, outcome=Outcome.DELIVERED)
    with transaction():
        certificate = issue(presentation, by=SYSTEM)

    message = latest("attested", awa)

    assert missing(message.body, "SEG-2024-000001", "Lithiase", f"http://localhost/v/{certificate.code}") == []
    assert missing(message.sms, "SEG-2024-000001") == []


def test_a_name_typed_by_a_stranger_makes_no_link_in_what_we_send(edition):
    stranger = PersonFactory(given_names="Gagnez sur", family_name="https://evil.example/x", email="victim@example.org")

    registered(edition, stranger)

    message = db.session.scalars(select(Message).filter_by(person_id=stranger.id)).one()
    assert message.body.startswith("Gagnez sur https ://evil. example/x,\n")

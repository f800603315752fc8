"""The messages of the call: who gets them, by which road, and what they say."""

import pytest
from sqlalchemy import select

from abstracts.models import DecisionOutcome
from abstracts.services.deciding import decide
from abstracts.services.submission import submit as send
from abstracts.services.submission import withdraw
from core import jobs
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Channel, Message
from core.typography import sms_parts
from people.models import Person
from people.recognition import person_of_link
from tests.factories.abstracts import AbstractFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
EDITION = "7es Journées scientifiques de Ségou"


@pytest.fixture
def abstract(call):
    """An abstract by two people, submitted by a third who has no e-mail."""
    return AbstractFactory(
        call=call,
        code="R-014",
        title="Lithiase urinaire à Niono",
        presenter=PersonFactory(given_names="Ɛssa", family_name="N’Diaye", email="essa@courriel.example"),
        others=[PersonFactory(given_names="Bakary", email="bakary@courriel.example")],
        submitter=PersonFactory(given_names="Salif", family_name="Keïta", phone="+22376000001"),
    )


def posted():
    """Return the messages that wait."""
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def missing(message, *facts):
    """Return which of some facts a letter does not say."""
    return [fact for fact in facts if fact not in message.body]


def speaks_for(message):
    """Return the person whose page the letter's link opens."""
    link = next(line for line in message.body.splitlines() if line.startswith("http"))
    return person_of_link(link.rsplit("/", 1)[1])


def test_what_was_received_is_confirmed_to_the_submitter_with_code_deadline_and_link(abstract):
    with transaction():
        send(abstract, by=SYSTEM)
    jobs.drain()

    message = posted()[0]
    assert (message.channel, message.to_name, message.to_address, message.language, message.scope) == (
        Channel.SMS,
        "Salif Keïta",
        "+22376000001",
        "fr",
        abstract.call.edition.slug,
    )
    assert missing(message, "Salif Keïta", "R-014", abstract.title, "15 mai 2024", EDITION) == []
    assert speaks_for(message) == abstract.submitter
    assert ("R-014" in message.subject, "R-014" in message.sms, sms_parts(message.sms)) == (True, True, 1)


@pytest.mark.parametrize(
    ("outcome", "number"),
    [
        (DecisionOutcome.ORAL, "CO-001"),
        (DecisionOutcome.POSTER, "CA-001"),
        (DecisionOutcome.TO_CORRECT, ""),
        (DecisionOutcome.REFUSED, ""),
    ],
)
def test_a_decision_is_told_to_submitter_and_presenter_each_with_their_own_link(abstract, outcome, number):
    with transaction():
        decide(abstract, outcome, by=SYSTEM, comment="Précisez la méthode.")

    messages = posted()
    assert [(message.to_name, message.channel) for message in messages] == [
        ("Salif Keïta", Channel.SMS),
        ("Ɛssa N’Diaye", Channel.EMAIL),
    ]
    assert [speaks_for(message) for message in messages] == [abstract.submitter, abstract.authors[0].person]
    for message in messages:
        assert missing(message, message.to_name, abstract.title, number, "Précisez la méthode.", EDITION) == []
        assert ("R-014" in message.subject, "R-014" in message.sms, number in message.sms) == (True, True, True)
        assert sms_parts(message.sms) == 1


def test_each_outcome_is_said_in_words_of_its_own(call):
    for outcome in DecisionOutcome:
        abstract = AbstractFactory(call=call, code="R-014", title="T", presenter__family_name="Sy")
        with transaction():
            decide(abstract, outcome, by=SYSTEM, comment="C")
            abstract.code = f"R-{outcome}"

    messages = posted()
    assert [len({getattr(message, part) for message in messages}) for part in ("subject", "sms")] == [4, 4]


def test_a_withdrawal_is_confirmed_to_the_submitter(abstract):
    with transaction():
        withdraw(abstract, by=SYSTEM)

    (message,) = posted()
    assert (message.kind, message.to_name) == ("abstract-withdrawn", "Salif Keïta")
    assert missing(message, "Salif Keïta", "R-014", abstract.title, EDITION) == []


def test_somebody_without_any_address_has_a_message_that_can_be_shown_to_them(call):
    abstract = AbstractFactory(call=call, presenter=PersonFactory(email="", phone=""))

    with transaction():
        withdraw(abstract, by=SYSTEM)

    (message,) = posted()
    assert (message.channel, message.to_address) == (Channel.NONE, "")
    assert db.session.scalars(select(Person)).one().name == message.to_name

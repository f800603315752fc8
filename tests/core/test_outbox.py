"""Messages: rows in the caller's transaction, sent by the worker, none lost and none sent twice."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select

from core import clock, jobs, outbox
from core.db import db, transaction
from core.jobs import Job, JobState
from core.outbox import Channel, Message, MessageState, Recipient, Text

NOON = datetime(2024, 6, 28, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TEXT = Text(
    subject="Votre résumé R-001 est reçu", body="Bonjour Ɛssa,\n\nil est bien arrivé.\n", sms="R-001 est bien arrivé."
)
BY_EMAIL = Recipient(name="Dr Ɛssa N’Diaye", email="essa@example.org", phone="+22376000000")
BY_PHONE = Recipient(name="Dr Ɛssa N’Diaye", phone="+22376000000")
UNREACHABLE = Recipient(name="Dr Ɛssa N’Diaye")


@pytest.fixture
def app(installation, make_app, smtp):
    """The application, told of a real mail server."""
    return make_app(installation, smtp_url=smtp.url, mail_from="Balanzan <essai@example.org>")


@pytest.fixture
def inside(app):
    """Stand inside that application, at noon."""
    with app.app_context(), clock.stopped(NOON):
        yield app


def post(to: Recipient = BY_EMAIL, *, key: str | None = None) -> Message:
    """Leave a message in the outbox."""
    with transaction():
        return outbox.post("abstract-received", to, TEXT, scope="js-segou-8", key=key)


def states() -> list[tuple[MessageState, JobState]]:
    """Return where each message and its job stand."""
    db.session.rollback()
    statement = select(Message.state, Job.state).join(Job, Job.key == "deliver-" + db.cast(Message.id, db.String))
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(Message.id))]


def test_a_message_arrives_as_it_was_written(inside, smtp):
    message = post()

    jobs.drain()

    letter = smtp.wait_for(1)[0]
    assert letter["From"] == "Balanzan <essai@example.org>"
    assert (letter["To"], letter["X-Envelope-To"]) == ("essa@example.org", "essa@example.org")
    assert letter["Subject"] == TEXT.subject
    assert letter.get_content().replace("\r\n", "\n") == TEXT.body
    assert letter["Message-ID"] == f"<balanzan-{message.id}@localhost>"
    assert parsedate_to_datetime(letter["Date"]) == NOON
    assert states() == [(MessageState.SENT, JobState.DONE)]


@pytest.mark.parametrize(
    ("to", "channel", "address"),
    [
        (BY_EMAIL, Channel.EMAIL, "essa@example.org"),
        (BY_PHONE, Channel.SMS, "+22376000000"),
        (UNREACHABLE, Channel.NONE, ""),
    ],
)
def test_a_message_takes_the_road_its_reader_has(inside, smtp, to, channel, address):
    message = post(to)

    jobs.drain()

    assert (message.channel, message.to_address) == (channel, address)
    assert len(smtp.messages) == (1 if channel is Channel.EMAIL else 0)


def test_no_message_leaves_of_what_did_not_happen(inside, smtp):
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.post("abstract-received", BY_EMAIL, TEXT, scope="js-segou-8")
        1 / 0  # noqa: B018 - the failure

    jobs.drain()

    assert smtp.messages == []
    assert db.session.scalars(select(Message)).all() == []


def test_the_same_key_twice_is_one_message(inside, smtp):
    first, second = post(key="received-1"), post(key="received-1")

    jobs.drain()

    assert first.id == second.id
    assert len(smtp.messages) == 1


def test_what_was_sent_is_not_sent_again_whoever_asks(inside, smtp):
    message = post()
    jobs.drain()

    outbox.deliver(message.id)

    assert len(smtp.messages) == 1


def test_while_the_mail_server_is_down_nothing_is_lost_and_when_it_is_back_everything_leaves_once(inside, smtp):
    smtp.stop()
    for number in range(3):
        post(key=f"received-{number}")

    jobs.drain()
    waiting = states()
    smtp.start()
    too_early = jobs.drain()
    with clock.stopped(LATER):
        jobs.drain()
        jobs.drain()

    assert waiting == [(MessageState.WAITING, JobState.WAITING)] * 3
    assert too_early == 0
    assert states() == [(MessageState.SENT, JobState.DONE)] * 3
    assert len({letter["Message-ID"] for letter in smtp.messages}) == len(smtp.messages) == 3


def test_a_server_that_says_later_is_asked_again_with_the_same_message_id(inside, smtp):
    message = post()
    smtp.refuse("451 4.3.0 Try again later")

    jobs.drain()
    refused = states()
    smtp.accept()
    with clock.stopped(LATER):
        jobs.drain()

    assert refused == [(MessageState.WAITING, JobState.WAITING)]
    assert [letter["Message-ID"] for letter in smtp.messages] == [message.message_id]


def test_when_the_worker_dies_after_sending_the_only_second_letter_carries_the_same_message_id(inside, smtp):
    """Between the server's "250" and our commit lies the one moment when a letter can leave twice."""
    message = post()
    outbox.send(outbox.as_email(message), smtp.url)  # sent, and the worker died before it could write that down

    jobs.drain()

    assert [letter["Message-ID"] for letter in smtp.messages] == [message.message_id] * 2
    assert states() == [(MessageState.SENT, JobState.DONE)]


def test_without_a_mail_server_a_message_stays_readable_in_the_outbox(empty_app):
    with empty_app.app_context():
        message = post()

        jobs.drain()

        db.session.refresh(message)
        assert (message.state, message.body) == (MessageState.WAITING, TEXT.body)


def test_a_message_written_while_no_mail_server_was_set_leaves_once_one_is(installation, make_app, smtp):
    without = make_app(installation)
    with without.app_context():
        post()
        jobs.drain()

    told = make_app(installation, smtp_url=smtp.url)
    with told.app_context():
        outbox.resume()
        jobs.drain()

    assert len(smtp.messages) == 1


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028"])
def test_a_name_cannot_add_a_header(inside, smtp, line_break):
    text = Text(subject=f"Reçu{line_break}Bcc: spy@example.org", body="x\n", sms="x")
    with transaction():
        outbox.post("abstract-received", BY_EMAIL, text, scope="js-segou-8")

    jobs.drain()

    letter = smtp.wait_for(1)[0]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Reçu Bcc: spy@example.org"
    assert letter["X-Envelope-To"] == "essa@example.org"


def test_an_address_cannot_add_a_recipient_or_a_header(inside, smtp):
    hostile = Recipient(name="x", email="essa@example.org\r\nBcc: spy@example.org")
    message = post(hostile)

    jobs.drain()

    assert all("spy@example.org" not in letter["X-Envelope-To"] for letter in smtp.messages)
    db.session.refresh(message)
    assert message.state is MessageState.WAITING, "what cannot be sent is not called sent"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_whatsapp_opens_with_the_text_for_those_who_have_a_phone(inside):
    assert post(BY_PHONE).whatsapp_link == "https://wa.me/22376000000?text=R-001%20est%20bien%20arriv%C3%A9."
    assert post(BY_EMAIL).whatsapp_link == "https://wa.me/?text=R-001%20est%20bien%20arriv%C3%A9."

"""Messages: rows in the caller's transaction, sent by the worker, none lost and none sent twice."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select

from core import clock, jobs, outbox
from core.db import db, transaction
from core.jobs import Job, JobState
from core.outbox import (
    MOST_TRIES,
    Channel,
    Circumstances,
    Fault,
    Message,
    MessageState,
    Recipient,
    SuppressedAddress,
    Text,
)

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
    assert (letter["To"], letter["X-Envelope-To"]) == ("Dr Ɛssa N’Diaye <essa@example.org>", "essa@example.org")
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


def test_a_mail_server_that_is_down_for_an_hour_and_more_loses_no_letter(inside, smtp):
    """The waiting grows to an hour and lasts three days: a fault gives up after forty minutes, an absence does not."""
    smtp.stop()
    post()
    moment = NOON
    for _try in range(12):
        with clock.stopped(moment):
            jobs.drain()
        moment += timedelta(hours=1)
    message = db.session.scalars(select(Message)).one()
    told = (message.state, message.fault, message.tries)
    smtp.start()
    with clock.stopped(moment):
        jobs.drain()

    assert told == (MessageState.WAITING, Fault.ROAD_CLOSED, 12)
    assert states() == [(MessageState.SENT, JobState.DONE)]
    assert len(smtp.messages) == 1


def test_after_three_days_a_letter_is_given_up_and_says_why(inside, smtp):
    post()
    smtp.refuse("451 4.3.0 Try again later")

    for hours in range(MOST_TRIES + 2):
        with clock.stopped(NOON + timedelta(hours=hours)):
            jobs.drain()

    message = db.session.scalars(select(Message)).one()
    assert (message.state, message.fault, message.answer) == (
        MessageState.FAILED,
        Fault.GIVEN_UP,
        "451 4.3.0 Try again later",
    )


# ── Addresses where nobody is ───────────────────────────────────────────────────────────────────────────────────────


def test_where_the_server_says_nobody_is_nothing_more_is_sent_until_somebody_lifts_it(inside, smtp):
    smtp.refuse_address("essa@example.org")
    first = post()
    jobs.drain()
    second = post(Recipient(name="Mme N’Diaye", email="Essa@example.org"))
    jobs.drain()

    kept = db.session.scalars(select(SuppressedAddress)).one()
    assert (kept.address, kept.answer) == ("essa@example.org", "550 5.1.1 No such person here")
    assert [db.session.get(Message, each.id).state for each in (first, second)] == [
        MessageState.FAILED,
        MessageState.SUPPRESSED,
    ]
    assert first.fault is Fault.DEAD_ADDRESS
    smtp.refuse_address("essa@example.org", "250 Ok")
    with transaction():
        kept.lifted_at = NOON
    post()
    jobs.drain()
    assert len(smtp.messages) == 1


@pytest.mark.parametrize(
    ("answer", "state", "fault"),
    [
        ("450 4.2.1 Mailbox busy", MessageState.WAITING, Fault.NOT_NOW),
        ("552 5.2.2 Mailbox full", MessageState.FAILED, Fault.REFUSED),
        ("550 5.7.1 We do not like you", MessageState.FAILED, Fault.REFUSED),
        ("550 No such user", MessageState.FAILED, Fault.DEAD_ADDRESS),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_only_a_refusal_that_says_nobody_is_there_holds_an_address_back(inside, smtp, answer, state, fault):
    smtp.refuse_address("essa@example.org", answer)
    message = post()

    jobs.drain()

    db.session.refresh(message)
    assert (message.state, message.fault, message.answer) == (state, fault, answer)
    assert (outbox.suppressed(["essa@example.org"]) != frozenset()) == (fault is Fault.DEAD_ADDRESS)


# ── A batch ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_to_many(number: int, **around) -> None:
    """Leave one message to each of so many people in the outbox, as one batch, and have it sent."""
    people = [Recipient(name=f"Dr n° {place}", email=f"dr-{place}@example.org") for place in range(number)]
    with transaction():
        outbox.post_many(
            "mailing",
            [(person, TEXT, f"mailing-1-{person.email}") for person in people],
            Circumstances(scope="js-segou-8", batch="mailing-1", **around),
        )
        jobs.enqueue("core.outbox:deliver_batch", key="deliver-mailing-1", batch="mailing-1")


def test_a_batch_leaves_on_one_connection_each_message_once(inside, smtp):
    write_to_many(12)
    write_to_many(12)

    jobs.drain()
    jobs.drain()

    assert smtp.recipients == [f"dr-{place}@example.org" for place in range(12)]
    assert smtp.connections == 1


def test_a_batch_goes_past_what_cannot_leave_and_comes_back_for_what_must_wait(inside, smtp):
    smtp.refuse_address("dr-0@example.org")
    smtp.refuse_address("dr-1@example.org", "451 4.7.1 Greylisted")
    write_to_many(3)

    jobs.drain()
    first = list(smtp.recipients)
    smtp.refuse_address("dr-1@example.org", "250 Ok")
    with clock.stopped(LATER):
        jobs.drain()

    assert first == ["dr-2@example.org"]
    assert smtp.recipients == ["dr-2@example.org", "dr-1@example.org"]


def test_what_a_batch_was_sending_when_its_worker_died_is_shown_and_not_sent_a_second_time(inside, smtp):
    write_to_many(3)
    with transaction():
        outbox.take(Message.batch == "mailing-1", outbox.Roads.here())  # its worker dies here, perhaps after the 250

    jobs.drain()

    found = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert [(each.state, each.fault) for each in found] == [
        (MessageState.FAILED, Fault.INTERRUPTED),
        (MessageState.SENT, None),
        (MessageState.SENT, None),
    ]
    assert smtp.recipients == ["dr-1@example.org", "dr-2@example.org"]


def test_what_has_an_hour_leaves_then_and_not_before(inside, smtp):
    write_to_many(1, leaves_at=LATER)

    jobs.drain()
    before = (db.session.scalars(select(Message)).one().state, len(smtp.messages))
    with transaction():
        jobs.find("deliver-mailing-1").state = JobState.WAITING
    with clock.stopped(LATER):
        jobs.drain()

    assert before == (MessageState.SCHEDULED, 0)
    assert len(smtp.messages) == 1


def test_a_resent_message_is_a_new_one_that_names_the_first(inside, smtp):
    first = post()
    with transaction():
        second = outbox.post("abstract-received", BY_EMAIL, TEXT, scope="js-segou-8", resends_id=first.id)

    jobs.drain()

    assert [letter["Message-ID"] for letter in smtp.messages] == [first.message_id, second.message_id]
    assert [letter["References"] for letter in smtp.messages] == [None, first.message_id]


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
    with transaction():
        outbox.take(Message.id == message.id, outbox.Roads.here())
    with outbox.Roads.here() as roads:
        roads.carry(message)  # sent, and the worker died before it could write that down

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
        with transaction():
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
    assert (message.state, message.fault) == (MessageState.FAILED, Fault.NO_ADDRESS)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_whatsapp_opens_with_the_text_for_those_who_have_a_phone(inside):
    assert post(BY_PHONE).whatsapp_link == "https://wa.me/22376000000?text=R-001%20est%20bien%20arriv%C3%A9."
    assert post(BY_EMAIL).whatsapp_link == "https://wa.me/22376000000?text=R-001%20est%20bien%20arriv%C3%A9."
    assert post(UNREACHABLE).whatsapp_link == "https://wa.me/?text=R-001%20est%20bien%20arriv%C3%A9."

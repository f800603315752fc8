"""B10: every message can be read before it leaves, edited or dropped by its owner, resent; none is lost or sent twice.

A secretary general at the demonstration, a real mail server that is stopped and started, a real SMS gateway.
"""

import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Edition, Mailing, ParticipationRole
from conference.permissions import Can
from conference.services import mailings
from conference.services.mailings import Plan
from core import clock, jobs
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Message, MessageState
from core.sms import count
from tests.factories.conference import EditionFactory, ParticipationFactory
from tests.factories.people import PersonFactory
from tests.support.gateway import Gateway
from tests.support.processes import Process, clean_environ, wait_until
from tests.support.visitor import Visitor, sign_in
from tests.support.writes import MANY

HERE = "/e/js-segou-8/committee/messages"


@pytest.fixture
def app(demo_installation, make_app, smtp):
    """The demonstration, told of a real mail server; what it wrote before is not sent."""
    told = make_app(demo_installation, smtp_url=smtp.url)
    with told.app_context(), transaction() as session:
        for job in session.scalars(select(jobs.Job)):
            job.state = jobs.JobState.DONE
    return told


@pytest.fixture
def office(app):
    """The secretary general, in English."""
    return somebody(app, "secretariat")


def somebody(app, login):
    """Return a persona signed in, reading English."""
    visitor = Visitor(app)
    sign_in(visitor, f"{login}@{DOMAIN}", PASSWORD)
    visitor.get(f"{HERE}?lang=en", expect=200)
    return visitor


def drain(app, *, after=timedelta()):
    """Run what is due, as a worker does some time from now."""
    with app.app_context(), clock.stopped(datetime.now(UTC) + after):
        return jobs.drain()


def states_of(app, batch):
    """Count the messages of a batch by their state."""
    with app.app_context():
        return Counter(db.session.scalars(select(Message.state).filter_by(batch=batch)))


def test_b10_a_message_is_read_before_it_leaves_corrected_dropped_and_resent(app, office, smtp):
    office.get(f"{HERE}/1")
    body = office.page.one(".letter").text_content()
    office.click("Correct it")
    office.submit("main form", subject="Votre résumé, corrigé par le secrétariat")
    office.get(f"{HERE}/2")
    dropped = office.submit("form[action$='/drop']")
    office.get(f"{HERE}?state=waiting")
    office.submit("form[action$='/again']")
    drain(app)

    letters = {letter["Message-ID"]: letter for letter in smtp.messages}
    first = letters["<balanzan-1@localhost>"]
    assert "R-001" in body
    assert first["Subject"] == "Votre résumé, corrigé par le secrétariat"
    assert "<balanzan-2@localhost>" not in letters
    assert dropped.texts(".state") == ["Dropped"]

    office.get(f"{HERE}/1")
    assert office.page.texts(".state") == ["Sent"]
    office.click("Resend")
    again = office.submit("main form", address="autre@example.org")
    drain(app)
    resent = smtp.messages[-1]
    assert resent["X-Envelope-To"] == "autre@example.org"
    assert (resent["References"], resent["Subject"]) == ("<balanzan-1@localhost>", first["Subject"])
    assert again.one("a[href$='/messages/1']").text_content() == "The first message"
    office.get(f"{HERE}/1/edit")
    assert "can only be resent" in office.submit("main form", expect=409, subject="Trop tard").text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b10_two_who_correct_the_same_message_each_see_both_texts(app, office):
    other = somebody(app, "presidence")
    for browser in (office, other):
        browser.get(f"{HERE}/1/edit")
    other.submit("main form", subject="Celui de la présidence")

    both = office.submit("main form", expect=409, subject="Celui du secrétariat")

    assert "Celui de la présidence" in both.text
    assert "Celui du secrétariat" in both.text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b10_the_chair_reads_what_concerns_abstracts_and_the_treasurer_what_concerns_seats(app):
    chair, treasurer = somebody(app, "chaire"), somebody(app, "tresor")

    read_by = {who: set(who.get(HERE).texts("tbody td a")) for who in (chair, treasurer)}

    assert not read_by[chair] & read_by[treasurer]
    assert all(re.match(r"R-\d", subject) for subject in read_by[chair])
    treasurer.get(f"{HERE}/1", expect=404)
    choices = {who: who.get(f"{HERE}/to-many/new").texts("legend") for who in (chair, treasurer)}
    assert "Registrations" not in choices[chair]
    assert choices[treasurer][0] == "Registrations"
    somebody_else = Visitor(app)
    sign_in(somebody_else, f"accueil@{DOMAIN}", PASSWORD)
    somebody_else.get(HERE, expect=404)


def test_b10_a_message_to_many_is_seen_as_one_of_them_reads_it_and_each_gets_theirs_once(app, office, smtp):
    office.get(f"{HERE}/to-many/new")
    refused = office.submit("form#mailing", expect=409, **MANY | {"body_fr": "Bonjour {mot de passe},"})
    assert "“{mot de passe}” is not known" in refused.text
    seen = office.submit("form#mailing", **MANY)
    number = int(seen.texts(".number b")[0])
    body = seen.one(".letter").text_content()
    assert "{" not in body
    assert "F CFA" in body
    assert smtp.messages == []

    office.submit("form[action$='/send']")
    drain(app)
    drain(app)

    url = urlsplit(office.page.url).path
    assert office.get(url).texts(".number") == [f"{number} Sent"]
    assert len(smtp.messages) == number
    assert {letter["Subject"] for letter in smtp.messages} == {MANY["subject_fr"]}
    assert max(Counter(letter["To"] for letter in smtp.messages).values()) == 1
    assert len({letter["Message-ID"] for letter in smtp.messages}) == number


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b10_a_message_leaves_at_an_hour_of_the_place_and_can_be_stopped_until_then(app, office, smtp):
    addresses = []
    for _mailing in range(2):
        office.get(f"{HERE}/to-many/new")
        office.submit("form#mailing", **MANY)
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
        office.submit("form[action$='/send']", button="Send at this hour", day=tomorrow, hour="09:30")
        addresses.append(urlsplit(office.page.url).path)
    drain(app)
    scheduled = office.get(addresses[0])

    assert "at 09:30, Bamako time" in scheduled.text
    assert "Scheduled" in scheduled.text
    office.get(addresses[1])
    office.submit("form[action$='/stop']")
    drain(app, after=timedelta(days=2))
    assert set(states_of(app, "mailing-3")) == {MessageState.SENT}
    assert set(states_of(app, "mailing-4")) == {MessageState.DROPPED}
    assert len(smtp.messages) == states_of(app, "mailing-3").total()


def test_b10_a_mail_server_down_for_an_hour_loses_no_letter_and_the_page_says_why_it_waits(app, office, smtp):
    smtp.stop()
    office.get(f"{HERE}/to-many/new")
    office.submit("form#mailing", **MANY)
    number = int(office.page.texts(".number b")[0])
    office.submit("form[action$='/send']")
    for minutes in (0, 1, 5, 20, 60):
        drain(app, after=timedelta(minutes=minutes))
    waiting = office.get(f"{HERE}?state=waiting&q=rappel").text

    smtp.start()
    drain(app, after=timedelta(minutes=121))

    assert "The server could not be reached" in waiting
    assert states_of(app, "mailing-3") == {MessageState.SENT: number}
    assert max(Counter(letter["Message-ID"] for letter in smtp.messages).values()) == 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b10_an_address_where_nobody_is_is_held_back_and_listed_until_somebody_lifts_it(app, office, smtp):
    smtp.refuse_address(f"auteur@{DOMAIN}", "550 5.1.1 No such user")
    office.get(f"{HERE}?state=waiting")
    office.submit("form[action$='/again']")
    drain(app)
    message = office.get(f"{HERE}/1")
    assert "nobody has this address" in message.text
    assert "550 5.1.1 No such user" in message.text

    listed = office.get(f"{HERE}/held-back")
    assert f"auteur@{DOMAIN}" in listed.text
    office.submit("form[action$='/lift']")
    assert "No address is held back" in office.get(f"{HERE}/held-back").text
    smtp.refuse_address(f"auteur@{DOMAIN}", "250 Ok")
    office.get(f"{HERE}/1/resend")
    office.submit("main form")
    drain(app)
    assert smtp.recipients[-1] == f"auteur@{DOMAIN}"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b10_an_sms_is_160_letters_or_says_how_many_parts_and_whatsapp_opens_with_one_tap(app, office):
    with app.app_context():
        messages = list(db.session.scalars(select(Message)))
        number = next(message.id for message in messages if message.phone)

    assert {count(message.sms).forcing for message in messages} == {()}
    page = office.get(f"{HERE}/{number}")
    link = urlsplit(page.one("a[href^='https://wa.me/']").get("href"))
    assert re.fullmatch(r"/\d{8,15}", link.path)
    assert parse_qs(link.query)["text"] == [page.one(".sms").text_content()]
    assert page.one("a[href^='sms:+']").get("href").startswith(f"sms:+{link.path[1:]}?body=")
    office.click("Correct it")
    long = office.submit("main form", sms="Ɛssa " + "x" * 100, plain_sms=False)
    assert "105 letters of 134 · 2 SMS" in long.text
    assert long.one(".sms + p + p b").text_content() == "Ɛ"
    office.click("Correct it")
    plain = office.submit("main form", sms="Ɛssa " + "x" * 100, plain_sms=True)
    assert "105 letters of 160 · 1 SMS" in plain.text
    given = office.submit("form[action$='/by-hand']")
    assert given.texts(".state") == ["Sent", "by hand"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b10_with_a_gateway_an_sms_leaves_by_itself(demo_installation, make_app):
    gateway = Gateway()
    app = make_app(demo_installation, sms_url=gateway.url, sms_token="word")
    office = somebody(app, "secretariat")
    office.get(f"{HERE}?state=waiting")
    office.submit("form[action$='/again']")
    drain(app)
    gateway.stop()

    with app.app_context():
        by_sms = list(db.session.scalars(select(Message).filter_by(channel="sms")))
    assert {message.state for message in by_sms} == {MessageState.SENT}
    assert [asked["to"] for _path, _word, asked in gateway.asked] == [message.to_address for message in by_sms]


# ── Many, and a worker that is killed ───────────────────────────────────────────────────────────────────────────────


def people_to_write_to(app, number):
    """Bring in so many people to write to; return the number of a message to all of them, confirmed."""
    with app.app_context(), transaction():
        edition = EditionFactory()
        for place in range(number):
            person = PersonFactory(given_names="Awa", family_name=f"n° {place}", email=f"awa-{place}@example.org")
            ParticipationFactory(edition=edition, person=person, role=ParticipationRole.PATRON)
    with app.app_context(), transaction() as session:
        edition = session.scalars(select(Edition)).one()
        plan = Plan(
            audiences=["part-patron"], texts={"subject_fr": "{édition}", "body_fr": "{nom complet}", "sms_fr": "x"}
        )
        mailing = mailings.write(edition, plan, by=SYSTEM, held=frozenset({Can.READ_ALL_MESSAGES}))
        mailings.confirm(mailing, leaves_at=None, by=SYSTEM)
        return mailing.id


@pytest.mark.slow
@pytest.mark.prove
def test_b10_messages_to_many_are_written_within_seconds_and_a_worker_killed_twice_sends_none_a_second_time(
    installation, make_app, smtp, tmp_path, at_size, figure, balanzan
):
    app, many = make_app(installation), at_size(small=200, full=2_000)
    mailing_id = people_to_write_to(app, many)
    begun = time.monotonic()
    with app.app_context():
        jobs.perform(jobs.find(f"prepare-mailing-{mailing_id}").id)
        written = time.monotonic() - begun
        assert db.session.get_one(Mailing, mailing_id).state == "prepared"
    environ = clean_environ() | installation.environ(BALANZAN_SMTP_URL=smtp.url)
    begun = time.monotonic()
    for kill, moment in enumerate((many // 4, many // 2)):
        offset = str(3600 * (kill + 1))
        process = Process(
            ["bin/balanzan", "drain"], environ=environ | {"BALANZAN_CLOCK_OFFSET": offset}, log=tmp_path / "drain.log"
        )
        process.start()
        wait_until(lambda moment=moment: len(smtp.messages) >= moment, seconds=60, what="some have left")
        process.kill()
    balanzan(installation, "drain", BALANZAN_SMTP_URL=smtp.url, BALANZAN_CLOCK_OFFSET=str(3600 * 3))
    left = time.monotonic() - begun

    arrived = Counter(smtp.recipients)
    told = states_of(app, f"mailing-{mailing_id}")
    assert max(arrived.values()) == 1, "nobody got a second one"
    assert told[MessageState.SENT] + told[MessageState.FAILED] == many
    assert told[MessageState.FAILED] <= 2, "what was leaving when the worker was killed is shown to a person"
    assert many - 2 <= len(arrived) <= many
    assert written <= 5
    figure(f"B10 {installation.backend}: {many} messages written in {written:.1f} s, left within {left:.1f} s, 2 kills")

"""D06: versions that nothing changes, differences in words, and nobody told but those it concerns."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from conference.models import Edition, Presentation, Release, Room, Session, SessionDuty, SessionKind
from conference.services.timetable import unplace
from core import clock
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Message
from core.typography import sms_parts
from tests.acceptance.thread import Thread
from tests.support.forms import words

EDITION = "/e/js-segou-2024"
VERSIONS = f"{EDITION}/committee/versions"
THE_WEEK_BEFORE = datetime(2024, 6, 26, 9, tzinfo=UTC)


@pytest.fixture
def thread(demo_app):
    with clock.stopped(THE_WEEK_BEFORE):
        yield Thread(demo_app)


def session_in(room, *, place=0):
    """Return a session of free papers of the first day, in the second room unless told otherwise."""
    edition = db.session.scalars(select(Edition).filter_by(slug="js-segou-2024")).one()
    statement = select(Session).join(Room).where(
        Session.edition_id == edition.id, Session.kind == SessionKind.FREE_PAPERS, Room.position == room
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Session.starts_at)).unique().all()[place]


def second_room():
    edition = select(Edition.id).where(Edition.slug == "js-segou-2024").scalar_subquery()
    return sorted(db.session.scalars(select(Room.position).where(Room.edition_id == edition)))[1]


def shift(minutes):
    """Move the first session of the second room; return who presents or moderates there, and its title."""
    with transaction():
        session = session_in(second_room())
        session.starts_at += timedelta(minutes=minutes)
        session.ends_at += timedelta(minutes=minutes)
    session = session_in(second_room())
    people = {talk.presenter.name for talk in session.presentations}
    return people | {role.person.name for role in session.roles}, session.title


def publish(thread):
    """Publish the programme as it stands from the page that says what it changes; return that page and the next."""
    visitor = thread.as_("programme")
    before = visitor.get(f"{VERSIONS}/next").text
    after = visitor.submit("form[action$='/versions/next']").text
    thread.work()
    db.session.rollback()  # what this test read before is over
    return before, after


def told():
    """Return the messages about the programme, by name of those they are for."""
    statement = select(Message).filter_by(kind="programme-changed").order_by(Message.id)
    return {message.to_name: message for message in db.session.scalars(statement)}


def entries(answer):
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_d06_a_session_shifted_by_45_minutes_tells_its_presenters_and_moderators_alone(thread):
    with thread.app.app_context():
        people, title = shift(45)
        page, listed = publish(thread)

        messages = told()
        assert set(messages) == people
        assert "Les messages s’écrivent" in listed
        assert len(messages) == db.session.query(Message).filter_by(kind="programme-changed").count()
        assert all(name in page for name in people), "the page said beforehand who is told"
        assert title in page
        assert all("12 h" in words(message.body) for message in messages.values())
        assert all(sms_parts(message.sms) == 1 for message in messages.values())
        numbers = [
            release.number
            for release in db.session.scalars(select(Release).order_by(Release.id))
            if release.edition.slug == "js-segou-2024"
        ]
        assert numbers == [1, 2]
        listed = thread.as_("programme").get(f"{VERSIONS}/").text
        assert "Version 2" in listed
        assert f"{len(people)} personnes prévenues" in listed


def test_d06_several_changes_of_one_person_are_one_message_and_nobody_is_told_twice(thread):
    with thread.app.app_context():
        shift(45)
        publish(thread)
        first = {name: message.id for name, message in told().items()}
        thread.work()
        assert {name: message.id for name, message in told().items()} == first
        with transaction():
            session_in(second_room()).title = "Un autre titre"
        publish(thread)

        assert {name: message.id for name, message in told().items()} == first, "a title concerns nobody's hour"


def test_d06_a_version_is_never_changed_not_even_in_the_database(thread):
    for statement in ("UPDATE release SET content = '{}'", "UPDATE release SET number = 9", "DELETE FROM release"):
        with thread.app.app_context(), pytest.raises(DatabaseError, match="never changed"), transaction() as session:
            session.execute(text(statement))
    with thread.app.app_context():
        before = thread.as_("programme").get(f"{VERSIONS}/1").text
        shift(45)
        publish(thread)
        after = thread.as_("programme").get(f"{VERSIONS}/1").text

    assert before == after


def test_d06_the_difference_between_any_two_versions_reads_in_words(thread):
    with thread.app.app_context():
        shift(45)
        publish(thread)
        with transaction():
            session = session_in(second_room(), place=1)
            chair = next(role for role in session.roles if role.duty is SessionDuty.CHAIR)
            chair.person = session_in(second_room(), place=2).roles[0].person
            session.presentations[0].title = "Un titre corrigé"
            code = session.presentations[1].code
            unplace(session.presentations[1], by=SYSTEM)
            name = chair.person.name
        publish(thread)
        page = thread.as_("programme").get(f"{VERSIONS}/compare?from=1&to=3").text
        one_step = thread.as_("programme").get(f"{VERSIONS}/compare?from=2&to=3").text

    assert "12 h 15" in page
    assert "11 h 30" in page
    assert all(word in one_step for word in (name, "Un titre corrigé", code))
    assert "12 h 15" not in one_step


def test_d06_a_calendar_that_has_the_programme_follows_it(thread):
    client = thread.app.test_client()
    with thread.app.app_context():
        before = {str(entry["UID"]): entry for entry in entries(client.get(f"{EDITION}/programme.ics"))}
        _people, title = shift(45)
        with transaction():
            gone = session_in(second_room(), place=1)
            gone_title = gone.title
            for talk in list(gone.presentations):
                unplace(talk, by=SYSTEM)
            for role in gone.roles:
                db.session.delete(role)
            db.session.flush()
            db.session.delete(gone)
        publish(thread)
        after = {str(entry["UID"]): entry for entry in entries(client.get(f"{EDITION}/programme.ics"))}

        assert set(before) == set(after), "nothing changes its name, and nothing vanishes without a word"
        raised = {str(entry["SUMMARY"]) for uid, entry in after.items() if entry["SEQUENCE"] > before[uid]["SEQUENCE"]}
        assert raised == {title, gone_title}
        cancelled = [str(entry["SUMMARY"]) for entry in after.values() if entry.get("STATUS") == "CANCELLED"]
        assert cancelled == [gone_title]


def test_d06_what_was_printed_has_its_errata(thread):
    with thread.app.app_context():
        visitor = thread.as_("programme")
        visitor.get(f"{VERSIONS}/")
        visitor.submit("form[action$='/versions/1/printed']")
        _people, title = shift(45)
        publish(thread)
        page = visitor.get(f"{VERSIONS}/")
        link = page.all("p.actions a[href*='from=1']")[0].get("href")

        assert title in visitor.get(link).text


def test_d06_unannounced_presentations_are_not_published_and_what_changed_meanwhile_is_not_published_unseen(thread):
    with thread.app.app_context():
        shift(45)
        visitor = thread.as_("programme")
        visitor.get(f"{VERSIONS}/next")
        shift(5)
        refused = visitor.submit("form[action$='/versions/next']", expect=409)
        with transaction():
            talk = db.session.scalars(select(Presentation).where(Presentation.session_id.is_not(None))).first()
            talk.is_silent = True

        assert "Lisez ce qui" in refused.text or "has changed" in refused.text
        assert visitor.get(f"{VERSIONS}/next").all("form[action$='/versions/next']") == []

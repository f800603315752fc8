"""The committee's plain pages of the timetable: rooms, hours, absences, rules, sessions and who serves them."""

import re

import pytest
from sqlalchemy import select

from conference.models import BlockedHour, Room, Session, SessionRole, TimetableRules, Unavailability
from core.db import db
from tests.support.visitor import Visitor, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
BASE = "/e/js-segou-8/committee"
HOURS, BOARD = f"{BASE}/hours/", f"{BASE}/timetable/"


@pytest.fixture
def member(demo_app):
    """The member of the committee who makes the programme."""
    visitor = Visitor(demo_app)
    sign_in(visitor, "programme@demo.example", "balanzan")
    return visitor


def rows(app, statement):
    """Return what a statement finds in the database now."""
    with app.app_context():
        return db.session.execute(statement).all()


def days(page):
    """Return the days a page offers, by the value sent."""
    return [option.get("value") for option in page.all("select[name=day] option")]


def form_about(page, section, words):
    """Return the small form of a section that is about somebody or something."""
    return next(form for form in page.all(f"section[aria-labelledby={section}] form") if words in form.text_content())


def test_a_room_is_brought_in_changed_put_first_and_taken_away_when_nothing_is_in_it(demo_app, member):
    member.get(f"{HOURS}rooms/new")
    page = member.submit(name="  Annexe   B ", capacity="45", equipment="Vidéoprojecteur, micro, MICRO", position="1")

    first = page.all("#rooms ~ .table tbody tr, section[aria-labelledby=rooms] tbody tr")[0]
    assert "Annexe B" in first.text_content()
    found = rows(demo_app, select(Room.position, Room.equipment).where(Room.name == "Annexe B"))
    assert found == [(1, ["micro", "vidéoprojecteur"])]

    member.get(f"{HOURS}rooms/new")
    assert member.submit(name="Annexe B", capacity="5", expect=409).all(".error-summary") != []
    member.get(HOURS)
    member.submit(form_about(member.page, "rooms", "Annexe B"))
    assert rows(demo_app, select(Room.id).where(Room.name == "Annexe B")) == []
    used = form_about(member.page, "rooms", "Faidherbe")
    assert "Faidherbe" in member.submit(used, expect=409).text


def test_hours_are_kept_free_and_given_back(demo_app, member):
    before = rows(demo_app, select(BlockedHour.id))
    page = member.get(f"{HOURS}blocked/new")
    member.submit(day=days(page)[1], begins="13h", ends="0 h 00", label_fr="Réception du gouverneur")

    (made,) = rows(
        demo_app, select(BlockedHour.starts_at, BlockedHour.ends_at).where(BlockedHour.label_fr.contains("gouverneur"))
    )
    assert (made.ends_at - made.starts_at).total_seconds() == 11 * 3600
    member.submit(form_about(member.page, "blocked", "gouverneur"))
    assert rows(demo_app, select(BlockedHour.id)) == before


@pytest.mark.parametrize(
    ("begins", "ends", "status"),
    [("14 h", "13 h", 409), ("25 h", "26 h", 200), ("midi", "13:00", 200), ("", "13:00", 200)],
)
def test_hours_that_cannot_be_are_said_in_the_form(demo_app, member, begins, ends, status):
    page = member.get(f"{HOURS}blocked/new")

    page = member.submit(day=days(page)[0], begins=begins, ends=ends, label_fr="Rien", expect=status)

    assert len(page.all(".error-summary")) == 1
    assert page.one("[name=label_fr]").get("value") == "Rien"


def test_somebody_and_a_room_are_noted_as_absent_and_available_again(demo_app, member):
    page = member.get(f"{HOURS}absences/new?q=diallo")
    person = page.all("input[name=who][value^=person]")[0].get("value")
    room = page.all("input[name=who][value^=room]")[0].get("value")

    for who in (person, room):
        page = member.get(f"{HOURS}absences/new?q=diallo")
        member.submit(
            "main form[method=post]", who=who, day=days(page)[0], begins="8 h", ends="12 h", reason="En mission"
        )

    assert len(rows(demo_app, select(Unavailability.id))) == 2
    for _absence in range(2):
        member.submit(member.page.all("section[aria-labelledby=absences] form")[0])
    assert rows(demo_app, select(Unavailability.id)) == []


def test_the_rules_are_kept_in_minutes_and_words_and_a_stale_form_shows_both(demo_app, member):
    other = Visitor(demo_app)
    sign_in(other, "chaire@demo.example", "balanzan")
    member.get(f"{HOURS}rules")
    member.submit(session_minutes="90", most_talks="8", buffer_minutes="5", parallel="20")
    other.get(f"{HOURS}rules")
    member.get(f"{HOURS}rules")
    member.submit(session_minutes="60", most_talks="8", buffer_minutes="5", parallel="0")

    page = other.submit(session_minutes="75", expect=409)

    kept = rows(
        demo_app, select(TimetableRules.session_minutes, TimetableRules.most_talks, TimetableRules.buffer_minutes)
    )
    assert kept == [(60, 8, 5)]
    assert {"60", "75"} <= set(re.findall(r"\d+", page.text))
    assert rows(demo_app, select(TimetableRules.weights))[0].weights["parallel"] == 0


def test_a_session_is_opened_from_a_free_place_served_and_closed_and_the_closing_is_undone(demo_app, member):
    place = member.get(BOARD).all(".free a")[0].get("href")
    page = member.get(place)
    hour = page.one("[name=begins]").get("value")
    member.submit(title="Cas cliniques", minutes="45", seats="80", needs="Micro")

    (made,) = rows(demo_app, select(Session.id, Session.seats, Session.needs).where(Session.title == "Cas cliniques"))
    assert (hour, made.seats, made.needs) == ("08:00", 80, ["micro"])
    session = f"{BOARD}sessions/{made.id}"
    page = member.get(f"{session}?q=diallo")
    member.submit("form[action*='/duties']", person=page.all("input[name=person]")[0].get("value"), duty="chair")
    assert len(rows(demo_app, select(SessionRole.id).where(SessionRole.session_id == made.id))) == 1

    member.get(f"{session}/close")
    member.submit("main form[method=post]")
    assert rows(demo_app, select(Session.id).where(Session.id == made.id)) == []
    member.submit("form[action*='/undo']")
    assert len(rows(demo_app, select(SessionRole.id).where(SessionRole.session_id == made.id))) == 1
    member.get(session)
    member.submit(member.page.all("form[action*='/end']")[0])
    assert rows(demo_app, select(SessionRole.id).where(SessionRole.session_id == made.id)) == []


def test_a_session_kept_as_its_page_shows_it_stays_as_it_is(demo_app, member):
    shown = select(Session.starts_at, Session.ends_at, Session.room_id, Session.kind, Session.title, Session.seats)
    (last,) = rows(demo_app, shown.add_columns(Session.id).order_by(Session.starts_at.desc()).limit(1))
    member.get(f"{BOARD}sessions/{last.id}")

    member.submit(f"form[action$='/sessions/{last.id}']")

    assert rows(demo_app, shown.where(Session.id == last.id)) == [tuple(last)[:-1]]


def test_a_session_changed_meanwhile_shows_both_texts_and_either_can_be_kept(demo_app, member):
    (one,) = rows(demo_app, select(Session.id).order_by(Session.starts_at.desc(), Session.id.desc()).limit(1))
    other = Visitor(demo_app)
    sign_in(other, "chaire@demo.example", "balanzan")
    session = f"{BOARD}sessions/{one.id}"
    member.get(session)
    other.get(session)
    member.submit(f"form[action$='/sessions/{one.id}']", begins="10 h 30")
    assert other.submit(f"form[action$='/sessions/{one.id}']", begins="9 h", expect=409).title

    other.submit("main form")

    (kept,) = rows(demo_app, select(Session.starts_at).where(Session.id == one.id))
    assert kept.starts_at.hour in (9, 10)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"minutes": "0"}, 200),
        ({"begins": "23 h 30"}, 409),
        ({"begins": "8h75"}, 200),
        ({"begins": "13 h"}, 409),
        ({"title": ""}, 200),
    ],
    ids=["no minutes", "midnight", "no hour", "prayer", "no title"],
)
def test_a_session_that_cannot_be_is_refused_in_the_form_and_nothing_typed_is_lost(demo_app, member, typed, status):
    member.get(f"{BOARD}sessions/new")

    page = member.submit(**{"title": "Cas cliniques", "minutes": "60", "begins": "8 h"} | typed, expect=status)

    assert len(page.all(".error-summary")) == 1
    assert page.one("[name=begins]").get("value") == typed.get("begins", "8 h")
    assert rows(demo_app, select(Session.id).where(Session.title == "Cas cliniques")) == []


def test_the_board_costs_the_same_queries_however_much_it_holds(demo_app, member, queries):
    counts = []
    for address in (BOARD, "/e/js-segou-2024/committee/timetable/"):
        member.get(address)
        with queries() as count:
            member.get(address)
        counts.append(count.total)

    assert max(counts) - min(counts) <= 2, counts


def test_an_open_page_that_asks_again_gets_nothing_while_nothing_changed(member):
    first = member.client.get(BOARD, headers={"X-Board": "1"})

    again = member.client.get(BOARD, headers={"X-Board": "1", "If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert b"masthead" not in first.data

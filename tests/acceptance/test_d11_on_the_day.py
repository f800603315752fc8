"""D11: what was really delivered, noted in the room, offline too; the chair's notes; door screens; the ledger."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import (
    Delivery,
    Outcome,
    Presentation,
    PresentationState,
    Session,
    SessionKind,
    SessionReport,
)
from conference.queries.editions import find_edition
from conference.services.delivering import Notes, record_delivery, report
from core import clock
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from people.models import Person
from tests.support import chromium
from tests.support.processes import wait_until
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-2024"
ROOMS = f"/e/{SLUG}/desk/rooms/"
SCREENS = f"/e/{SLUG}/screens/"
LEDGER = f"/e/{SLUG}/committee/delivered/"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
AFTERNOON = datetime(2024, 6, 28, 14, 30, tzinfo=UTC)
NOW = datetime(2024, 6, 28, 11, 41, tzinfo=UTC)


@pytest.fixture
def secretary(demo_app):
    """The room's secretary of the demonstration."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"salle@{DOMAIN}", PASSWORD)
    return visitor


def held(app, *, number=0):
    """Return the number of a session of free papers of the first morning, and its codes in order."""
    with app.app_context():
        sessions = select(Session).filter_by(edition_id=find_edition(SLUG).id, kind=SessionKind.FREE_PAPERS)
        session = db.session.scalars(sessions.order_by(Session.starts_at, Session.id)).all()[number]
        return session.id, [talk.code for talk in session.presentations]


def talk_of(code):
    """Return a presentation of the edition."""
    return db.session.scalars(select(Presentation).filter_by(edition_id=find_edition(SLUG).id, code=code)).one()


def became(app, code):
    """Return what was noted of a presentation: what happened, and by whom it was presented."""
    with app.app_context():
        noted = talk_of(code).delivery
        return noted.outcome, noted.presenter.name if noted.presenter else None


def test_d11_each_talk_is_presented_replaced_by_anybody_or_absent_and_a_note_is_corrected(demo_app, secretary):
    session, codes = held(demo_app)
    quick, other = (f"form.{kind}[method=post][action$='{codes[0]}']" for kind in ("row", "stack"))
    secretary.get(f"{ROOMS}{session}")
    secretary.submit(quick, button=f"Absente {codes[0]}")
    assert became(demo_app, codes[0]) == (Outcome.ABSENT, None)

    secretary.get(f"{ROOMS}{session}")
    secretary.submit(other, given_names="Ɛssa", family_name="Ŋolo-Remplaçante")
    assert became(demo_app, codes[0]) == (Outcome.REPLACED, "Ɛssa Ŋolo-Remplaçante")

    found = secretary.get(f"{ROOMS}{session}?talk={codes[0]}&who=remplacante+essa")
    someone = found.one(f"#{codes[0]} details[open] input[name=presenter][id*='-p']")
    secretary.submit(other, presenter=someone.get("value"))
    assert became(demo_app, codes[0]) == (Outcome.REPLACED, "Ɛssa Ŋolo-Remplaçante")
    with demo_app.app_context():
        assert db.session.scalar(select(func.count()).where(Person.family_name == "Ŋolo-Remplaçante")) == 1


def test_d11_of_two_phones_the_latest_note_counts_and_the_log_has_both(demo_app):
    _session, codes = held(demo_app)
    with demo_app.app_context():
        for outcome, minute in ((Outcome.ABSENT, 20), (Outcome.DELIVERED, 10)):  # the earlier note arrives last
            with transaction():
                record_delivery(talk_of(codes[0]), outcome, by=SYSTEM, noted_at=clock.now() + timedelta(minutes=minute))
        noted = talk_of(codes[0]).delivery
        entries = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("delivery noted%")).order_by(AuditEntry.id.desc())
        ).all()

        assert noted.outcome is Outcome.ABSENT
        assert entries[:2] == ["delivery noted before", "delivery noted"]


def test_d11_the_chair_notes_who_came_what_was_asked_and_what_is_recommended(demo_app, secretary):
    session, _codes = held(demo_app)
    secretary.get(f"{ROOMS}{session}")
    secretary.submit("#report form", attendance="47", questions="Sur le délai.", recommendations="Former.")

    page = secretary.get(f"{ROOMS}{session}")
    with demo_app.app_context():
        before = Notes(12, "Une note antérieure", "")
        with transaction():
            edition = find_edition(SLUG)
            found = db.session.scalars(select(Session).filter_by(edition_id=edition.id, id=session)).one()
            report(found, before, by=SYSTEM, noted_at=clock.now() - timedelta(hours=1))
        kept = db.session.scalars(select(SessionReport).filter_by(session_id=session)).one()

        assert (kept.attendance, kept.questions, kept.recommendations) == (47, "Sur le délai.", "Former.")
    assert page.one("#report input[name=attendance]").get("value") == "47"
    assert secretary.submit("#report form", attendance="beaucoup", expect=409).status == 409


def test_d11_what_follows_is_shifted_and_the_screens_say_by_how_much(demo_app, secretary):
    with demo_app.app_context():
        afternoon = select(Session).where(Session.starts_at == AFTERNOON, Session.room_id.is_not(None))
        found = db.session.scalars(afternoon.order_by(Session.id)).first()
        session, room = found.id, found.room_id
    with clock.stopped(AFTERNOON + timedelta(minutes=20)):
        before = Visitor(demo_app).get(f"{SCREENS}{room}")
        secretary.get(f"{ROOMS}{session}")
        secretary.submit("form[action$='/shift']", minutes="15", reach="day")
        after = Visitor(demo_app).get(f"{SCREENS}{room}")
        hall = Visitor(demo_app).get(SCREENS)

    assert before.all(".late") == []
    assert {late.text_content().replace("\xa0", " ") for late in after.all(".late")} == {"+15 min"}
    assert len(hall.all("section.door")) >= 4
    assert len(after.all("li.on")) == 1


BEFORE, EVENING, AFTER = (datetime(2024, 6, day, 20, tzinfo=UTC) for day in (20, 28, 30))


def test_d11_a_screen_says_why_nothing_is_on_and_what_was_or_will_be_there(demo_app):
    with demo_app.app_context():
        session = db.session.get(Session, held(demo_app)[0])
        room, first = session.room_id, session.title
    seen = {}
    for moment in (BEFORE, EVENING, AFTER):
        with clock.stopped(moment):
            seen[moment] = Visitor(demo_app).get(f"{SCREENS}{room}"), Visitor(demo_app).get(SCREENS)

    (before, _), (evening, hall), (after, all_over) = (seen[moment] for moment in (BEFORE, EVENING, AFTER))
    assert before.texts(".said")[0].startswith("Les journées commencent le vendredi 28 juin 2024.")
    assert before.texts(".day") == ["Vendredi 28 juin 2024"]
    assert first in before.texts(".what")
    assert evening.texts(".none") == ["Plus rien ne se tient dans cette salle aujourd’hui."]
    assert [hour.split(",")[0] for hour in evening.texts("li.next .hour")] == ["Samedi 29 juin 2024"]
    assert len(hall.all("li.next")) == len(hall.all(".door"))
    assert after.texts(".said")[0].startswith("Les journées se sont achevées le samedi 29 juin 2024.")
    assert after.texts(".day") == ["Samedi 29 juin 2024"]
    assert after.all("[data-span]") == []
    assert len(all_over.all(".door > ol > li")) > len(all_over.all(".door"))


def test_d11_the_ledger_counts_what_was_given_and_the_dashboard_leads_there(demo_app, sign_in):
    president = Visitor(demo_app)
    sign_in(president, f"presidence@{DOMAIN}", PASSWORD)
    with demo_app.app_context():
        edition = find_edition(SLUG)
        talks = select(Presentation.id).filter_by(edition_id=edition.id, state=PresentationState.PROGRAMMED)
        programmed = len(db.session.scalars(talks).all())
        outcomes = db.session.scalars(select(Delivery.outcome).where(Delivery.presentation_id.in_(talks))).all()
    given = sum(outcome is not Outcome.ABSENT for outcome in outcomes)

    page = president.get(LEDGER)
    dashboard = president.get(f"/e/{SLUG}/committee/")
    sheet = list(
        csv.reader(io.StringIO(president.client.get(f"{LEDGER}delivered.csv").text.lstrip("\ufeff")), delimiter=";")
    )

    assert page.texts(".numbers .number b")[0] == str(given)
    assert dashboard.one(f"a[href='{LEDGER}']") is not None
    assert len(sheet) == programmed + 1
    assert len(page.all("#absent tbody tr")) == outcomes.count(Outcome.ABSENT)


@pytest.mark.browser
@SQLITE_ONLY
def test_d11_a_room_is_noted_without_a_network_and_sent_once_with_the_moment_it_was_made(
    demo_app, demo_installation, server, page
):
    session, codes = held(demo_app)
    base = server(demo_installation).url
    chromium.sign_in(page, base, "salle")
    page.goto(f"{base}{ROOMS}{session}")
    wait_until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), seconds=10, what="the worker")
    page.goto(f"{base}{ROOMS}{session}")
    before = datetime.now(UTC)

    page.context.set_offline(True)
    page.locator(f"[id='{codes[0]}'] form.row[data-note] button[value=absent]").click()
    page.locator(f"[id='{codes[1]}'] form.row[data-note] button[value=delivered]").click()
    page.locator("#report [name=attendance]").fill("31")
    page.locator("#report button").click()
    expect(page.locator("[data-held] b")).to_contain_text(codes[0])
    page.goto(f"{base}{ROOMS}{session}")
    expect(page.locator(f"[id='{codes[0]}'] [data-noted]")).to_be_visible()
    page.wait_for_timeout(1500)
    page.context.set_offline(False)

    def arrived():
        with demo_app.app_context():
            return db.session.scalar(select(SessionReport.attendance).filter_by(session_id=session)) == 31

    wait_until(arrived, seconds=15, what="the notes arrive")
    page.watch.forgive("ERR_INTERNET_DISCONNECTED")
    page.watch.forgive("Failed to load resource")
    assert became(demo_app, codes[0])[0] is Outcome.ABSENT
    with demo_app.app_context():
        noted = talk_of(codes[0]).delivery.noted_at
        assert abs((noted - before).total_seconds()) < 8
        assert (datetime.now(UTC) - noted).total_seconds() > 1
    expect(page.locator("[data-room]")).to_be_hidden()


@pytest.mark.browser
@SQLITE_ONLY
def test_d11_the_timer_goes_on_in_a_locked_phone_and_a_screen_without_a_network(
    demo_app, demo_installation, server, page
):
    session, codes = held(demo_app)
    behind = int((NOW - clock.now()).total_seconds())
    base = server(demo_installation, BALANZAN_CLOCK_OFFSET=str(behind)).url
    page.clock.install(time=NOW)
    chromium.sign_in(page, base, "salle")
    page.goto(f"{base}{ROOMS}{session}")
    page.locator(f"[id='{codes[0]}'] [data-start]").click()
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^(7:00|6:5\d)$"))
    page.clock.fast_forward("08:30")
    page.reload()
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^1:[23]\d$"))
    expect(page.locator("[data-timer]")).to_have_attribute("data-state", "questions")

    with demo_app.app_context():
        room = db.session.get_one(Session, session).room_id
    page.goto(f"{base}{SCREENS}{room}")
    first = page.locator("li.on .what").inner_text()
    page.context.set_offline(True)
    with page.expect_console_message(lambda said: "ERR_INTERNET_DISCONNECTED" in said.text):
        page.clock.fast_forward("01:10:00")
    expect(page.locator("li.on .what")).not_to_have_text(first)
    page.goto("about:blank")  # it asks no more
    page.watch.forgive("ERR_INTERNET_DISCONNECTED")

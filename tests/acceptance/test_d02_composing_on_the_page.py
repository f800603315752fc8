"""D02: on the page, one asks for a programme, follows it, stops it, compares it, takes it over or leaves it."""

import pytest

from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Composition, CompositionState, Session
from conference.queries.editions import find_edition
from conference.queries.plans import plan_of
from conference.services import compositions
from conference.timetable.clashes import clashes
from conference.timetable.keeping import fingerprint
from conference.timetable.tasks import Found
from core import jobs
from core.db import db, transaction
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-2024"
PAGE, BOARD = f"/e/{SLUG}/committee/compositions/?lang=en", f"/e/{SLUG}/committee/timetable/"
ASK, TAKE, LEAVE, STOP = "main form", "form[action$='/take-over']", "form[action$='/leave']", "form[action$='/stop']"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def scheduler(demo_app):
    """Whoever makes the programme, without JavaScript."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"programme@{DOMAIN}", PASSWORD)
    return visitor


def present(app):
    """Return the programme as it is."""
    with app.test_request_context("/?lang=en"):
        return plan_of(find_edition(SLUG))


def asked(visitor, beginning="nothing"):
    """Have a programme composed; return the address at which it is followed."""
    visitor.get(PAGE)
    return visitor.submit(ASK, beginning=beginning, seconds="10").url


def run(app):
    """Have the worker do what waits."""
    with app.app_context():
        return jobs.drain()


def state_of(app):
    """Return the state of the last composition."""
    with app.app_context():
        return db.session.query(Composition).order_by(Composition.id.desc()).first().state


def test_d02_a_programme_is_asked_for_followed_taken_over_once_and_undone(demo_app, scheduler):
    before = present(demo_app)
    scheduler.get(PAGE)
    assert "Possible: 440 minutes to spare." in scheduler.page.text
    address = asked(scheduler)
    assert "A first programme is being searched." in scheduler.page.text
    told = scheduler.get(address, headers={"Accept": "application/json"}).json
    assert (told["stage"], told["total"]) == ("under-way", 10)
    scheduler.get(PAGE)
    scheduler.submit(ASK, expect=409, beginning="nothing", seconds="10")
    assert "A programme is being composed already" in scheduler.page.text
    run(demo_app)

    also_open = scheduler.get(address).one(TAKE)
    scheduler.get(address)
    taken = scheduler.submit(TAKE)
    assert "The programme is taken over" in taken.text
    scheduler.submit(also_open, expect=409)
    assert "There is no composed programme to take over." in scheduler.page.text

    after = present(demo_app)
    assert [clash for clash in clashes(after) if clash.is_hard] == []
    assert (after.waiting, fingerprint(after)) != (before.waiting, fingerprint(before))
    scheduler.get(BOARD)
    scheduler.submit("form[action*='/undo']")
    assert fingerprint(present(demo_app)) == fingerprint(before)


def test_d02_a_search_that_is_stopped_keeps_the_best_so_far_and_one_without_any_is_left(demo_app, scheduler):
    address = asked(scheduler)
    scheduler.submit(STOP)
    assert state_of(demo_app) is CompositionState.DROPPED
    run(demo_app)
    assert state_of(demo_app) is CompositionState.DROPPED

    address = asked(scheduler)
    with demo_app.test_request_context("/"), transaction():
        searching = compositions.wanted(int(address.rsplit("/", 1)[-1].split("?")[0]))
        compositions.begin(searching)
        compositions.keep(searching, Found(plan_of(searching.edition), 5, 0))
    page = scheduler.get(address)
    assert "Best so far: all 198 presentations have a place." in page.text
    for _twice in range(2):
        scheduler.get(address)
        if scheduler.page.all(STOP):
            scheduler.submit(STOP)
    run(demo_app)
    assert state_of(demo_app) is CompositionState.FOUND
    scheduler.get(address)
    scheduler.submit(LEAVE)
    assert state_of(demo_app) is CompositionState.DROPPED


@SQLITE_ONLY
def test_d02_what_was_composed_for_another_programme_is_not_taken_over(demo_app, scheduler):
    address = asked(scheduler, "repair")
    run(demo_app)
    scheduler.get(address)
    opened = scheduler.page
    with demo_app.test_request_context("/"), transaction():
        session = db.session.get_one(
            Session, next(block.id for block in plan_of(find_edition(SLUG)).blocks if block.items)
        )
        session.title = "Un autre titre"

    scheduler.get(address)
    assert "The programme has changed since this one was composed" in scheduler.page.text
    assert not scheduler.page.all(TAKE)
    refused = scheduler.submit(opened.one(TAKE), expect=409)
    assert "compose again" in refused.text

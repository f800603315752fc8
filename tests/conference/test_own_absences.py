"""Somebody who presents says on their own page when they cannot be there, and takes it back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from conference.models import SessionKind, Unavailability
from conference.queries.editions import find_edition
from conference.queries.plans import plan_of
from conference.services.rooms import MOST_OF_ONE, say_absent
from conference.timetable.clashes import ClashKind, clashes
from conference.timetable.plan import Block, Span
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from people.models import Person
from tests.support.visitor import Visitor, sign_in

MINE = "/e/js-segou-8/my-absences/"
AUTHOR = "auteur@demo.example"
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def of(app, login):
    """Sign a persona in."""
    visitor = Visitor(app)
    sign_in(visitor, login, "balanzan")
    return visitor


def clashes_of_a_talk(app):
    """Return what would be wrong if the author's talk were placed in the first half-day."""
    with app.test_request_context("/"):
        plan = plan_of(find_edition("js-segou-8"))
        author = db.session.scalars(select(Person).filter_by(email=AUTHOR)).one()
        talk = next(item for item in plan.items.values() if item.presenter == author.id)
        half, room = plan.half_days[0], plan.rooms[0].id
        blocks = [replace(block, items=tuple(set(block.items) - {talk.id})) for block in plan.blocks]
        session = Block(10**6, SessionKind.FREE_PAPERS, "", Span(half.starts, half.ends), room, items=(talk.id,))
        return {clash.kind for clash in clashes(replace(plan, blocks=(*blocks, session))) if session.id in clash.blocks}


def test_an_absence_one_says_counts_in_the_programme_and_is_taken_back(demo_app):
    author = of(demo_app, AUTHOR)
    author.get("/me/")
    link = author.page.one(f"#absences a[href='{MINE}']")
    page = author.get(link.get("href"))
    assert page.all("#said ~ ul li") == []
    day = page.all("select[name=day] option")[0].get("value")

    said = author.submit("form:has([name=begins])", day=day, begins="00:00", ends="00:00", reason="Garde à l’hôpital")
    assert "Garde à l’hôpital" in said.text
    assert ClashKind.PERSON_AWAY in clashes_of_a_talk(demo_app)
    with demo_app.app_context():
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "said absent")).one()
        assert told.actor_name == db.session.scalars(select(Person).filter_by(email=AUTHOR)).one().name

    again = author.submit("form:has([name=begins])", day=day, begins="00:00", ends="00:00", expect=409)
    assert len(again.all("ul.own li")) == 1
    author.get(MINE)
    remove = author.page.one("ul.own form").get("action")
    page = author.submit("ul.own form")
    assert page.all("ul.own li") == []
    assert ClashKind.PERSON_AWAY not in clashes_of_a_talk(demo_app)
    assert (
        author.client.post(remove, data={"csrf_token": page.all("[name=csrf_token]")[0].get("value")}).status_code
        == 404
    )


def test_who_is_not_expected_finds_no_such_page_and_nobody_another_s_absence(demo_app):
    author = of(demo_app, AUTHOR)
    author.get(MINE)
    key = author.page.all("[name=csrf_token]")[0].get("value")
    with demo_app.app_context():
        other = db.session.scalars(select(Person).where(Person.email != AUTHOR)).first()
        with transaction():
            hour = NOON, NOON + timedelta(hours=1)
            absence = say_absent(find_edition("js-segou-8"), other, *hour, reason="", by=SYSTEM)
            db.session.flush()
            number = absence.id

    assert author.client.post(f"{MINE}{number}/remove", data={"csrf_token": key}).status_code == 404
    of(demo_app, "participant@demo.example").get(MINE, expect=404)
    author.get("/e/js-segou-2024/my-absences/", expect=404)


def test_hours_that_end_before_they_begin_and_more_absences_than_one_may_say_are_refused(demo_app):
    author = of(demo_app, AUTHOR)
    day = author.get(MINE).all("select[name=day] option")[0].get("value")
    wrong = author.submit("form:has([name=begins])", day=day, begins="10", ends="9", expect=409)
    assert wrong.one("[name=begins]").get("value") == "10"
    for hour in range(MOST_OF_ONE):
        author.get(MINE)
        author.submit("form:has([name=begins])", day=day, begins="6", ends=f"{7 + hour // 4}:{hour % 4 * 15:02}")
    author.get(MINE)
    author.submit("form:has([name=begins])", day=day, begins="14", ends="15", expect=409)

    with demo_app.app_context():
        assert db.session.scalar(select(func.count(Unavailability.id))) == MOST_OF_ONE

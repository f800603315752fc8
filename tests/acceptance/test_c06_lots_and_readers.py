"""C06: what reviewers take on, conflicts lifted or confirmed with a reason, readings passed on, reminders once."""

import pytest
from sqlalchemy import func, select

from abstracts.models import Assignment, Conflict, ReviewerProfile, Tie
from abstracts.queries.abstracts import find_abstract, find_call
from abstracts.queries.conflicts import forbidden
from abstracts.queries.lots import REMINDER, dealing_of, readings_of
from abstracts.services import assigning
from conference.demo.personas import DOMAIN, PASSWORD
from conference.queries.editions import find_edition
from core.db import db
from core.errors import Refused
from core.outbox import Message
from people.models import Person
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-8"
LOTS, DESK = f"/e/{SLUG}/committee/lots/", f"/e/{SLUG}/review/"


@pytest.fixture
def somebody(demo_app):
    """Open a browser for a persona."""

    def come(login):
        visitor = Visitor(demo_app)
        sign_in(visitor, f"{login}@{DOMAIN}", PASSWORD)
        return visitor

    return come


def me():
    """Return the reviewer of the demonstration."""
    return db.session.scalars(select(Person).filter_by(email=f"evaluateur@{DOMAIN}")).one()


def counted(table):
    """Return how many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(table))


def test_c06_what_a_reviewer_takes_on_is_what_the_lots_follow(demo_app, somebody):
    reviewer = somebody("evaluateur")
    page = reviewer.get(f"{DESK}profile")
    cardiology = page.all("input[name=specialties]")[2]
    for _twice in range(2):
        reviewer.get(f"{DESK}profile")
        reviewer.submit("form:has([name=most_readings])", most_readings="14", specialties=[cardiology.get("value")])

    with demo_app.app_context():
        reader = next(each for each in dealing_of(find_call(find_edition(SLUG))).task.readers if each.key == me().id)
        assert (reader.most, len(reader.specialties)) == (14, 1)
        assert db.session.scalars(select(ReviewerProfile).filter_by(person_id=me().id)).one().most_readings == 14


def test_c06_a_tie_keeps_a_reviewer_from_the_work_of_whoever_they_named(demo_app, somebody):
    with demo_app.app_context():
        abstract = find_abstract(find_edition(SLUG), "R-012")
        author = abstract.authors[0].person
        names = {"given_names": author.given_names, "family_name": author.family_name}
        assert (abstract.id, me().id) not in forbidden([abstract], [me()])
        before = counted(Tie)

    reviewer = somebody("evaluateur")
    reviewer.get(f"{DESK}profile")
    reviewer.submit("form[action$='/ties']", kind="thesis", **names)

    with demo_app.app_context():
        abstract = find_abstract(find_edition(SLUG), "R-012")
        assert (abstract.id, me().id) in forbidden([abstract], [me()])
        assert counted(Tie) == before + 1


def test_c06_the_chair_confirms_or_lifts_a_conflict_with_a_reason_but_never_authorship(demo_app, somebody):
    with demo_app.app_context():
        abstract = find_abstract(find_edition(SLUG), "R-011")
        author = abstract.authors[0].person
        assigning.tie(me(), author, kind=next(iter(assigning.TieKind)), by=author)
        db.session.commit()
        number = me().id

    chair = somebody("chaire")
    page = chair.get(f"{LOTS}conflicts")
    form = f"li:has(a.code[href$='R-011']):has(input[name=reviewer][value='{number}']) form"
    assert page.all(form)
    refused = chair.submit(form, button="1", reason="")
    assert "R-011" in refused.text
    chair.get(f"{LOTS}conflicts")
    chair.submit(form, button="1", reason="Seul spécialiste du pays.")

    with demo_app.app_context():
        abstract = find_abstract(find_edition(SLUG), "R-011")
        judged = db.session.scalars(select(Conflict).filter_by(abstract_id=abstract.id, person_id=number))
        assert [(each.holds, each.reason) for each in judged] == [(False, "Seul spécialiste du pays.")]
        assert (abstract.id, me().id) not in forbidden([abstract], [me()])
        with pytest.raises(Refused) as refusal:
            assigning.rule_on(abstract, author, holds=False, reason="Non.", by=me())
        assert refusal.value.code == "reviewer-is-author"


def test_c06_a_silent_reviewer_is_reminded_once_and_their_reading_passed_on(demo_app, somebody):
    chair = somebody("chaire")
    for _twice in range(2):
        chair.get(f"{LOTS}reviewers")
        if chair.page.all("form.actions"):
            chair.submit("form.actions")
        else:
            chair.post(f"{LOTS}reviewers/remind", {**token(chair)}, expect=302)
    with demo_app.app_context():
        reminded = db.session.scalars(select(Message).filter_by(scope=SLUG, kind=REMINDER)).all()
        assert [message.person_id for message in reminded] == [me().id]
        number, before = me().id, len(readings_of(find_call(find_edition(SLUG)), me()))
        everything = counted(Assignment)

    chair.get(f"{LOTS}reviewers/{number}")
    chair.submit("form:has([name=code][value='R-007'])", reason="Silence depuis deux semaines.")

    with demo_app.app_context():
        assert len(readings_of(find_call(find_edition(SLUG)), me())) == before - 1
        assert counted(Assignment) == everything


def token(visitor):
    """Return what every form of a page carries."""
    return {"csrf_token": visitor.page.one("input[name=csrf_token]").get("value")}

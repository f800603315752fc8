"""C13: a jury of three judges finalists, never of its own service; equals are parted by the written rule; it prints.

The past edition of the demonstration, its chair and three jurors with their personal links, on both databases.
"""

import csv
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from abstracts.models import Finalist, Prize
from abstracts.queries.prizes import results_of
from abstracts.services import prizes
from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Edition, Presentation, PresentationKind
from core import jobs
from core.audit import SYSTEM
from core.db import db, transaction
from people.models import Person
from people.recognition import personal_link
from tests.factories.people import PersonFactory
from tests.support.visitor import Visitor, local, sign_in

SLUG = "js-segou-2024"
PRIZES, JURY = f"/e/{SLUG}/committee/prizes", f"/e/{SLUG}/jury"
LINES = ("substance", "style", "delivery", "answers")


@pytest.fixture
def chair(demo_app):
    """The scientific chair, reading English."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"chaire@{DOMAIN}", PASSWORD)
    visitor.get(f"{PRIZES}/?lang=en", expect=200)
    return visitor


@pytest.fixture
def contest(chair, demo_app):
    """A prize with two finalists and a jury of three, the third of the service of the second finalist."""
    chair.get(f"{PRIZES}/new", expect=200)
    chair.submit("main form", kind="oral", name_fr="Prix du jury", endowment="150000")
    with demo_app.app_context():
        prize = db.session.scalars(select(Prize).filter_by(name_fr="Prix du jury")).one()
        talks = two_talks()
        service = talks[1].presenter.structure
        jury = [PersonFactory(), PersonFactory(), PersonFactory(structure=service)]
        number, ids = prize.id, ([talk.id for talk in talks], [person.id for person in jury])
        with transaction():
            for person in jury:
                prizes.name_juror(prize, person, by=SYSTEM)
    chair.get(f"{PRIZES}/{number}", expect=200)
    for talk in ids[0]:
        chair.submit("form:has([name=presentation])", presentation=str(talk))
    return number, ids[1]


def two_talks():
    """Return two oral talks whose authors work in no common service."""
    statement = select(Presentation).join(Edition, Edition.id == Presentation.edition_id)
    oral = statement.where(Edition.slug == SLUG, Presentation.kind == PresentationKind.ORAL).order_by(Presentation.code)
    talks = [talk for talk in db.session.scalars(oral.limit(60)) if talk.presenter.structure]
    first = talks[0]
    services = {author.person.structure_id for author in first.authors}
    return first, next(talk for talk in talks if not services & {each.person.structure_id for each in talk.authors})


def juror(demo_app, person_id):
    """Return the browser of a juror who opened their personal link."""
    with demo_app.app_context():
        link = personal_link(db.session.get_one(Person, person_id))
    visitor = Visitor(demo_app)
    visitor.get(local(link), expect=302)
    visitor.get(f"{JURY}/?lang=en", expect=200)
    return visitor


def finalists(demo_app, number):
    """Return the finalists of a prize in the order in which they were named."""
    with demo_app.app_context():
        statement = select(Finalist.id).filter_by(prize_id=number).order_by(Finalist.id)
        return list(db.session.scalars(statement))


def give(visitor, finalist, *points, expect=200):
    """Have a juror give points, line by line of the grid."""
    visitor.get(f"{JURY}/{finalist}", expect=200)
    return visitor.submit("main form", expect=expect, **dict(zip(LINES, map(str, points), strict=True)))


def test_c13_three_jurors_judge_the_finalists_and_the_list_prints(chair, demo_app, contest):
    number, jury = contest
    first, second = finalists(demo_app, number)
    too_soon = chair.submit("form:has([value=award])", expect=409)
    assert "still waits for" in too_soon.text

    for person in jury[:2]:
        visitor = juror(demo_app, person)
        give(visitor, first, 7, 4, 3, 2)
        give(visitor, second, 6, 5, 3, 2)
    third = juror(demo_app, jury[2])
    give(third, first, 7, 4, 3, 2)
    chair.get(f"{PRIZES}/{number}", expect=200)
    awarded = chair.submit("form:has([value=award])")

    assert "parted by “Substance”" in awarded.text
    with demo_app.app_context():
        places = [result.place for result in results_of(db.session.get_one(Prize, number))]
        assert places == [1, 2]
        assert db.session.get_one(Finalist, first).place == 1
        name = db.session.get_one(Finalist, first).presentation.presenter.family_name
    rows = list(csv.DictReader(io.StringIO(chair.get(f"{PRIZES}/diplomas.csv").html.lstrip("\ufeff")), delimiter=";"))
    assert [row["Place"] for row in rows if row["Prize"] == "Prix du jury"] == ["1", "2"]

    chair.get(f"{PRIZES}/", expect=200)
    chair.submit("form[action$='palmares.pdf']", expect=202)
    with demo_app.app_context():
        jobs.drain()
    printed = PdfReader(io.BytesIO(chair.get(f"{PRIZES}/palmares.pdf", expect=200).data)).pages[0].extract_text()
    assert "Prix du jury" in printed
    assert name.upper() in printed
    assert "Fond" in printed


def test_c13_a_juror_cannot_judge_their_own_service(chair, demo_app, contest):
    number, jury = contest
    first, second = finalists(demo_app, number)
    near = juror(demo_app, jury[2])

    page = near.get(f"{JURY}/{second}", expect=200)
    other = near.get(f"{JURY}/{first}", expect=200)
    key = other.one("main form [name=form_key]").get("value")
    token = other.one("main form [name=csrf_token]").get("value")
    points = dict.fromkeys(LINES, "3") | {"form_key": key, "csrf_token": token, "version": "0"}
    forced = near.post(f"{JURY}/{second}", data=points, expect=409)

    assert "your own service" in page.text
    assert not page.all("main form [type=radio]")
    assert "your own service" in forced.text


def test_c13_a_stranger_to_the_jury_finds_nothing(demo_app, chair, contest):
    with demo_app.app_context(), transaction():
        person = PersonFactory().id
    with demo_app.app_context():
        link = personal_link(db.session.get_one(Person, person))
    stranger = Visitor(demo_app)
    stranger.get(local(link), expect=302)

    stranger.get(f"{JURY}/", expect=404)
    stranger.get(f"{JURY}/{finalists(demo_app, contest[0])[0]}", expect=404)

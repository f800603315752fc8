"""D09: posters have boards and a visiting time, and one abstract may be both poster and flash.

The past edition of the demonstration: its 54 posters are numbered, one abstract gets its flash, both are published.
"""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from abstracts.models import Abstract, AbstractPresentation
from conference import documents
from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Presentation, PresentationKind, Session, SessionKind
from conference.queries.editions import find_edition
from conference.queries.programme import find_presentation
from conference.services.releases import publish
from conference.services.timetable import place
from core.audit import SYSTEM
from core.db import db, transaction
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-2024"
POSTERS = f"/e/{SLUG}/committee/posters/"


def signed_in(demo_app, login):
    """Return the browser of a persona, reading English."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"{login}@{DOMAIN}", PASSWORD)
    visitor.get(f"/e/{SLUG}/?lang=en", expect=200)
    return visitor


def boards(demo_app):
    """Return the board of each poster, by its code."""
    with demo_app.app_context():
        statement = select(Presentation).filter_by(kind=PresentationKind.POSTER).where(Presentation.board.is_not(None))
        return {poster.code: poster.board for poster in db.session.scalars(statement)}


def test_d09_boards_are_numbered_at_once_or_one_by_one_and_none_holds_two(demo_app):
    scheduler = signed_in(demo_app, "programme")
    scheduler.get(POSTERS, expect=200)
    scheduler.submit("form[action$='number']", expect=200)
    numbered = boards(demo_app)
    assert sorted(numbered.values()) == list(range(1, 55))

    swapped = {"CA-001": numbered["CA-002"], "CA-002": numbered["CA-001"]}
    scheduler.get(POSTERS, expect=200)
    scheduler.submit("form#boards", **{code: str(board) for code, board in swapped.items()})
    assert boards(demo_app) == numbered | swapped

    scheduler.get(POSTERS, expect=200)
    page = scheduler.submit("form#boards", **{"CA-001": "54", "CA-002": "54"}, expect=409)
    assert "Board 54 would hold" in page.text
    assert boards(demo_app) == numbered | swapped


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_d09_one_abstract_is_a_poster_and_a_flash_and_each_leads_to_the_other(demo_app):
    chair, scheduler = signed_in(demo_app, "chaire"), signed_in(demo_app, "programme")
    scheduler.get(POSTERS, expect=200)
    scheduler.submit("form[action$='number']")
    with demo_app.app_context():
        poster = find_presentation(find_edition(SLUG), "CA-007")
        statement = select(Abstract.code).join(AbstractPresentation).filter_by(presentation_id=poster.id)
        code, board, title = db.session.scalar(statement), poster.board, poster.title
    chair.get(f"/e/{SLUG}/committee/abstracts/{code}", expect=200)
    chair.submit("form[action$='flash']")
    with demo_app.app_context():
        edition = find_edition(SLUG)
        flash = find_presentation(edition, "FL-001")
        free = select(Session).filter_by(edition_id=edition.id, kind=SessionKind.FREE_PAPERS)
        session = next(each for each in db.session.scalars(free) if sum(t.minutes for t in each.presentations) <= 50)
        with transaction():
            place(flash, session, by=SYSTEM)
        with transaction():
            release = publish(edition, by=SYSTEM)
        number = session.id
        visit = db.session.scalars(select(Session).filter_by(edition_id=edition.id, kind=SessionKind.POSTERS)).one().id
        sheets = PdfReader(io.BytesIO(documents.paper(edition, release, "boards"))).pages
        printed = sheets[board - 1].extract_text()
        assert flash.title == title

    stranger = Visitor(demo_app)
    assert "CA-007" in stranger.get(f"/e/{SLUG}/programme/sessions/{number}", expect=200).text
    visited = stranger.get(f"/e/{SLUG}/programme/sessions/{visit}", expect=200).text
    assert "FL-001" in visited
    assert f"Panneau {board}" in visited or f"Board {board}" in visited
    assert "FL-001" in stranger.get(f"/e/{SLUG}/programme/CA-007", expect=200).text
    assert len(sheets) == 54
    assert printed.split()[0:1] != []
    assert all(part in printed for part in (str(board), "CA-007", "FL-001"))

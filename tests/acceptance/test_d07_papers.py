"""D07, on paper: the programme by day and by room, sheets for doors and chairs, cards for speakers.

The past edition of the demonstration, through the committee's page « Papiers » and the public programme; what is drawn
the same from either database is drawn once.
"""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from conference.demo.personas import DOMAIN, PASSWORD
from conference.queries.editions import find_edition
from conference.queries.programme import find_presentation
from conference.services.releases import publish
from core import jobs
from core.audit import SYSTEM
from core.db import db, transaction
from core.jobs import Job, JobState
from core.typography import NBSP
from tests.support.processes import balanzan
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-2024"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PAPERS = f"/e/{SLUG}/committee/papers/"
PROGRAMME = f"/e/{SLUG}/programme.pdf?day=2024-06-28"


@pytest.fixture
def scheduler(demo_app):
    """Who composes the programme, reading French."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"programme@{DOMAIN}", PASSWORD)
    return visitor


def made(visitor, demo_app, name):
    """Have a paper made as the committee does, and return the text of each of its pages."""
    visitor.get(PAPERS, expect=200)
    visitor.submit(f"form[action$='/{name}.pdf']", expect=202)
    work(demo_app)
    return pages(visitor.get(f"{PAPERS}{name}.pdf", expect=200).data)


def work(demo_app):
    """Do what waits of papers, and nothing else; return how many were made."""
    with demo_app.app_context():
        waiting = select(Job.id).where(Job.name == "conference.jobs:print_paper", Job.state == JobState.WAITING)
        return sum(map(jobs.perform, db.session.scalars(waiting).all()))


def pages(content):
    """Return the text of each page of a PDF, with plain spaces."""
    return [" ".join(page.extract_text().replace(NBSP, " ").split()) for page in PdfReader(io.BytesIO(content)).pages]


@SQLITE_ONLY
def test_d07_the_programme_by_day_holds_every_session_and_every_code(scheduler, demo_app):
    told = made(scheduler, demo_app, "programme")

    whole = " ".join(told)
    assert told[0].startswith("Conseil régional de l’Ordre des médecins de Ségou 7es Journées scientifiques de Ségou")
    assert "Vendredi 28 juin 2024" in told[0]
    assert "Salle Faidherbe" in told[0]
    assert "Cérémonie d’ouverture" in told[0]
    assert [code for code in codes() if code not in whole] == []


def codes():
    """Return the codes of the demonstration's communications, conférences and talks of symposiums."""
    counted = (("CO", 124), ("CA", 54), ("CP", 8), ("SY", 12))
    return [f"{letters}-{number:03d}" for letters, most in counted for number in range(1, most + 1)]


@SQLITE_ONLY
def test_d07_the_command_leaves_the_programme_that_was_made_of_the_last_version(
    scheduler, demo_app, demo_installation, tmp_path
):
    left = tmp_path / "programme.pdf"
    export = (demo_installation, "export", SLUG, "--format", left.name, "-o", str(left))
    assert "has not been made" in balanzan(*export, expect=1).stderr

    made(scheduler, demo_app, "programme")
    balanzan(*export)

    assert left.read_bytes() == scheduler.get(f"{PAPERS}programme.pdf", expect=200).data


@SQLITE_ONLY
def test_d07_the_other_papers_say_what_they_are_for(scheduler, demo_app):
    rooms = made(scheduler, demo_app, "rooms")
    doors = made(scheduler, demo_app, "doors")
    chairs = made(scheduler, demo_app, "chairs")
    cards = made(scheduler, demo_app, "speakers")

    assert sum("Salle Faidherbe" in page for page in rooms) >= 1
    assert any(page.startswith("Salle Markala Samedi 29 juin 2024") for page in doors)
    assert len(doors) == len({page[:60] for page in doors}) == 14, "a room and half-day is one sheet"
    assert len(chairs) >= 35
    assert any("Gynécologie-obstétrique I" in page and "CO-001" in page for page in chairs)
    assert "CO-038" in " ".join(cards)
    assert 20 <= len(cards) <= 30


def test_d07_the_same_version_is_the_same_bytes_and_is_laid_out_once(demo_app):
    stranger = Visitor(demo_app)
    stranger.get(PROGRAMME, expect=202)
    stranger.submit("main form", expect=202)
    done = work(demo_app)

    first = stranger.get(PROGRAMME, expect=200).data
    assert (done, work(demo_app)) == (1, 0)
    assert stranger.get(PROGRAMME, expect=200).data == first
    assert "Samedi 29 juin" not in " ".join(pages(first)[1:])


def test_d07_what_changed_since_the_printed_version_is_a_sheet_of_its_own(scheduler, demo_app):
    with demo_app.app_context():
        edition = find_edition(SLUG)
        session = find_presentation(edition, "CO-010").session
        with transaction():
            session.title = "Gynécologie-obstétrique, seconde séance"
        with transaction():
            publish(edition, by=SYSTEM)

    told = " ".join(made(scheduler, demo_app, "erratum-1"))
    assert "Gynécologie-obstétrique, seconde séance" in told
    assert "CO-001" not in told


def test_d07_nothing_is_printed_of_what_is_not_published(scheduler, demo_app):
    Visitor(demo_app).get("/e/js-segou-8/programme.pdf", expect=404)
    scheduler.get("/e/js-segou-8/committee/papers/", expect=200)
    scheduler.get("/e/js-segou-8/committee/papers/doors.pdf", expect=404)
    scheduler.get(f"{PAPERS}passwords.pdf", expect=404)

"""D08: the book of abstracts of the past edition, as a PDF and as a Word document, frozen for the printer.

The 178 communications of the demonstration with their indexes; what is drawn the same from either database is drawn
once.
"""

import io
import re
import time

import docx
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from abstracts.documents.book import book
from abstracts.models import Abstract, AbstractPresentation
from abstracts.queries.books import Order, book_of, entries_of
from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Presentation
from conference.queries.editions import find_edition
from conference.queries.programme import find_presentation
from conference.services import presentations
from core import jobs
from core.audit import SYSTEM
from core.db import db, transaction
from core.jobs import Job, JobState
from core.typography import NBSP
from tests.support.processes import balanzan
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-2024"
BOOK = f"/e/{SLUG}/committee/book/"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
MOST_BYTES, MOST_SECONDS = 5 * 1024 * 1024, 30
WORDS = "Chers confrères, Ɛssa N’Diaye dit Ŋolo vous souhaite ɲuman kɛnɛ : la bienvenue à Ségou."


@pytest.fixture
def chair(demo_app):
    """The scientific chair, reading English."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"chaire@{DOMAIN}", PASSWORD)
    visitor.get(f"{BOOK}?lang=en", expect=200)
    return visitor


def work(demo_app):
    """Do what waits of the book, and nothing else."""
    with demo_app.app_context():
        waiting = select(Job.id).where(Job.name == "abstracts.jobs:print_book", Job.state == JobState.WAITING)
        return sum(map(jobs.perform, db.session.scalars(waiting).all()))


def made(visitor, demo_app, name):
    """Have a paper of the book made as the committee does, and return its bytes."""
    visitor.get(BOOK, expect=200)
    visitor.submit(f"form[action$='/{name}']", expect=202)
    assert work(demo_app) == 1
    return visitor.get(f"{BOOK}papers/{name}", expect=200).data


def only(demo_app, count):
    """Leave so many communications to the book, oral ones first."""
    with demo_app.app_context(), transaction():
        talks = [each for each in entries_of(find_edition(SLUG)) if each.code.startswith(("CO-", "CA-"))]
        for entry in talks[count:]:
            find_presentation(find_edition(SLUG), entry.code).is_silent = True


def pages_of(content):
    """Return a PDF and the text of each of its pages, with plain spaces."""
    pdf = PdfReader(io.BytesIO(content))
    return pdf, [" ".join(page.extract_text().replace(NBSP, " ").split()) for page in pdf.pages]


def flat(outline):
    """Return the marks of an outline, whatever their depth."""
    return [mark for each in outline for mark in (flat(each) if isinstance(each, list) else [each])]


@pytest.mark.prove
@SQLITE_ONLY
def test_d08_the_book_has_its_outline_and_indexes_that_lead_where_they_say(
    chair, demo_app, demo_installation, tmp_path, at_size, figure
):
    count = at_size(small=30, full=178)
    only(demo_app, count)
    chair.get(f"{BOOK}welcome/council", expect=200)
    chair.submit("form#welcome", name="Pr Ɛssa N’Diaye dit Ŋolo", function="Président du conseil", text=WORDS)
    began = time.process_time()
    content = made(chair, demo_app, "book-code")
    seconds = time.process_time() - began
    pdf, pages = pages_of(content)
    marks = [mark.title for mark in flat(pdf.outline)]
    figure(f"D08: the book of {count} abstracts has {len(pages)} pages, {len(content) // 1024} kB, {seconds:.0f} s")

    left = tmp_path / "book.pdf"
    balanzan(demo_installation, "export", SLUG, "--format", left.name, "-o", str(left))
    assert left.read_bytes() == content
    assert len(content) <= MOST_BYTES
    assert seconds <= MOST_SECONDS
    assert "7es Journées scientifiques de Ségou" in pages[0]
    assert any(WORDS[:30] in page and "Ŋolo" in page and "ɲuman kɛnɛ" in page for page in pages)
    assert sum(mark.startswith(("CO-", "CA-")) for mark in marks) == count
    with demo_app.app_context():
        entries = entries_of(find_edition(SLUG))
    authors = " ".join(pages[pdf.get_destination_page_number(flat(pdf.outline)[-3]) :])
    for mark in flat(pdf.outline):
        code, page = mark.title.split(" ")[0], pdf.get_destination_page_number(mark) + 1
        if code.startswith(("CO-", "CA-")):
            entry = next(each for each in entries if each.code == code)
            presenter = next(author.listed for author in entry.authors if author.presents)
            assert code in pages[page - 1]
            lines = [line[:60] for line in authors.split(presenter)[1:]]
            assert any(str(page) in re.findall(r"\d+", line) for line in lines), f"{presenter}, page {page}"
    assert all(page.strip() for page in pages), "an empty page"


@SQLITE_ONLY
def test_d08_the_word_document_holds_the_same_text_with_headings_and_indexes(chair, demo_app):
    document = docx.Document(io.BytesIO(made(chair, demo_app, "book-specialty-word")))

    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 2"]
    told = "\n".join(each.text for each in document.paragraphs)
    with demo_app.app_context():
        entries = entries_of(find_edition(SLUG))
    assert [each.title for each in entries if each.title not in headings and "<" not in each.title] == []
    assert [each.code for each in entries if each.code not in told] == []
    assert any(run.underline for each in document.paragraphs for run in each.runs)
    assert 'INDEX \\f "a"' in document.element.xml
    assert document.element.xml.count("XE &quot;") + document.element.xml.count('XE "') > 1000


@SQLITE_ONLY
def test_d08_a_chapter_is_small_and_holds_its_specialty_alone(chair, demo_app):
    content = chapter(chair, demo_app, "NEUR")
    _pdf, pages = pages_of(content)

    assert len(content) < 200 * 1024
    assert "Neurologie" in pages[0]
    assert "Pédiatrie" not in " ".join(pages)


def chapter(chair, demo_app, code):
    """Have one chapter made: every chapter is asked for, one is waited for."""
    chair.get(BOOK, expect=200)
    chair.submit("form[action$='chapters']", expect=202)
    with demo_app.app_context():
        waiting = db.session.scalars(select(Job).filter_by(name="abstracts.jobs:print_book")).all()
        jobs.perform(next(job.id for job in waiting if job.payload["paper"] == f"chapter-{code}"))
    return chair.get(f"{BOOK}papers/chapter-{code}", expect=200).data


def test_d08_a_frozen_book_keeps_its_texts_and_lists_what_changed_since(chair, demo_app):
    chair.get(BOOK, expect=200)
    chair.submit("form[action$='freeze']", expect=200)
    assert "Nothing has changed" in chair.submit("form[action$='freeze']", expect=409).text

    with demo_app.app_context():
        edition = find_edition(SLUG)
        talk, gone = find_presentation(edition, "CO-002"), find_presentation(edition, "CO-003")
        former = talk.title
        with transaction():
            talk.title = "Un titre corrigé après l’impression"
            db.session.delete(gone.delivery)
        with transaction():
            db.session.refresh(gone)
            presentations.withdraw(gone, by=SYSTEM)
    page = chair.get(BOOK, expect=200).text

    assert "CO-002" in page
    assert "Un titre corrigé après l’impression" in page
    assert "withdrawn" in page
    with demo_app.app_context():
        printed = {entry.code: entry.title for entry in book_of(find_edition(SLUG))}
    assert printed["CO-002"] == former
    assert "CO-003" not in printed


@SQLITE_ONLY
def test_d08_long_titles_many_authors_and_hostile_letters_stay_on_the_page(demo_app):
    with demo_app.app_context(), demo_app.test_request_context():
        edition = find_edition(SLUG)
        talks = db.session.scalars(select(Presentation).filter_by(edition_id=edition.id).order_by(Presentation.code))
        kept, many = None, [author.person for talk in list(talks)[:30] for author in talk.authors]
        with transaction():
            for talk in db.session.scalars(select(Presentation).filter_by(edition_id=edition.id)):
                talk.is_silent = talk.code != "CO-001"
            kept = find_presentation(edition, "CO-001")
            kept.title = ("<script>alert(1)</script> & CO<sub>2</sub> " + "Anticonstitutionnellement" * 8)[:200]
            people = list(dict.fromkeys(many))[:40]
            known = {author.person_id for author in kept.authors}
            presentations.add_authors(
                kept, [presentations.Author(each, is_presenter=False, affiliation="CHU " + "X" * 60)
                       for each in people if each.id not in known]
            )  # fmt: skip
            statement = select(Abstract).join(AbstractPresentation).filter_by(presentation_id=kept.id)
            text = db.session.scalars(statement).one()
            text.sections = dict.fromkeys(text.sections, "10<sup>3</sup> UI " + "mot " * 100 + "y" * 300)
        content = book(edition, Order.SESSION)
    _pdf, pages = pages_of(content)

    whole = " ".join(pages)
    assert "alert(1)" in whole
    assert "CO-002" not in " ".join(page for page in pages if "Mots-clés" in page)
    assert len(pages) < 40

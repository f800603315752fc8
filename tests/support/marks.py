"""Marks planted in everything about the authors and the reviewers of one abstract, and looked for in every shape."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pypdfium2
from flask import Flask
from sqlalchemy import select

from abstracts.models import AbstractAuthor, AbstractState, Call
from abstracts.queries.abstracts import find_abstract
from abstracts.services import assigning
from conference.demo.personas import DOMAIN
from conference.models import ParticipationRole
from conference.queries.editions import find_edition
from conference.services.presentations import take_part
from core.audit import SYSTEM
from core.db import db, transaction
from people.models import Person, Specialty
from people.recognition import personal_link
from people.services.records import join
from tests.factories.abstracts import AbstractFactory
from tests.factories.people import PersonFactory, StructureFactory
from tests.support.marked_files import MARK, paper, picture, unfolded
from tests.support.visitor import Visitor

SLUG, CODE = "js-segou-8", "R-900"
KEYS = re.compile(r'(name="(?:csrf_token|form_key)"[^>]* value=|data-draft=)"[^"]*"|data-now="[^"]*"')
AUTHORS = {
    "given_names": "Zzaprenom",
    "family_name": "Zzapatronyme",
    "known_as": "Zzasurnom",
    "email": "zzacourriel@zzahote.example",
    "phone": "+22376123987",
    "function": "Zzafonction",
}
REVIEWERS = {
    "given_names": "Yyeprenom",
    "family_name": "Yyepatronyme",
    "known_as": "Yyesurnom",
    "email": "yyecourriel@yyehote.example",
    "phone": "+22376456321",
    "function": "Yyefonction",
}
PLACES = {"authors": "Zzastructure", "reviewers": "Yyestructure"}
AFFILIATION, INTERESTS = "Zzaaffiliation", "Zzainteret"
OF_AUTHORS = (*AUTHORS.values(), PLACES["authors"], AFFILIATION, INTERESTS, MARK)
OF_REVIEWERS = (*REVIEWERS.values(), PLACES["reviewers"])
FILES = [f"/e/{SLUG}/abstracts/{CODE}/files/{number}" for number in (1, 2)]


def shapes(mark: str) -> Iterator[str]:
    """Return a mark as it could leak: as it is, in an address, coded, as a digest."""
    raw = mark.encode()
    yield from (mark.casefold(), quote(mark).casefold(), base64.b64encode(raw).decode().casefold())
    yield from (hashlib.sha256(raw).hexdigest(), hashlib.md5(raw).hexdigest())
    if mark.startswith("+"):
        yield " ".join(re.findall("..", mark.removeprefix("+223")))


def found(marks: Iterable[str], *texts: str) -> list[str]:
    """Return the marks that some texts hold, in any shape, whatever spaces stand between."""
    whole = "\n".join(texts).casefold().replace("\u202f", " ").replace("\u00a0", " ")
    return sorted({mark for mark in marks if any(shape in whole for shape in shapes(mark))})


def said_by(answer: Any) -> str:
    """Return all an answer says: headers and body, of a PDF its text and what is said of it."""
    body = answer.get_data()
    if answer.mimetype == "application/pdf":
        pdf = pypdfium2.PdfDocument(body)
        pages = [page.get_textpage().get_text_range() for page in pdf]
        inside = unfolded(body).decode("latin-1")
        return "\n".join([str(answer.headers), str(pdf.get_metadata_dict()), *pages, inside, _narrow(inside)])
    if answer.mimetype.startswith("image/"):
        inside = body.decode("latin-1")
        return "\n".join([str(answer.headers), inside, _narrow(inside)])
    return f"{answer.headers}\n{body.decode(errors='replace')}"


def _narrow(text: str) -> str:
    """Return a text that was written in two bytes a letter as it reads."""
    return text.replace("\0", "")


def plant(app: Flask) -> str:
    """Plant an abstract whose authors, files and reviewers bear marks, read by a persona too; return its author's link.

    Its author brings a figure and a paper of which name and metadata bear marks, as one does: by the form.
    """
    with app.app_context():
        edition = find_edition(SLUG)
        call = db.session.scalars(select(Call).filter_by(edition_id=edition.id)).one()
        cardiology = db.session.scalars(select(Specialty).filter_by(code="CARD")).one()
        author: Any = PersonFactory(structure=StructureFactory(name=PLACES["authors"]), **AUTHORS)
        marked: Any = PersonFactory(structure=StructureFactory(name=PLACES["reviewers"]), **REVIEWERS)
        sections = dict.fromkeys(("introduction", "methods", "results", "conclusion"), "Une phrase de ce travail.")
        abstract: Any = AbstractFactory(
            call=call, code=CODE, presenter=author, specialty=cardiology, interests=INTERESTS, sections=sections,
            title="Un travail marqué", state=AbstractState.SUBMITTED, answers={},
        )  # fmt: skip
        db.session.scalars(select(AbstractAuthor).filter_by(abstract_id=abstract.id)).one().affiliation = AFFILIATION
        db.session.commit()
        with transaction():
            join(author, edition.council, by=SYSTEM)
            take_part(edition, marked, ParticipationRole.REVIEWER, by=SYSTEM)
        link, readers = personal_link(author), (f"evaluateur@{DOMAIN}", marked.email)
    bring(app, link)
    with app.app_context(), transaction():
        edition = find_edition(SLUG)
        for email in readers:
            reader = db.session.scalars(select(Person).filter_by(email=email)).one()
            assigning.assign(find_abstract(edition, CODE), reader, by=SYSTEM)
    return link


def bring(app: Flask, link: str) -> None:
    """Have the author join both files."""
    visitor = Visitor(app)
    visitor.get(link.removeprefix("http://localhost"), expect=302)
    visitor.get(f"/e/{SLUG}/submit/{CODE}?lang=en")
    for content, name in ((picture(), f"{MARK}-{AUTHORS['family_name']}.jpg"), (paper(), f"{MARK}.pdf")):
        visitor.submit("main form[method=post]", button="Save and add this file", file=(content, name))

"""Having papers made: the worker lays them out, the same facts are one paper, and it is kept until they change."""

import hashlib
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from conference.models import Edition, Printed, Release
from core import clock, files, jobs
from core.db import db

PROGRAMME, ERRATUM = "programme", "erratum"
BOOK = "book-code"  # the book of abstracts as it is usually bound
MOST_ERRATA = 5  # the versions before the last that may have been printed
PAPERS = (PROGRAMME, "rooms", "doors", "chairs", "speakers", "boards")
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def names_of(edition: Edition, release: Release) -> list[str]:
    """Return the names of the papers a version makes: the programme of each day, what changed since others."""
    errata = [f"{ERRATUM}-{number}" for number in range(release.number - 1, 0, -1)][:MOST_ERRATA]
    return [*PAPERS, *(f"{PROGRAMME}-{day}" for day in edition.days), *errata]


def made_of(*facts: object) -> str:
    """Return the fingerprint of the facts of a paper, and of the program that lays it out."""
    told = "\n".join(map(str, (*facts, current_app.config["BUILD"])))
    return hashlib.sha256(told.encode()).hexdigest()


def made_of_release(edition: Edition, release: Release) -> str:
    """Return the fingerprint of what the papers of a published programme say."""
    crest = edition.crest
    return made_of(release.number, release.digest, edition.version, crest.file.sha256 if crest else "")


def job_key(edition: Edition, name: str, made_of: str) -> str:
    """Return the key of the job that makes a paper: asked for twice of the same facts, it is made once."""
    return f"paper-{edition.id}-{name}-{made_of[:32]}"


def ask_all(edition: Edition, names: Iterable[str], made_of: str) -> None:
    """Have the worker make papers of the published programme, one after the other."""
    for name in names:
        key = job_key(edition, name, made_of)
        jobs.enqueue("conference.jobs:print_paper", key=key, edition_id=edition.id, paper=name)


def keep(edition: Edition, name: str, made_of: str, content: bytes, content_type: str = PDF) -> Printed:
    """Keep a paper that was made, in the place of the one before it."""
    stored = files.keep(content, content_type)
    paper = db.session.scalar(select(Printed).filter_by(edition_id=edition.id, name=name))
    paper = paper or Printed(edition_id=edition.id, name=name)
    paper.file, paper.made_of, paper.made_at = stored, made_of, clock.now()
    db.session.add(paper)
    return paper

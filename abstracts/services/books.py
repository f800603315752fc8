"""The book of abstracts: who welcomes the reader, what it is made of, freezing it for the printer."""

import json

from abstracts.models import FrozenBook, Welcome, WelcomePlace
from abstracts.queries.books import Order, book_of, by_specialty, content_or_none, entries_of, frozen_book
from conference.models import Edition
from conference.queries.committees import committees_of
from conference.queries.editions import partners_of
from conference.services import printing
from conference.services.printing import job_key
from core import audit, clock, jobs
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _

ERRATA = "errata"
BOOKS = tuple(f"book-{order}" for order in Order)
WORD_BOOKS = tuple(f"{name}-word" for name in BOOKS)


def welcome(edition: Edition, place: WelcomePlace, *, name: str, function: str, text: str, by: Actor) -> Welcome:
    """Keep the words by which somebody opens the book; no words, and the book has no such page."""
    words = db.session.query(Welcome).filter_by(edition_id=edition.id, place=place).one_or_none()
    words = words or Welcome(edition_id=edition.id, place=place)
    words.name, words.function, words.text = name.strip(), function.strip(), text.strip()
    db.session.add(words)
    db.session.flush()
    audit.log(words, "written", by=by)
    return words


def freeze(edition: Edition, *, by: Actor) -> FrozenBook:
    """Freeze the codes and texts of the book as they go to the printer; what changes afterwards is an erratum."""
    release, _content = content_or_none(edition)
    if release is None:
        raise Refused(_("Publish the programme first: the book is frozen with a version of it."), code="not-published")
    entries, before = [entry.told() for entry in entries_of(edition)], frozen_book(edition)
    if not entries:
        raise Refused(_("There is no communication to print yet."), code="empty-book")
    told = json.loads(json.dumps(entries))
    if before is not None and before.entries == told and before.release_number == release.number:
        raise Refused(_("Nothing has changed since the book was frozen."), code="nothing-changed")
    frozen = FrozenBook(
        edition=edition,
        number=before.number + 1 if before else 1,
        release_number=release.number,
        frozen_at=clock.now(),
        frozen_by=by.actor_name,
        entries=told,
    )
    db.session.add(frozen)
    db.session.flush()
    audit.log(frozen, "frozen", by=by, number=frozen.number, version=release.number)
    return frozen


def names_of(edition: Edition) -> list[str]:
    """Return the names of the papers the book can be made as."""
    chapters = [f"chapter-{chapter.key}" for chapter in by_specialty(book_of(edition))]
    return [*BOOKS, *WORD_BOOKS, *chapters, *([ERRATA] if frozen_book(edition) else [])]


def made_of(edition: Edition) -> str:
    """Return the fingerprint of all the book says: its texts, its words of welcome, who stands behind the edition."""
    release, _content = content_or_none(edition)
    frozen = frozen_book(edition)
    welcomes = db.session.query(Welcome.id, Welcome.version).filter_by(edition_id=edition.id).order_by(Welcome.id)
    committees = [
        (each.name_fr, [(member.person.formal_name, member.is_president) for member in each.members])
        for each in committees_of(edition)
    ]
    partners = [(each.structure.name, each.kind, each.rank, each.logo and each.logo.file.sha256)
                for each in partners_of(edition)]  # fmt: skip
    crest = edition.crest.file.sha256 if edition.crest else ""
    entries = [entry.told() for entry in (*book_of(edition), *(entries_of(edition) if frozen else ()))]
    return printing.made_of(
        release.digest if release else "", frozen.number if frozen else 0, [tuple(row) for row in welcomes],
        committees, partners, crest, edition.version, json.dumps(entries),
    )  # fmt: skip


def ask(edition: Edition, names: list[str], made_of: str) -> None:
    """Have the worker make the book, or some of its papers."""
    for name in names:
        key = job_key(edition, name, made_of)
        jobs.enqueue("abstracts.jobs:print_book", key=key, edition_id=edition.id, paper=name)

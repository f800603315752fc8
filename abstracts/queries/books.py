"""What the book of abstracts holds: every presentation everybody may know of, with the text it came of."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from abstracts.models import Abstract, AbstractPresentation, FrozenBook, Welcome, WelcomePlace
from conference.models import Edition, Presentation, PresentationKind, Release
from conference.queries.programme import WITH_AUTHORS, latest_release
from conference.queries.published import Told
from conference.words import PRESENTATIONS
from core.db import db
from core.i18n import gettext as _
from core.search import fold

LANGUAGE = "fr"


class Order(StrEnum):
    """In which order the book is bound."""

    CODE = "code"
    SPECIALTY = "specialty"
    SESSION = "session"


@dataclass(frozen=True)
class Signed:
    """One author as the book prints them: the name, the name by which the index sorts, the marks of their places."""

    person: int
    name: str
    listed: str
    presents: bool
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """One communication as the book prints it."""

    code: str
    kind: str
    flash: str
    title: str
    specialty: str
    specialty_code: str
    authors: tuple[Signed, ...]
    places: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    keywords: tuple[str, ...]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Entry":
        """Return an entry as it was kept."""
        authors = tuple(Signed(**{**author, "marks": tuple(author["marks"])}) for author in told["authors"])
        sections = tuple((label, text) for label, text in told["sections"])
        return cls(**{**told, "authors": authors, "places": tuple(told["places"]), "sections": sections,
                      "keywords": tuple(told["keywords"])})  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Return it as plain values, to be kept."""
        return asdict(self)


@dataclass(frozen=True)
class Chapter:
    """Entries under one heading."""

    key: str
    title: str
    entries: tuple[Entry, ...]


PRINTED = (
    PresentationKind.KEYNOTE, PresentationKind.SYMPOSIUM_TALK, PresentationKind.ORAL, PresentationKind.POSTER,
    PresentationKind.FLASH,
)  # fmt: skip


def entries_of(edition: Edition) -> list[Entry]:
    """Return what the book would hold now, by kind and code. Five queries, and those of former rules."""
    statement = select(Presentation).filter_by(edition_id=edition.id).where(Presentation.for_everybody())
    wanted = statement.where(Presentation.kind.in_(PRINTED)).options(WITH_AUTHORS).order_by(Presentation.code)
    found = list(db.session.scalars(wanted))
    texts, flashes = _texts(edition), {each.poster_id: each.code for each in found if each.poster_id}
    printed = [each for each in found if each.poster_id is None]
    printed.sort(key=lambda each: (PRINTED.index(each.kind), each.code))
    return [_entry(each, texts.get(each.id), flashes.get(each.id, "")) for each in printed]


def _texts(edition: Edition) -> dict[int, Abstract]:
    statement = (
        select(AbstractPresentation)
        .join(Presentation, Presentation.id == AbstractPresentation.presentation_id)
        .where(Presentation.edition_id == edition.id)
        .options(joinedload(AbstractPresentation.abstract))
    )
    return {each.presentation_id: each.abstract for each in db.session.scalars(statement)}


def _entry(talk: Presentation, abstract: Abstract | None, flash: str) -> Entry:
    places = list(dict.fromkeys(author.affiliation for author in talk.authors if author.affiliation))
    authors = tuple(
        Signed(
            person=author.person_id,
            name=f"{author.person.given_names} {author.person.surname.upper()}".strip(),
            listed=author.person.list_name,
            presents=author.is_presenter,
            marks=(places.index(author.affiliation) + 1,) if author.affiliation and len(places) > 1 else (),
        )
        for author in talk.authors
    )
    return Entry(
        code=talk.code,
        kind=talk.kind,
        flash=flash,
        title=talk.title,
        specialty=talk.specialty.name(LANGUAGE) if talk.specialty else "",
        specialty_code=talk.specialty.code if talk.specialty else "",
        authors=authors,
        places=tuple(places),
        sections=tuple(_sections(abstract)) if abstract else (),
        keywords=tuple(map(str, abstract.keywords)) if abstract else (),
    )


def _sections(abstract: Abstract) -> list[tuple[str, str]]:
    template = abstract.kind
    named = [(each.label(LANGUAGE), each.key) for each in template.sections] if template else []
    named += [("", key) for key in abstract.sections if key not in {key for _label, key in named}]
    written = [(label, str(abstract.sections.get(key, "")).strip()) for label, key in named]
    return [(label, text) for label, text in written if text]


def book_of(edition: Edition) -> list[Entry]:
    """Return what the book prints: what it was frozen with, without what was withdrawn since, or what there is now."""
    present, frozen = entries_of(edition), frozen_book(edition)
    if frozen is None:
        return present
    known = {entry.code for entry in present}
    return [entry for entry in map(Entry.of, frozen.entries) if entry.code in known]


def frozen_book(edition: Edition) -> FrozenBook | None:
    """Return the book as it was frozen last, or None. One query."""
    statement = select(FrozenBook).filter_by(edition_id=edition.id)
    return db.session.scalar(statement.order_by(FrozenBook.number.desc()).limit(1))


def welcomes_of(edition: Edition) -> dict[WelcomePlace, Welcome]:
    """Return the words of welcome that were written, in the order of the book. One query."""
    found = {each.place: each for each in db.session.scalars(select(Welcome).filter_by(edition_id=edition.id))}
    return {place: found[place] for place in WelcomePlace if place in found}


# ── Chapters ────────────────────────────────────────────────────────────────────────────────────────────────────────


def chapters_of(entries: Iterable[Entry], order: Order, content: Told) -> list[Chapter]:
    """Return the entries under their headings, in the order asked for."""
    if order is Order.SPECIALTY:
        return by_specialty(entries)
    if order is Order.SESSION:
        return _by_session(entries, content)
    grouped = groupby(entries, key=lambda entry: entry.kind)
    return [Chapter(kind, _plural(PresentationKind(kind)), tuple(held)) for kind, held in grouped]


def _plural(kind: PresentationKind) -> str:
    names = {
        PresentationKind.ORAL: _("Oral communications"),
        PresentationKind.POSTER: _("Poster communications"),
        PresentationKind.KEYNOTE: _("Keynotes"),
        PresentationKind.SYMPOSIUM_TALK: _("Talks of symposiums"),
    }
    return names.get(kind) or str(PRESENTATIONS[kind])


def by_specialty(entries: Iterable[Entry]) -> list[Chapter]:
    """Return the entries by specialty, those without one last."""
    ordered = sorted(entries, key=lambda entry: (not entry.specialty, fold(entry.specialty)))
    grouped = groupby(ordered, key=lambda entry: (entry.specialty_code, entry.specialty))
    return [Chapter(code or "OTHER", name or _("Without a specialty"), tuple(held)) for (code, name), held in grouped]


def _by_session(entries: Iterable[Entry], content: Told) -> list[Chapter]:
    known = {entry.code: entry for entry in entries}
    chapters = [
        Chapter(f"S{session['id']}", session["title"],
                tuple(known.pop(talk["code"]) for talk in session["talks"] if talk["code"] in known))
        for session in content["sessions"]
    ]  # fmt: skip
    rest = Chapter("REST", _("Outside the sessions"), tuple(known.values()))
    return [chapter for chapter in (*chapters, rest) if chapter.entries]


def content_or_none(edition: Edition) -> tuple[Release | None, Told]:
    """Return the published programme, or one that holds nothing. One query."""
    release = latest_release(edition)
    return release, release.content if release else {"rooms": [], "sessions": []}


# ── Indexes and errata ──────────────────────────────────────────────────────────────────────────────────────────────


def author_index(entries: Iterable[Entry]) -> list[tuple[str, dict[str, bool]]]:
    """Return each author as lists sort them, with the codes they sign and whether they present each."""
    held: dict[int, dict[str, bool]] = {}
    names: dict[int, str] = {}
    for entry in entries:
        for author in entry.authors:
            names[author.person] = author.listed
            held.setdefault(author.person, {})[entry.code] = author.presents
    return sorted(((names[person], codes) for person, codes in held.items()), key=lambda line: fold(line[0]))


def keyword_index(entries: Iterable[Entry]) -> list[tuple[str, list[str]]]:
    """Return each keyword, written as it is most often, with the codes that bear it."""
    held: dict[str, list[str]] = {}
    written: dict[str, list[str]] = {}
    for entry in entries:
        for keyword in dict.fromkeys(entry.keywords):
            key = fold(keyword)
            written.setdefault(key, []).append(keyword)
            if entry.code not in held.setdefault(key, []):
                held[key].append(entry.code)
    return [(max(written[key], key=written[key].count), held[key]) for key in sorted(held) if key]


def specialty_index(entries: Iterable[Entry]) -> list[tuple[str, list[str]]]:
    """Return each specialty with the codes of its communications; what is of none is in no line."""
    chapters = by_specialty(entry for entry in entries if entry.specialty)
    return [(chapter.title, [entry.code for entry in chapter.entries]) for chapter in chapters]


def errata(before: Iterable[Entry], now: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return what changed since the book was frozen: the code, and what about it, in a sentence."""
    was, present = {each.code: each for each in before}, {each.code: each for each in now}
    gone = [(code, _("withdrawn: “%(title)s”", title=was[code].title)) for code in was if code not in present]
    new = [(code, _("added: “%(title)s”", title=present[code].title)) for code in present if code not in was]
    changed = [(code, words) for code, entry in present.items() if code in was for words in _changes(was[code], entry)]
    return sorted([*gone, *new, *changed])


def _changes(before: Entry, now: Entry) -> list[str]:
    said = []
    if before.title != now.title:
        said.append(_("the title is now “%(title)s”", title=now.title))
    if [(each.name, each.presents) for each in before.authors] != [(each.name, each.presents) for each in now.authors]:
        said.append(_("the authors are now %(names)s", names=", ".join(each.name for each in now.authors)))
    if before.places != now.places:
        said.append(_("the affiliations are now %(names)s", names="; ".join(now.places)))
    if before.specialty != now.specialty:
        said.append(_("the specialty is now %(name)s", name=now.specialty))
    if (before.sections, before.keywords) != (now.sections, now.keywords):
        said.append(_("the text was corrected"))
    return said

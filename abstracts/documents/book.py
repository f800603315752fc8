"""The book of abstracts as a PDF, A5: laid out part by part, then bound; whoever waits is told how far it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from flask import render_template
from flask_babel import force_locale

from abstracts.queries.books import (
    LANGUAGE,
    Chapter,
    Entry,
    Order,
    author_index,
    book_of,
    chapters_of,
    content_or_none,
    entries_of,
    errata,
    frozen_book,
    keyword_index,
    specialty_index,
    welcomes_of,
)
from conference.models import Edition, ParticipationRole, PresentationKind
from conference.queries.booklets import Line, days_of
from conference.queries.committees import committees_of
from conference.queries.differences import changes_between
from conference.queries.editions import partners_of, people_in
from conference.queries.programme import find_release
from core import clock, typography
from core.documents import Part, bind, lay_out, render_pdf
from core.pictures import as_png
from core.search import fold

CREST = "crest.png"
LONG_TITLE = 90
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Place:
    """Where an index leads: a code, the page or the run of pages it begins, whether somebody presents it there."""

    code: str
    pages: str
    presents: bool


@dataclass
class Binding:
    """A book in the making: its parts so far, and on which page each thing of it stands."""

    edition: Edition
    facts: dict[str, Any]
    assets: dict[str, bytes]
    told: Told
    total: int
    done: int = 0
    pages: int = 0

    def part(self, template: str, *, first_page: int, steps: int = 0, **facts: Any) -> Part:
        """Lay out one part that begins on a page, and tell how far the book is."""
        with force_locale(LANGUAGE):
            html = render_template(f"abstracts/documents/{template}.html", first=first_page, **self.facts, **facts)
        laid = lay_out(html, assets=self.assets, language=LANGUAGE)
        self.done += steps
        self.told(self.done, self.total)
        return laid


def book(edition: Edition, order: Order, told: Told = lambda _done, _total: None) -> bytes:
    """Return the whole book: cover, contents, words of welcome, committees, programme, abstracts, indexes."""
    with force_locale(LANGUAGE):
        entries, (release, content) = book_of(edition), content_or_none(edition)
        chapters = chapters_of(entries, order, content)
    binding = Binding(edition, *_facts(edition), told, total=len(entries) + 30)
    opened = _contents(binding, chapters, {})
    places: dict[str, int] = {}
    parts: list[Part] = []
    page = opened.length + 1
    rest = [partial(binding.part, "book_front", steps=20, **_front(edition, content, entries))]
    rest += [partial(binding.part, "book_chapter", steps=len(chapter.entries), chapter=chapter) for chapter in chapters]
    for make in rest:
        page = _add(parts, make(first_page=page), places, page)
    index = binding.part("book_index", first_page=page, steps=10, **_indexes(entries, places))
    _add(parts, index, places, page)
    opened = _contents(binding, chapters, places)
    moment = release.published_at if release else clock.now()
    with force_locale(LANGUAGE):
        title = f"Livre des résumés, {edition.name(LANGUAGE)}"
    return bind([opened, *parts], language=LANGUAGE, title=title, produced_at=moment)


def _add(parts: list[Part], part: Part, places: dict[str, int], page: int) -> int:
    """Add a part that begins on a page, note where its things stand, and return the page after it."""
    places.update({name: page + place for name, place in part.places.items()})
    parts.append(part)
    return page + part.length


def _contents(binding: Binding, chapters: Iterable[Chapter], places: Mapping[str, int]) -> Part:
    """Lay out the cover and the contents; before anything has its place their length is the same."""
    return binding.part("book_contents", first_page=1, chapters=chapters, places=places)


def _facts(edition: Edition) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what every part of the book is told, and the pictures it shows."""
    crest, frozen = edition.crest, frozen_book(edition)
    partners = partners_of(edition)
    patrons = people_in(edition, ParticipationRole.PATRON)
    logos = {f"logo-{each.id}.png": each.logo for each in partners if each.logo}
    portraits = {f"portrait-{each.id}.png": each.portrait for each in patrons if each.portrait}
    pictures = {**logos, **portraits, **({CREST: crest} if crest else {})}
    with force_locale(LANGUAGE):
        facts = {
            "edition": edition,
            "name": edition.name(LANGUAGE),
            "days_in_words": typography.short_span(edition.starts_on, edition.ends_on, LANGUAGE),
            "crest": CREST if crest else "",
            "frozen": frozen,
            "welcomes": list(welcomes_of(edition).values()),
            "committees": committees_of(edition),
            "partners": partners,
            "patrons": patrons,
            "presidents": people_in(edition, ParticipationRole.PRESIDENT),
            "long": LONG_TITLE,
        }
    return facts, {name: as_png(picture.file.read()) for name, picture in pictures.items()}


def _front(edition: Edition, content: dict[str, Any], entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the published programme without what was withdrawn since, and what of it the book prints."""
    printed = {entry.code for entry in entries}
    public = printed | {entry.flash for entry in entries}
    days = [
        replace(day, blocks=tuple(replace(block, lines=tuple(line for line in block.lines if _is_there(line, public)))
                                  for block in day.blocks))
        for day in days_of(edition, content)
    ]  # fmt: skip
    return {"days": days, "printed": printed}


def _is_there(line: Line, public: set[str]) -> bool:
    return line.code in public or line.kind is PresentationKind.SPEECH


def _indexes(entries: list[Entry], places: Mapping[str, int]) -> dict[str, Any]:
    """Return the lines of the indexes, each with the pages on which it leads somewhere."""
    return {
        "authors": [(fold(name)[:1].upper(), name, _pages(codes, places)) for name, codes in author_index(entries)],
        "keywords": [(word, _pages(dict.fromkeys(codes, False), places)) for word, codes in keyword_index(entries)],
        "specialties": [
            (name, _runs(_pages(dict.fromkeys(codes, False), places))) for name, codes in specialty_index(entries)
        ],
    }


def _pages(codes: Mapping[str, bool], places: Mapping[str, int]) -> list[Place]:
    """Return each page once, in order, with the first code on it, and whether any code on it is presented."""
    found: dict[int, Place] = {}
    for code, presents in codes.items():
        if page := places.get(code):
            first = found.get(page)
            found[page] = Place(first.code if first else code, str(page), presents or bool(first and first.presents))
    return [found[page] for page in sorted(found)]


def _runs(pages: list[Place]) -> list[Place]:
    """Return pages with those that follow each other as one: 19–28."""
    following = groupby(enumerate(pages), key=lambda each: int(each[1].pages) - each[0])
    runs = [[place for _at, place in run] for _key, run in following]
    return [replace(run[0], pages="–".join(dict.fromkeys((run[0].pages, run[-1].pages)))) for run in runs]


def chapter(edition: Edition, code: str) -> bytes:
    """Return the abstracts of one specialty as a small PDF, to be sent on WhatsApp."""
    with force_locale(LANGUAGE):
        found = next(each for each in chapters_of(book_of(edition), Order.SPECIALTY, {}) if each.key == code)
        release, _content = content_or_none(edition)
    facts, assets = _facts(edition)
    with force_locale(LANGUAGE):
        html = render_template("abstracts/documents/book_chapter.html", first=1, chapter=found, alone=True, **facts)
    return render_pdf(
        html,
        assets={name: picture for name, picture in assets.items() if name == CREST},
        language=LANGUAGE,
        title=f"{found.title}, {edition.name(LANGUAGE)}",
        produced_at=release.published_at if release else clock.now(),
    )


def errata_sheet(edition: Edition) -> bytes:
    """Return what changed since the book was frozen, A5: to be slipped into the book that was printed."""
    frozen = frozen_book(edition)
    assert frozen is not None  # noqa: S101 - asked for once there is one
    with force_locale(LANGUAGE):
        lines = errata(map(Entry.of, frozen.entries), entries_of(edition))
        printed, (_release, content) = find_release(edition, frozen.release_number), content_or_none(edition)
        changes = changes_between(printed.content, content, edition.time_zone)
        html = render_template(
            "abstracts/documents/errata.html",
            changes=changes, first=1, lines=lines, frozen=frozen, edition=edition,
            name=edition.name(LANGUAGE),
        )  # fmt: skip
    return render_pdf(
        html,
        assets={},
        language=LANGUAGE,
        title=f"Errata, {edition.name(LANGUAGE)}",
        produced_at=frozen.frozen_at,
    )

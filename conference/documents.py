"""What the programme prints, from a published version alone. Imported by the worker only."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import render_template
from flask_babel import force_locale

from conference.models import Edition, Release
from conference.queries.booklets import (
    boards_of,
    cards_of,
    chaired,
    days_of,
    half_days_on_doors,
    rooms_on_paper,
)
from conference.queries.differences import changes_between
from conference.queries.editions import half_days_of
from conference.queries.programme import find_release
from core import typography
from core.documents import render_pdf
from core.pictures import as_png

LANGUAGE = "fr"
CREST = "crest.png"
CARDS_A_SHEET = 8
Facts = Mapping[str, Any]


def paper(edition: Edition, release: Release, name: str) -> bytes:
    """Return a paper of a published version by its name: the same version makes the same bytes."""
    kind, _dash, day = name.partition("-")
    if kind == "programme":
        return _programme(edition, release, date.fromisoformat(day) if day else None)
    if kind == "erratum":
        return _erratum(edition, release, int(day))
    return MAKERS[kind](edition, release)


def _programme(edition: Edition, release: Release, day: date | None) -> bytes:
    """Return the programme by day, A4: a grid of rooms and hours, then each session with its presentations."""
    return _document("programme", "Programme", edition, release, days=days_of(edition, release.content, day))


def _rooms(edition: Edition, release: Release) -> bytes:
    """Return the programme by room, A4: what each room holds, day by day."""
    return _document("rooms", "Programme par salle", edition, release, rooms=rooms_on_paper(edition, release.content))


def _doors(edition: Edition, release: Release) -> bytes:
    """Return the sheets that hang on doors, A4: one for each room and half-day, to be read from three steps away."""
    sheets = half_days_on_doors(edition, release.content, half_days_of(edition))
    return _document("doors", "Feuilles de porte", edition, release, sheets=sheets)


def _chairs(edition: Edition, release: Release) -> bytes:
    """Return the sheets that chairs and rapporteurs fill in, A4: one for each session with talks."""
    return _document("chairs", "Fiches de séance", edition, release, blocks=chaired(edition, release.content))


def _speakers(edition: Edition, release: Release) -> bytes:
    """Return the cards handed to those who present, eight on an A4, to be cut."""
    cards = cards_of(edition, release.content)
    sheets = [cards[begins : begins + CARDS_A_SHEET] for begins in range(0, len(cards), CARDS_A_SHEET)]
    return _document("speakers", "Cartes des intervenants", edition, release, sheets=sheets)


def _boards(edition: Edition, release: Release) -> bytes:
    """Return the sheets that hang on the boards of posters, A5: the number large, code, title and visiting time."""
    return _document("boards", "Feuilles de panneau", edition, release, boards=boards_of(edition, release.content))


def _erratum(edition: Edition, release: Release, number: int) -> bytes:
    """Return what changed since a version that was printed, A4: to be pinned beside it."""
    printed = find_release(edition, number)
    with force_locale(LANGUAGE):
        changes = changes_between(printed.content, release.content, edition.time_zone)
    return _document("erratum", "Erratum", edition, release, printed=printed, changes=changes)


MAKERS: dict[str, Callable[[Edition, Release], bytes]] = {
    "rooms": _rooms,
    "doors": _doors,
    "chairs": _chairs,
    "speakers": _speakers,
    "boards": _boards,
}


def _document(name: str, title: str, edition: Edition, release: Release, **facts: Any) -> bytes:
    crest = edition.crest
    with force_locale(LANGUAGE):
        html = render_template(
            f"conference/documents/{name}.html",
            edition=edition,
            release=release,
            heading=title,
            name=edition.name(LANGUAGE),
            days_in_words=typography.short_span(edition.starts_on, edition.ends_on, LANGUAGE),
            crest=CREST if crest else "",
            **facts,
        )
    return render_pdf(
        html,
        assets={CREST: as_png(crest.file.read())} if crest else {},
        language=LANGUAGE,
        title=f"{title}, {edition.name(LANGUAGE)}",
        produced_at=release.published_at,
    )

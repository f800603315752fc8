"""A programme as a table: a line for each presentation, in columns that are named as ours or as others name them."""

from collections.abc import Sequence
from datetime import datetime

from conference.foreign import times
from conference.foreign.gathering import an_oral, is_everywhere, learn_words, presentation_kind, session_kind
from conference.foreign.shapes import Author, Block, Keys, Programme, Talk, until
from conference.models import PresentationKind, SessionDuty, SessionKind
from core.errors import Refused
from core.i18n import gettext as _
from core.search import fold
from core.sheets import Line, read

COLUMNS = {
    "day": ("day", "jour", "date"),
    "begins": ("begins", "debut", "start", "heure", "start_dt"),
    "ends": ("ends", "fin", "end"),
    "room": ("room", "salle", "lieu"),
    "session": ("session", "seance"),
    "session_kind": ("kind of session", "type de seance"),
    "session_begins": ("session begins", "debut de seance"),
    "session_ends": ("session ends", "fin de seance"),
    "chair": ("chair", "moderation", "moderateur", "president", "presidence"),
    "rapporteur": ("rapporteur",),
    "timekeeper": ("timekeeper", "gardien du temps", "chronometreur", "maitre du temps"),
    "code": ("code",),
    "kind": ("kind", "genre", "sorte", "type", "kind of presentation", "type de presentation", "format"),
    "title": ("title", "titre", "intitule", "communication", "presentation"),
    "presenter": ("presenter", "presentateur", "orateur", "speaker", "intervenant", "conferencier", "communicant"),
    "authors": ("authors", "auteurs", "speakers", "intervenants", "orateurs", "conferenciers", "communicants"),
    "affiliations": ("affiliations", "affiliation"),
    "track": ("specialty", "specialite", "track"),
    "theme": ("theme",),
    "board": ("board", "panneau"),
    "duration": ("duration", "duree", "minutes"),
}
Row = dict[str, str]


def has_heading(lines: Sequence[Line]) -> bool:
    """Tell whether one of these lines names the columns of a programme."""
    return _heading(lines) is not None


def _heading(lines: Sequence[Line]) -> tuple[int, dict[int, str]] | None:
    for each in lines:
        places = {
            place: name
            for place, cell in enumerate(each.cells)
            for name, words in COLUMNS.items()
            if fold(cell) in words
        }
        if {"begins"} < set(places.values()) and {"title", "session"} & set(places.values()):
            return each.number, places
    return None


def _unknown(lines: Sequence[Line], number: int, places: dict[int, str]) -> list[str]:
    """Return the columns that say something and have no place with us."""
    heading = next(each for each in lines if each.number == number)
    told = {place for each in lines if each.number > number for place, cell in enumerate(each.cells) if cell.strip()}
    return [cell[:60] for place, cell in enumerate(heading.cells) if cell and place in told and place not in places]


def from_sheet(content: bytes, name: str, time_zone: str) -> Programme:
    """Return what a table says, CSV or XLSX."""
    learn_words()
    lines = read(content, name, has_heading).lines
    heading = _heading(lines[:20])
    if heading is None:
        raise Refused(
            _("No line names the columns of a programme: day, beginning, end, room, title. Add one at the top."),
            code="unreadable-file",
        )
    programme, blocks = Programme(), dict[tuple[str, ...], Block]()
    for column in _unknown(lines, *heading):
        programme.fault(_("The column “%(name)s” is none of ours: left out.", name=column))
    keys = Keys(programme)
    for each in lines:
        if each.number > heading[0]:
            cells = {name: each.cells[place] for place, name in heading[1].items() if place < len(each.cells)}
            _take(cells, each.number, programme, blocks, keys, time_zone)
    programme.blocks = sorted(blocks.values(), key=lambda block: (block.starts, block.room))
    return programme


def _take(  # noqa: PLR0917 - a line and all it is read with
    row: Row, number: int, programme: Programme, blocks: dict[tuple[str, ...], Block], keys: Keys, time_zone: str
) -> None:
    title = row.get("title") or row.get("session", "") or _("Untitled")
    starts = _moment(row, "begins", time_zone)
    if starts is None:
        programme.fault(_("Line %(number)d has no day and hour that can be read: left out.", number=number))
        return
    long = times.length(row.get("duration"))
    ends = _moment(row, "ends", time_zone) or (starts + long if long else None)
    ends = until(starts, ends, title, programme)
    block = _block(row, starts, ends, blocks, keys, time_zone)
    block.ends = max(block.ends, ends)
    if row.get("title"):
        said = row.get("kind", "").strip()
        kind = presentation_kind(said) or an_oral(said, programme)
        minutes = 0 if kind is PresentationKind.POSTER else int((ends - starts).total_seconds() // 60)
        key = keys.of(row.get("code"), f"{title[:100]} {starts:%Y%m%d%H%M}")
        board = row.get("board", "")
        block.talks.append(
            Talk(
                key, row["title"], kind, minutes, row.get("code", "")[:20], row.get("track", "")[:120],
                row.get("theme", "")[:120], int(board) if board.isdecimal() and board != "0" else None, _authors(row),
            )
        )  # fmt: skip


def _block(  # noqa: PLR0917 - the same
    row: Row, starts: datetime, ends: datetime, blocks: dict[tuple[str, ...], Block], keys: Keys, time_zone: str
) -> Block:
    room = "" if is_everywhere(row.get("room", "")) else row.get("room", "")[:120]
    begins = _moment(row, "session_begins", time_zone) or starts
    title = row.get("session") or row.get("title") or _("Untitled")
    is_one = "session_begins" in row or not row.get("session")
    place = (room, title, begins.isoformat() if is_one else row.get("day", ""))
    if place not in blocks:
        kind = session_kind(row.get("session_kind", "")) or (
            SessionKind.FREE_PAPERS if row.get("title") else session_kind(title) or SessionKind.ROUND_TABLE
        )
        block = Block(keys.of(f"session {title[:100]} {begins:%Y%m%d%H%M} {room}"), kind, title, room, begins,
                      _moment(row, "session_ends", time_zone) or ends)  # fmt: skip
        for duty in SessionDuty:
            block.duties += [(duty, name) for part in row.get(duty.value, "").split(";") if (name := part.strip())]
        blocks[place] = block
    return blocks[place]


def _moment(row: Row, column: str, time_zone: str) -> datetime | None:
    text = row.get(column, "")
    return times.at(times.day(row.get("day") or text), text[10:].strip(" T") or text, time_zone) if text else None


def _authors(row: Row) -> list[Author]:
    names = [name for part in (row.get("authors") or row.get("presenter", "")).split(";") if (name := part.strip())]
    places = [part.strip() for part in row.get("affiliations", "").split(";")]
    presenter = row.get("presenter", "").strip()
    first = next((place for place, name in enumerate(names) if fold(name) == fold(presenter)), 0)
    if presenter and names and fold(names[first]) != fold(presenter):
        names.insert(0, presenter)
        places.insert(0, "")
    return [
        Author(name[:200], places[place] if place < len(places) else "", presents=place == first)
        for place, name in enumerate(names)
    ]

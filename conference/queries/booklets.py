"""The published programme as papers print it: days with their grid, rooms with their half-days, who speaks where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from conference.models import Edition, HalfDay, PresentationKind, SessionDuty, SessionKind
from conference.queries.published import Told, flashes_in, room_names
from core import clock

QUIET = frozenset({SessionKind.BREAK, SessionKind.PRAYER})


@dataclass(frozen=True)
class Author:
    """One name as it is printed; the presenter's is underlined."""

    name: str
    presents: bool


@dataclass(frozen=True)
class Line:
    """One presentation as a paper prints it."""

    code: str
    kind: PresentationKind
    title: str
    at: datetime
    minutes: int
    authors: tuple[Author, ...]
    presenter: str
    presenter_key: str
    board: int | None
    poster: str
    flash: str


@dataclass(frozen=True)
class PaperSession:
    """One session as a paper prints it, at the place's hours; no room is every room."""

    id: int
    kind: SessionKind
    title: str
    room_id: int | None
    room: str
    begins: datetime
    ends: datetime
    chairs: tuple[str, ...]
    rapporteurs: tuple[str, ...]
    timekeepers: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def is_quiet(self) -> bool:
        """Tell whether it is a time between sessions."""
        return self.kind in QUIET

    @property
    def hangs(self) -> bool:
        """Tell whether all it shows is there at once."""
        return self.kind is SessionKind.POSTERS


@dataclass(frozen=True)
class Cell:
    """One field of a day's grid: a session, or nothing, over so many columns and rows."""

    block: PaperSession | None
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Row:
    """What begins at one moment, and what is still going on stands above it."""

    at: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class PaperDay:
    """One day: its grid of rooms and hours, and its sessions in order."""

    date: date
    blocks: tuple[PaperSession, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class HalfDayOf:
    """What one room holds in one half-day."""

    date: date
    is_morning: bool
    room: str
    blocks: tuple[PaperSession, ...]


@dataclass(frozen=True)
class Card:
    """What stands on somebody's card: their name, and each presentation with its session."""

    name: str
    talks: tuple[tuple[PaperSession, Line], ...] = field(default=())


def blocks_of(content: Told, time_zone: str) -> list[PaperSession]:
    """Return the published sessions in order, with the hours of the place."""
    rooms, people, flashes = room_names(content), content.get("people", {}), flashes_in(content)
    return [_block(session, rooms, people, flashes, time_zone) for session in content["sessions"]]


def _block(
    session: Told, rooms: dict[int, str], people: dict[str, str], flashes: dict[str, str], time_zone: str
) -> PaperSession:
    duties = {duty: [people.get(str(role["person"]), "") for role in session.get("roles", ()) if role["duty"] == duty]
              for duty in (SessionDuty.RAPPORTEUR, SessionDuty.TIMEKEEPER)}  # fmt: skip
    return PaperSession(
        id=session["id"],
        kind=SessionKind(session["kind"]),
        title=session["title"],
        room_id=session["room"],
        room=rooms.get(session["room"], ""),
        begins=_at(session["starts"], time_zone),
        ends=_at(session["ends"], time_zone),
        chairs=tuple(session["chairs"]),
        rapporteurs=tuple(duties[SessionDuty.RAPPORTEUR]),
        timekeepers=tuple(duties[SessionDuty.TIMEKEEPER]),
        lines=tuple(_line(talk, people, flashes, time_zone) for talk in session["talks"]),
    )


def _at(moment: str, time_zone: str) -> datetime:
    return clock.at_place(datetime.fromisoformat(moment), time_zone)


def _line(talk: Told, people: dict[str, str], flashes: dict[str, str], time_zone: str) -> Line:
    place = talk["presenter"]
    numbers = talk.get("people") or [None] * len(talk["authors"])
    short = talk["authors"][place] if place is not None else ""
    return Line(
        code=talk["code"],
        kind=PresentationKind(talk["kind"]),
        title=talk["title"],
        at=_at(talk["at"], time_zone),
        minutes=talk["minutes"],
        authors=tuple(Author(name, number == place) for number, name in enumerate(talk["authors"])),
        presenter=people.get(str(numbers[place]), short) if place is not None else "",
        presenter_key=str(numbers[place] or short) if place is not None else "",
        board=talk.get("board"),
        poster=talk.get("poster") or "",
        flash=flashes.get(talk["code"], ""),
    )


# ── By day ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def days_of(edition: Edition, content: Told, only: date | None = None) -> list[PaperDay]:
    """Return the days of the published programme, or one of them."""
    blocks = [block for block in blocks_of(content, edition.time_zone) if only in (None, block.begins.date())]
    dates = sorted({block.begins.date() for block in blocks})
    return [_day(each, [block for block in blocks if block.begins.date() == each], content) for each in dates]


def _day(day: date, blocks: list[PaperSession], content: Told) -> PaperDay:
    used = {block.room_id for block in blocks}
    rooms = [room for room in content["rooms"] if room["id"] in used]
    return PaperDay(day, tuple(blocks), tuple(room["name"] for room in rooms), tuple(_grid(blocks, rooms)))


def _grid(blocks: list[PaperSession], rooms: list[dict[str, Any]]) -> Iterator[Row]:
    """Yield the rows of a day's grid: a session stands over the rows it lasts, one of every room over all columns."""
    rows = [start for start, end in pairwise(_moments(blocks)) if any(_lasts(block, start, end) for block in blocks)]
    for start in rows:
        shared = [block for block in blocks if block.room_id is None and block.begins <= start < block.ends]
        if any(block.begins == start for block in shared):
            yield from (Row(start, (Cell(block, max(1, len(rooms)), 1),)) for block in shared if block.begins == start)
        if not shared:
            yield Row(start, tuple(_cells(start, rows, blocks, rooms)))


def _moments(blocks: Iterable[PaperSession]) -> list[datetime]:
    """Return when anything begins or ends; a session of every room is one row whatever begins meanwhile."""
    alone = [block for block in blocks if block.room_id is None]
    inside = [(block.begins, block.ends) for block in alone]
    moments = {moment for block in blocks for moment in (block.begins, block.ends)}
    return sorted(at for at in moments if not any(begins < at < ends for begins, ends in inside))


def _lasts(block: PaperSession, start: datetime, end: datetime) -> bool:
    return block.begins < end and block.ends > start


def _cells(
    start: datetime, rows: list[datetime], blocks: list[PaperSession], rooms: list[dict[str, Any]]
) -> Iterator[Cell]:
    for room in rooms:
        held = [block for block in blocks if block.room_id == room["id"] and block.begins <= start < block.ends]
        if not held:
            yield Cell(None)
        for block in held[:1]:
            first = next(at for at in rows if block.begins <= at)
            if first == start:
                yield Cell(block, 1, sum(block.begins <= at < block.ends for at in rows))


# ── By room ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def rooms_on_paper(edition: Edition, content: Told) -> list[tuple[str, list[PaperDay]]]:
    """Return each room with the days on which it holds something, each with its sessions and those of every room."""
    days = days_of(edition, content)
    return [(room["name"], [_of_room(day, room["id"]) for day in days if room["id"] in _used(day)])
            for room in content["rooms"]]  # fmt: skip


def _used(day: PaperDay) -> set[int | None]:
    return {block.room_id for block in day.blocks}


def _of_room(day: PaperDay, room_id: int) -> PaperDay:
    return PaperDay(day.date, tuple(block for block in day.blocks if block.room_id in (room_id, None)), (), ())


def half_days_on_doors(edition: Edition, content: Told, half_days: Iterable[HalfDay]) -> list[HalfDayOf]:
    """Return what hangs on each door: a sheet for each room and half-day in which it holds something of its own."""
    blocks, sheets = blocks_of(content, edition.time_zone), []
    for half_day in half_days:
        begins = clock.at_place(half_day.starts_at, edition.time_zone)
        of_day = [block for block in blocks if block.begins.date() == begins.date()]
        held = [block for block in of_day if (block.begins.hour < 13) == half_day.is_morning]
        sheets += [
            HalfDayOf(begins.date(), half_day.is_morning, room["name"],
                      tuple(block for block in held if block.room_id in (room["id"], None)))
            for room in content["rooms"] if any(block.room_id == room["id"] for block in held)
        ]  # fmt: skip
    return sheets


# ── By session, by person, by board ─────────────────────────────────────────────────────────────────────────────────


def chaired(edition: Edition, content: Told) -> list[PaperSession]:
    """Return the sessions for which somebody fills in a sheet: those with talks that are given one after the other."""
    return [block for block in blocks_of(content, edition.time_zone) if block.lines and not block.hangs]


def cards_of(edition: Edition, content: Told) -> list[Card]:
    """Return a card for each person who presents, by name, with all they present."""
    held: dict[str, list[tuple[PaperSession, Line]]] = {}
    for block in blocks_of(content, edition.time_zone):
        for line in block.lines:
            if line.presenter:
                held.setdefault(line.presenter_key, []).append((block, line))
    cards = [Card(talks[0][1].presenter, tuple(talks)) for talks in held.values()]
    return sorted(cards, key=lambda card: _sorted_by(card.name))


def _sorted_by(name: str) -> tuple[str, str]:
    first, _space, last = name.rpartition(" ")
    return last, first


def boards_of(edition: Edition, content: Told) -> list[tuple[PaperSession, Line]]:
    """Return the posters that have a board, by its number, with the session in which they are visited."""
    hung = [(block, line) for block in blocks_of(content, edition.time_zone) for line in block.lines if line.board]
    return sorted(hung, key=lambda each: each[1].board or 0)

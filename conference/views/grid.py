"""A published programme as its page prints it: what passes the filters, laid out by hour and room."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any

from conference.queries.published import room_names, sessions_on
from core import clock, i18n, typography
from core.rich_text import bare
from core.search import fold

WHOLE = "all"
SHOWN_TALKS = 3
Told = dict[str, Any]


@dataclass(frozen=True)
class Filters:
    """What the address asks to see of the programme."""

    day: str
    query: str = ""
    specialty: str = ""
    kind: str = ""
    room: int | None = None
    person: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Tell whether sessions without a matching talk are left out."""
        return bool(self.query or self.specialty or self.kind or self.person)

    @property
    def others(self) -> dict[str, Any]:
        """Return all that is asked for beside the day, as an address says it."""
        asked = {"q": self.query, "specialty": self.specialty, "kind": self.kind}
        return {name: value or None for name, value in asked.items()} | {"room": self.room, "person": self.person}


@dataclass
class Cell:
    """A session in the grid, and over how many rows it stretches."""

    session: Told
    rows: int = 1


COVERED = Cell({}, 0)  # a longer session stretches over this place
Row = list[Cell | None]


@dataclass(frozen=True)
class Hour:
    """The sessions that begin together: a row for those in rooms, in the rooms' order, and one for each other."""

    anchor: str
    day: str
    label: str
    starts: str
    rows: list[Row]


def columns_of(content: Told, filters: Filters) -> list[Told]:
    """Return the rooms that stand across the page: all, or the one asked for."""
    return [room for room in content["rooms"] if filters.room in (room["id"], None)]


def hours(content: Told, filters: Filters, time_zone: str) -> list[Hour]:
    """Return the sessions that pass the filters, gathered by the hour at which they begin."""
    columns = [room["id"] for room in columns_of(content, filters)]
    found = []
    day_before = None
    together = groupby(passing(content, filters, time_zone), key=itemgetter("starts"))
    for place, (starts, sessions) in enumerate(together, start=1):
        day = clock.at_place(datetime.fromisoformat(starts), time_zone).date()
        begins_day = filters.day == WHOLE and day != day_before
        label = i18n.capitalize_first(i18n.day(day)) if begins_day else ""
        rows = rows_of(list(sessions), columns)
        found.append(Hour(f"h{place}", label, hour_label(starts, time_zone), starts, rows))
        day_before = day
    stretch(found)
    return found


def passing(content: Told, filters: Filters, time_zone: str) -> Iterator[Told]:
    """Yield the sessions that pass the filters, as the page prints them."""
    day = None if filters.day == WHOLE else date.fromisoformat(filters.day)
    names = room_names(content)
    wanted = fold(filters.query)
    for session in sessions_on(content, day, time_zone):
        chairs = filters.person in {role["person"] for role in session.get("roles", ())} if filters.person else False
        talks = [talk for talk in session["talks"] if passes(talk, session, filters, wanted)]
        elsewhere = filters.room and session["room"] not in (filters.room, None)
        if elsewhere or (filters.is_narrow and not talks and not chairs):
            continue
        first = len(talks) if filters.is_narrow or len(talks) <= SHOWN_TALKS + 1 else SHOWN_TALKS
        yield {
            **named(session, names),
            "hours": hours_of(session, time_zone),
            "talks": [brief(talk) for talk in talks[:first]],
            "rest": [brief(talk) for talk in talks[first:]],
        }


def passes(talk: Told, session: Told, filters: Filters, wanted: str) -> bool:
    """Tell whether a talk passes the filters: each as it is, and every word asked for in what is printed of it."""
    if filters.specialty and talk["specialty"] != filters.specialty:
        return False
    if filters.kind and talk["kind"] != filters.kind:
        return False
    if filters.person and filters.person not in talk.get("people", ()):
        return False
    if not wanted:
        return True
    printed = fold(" ".join([talk["code"], bare(talk["title"]), session["title"], *talk["authors"]]))
    return all(word in printed for word in wanted.split())


def named(session: Told, rooms: dict[int, str]) -> Told:
    """Return a session with the name of its room."""
    return {**session, "room_name": rooms.get(session["room"], "")}


def brief(talk: Told) -> Told:
    """Return a talk as the day's page prints it: who presents, and whether others signed with them."""
    who = talk["authors"][talk["presenter"]] if talk["presenter"] is not None else ", ".join(talk["authors"])
    return {**talk, "who": who, "has_others": talk["presenter"] is not None and len(talk["authors"]) > 1}


def rows_of(sessions: list[Told], columns: list[int]) -> list[Row]:
    """Return sessions that begin together as rows of a table: one cell a room, or one cell for all rooms."""
    held = [[Cell(session) for session in sessions if session["room"] == room] for room in columns]
    shared: list[Row] = [[Cell(session)] for session in sessions if not session["room"]]
    return [*shared, *map(list, zip_longest(*held))]


def stretch(hours: list[Hour]) -> None:
    """Have each session in a room stretch over the hours it lasts, as long as nothing else stands there."""
    rows = [(hour, row) for hour in hours for row in hour.rows]
    for number, (_hour, row) in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None or cell is COVERED or not cell.session["room"]:
                continue
            for hour, below in rows[number + 1 :]:
                is_free = column < len(below) and below[column] is None
                if not is_free or hour.starts >= cell.session["ends"]:
                    break
                below[column] = COVERED
                cell.rows += 1


def hours_of(session: Told, time_zone: str) -> str:
    """Return « 11 h 30 – 12 h 30 », as the clocks of the place show it."""
    return f"{hour_label(session['starts'], time_zone)} – {hour_label(session['ends'], time_zone)}"


def hour_label(moment: str, time_zone: str) -> str:
    """Return « 14 h 30 », as the clocks of the place show it."""
    return typography.clock_time(clock.at_place(datetime.fromisoformat(moment), time_zone), i18n.language())

"""The published programme as single events, each with its place and hours: what schedule.xml and schedule.json hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from conference.exports.ical import Source
from conference.models import PresentationKind, SessionKind
from conference.queries.differences import name_of
from conference.queries.published import Told, guid_of, room_names
from conference.words import PRESENTATIONS, SESSIONS
from core import clock, i18n
from core.i18n import gettext as _
from core.rich_text import plain

LARGEST_ID = 2**31 - 1
SLOT = timedelta(minutes=5)


@dataclass(frozen=True)
class Somebody:
    """An author of an event: their name as published, and the number by which other programs know them."""

    name: str
    guid: UUID
    affiliation: str
    is_presenter: bool


@dataclass(frozen=True)
class Event:
    """A presentation, or a session in which nothing is presented one by one."""

    key: str
    guid: UUID
    slug: str
    url: str
    title: str
    subtitle: str
    kind: str
    track: str
    room: str
    starts: datetime
    ends: datetime
    persons: tuple[Somebody, ...]

    @property
    def number(self) -> int:
        """Return a number for programs that know no longer names."""
        return self.guid.int % LARGEST_ID + 1

    @property
    def duration(self) -> str:
        """Return how long it lasts, « 01:30 »."""
        minutes = int((self.ends - self.starts).total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True)
class Day:
    """A day of the programme, and its events room by room in the rooms' order."""

    index: int
    date: date
    starts: datetime
    ends: datetime
    rooms: dict[str, list[Event]]


def acronym(source: Source) -> str:
    """Return the edition's name in addresses, as those formats allow it."""
    return f"{source.edition.slug.replace('-', '_'):_<4}"


def events(source: Source, sessions: Iterable[Told]) -> Iterator[Event]:
    """Yield what some published sessions hold, by hour, at the clocks of the place."""
    rooms = room_names(source.release.content)
    for session in sessions:
        room = rooms.get(session["room"], "") or _("All rooms")
        if session["talks"]:
            for talk in session["talks"]:
                yield _of_talk(source, session, talk, room)
        else:
            key = f"session-{session['id']}"
            times = datetime.fromisoformat(session["starts"]), datetime.fromisoformat(session["ends"])
            kind, page = str(SESSIONS[SessionKind(session["kind"])]), f"sessions/{session['id']}"
            title = session["title"]
            yield _event(source, key, room, title=title, subtitle="", track="", persons=(), kind=kind, times=times,
                         page=page)  # fmt: skip


def _of_talk(source: Source, session: Told, talk: Told, room: str) -> Event:
    return _event(
        source, talk["code"], room, title=plain(talk["title"]), subtitle=session["title"],
        kind=str(PRESENTATIONS[PresentationKind(talk["kind"])]), track=track_of(source, talk),
        times=hours_of(session, talk), page=talk["code"],
        # whoever presents comes first: other programs know no better who speaks
        persons=tuple(sorted(authors_of(source, talk), key=lambda author: not author.is_presenter)),
    )  # fmt: skip


def _event(
    source: Source, key: str, room: str, *, title: str, subtitle: str, kind: str, track: str,
    times: tuple[datetime, datetime], persons: tuple[Somebody, ...], page: str,
) -> Event:  # fmt: skip
    starts, ends = (clock.at_place(each, source.edition.time_zone) for each in times)
    return Event(
        key=key,
        guid=guid_of(source.edition, key),
        slug=f"{acronym(source)}-{key.lower()}",
        url=f"{source.base_url}/e/{source.edition.slug}/programme/{page}",
        title=title, subtitle=subtitle, kind=kind, track=track, room=room, starts=starts, ends=ends, persons=persons,
    )  # fmt: skip


def track_of(source: Source, talk: Told) -> str:
    """Return the name of a talk's specialty in the reader's language; of early versions its code."""
    names = source.release.content.get("specialties", {}).get(talk["specialty"], {})
    return str(names.get(i18n.language(), talk["specialty"]))


def authors_of(source: Source, talk: Told) -> list[Somebody]:
    """Return the authors of a talk in their order."""
    people, affiliations = talk.get("people", ()), talk.get("affiliations", ())
    found = []
    for place, short in enumerate(talk["authors"]):
        number = people[place] if place < len(people) else None
        name = name_of(source.release.content, number) if number else ""
        affiliation = affiliations[place] if place < len(affiliations) else ""
        guid = guid_of(source.edition, f"person/{number or short}")
        found.append(Somebody(name or short, guid, affiliation, place == talk["presenter"]))
    return found


def hours_of(session: Told, talk: Told) -> tuple[datetime, datetime]:
    """Return from when to when a talk is on; a poster hangs as long as its visit lasts."""
    if talk["kind"] == PresentationKind.POSTER:
        return datetime.fromisoformat(session["starts"]), datetime.fromisoformat(session["ends"])
    begins = datetime.fromisoformat(talk["at"])
    return begins, begins + (timedelta(minutes=talk["minutes"]) or SLOT)


def days(source: Source, sessions: Iterable[Told]) -> list[Day]:
    """Return some published sessions day by day, the days numbered as those of the edition."""
    rooms = [room["name"] for room in source.release.content["rooms"]]
    by_day: dict[date, list[Event]] = {}
    for event in events(source, sessions):
        by_day.setdefault(event.starts.date(), []).append(event)
    known = sorted({*source.edition.days, *by_day})
    return [_day(known.index(day) + 1, day, held, rooms) for day, held in sorted(by_day.items())]


def _day(index: int, day: date, held: list[Event], rooms: list[str]) -> Day:
    places = [room for room in [*rooms, _("All rooms")] if any(event.room == room for event in held)]
    by_room = {room: [event for event in held if event.room == room] for room in places}
    return Day(index, day, min(each.starts for each in held), max(each.ends for each in held), by_room)

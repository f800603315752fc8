"""The programme for calendars: entries that keep their UID, say when they changed, and are cancelled when dropped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar, Component, Event, Timezone

from conference.models import Edition, Release
from conference.queries.differences import Placed
from conference.queries.engagements import Engagement
from conference.queries.published import Told, room_names
from core import clock
from core.rich_text import plain

CONTENT_TYPE = "text/calendar; charset=utf-8"
HOURS_TO_READ_AGAIN = "PT1H"


@dataclass(frozen=True)
class Source:
    """A published programme, and the address of the installation that publishes it."""

    edition: Edition
    release: Release
    base_url: str

    def uid(self, number: int, code: str = "") -> str:
        """Return the name by which calendars know a session, or a presentation, for ever."""
        key = code or f"session-{number}"
        return f"{self.edition.slug}-{key}@{urlsplit(self.base_url).hostname}"

    def url(self, number: int, code: str = "") -> str:
        """Return the address of the page about a session or a presentation."""
        return f"{self.base_url}/e/{self.edition.slug}/programme/{code or f'sessions/{number}'}"


def calendar(source: Source, sessions: Iterable[Told], dropped: Iterable[Told] = (), *, language: str) -> bytes:
    """Return some published sessions as iCalendar, one entry each, and those that were dropped as cancelled."""
    rooms = room_names(source.release.content)
    entries = [_session(source, session, rooms.get(session["room"], "")) for session in sessions]
    return written(source.edition.name(language), [*entries, *(cancelled(source, each) for each in dropped)])


def written(name: str, entries: Iterable[Event]) -> bytes:
    """Return entries as a calendar with the time zones they name."""
    document = Calendar()
    document.add("prodid", "-//Balanzan//programme//FR")
    document.add("version", "2.0")
    document.add("calscale", "GREGORIAN")
    document.add("method", "PUBLISH")
    document.add("x-wr-calname", name)
    document.add("refresh-interval", HOURS_TO_READ_AGAIN, parameters={"VALUE": "DURATION"}, encode=False)
    document.add("x-published-ttl", HOURS_TO_READ_AGAIN, encode=False)
    held = list(entries)
    for zone, year in sorted(set(map(_zone_of, held))):
        document.add_component(time_zone(zone, year))
    for event in held:
        document.add_component(event)
    return bytes(document.to_ical())


def _zone_of(event: Event) -> tuple[str, int]:
    begins: Any = event["DTSTART"]
    return str(begins.params["TZID"]), int(begins.dt.year)


@lru_cache(maxsize=64)
def time_zone(name: str, year: int) -> Component:
    """Return what a calendar must know of a time zone in the year of an event."""
    first, last = datetime(year, 1, 1), datetime(year + 1, 12, 31)  # noqa: DTZ001 - days of the place itself
    return Timezone.from_tzid(name, first_date=first.date(), last_date=last.date())


def talk_entry(source: Source, item: Placed) -> Event:
    """Return a published presentation as an entry."""
    talk, edition = item.told, source.edition
    ends = item.ends if item.ends > item.starts else item.starts + timedelta(minutes=5)
    event = _entry(source, item.session["id"], talk["code"], item.starts, ends)
    event.add("sequence", max(talk["sequence"], item.session["sequence"]))
    event.add("summary", f"{talk['code']} {plain(talk['title'])}")
    event.add("location", _location(edition, item.room))
    event.add("description", f"{item.session['title']}\n{', '.join(talk['authors'])}")
    return event


def duty_entry(source: Source, engagement: Engagement, duty: str) -> Event:
    """Return a session in which somebody has a duty as an entry of their calendar."""
    item = engagement.item
    event = _session(source, item.told, item.room)
    event["summary"] = f"{duty} : {item.told['title']}"
    return event


def cancelled(source: Source, gone: Told) -> Event:
    """Return what was dropped from the programme as the entry that takes it out of calendars."""
    begins, ends = (datetime.fromisoformat(gone[key]) for key in ("starts", "ends"))
    event = _entry(source, gone["id"], gone["code"], begins, max(ends, begins + timedelta(minutes=5)))
    event.add("sequence", gone["sequence"])
    event.add("summary", " ".join(filter(None, (gone["code"], plain(gone["title"])))))
    event.add("location", _location(source.edition, gone["room"]))
    event.add("status", "CANCELLED")
    return event


def _session(source: Source, session: Told, room: str) -> Event:
    begins, ends = (datetime.fromisoformat(session[key]) for key in ("starts", "ends"))
    event = _entry(source, session["id"], "", begins, ends)
    event.add("sequence", session["sequence"])
    event.add("summary", session["title"])
    event.add("location", _location(source.edition, room))
    event.add("description", "\n".join(_lines(session["talks"], source.edition.time_zone)))
    return event


def _entry(source: Source, number: int, code: str, begins: datetime, ends: datetime) -> Event:
    event, zone = Event(), source.edition.time_zone
    event.add("uid", source.uid(number, code))
    event.add("dtstamp", source.release.published_at)
    for name, moment in (("dtstart", begins), ("dtend", ends)):
        local = clock.at_place(moment, zone).replace(tzinfo=None)
        event.add(name, local, parameters={"TZID": zone})
    event.add("url", source.url(number, code))
    return event


def _location(edition: Edition, room: str) -> str:
    return ", ".join(filter(None, (room, edition.venue, edition.city)))


def _lines(talks: Iterable[Told], zone: str) -> Iterator[str]:
    for talk in talks:
        at = clock.at_place(datetime.fromisoformat(talk["at"]), zone)
        presenter = talk["authors"][talk["presenter"]] if talk["presenter"] is not None else ""
        yield f"{at:%H:%M} {talk['code']} {plain(talk['title'])} ({presenter})"

"""The programme in the formats of other programs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from conference.models import Edition, Release
from conference.queries.published import room_names
from core import clock
from core.rich_text import plain


def calendar(
    edition: Edition, release: Release, sessions: Iterable[dict[str, Any]], *, base_url: str, language: str
) -> bytes:
    """Return some of the published sessions as iCalendar: one entry a session, stable UIDs."""
    document = Calendar()
    document.add("prodid", "-//Balanzan//programme//FR")
    document.add("version", "2.0")
    document.add("x-wr-calname", edition.name(language))
    rooms = room_names(release.content)
    for session in sessions:
        document.add_component(_event(edition, release, session, rooms, base_url))
    return bytes(document.to_ical())


def _event(edition: Edition, release: Release, session: dict[str, Any], rooms: dict[int, str], base_url: str) -> Event:
    event = Event()
    event.add("uid", f"{edition.slug}-session-{session['id']}@{urlsplit(base_url).hostname}")
    event.add("sequence", session["sequence"])
    event.add("dtstamp", release.published_at)
    event.add("dtstart", datetime.fromisoformat(session["starts"]))
    event.add("dtend", datetime.fromisoformat(session["ends"]))
    event.add("summary", session["title"])
    event.add("location", ", ".join(filter(None, (rooms.get(session["room"]), edition.venue, edition.city))))
    event.add("description", "\n".join(_lines(session["talks"], edition.time_zone)))
    event.add("url", f"{base_url}/e/{edition.slug}/programme/sessions/{session['id']}")
    return event


def _lines(talks: Iterable[dict[str, Any]], time_zone: str) -> Iterable[str]:
    for talk in talks:
        at = clock.at_place(datetime.fromisoformat(talk["at"]), time_zone)
        presenter = talk["authors"][talk["presenter"]] if talk["presenter"] is not None else ""
        yield f"{at:%H:%M} {talk['code']} {plain(talk['title'])} ({presenter})"

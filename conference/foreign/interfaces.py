"""What the interfaces of other programs answer: pretalx's talks and slots, Indico's export of an event."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from conference.foreign import times
from conference.foreign.gathering import gather
from conference.foreign.shapes import Author, Event, Keys, Programme, line, until
from core.i18n import gettext as _

Told = dict[str, Any]


def is_pretalx(told: Any) -> bool:
    """Tell whether these are talks or slots of pretalx."""
    rows = _rows(told)
    return bool(rows) and any("slot" in row or "submission" in row or "submission_type" in row for row in rows)


def _rows(told: Any) -> list[Told]:
    for name in ("results", "slots", "talks", "submissions"):
        if isinstance(told, dict) and isinstance(told.get(name), list):
            told = told[name]
    return [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []


def from_pretalx(told: Any, time_zone: str) -> Programme:
    """Return what pretalx's interface says of its talks, or of the slots of a schedule."""
    programme = Programme()
    gather(_of_pretalx(_rows(told), programme, Keys(programme), time_zone), programme)
    programme.fault(_("This format says nothing of chairs: none were taken."))
    return programme


def _of_pretalx(rows: list[Told], programme: Programme, keys: Keys, time_zone: str) -> Iterator[Event]:
    for row in rows:
        talk = row["submission"] if isinstance(row.get("submission"), dict) else row
        slots = [row] if "start" in row else _slots(talk)
        title = line(talk.get("title")) or line(row.get("description")) or _("Untitled")
        for slot in slots or [{}]:
            starts = times.moment(slot.get("start"), time_zone)
            if starts is None:
                programme.fault(_("“%(title)s” has no hour that can be read: left out.", title=title))
                continue
            long = times.length(slot.get("duration") or talk.get("duration"))
            ends = times.moment(slot.get("end"), time_zone) or (starts + long if long else None)
            room = (
                line(slot.get("room"), 120) if not isinstance(slot.get("room"), int) else f"{_('Room')} {slot['room']}"
            )
            authors = [
                Author(line(each.get("name"), 200), presents=place == 0)
                for place, each in enumerate(talk.get("speakers") or [])
                if isinstance(each, dict) and line(each.get("name"))
            ]
            yield Event(
                keys.of(talk.get("code"), row.get("id"), title), title, room, starts,
                until(starts, ends, title, programme), kind=line(talk.get("submission_type")),
                track=line(talk.get("track"), 120) if not isinstance(talk.get("track"), int) else "", authors=authors,
            )  # fmt: skip


def _slots(talk: Told) -> list[Told]:
    several = [slot for slot in talk.get("slots") or [] if isinstance(slot, dict)]
    return several or [slot for slot in [talk.get("slot")] if isinstance(slot, dict)]


def is_indico(told: Any) -> bool:
    """Tell whether this is Indico's export of an event."""
    rows = told.get("results") if isinstance(told, dict) else None
    return isinstance(rows, list) and any(isinstance(row, dict) and "contributions" in row for row in rows)


def from_indico(told: Told, time_zone: str) -> Programme:
    """Return what Indico's export says of the contributions of an event."""
    programme = Programme()
    rows = [row for event in told["results"] if isinstance(event, dict) for row in event.get("contributions") or []]
    held = [row for row in rows if isinstance(row, dict)]
    gather(_of_indico(held, programme, Keys(programme), time_zone), programme)
    programme.fault(_("This format says nothing of chairs: none were taken."))
    return programme


def _of_indico(rows: list[Told], programme: Programme, keys: Keys, time_zone: str) -> Iterator[Event]:
    for row in rows:
        title, begins = line(row.get("title")) or _("Untitled"), row.get("startDate")
        begins = begins if isinstance(begins, dict) else {}
        starts = times.moment(f"{begins.get('date')}T{begins.get('time')}", line(begins.get("tz")) or time_zone)
        if starts is None:
            programme.fault(_("“%(title)s” has no hour that can be read: left out.", title=title))
            continue
        minutes = row.get("duration")
        long = timedelta(minutes=minutes) if isinstance(minutes, int) and 0 < minutes < 24 * 60 else None
        yield Event(
            keys.of(row.get("id"), row.get("db_id"), title), title, line(row.get("roomFullname") or row.get("room")),
            starts, until(starts, starts + long if long else None, title, programme), kind=line(row.get("type")),
            track=line(row.get("session") or row.get("track"), 120), authors=list(_speakers(row)),
        )  # fmt: skip


def _speakers(row: Told) -> Iterator[Author]:
    for name, presents in (("speakers", True), ("primaryauthors", False), ("coauthors", False)):
        for each in row.get(name) or []:
            if isinstance(each, dict):
                parts = (line(each.get("first_name")), line(each.get("last_name") or each.get("family_name")).upper())
                said = " ".join(filter(None, parts)) or line(each.get("fullName"))
                if said:
                    yield Author(said[:200], line(each.get("affiliation")), presents=presents)

"""schedule.xml, which programs for telephones and for recording read (Frab, Pentabarf)."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conference.exports.events import Event, acronym, days
from conference.exports.ical import Source
from conference.queries.published import Told, guid_of
from core import i18n

CONTENT_TYPE = "application/xml; charset=utf-8"
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def schedule_xml(source: Source, sessions: list[Told]) -> bytes:
    """Return some published sessions as schedule.xml."""
    edition, held = source.edition, days(source, sessions)
    root = Element("schedule")
    SubElement(root, "generator", name="Balanzan")
    _add(root, "url", f"{source.base_url}/e/{edition.slug}/programme.xml")
    _add(root, "version", str(source.release.number))
    conference = SubElement(root, "conference")
    _add(conference, "title", edition.name(i18n.language()))
    _add(conference, "acronym", acronym(source))
    _add(conference, "start", edition.starts_on.isoformat())
    _add(conference, "end", edition.ends_on.isoformat())
    _add(conference, "days", str(len(edition.days)))
    _add(conference, "timeslot_duration", "00:05")
    _add(conference, "base_url", f"{source.base_url}/e/{edition.slug}/")
    _add(conference, "url", f"{source.base_url}/e/{edition.slug}/")
    _add(conference, "time_zone_name", edition.time_zone)
    for track in sorted({event.track for day in held for room in day.rooms.values() for event in room if event.track}):
        SubElement(conference, "track", name=track).text = track
    for day in held:
        told = SubElement(
            root, "day", index=str(day.index), date=day.date.isoformat(), start=day.starts.isoformat(),
            end=day.ends.isoformat(),
        )  # fmt: skip
        for name, events in day.rooms.items():
            room = SubElement(told, "room", name=_clean(name), guid=str(guid_of(edition, f"room/{name}")))
            for event in events:
                _event(room, event)
    indent(root, " ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _event(room: Element, event: Event) -> None:
    told = SubElement(room, "event", id=str(event.number), guid=str(event.guid))
    _add(told, "room", event.room)
    _add(told, "title", event.title)
    _add(told, "subtitle", event.subtitle)
    _add(told, "type", event.kind)
    _add(told, "date", event.starts.isoformat())
    _add(told, "start", f"{event.starts:%H:%M}")
    _add(told, "duration", event.duration)
    _add(told, "abstract", "")
    _add(told, "slug", event.slug)
    _add(told, "track", event.track)
    persons = SubElement(told, "persons")
    for person in event.persons:
        SubElement(persons, "person", guid=str(person.guid)).text = _clean(person.name)
    _add(told, "language", "")
    _add(told, "url", event.url)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """Return a text without the letters that no XML may hold."""
    return _NO_XML.sub("", text)

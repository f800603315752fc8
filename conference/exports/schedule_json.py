"""schedule.json, the same events for programs that read no XML, and beside them what the format has no word for."""

import json

from conference.exports.events import Day, Event, acronym, authors_of, days, track_of
from conference.exports.ical import Source
from conference.models import SessionDuty
from conference.queries.differences import duties
from conference.queries.published import Told, guid_of, room_names
from core import i18n

CONTENT_TYPE = "application/json; charset=utf-8"
OURS = "balanzan"


def schedule_json(source: Source, sessions: list[Told]) -> bytes:
    """Return some published sessions as schedule.json; under our own name stand sessions, duties and affiliations."""
    edition, held = source.edition, days(source, sessions)
    rooms = source.release.content["rooms"]
    tracks = sorted({event.track for day in held for room in day.rooms.values() for event in room if event.track})
    told = {
        "version": str(source.release.number),
        "base_url": f"{source.base_url}/e/{edition.slug}/",
        "conference": {
            "acronym": acronym(source),
            "title": edition.name(i18n.language()),
            "start": edition.starts_on.isoformat(),
            "end": edition.ends_on.isoformat(),
            "daysCount": len(edition.days),
            "timeslot_duration": "00:05",
            "time_zone_name": edition.time_zone,
            "url": f"{source.base_url}/e/{edition.slug}/",
            "tracks": [{"name": track} for track in tracks],
            "rooms": [
                {
                    "name": room["name"],
                    "guid": str(guid_of(edition, f"room/{room['name']}")),
                    "capacity": room["capacity"] or None,
                }
                for room in rooms
            ],
            "days": [_day(day) for day in held],
        },
        OURS: {"sessions": [_ours(source, session) for session in sessions]},
    }
    generator = {"name": "Balanzan", "url": source.base_url}
    return json.dumps({"generator": generator, "schedule": told}, ensure_ascii=False).encode()


def _day(day: Day) -> Told:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts.isoformat(),
        "day_end": day.ends.isoformat(),
        "rooms": {room: [_event(event) for event in events] for room, events in day.rooms.items()},
    }


def _event(event: Event) -> Told:
    return {
        "id": event.number,
        "guid": str(event.guid),
        "date": event.starts.isoformat(),
        "start": f"{event.starts:%H:%M}",
        "end": event.ends.isoformat(),
        "duration": event.duration,
        "room": event.room,
        "slug": event.slug,
        "url": event.url,
        "title": event.title,
        "subtitle": event.subtitle,
        "track": event.track or None,
        "type": event.kind,
        "language": None,
        "abstract": None,
        "persons": [{"guid": str(person.guid), "name": person.name} for person in event.persons],
        "links": [],
    }


def _ours(source: Source, session: Told) -> Told:
    """Return a session as the format has no word for it."""
    content, edition = source.release.content, source.edition
    served = duties(content, session)
    return {
        "guid": str(guid_of(edition, f"session-{session['id']}")),
        "kind": session["kind"],
        "title": session["title"],
        "room": room_names(content).get(session["room"], ""),
        "starts": session["starts"],
        "ends": session["ends"],
        "seats": session.get("seats"),
        **{duty.value: served[duty] for duty in SessionDuty if duty in served},
        "presentations": [
            {
                "guid": str(guid_of(edition, talk["code"])),
                "code": talk["code"],
                "kind": talk["kind"],
                "title": talk["title"],
                "minutes": talk["minutes"],
                "specialty": talk["specialty"],
                "track": track_of(source, talk),
                "theme": talk.get("theme", ""),
                "board": talk.get("board"),
                "authors": [
                    {"name": author.name, "affiliation": author.affiliation, "presents": author.is_presenter}
                    for author in authors_of(source, talk)
                ],
            }
            for talk in session["talks"]
        ],
    }

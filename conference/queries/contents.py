"""What a published version holds: the whole programme as plain values, complete in themselves.

Keys are only ever added: versions published before a key existed are read without it.
"""

from collections.abc import Iterable
from typing import Any

from conference.models import Edition, Presentation, Room, Session, SessionDuty
from conference.queries.programme import rooms_of, sessions_of
from people.models import Person, Specialty

Told = dict[str, Any]


def content_of(edition: Edition) -> Told:
    """Return the programme as it stands: rooms, sessions in order with their presentations, and who is named in them.

    People are named once, by number; a presentation's `authors`, `people` and `affiliations` go side by side.
    """
    sessions = sessions_of(edition)
    talks = [talk for session in sessions for talk in session.presentations]
    codes = {talk.id: talk.code for talk in talks}
    named = [author.person for talk in talks for author in talk.authors]
    named += [role.person for session in sessions for role in session.roles]
    return {
        "rooms": [_room(room) for room in rooms_of(edition)],
        "sessions": [_session(session, codes) for session in sessions],
        "people": _people(named),
        "specialties": _specialties(talk.specialty for talk in talks if talk.specialty),
    }


def _room(room: Room) -> Told:
    return {"id": room.id, "name": room.name, "capacity": room.capacity, "equipment": list(room.equipment or ())}


def _session(session: Session, codes: dict[int, str]) -> Told:
    times = session.times()
    return {
        "id": session.id,
        "kind": session.kind,
        "title": session.title,
        "room": session.room_id,
        "starts": session.starts_at.isoformat(),
        "ends": session.ends_at.isoformat(),
        "seats": session.seats,
        "needs": list(session.needs or ()),
        "chairs": [role.person.name for role in session.roles if role.duty is SessionDuty.CHAIR],
        "roles": [{"duty": role.duty, "person": role.person_id} for role in session.roles],
        "talks": [_talk(talk, times[talk.id].isoformat(), codes) for talk in session.presentations],
    }


def _talk(talk: Presentation, at: str, codes: dict[int, str]) -> Told:
    return {
        "code": talk.code,
        "kind": talk.kind,
        "title": talk.title,
        "at": at,
        "minutes": talk.minutes,
        "specialty": talk.specialty.code if talk.specialty else "",
        "theme": talk.theme or "",
        "board": talk.board,
        "poster": codes.get(talk.poster_id or 0, ""),
        "authors": [author.person.short_name for author in talk.authors],
        "people": [author.person_id for author in talk.authors],
        "affiliations": [author.affiliation for author in talk.authors],
        "presenter": next((place for place, author in enumerate(talk.authors) if author.is_presenter), None),
    }


def _people(people: Iterable[Person]) -> dict[str, str]:
    """Return the full name of each person, by number: keys of plain values are texts."""
    return {str(person.id): person.name for person in sorted(people, key=lambda person: person.id)}


def _specialties(specialties: Iterable[Specialty]) -> dict[str, dict[str, str]]:
    """Return the names of each specialty, by its code."""
    known = {each.code: {"fr": each.name_fr, "en": each.name_en} for each in specialties}
    return dict(sorted(known.items()))

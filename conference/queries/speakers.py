"""Who speaks: those who present or chair in a published programme, and nobody else."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from conference.models import SessionDuty
from core.db import db
from core.search import fold
from people.models import Person

Told = dict[str, Any]


@dataclass
class Speaker:
    """Somebody whom the published programme has speak, and with what."""

    number: int
    name: str
    affiliations: list[str] = field(default_factory=list)
    presents: list[tuple[Told, Told]] = field(default_factory=list)
    signs: list[tuple[Told, Told]] = field(default_factory=list)
    chairs: list[Told] = field(default_factory=list)


def speakers_in(content: Told) -> dict[int, Speaker]:
    """Return who presents or chairs, by number; a version published before people had numbers names nobody."""
    found = {int(number): Speaker(int(number), name) for number, name in content.get("people", {}).items()}
    for session in content["sessions"]:
        for role in session.get("roles", ()):
            if role["duty"] == SessionDuty.CHAIR and role["person"] in found:
                found[role["person"]].chairs.append(session)
        for talk in session["talks"]:
            _note(talk, session, found)
    return {number: speaker for number, speaker in found.items() if speaker.presents or speaker.chairs}


def _note(talk: Told, session: Told, found: dict[int, Speaker]) -> None:
    for place, number in enumerate(talk.get("people", ())):
        if (speaker := found.get(number)) is None:
            continue
        (speaker.presents if place == talk["presenter"] else speaker.signs).append((talk, session))
        affiliation = talk["affiliations"][place]
        if affiliation and affiliation not in speaker.affiliations:
            speaker.affiliations.append(affiliation)


def by_name(speakers: dict[int, Speaker]) -> list[tuple[str, Speaker]]:
    """Return speakers with the name they are sorted by, in its order whatever the accents. One query."""
    people = db.session.scalars(select(Person).where(Person.id.in_(speakers)))
    keys = {person.id: person.sort_name for person in people}
    named = [(keys.get(number) or fold(speaker.name), speaker) for number, speaker in speakers.items()]
    return sorted(named, key=lambda row: (row[0], row[1].number))

"""What the demonstration's editions have in common."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from conference.models import (
    BlockedHour,
    Edition,
    EditionSpecialty,
    HalfDay,
    Participation,
    ParticipationRole,
    Partner,
    Room,
)
from core.audit import SYSTEM
from core.clock import from_place
from core.db import db
from people.models import Person, Specialty, Structure
from people.services.records import join

ROOMS = (("Salle Faidherbe", 320), ("Salle Bakary Dian", 180), ("Salle Markala", 120), ("Salle Niono", 90))
MORNING, AFTERNOON = (time(8), time(13)), (time(14, 30), time(18, 15))


def moment(edition: Edition, day: date, hour: int, minute: int = 0) -> datetime:
    """Return the moment of an hour of the place."""
    return from_place(datetime.combine(day, time(hour, minute)), edition.time_zone)


def half_days(edition: Edition, minutes: Iterable[int]) -> list[HalfDay]:
    """Return the mornings and afternoons of an edition with the minutes each is worth."""
    worth = iter(minutes)
    return [
        HalfDay(
            edition_id=edition.id,
            starts_at=from_place(datetime.combine(day, begins), edition.time_zone),
            ends_at=from_place(datetime.combine(day, ends), edition.time_zone),
            is_morning=is_morning,
            minutes=next(worth),
        )
        for day in edition.days
        for is_morning, (begins, ends) in ((True, MORNING), (False, AFTERNOON))
    ]


def furnish(edition: Edition, specialties: Iterable[Specialty], minutes: Iterable[int]) -> None:
    """Give an edition its specialties, its half-days, its rooms, and its Friday prayers."""
    db.session.add_all(EditionSpecialty(edition_id=edition.id, specialty=specialty) for specialty in specialties)
    db.session.add_all(half_days(edition, minutes))
    db.session.add_all(
        Room(edition_id=edition.id, name=name, capacity=capacity, position=place)
        for place, (name, capacity) in enumerate(ROOMS, start=1)
    )
    db.session.add_all(
        BlockedHour(
            edition_id=edition.id,
            starts_at=moment(edition, day, 13),
            ends_at=moment(edition, day, 13) + timedelta(minutes=90),
            label_fr="prière du vendredi",
            label_en="Friday prayer",
        )
        for day in edition.days
        if day.isoweekday() == 5
    )


def take_part(edition: Edition, person: Person, role: ParticipationRole, function: str = "") -> None:
    """Write down that somebody takes part, and that the council knows them."""
    db.session.add(Participation(edition_id=edition.id, person=person, role=role, function=function))
    join(person, edition.council, by=SYSTEM)


def partners(edition: Edition, structures: Iterable[Structure], kind: str, mention: str = "") -> None:
    """Write down who stands beside an edition, in their order, all of one rank."""
    db.session.add_all(
        Partner(edition_id=edition.id, structure=structure, kind=kind, mention=mention, rank=1)
        for structure in structures
    )

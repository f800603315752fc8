"""Reading where and when an edition can hold anything."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.models import BlockedHour, Edition, Room, Unavailability
from core.db import db
from core.errors import NotFound
from people.models import Person


def find_room(edition: Edition, number: int) -> Room:
    """Return a room of an edition, or raise NotFound. One query."""
    found = db.session.scalar(select(Room).filter_by(edition_id=edition.id, id=number))
    if found is None:
        raise NotFound
    return found


def blocked_hours(edition: Edition) -> list[BlockedHour]:
    """Return the hours in which nothing is programmed, the first of them first. One query."""
    statement = select(BlockedHour).filter_by(edition_id=edition.id).order_by(BlockedHour.starts_at, BlockedHour.id)
    return list(db.session.scalars(statement))


def find_blocked(edition: Edition, number: int) -> BlockedHour:
    """Return one of the blocked hours of an edition, or raise NotFound. One query."""
    found = db.session.scalar(select(BlockedHour).filter_by(edition_id=edition.id, id=number))
    if found is None:
        raise NotFound
    return found


def absences(edition: Edition, person: Person | None = None) -> list[Unavailability]:
    """Return who and which room is not available when, or when one person is not. One query."""
    statement = select(Unavailability).filter_by(edition_id=edition.id).options(joinedload(Unavailability.person))
    if person is not None:
        statement = statement.filter_by(person_id=person.id)
    return list(db.session.scalars(statement.order_by(Unavailability.starts_at, Unavailability.id)).unique())


def find_absence(edition: Edition, number: int, person: Person | None = None) -> Unavailability:
    """Return one absence of an edition, somebody's own if they are named, or raise NotFound. One query."""
    statement = select(Unavailability).filter_by(edition_id=edition.id, id=number)
    found = db.session.scalar(statement if person is None else statement.filter_by(person_id=person.id))
    if found is None:
        raise NotFound
    return found

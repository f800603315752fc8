"""Where and when an edition can hold anything: rooms, blocked hours, what is not available, the usual lengths."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import OfEdition
from core.db import Base, Versioned
from people.models import Person


class Room(Base):
    """A room of an edition with what it is equipped with; rooms are always shown in the order of their position."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("edition_id", "name"), CheckConstraint("capacity >= 0", name="capacity"))

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    name: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    equipment: Mapped[list[Any]] = mapped_column(default=list, nullable=True)


class BlockedHour(Base):
    """Hours in which nothing is programmed: the Friday prayer."""

    __tablename__ = "blocked_hour"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    label_fr: Mapped[str]
    label_en: Mapped[str]


class Unavailability(OfEdition, Base):
    """Hours in which somebody cannot be there, or a room cannot be used."""

    __tablename__ = "unavailability"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (room_id IS NULL)", name="of_a_person_or_a_room"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")

    person: Mapped[Person | None] = relationship(lazy="joined")
    room: Mapped[Room | None] = relationship(lazy="joined")


class TimetableRules(OfEdition, Versioned, Base):
    """How an edition composes its programme: usual lengths, the minutes between two rooms, what weighs how much."""

    __tablename__ = "timetable_rules"
    __table_args__ = (
        CheckConstraint("session_minutes > 0", name="session_minutes"),
        CheckConstraint("most_talks > 0", name="most_talks"),
        CheckConstraint("buffer_minutes >= 0", name="buffer_minutes"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), unique=True)
    session_minutes: Mapped[int] = mapped_column(default=60)
    most_talks: Mapped[int] = mapped_column(default=6)
    buffer_minutes: Mapped[int] = mapped_column(default=0)
    weights: Mapped[dict[str, Any]] = mapped_column(default=dict)

"""What is on the programme: rooms, sessions, presentations in order, and what was really delivered."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import OfEdition
from conference.models.rooms import Room
from conference.states import PRESENTATION_STEPS, PresentationState
from core.db import Base, Versioned, never_again
from people.models import Person, Specialty


class SessionKind(StrEnum):
    """What sort of block a session is."""

    CEREMONY = "ceremony"
    PLENARY = "plenary"
    FREE_PAPERS = "free_papers"
    SYMPOSIUM = "symposium"
    POSTERS = "posters"
    ROUND_TABLE = "round_table"
    WORKING_GROUP = "working_group"
    FEEDBACK = "feedback"
    GENERAL_ASSEMBLY = "general_assembly"
    BREAK = "break"
    PRAYER = "prayer"


class PresentationKind(StrEnum):
    """What sort of presentation it is, and the letters of its code."""

    ORAL = "oral"
    POSTER = "poster"
    FLASH = "flash"
    KEYNOTE = "keynote"
    SYMPOSIUM_TALK = "symposium_talk"
    SPEECH = "speech"


CODE_LETTERS = {
    PresentationKind.ORAL: "CO",
    PresentationKind.POSTER: "CA",
    PresentationKind.FLASH: "FL",
    PresentationKind.KEYNOTE: "CP",
    PresentationKind.SYMPOSIUM_TALK: "SY",
    PresentationKind.SPEECH: "AL",
}
COMMUNICATIONS = frozenset({PresentationKind.ORAL, PresentationKind.POSTER})


class SessionDuty(StrEnum):
    """What somebody does for a session."""

    CHAIR = "chair"
    RAPPORTEUR = "rapporteur"
    TIMEKEEPER = "timekeeper"


class Outcome(StrEnum):
    """What really happened to a presentation."""

    DELIVERED = "delivered"
    REPLACED = "replaced"
    ABSENT = "absent"


class Session(OfEdition, Versioned, Base):
    """A block in a room, or in all rooms at once when it has none.

    It may await a number of listeners and need equipment; a pinned one stays where it is whatever is composed.
    """

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_edition_start", "edition_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    # calendars and addresses know a session by its number, for ever
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, default=never_again("session"), sort_order=-1)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    kind: Mapped[SessionKind]
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seats: Mapped[int | None] = mapped_column()
    needs: Mapped[list[Any]] = mapped_column(default=list, nullable=True)
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=false())

    room: Mapped[Room | None] = relationship(lazy="joined")
    roles: Mapped[list["SessionRole"]] = relationship(back_populates="session", order_by="SessionRole.id")
    presentations: Mapped[list["Presentation"]] = relationship(
        back_populates="session", order_by="Presentation.position"
    )

    @property
    def minutes(self) -> int:
        """Return how long the session lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def times(self) -> dict[int, datetime]:
        """Return when each presentation begins: its session's start and the minutes of those before it."""
        begins, at = {}, self.starts_at
        for presentation in self.presentations:
            begins[presentation.id] = at
            at += timedelta(minutes=presentation.minutes)
        return begins


class SessionRole(Base):
    """Somebody chairs, reports or keeps time in a session."""

    __tablename__ = "session_role"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "duty"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    duty: Mapped[SessionDuty]

    session: Mapped[Session] = relationship(back_populates="roles")
    person: Mapped[Person] = relationship(lazy="joined")


class Presentation(OfEdition, Versioned, Base):
    """What somebody presents: it carries its own title, authors and code, wherever it came from.

    A talk of a symposium has the rank its organisers gave it, a poster the number of its board; a flash may introduce
    a poster.
    """

    __tablename__ = "presentation"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        Index("ix_presentation_session", "session_id", "position"),
        CheckConstraint("(state = 'programmed') = (session_id IS NOT NULL)", name="session_if_programmed"),
        CheckConstraint("minutes >= 0", name="minutes"),
        Index("uq_presentation_edition_id_board", "edition_id", "board", unique=True),
    )
    STEPS = PRESENTATION_STEPS

    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[PresentationKind]
    title: Mapped[str]
    specialty_id: Mapped[int | None] = mapped_column(ForeignKey("specialty.id"))
    state: Mapped[PresentationState] = mapped_column(default=PresentationState.ACCEPTED)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    position: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=10)
    rank: Mapped[int | None] = mapped_column()
    board: Mapped[int | None] = mapped_column()
    poster_id: Mapped[int | None] = mapped_column(ForeignKey("presentation.id"), index=True)
    theme: Mapped[str] = mapped_column(String(120), default="", nullable=True)
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_silent: Mapped[bool] = mapped_column(default=False, server_default=false())
    synthetic: Mapped[bool] = mapped_column(default=False)

    specialty: Mapped[Specialty | None] = relationship(lazy="joined")
    session: Mapped[Session | None] = relationship(back_populates="presentations")
    authors: Mapped[list["PresentationAuthor"]] = relationship(
        back_populates="presentation", order_by="PresentationAuthor.position"
    )
    delivery: Mapped["Delivery | None"] = relationship(back_populates="presentation", uselist=False)
    poster: Mapped["Presentation | None"] = relationship(remote_side="Presentation.id", back_populates="flashes")
    flashes: Mapped[list["Presentation"]] = relationship(back_populates="poster", order_by="Presentation.code")

    @classmethod
    def for_everybody(cls) -> ColumnElement[bool]:
        """Ask for what was not withdrawn and whose authors know of it: what is silent is the committee's alone."""
        return (cls.state != PresentationState.WITHDRAWN) & cls.is_silent.is_(False)

    @property
    def twins(self) -> list["Presentation"]:
        """Return the poster this introduces or the flashes that introduce it, if everybody may know of them."""
        both = [*filter(None, [self.poster]), *self.flashes]
        return [each for each in both if each.state is not PresentationState.WITHDRAWN and not each.is_silent]

    @property
    def presenter(self) -> Person | None:
        """Return who is to present it."""
        return next((author.person for author in self.authors if author.is_presenter), None)


class PresentationAuthor(Base):
    """One author of a presentation, in order; the presenter is printed underlined."""

    __tablename__ = "presentation_author"
    __table_args__ = (UniqueConstraint("presentation_id", "position"),)

    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    is_presenter: Mapped[bool] = mapped_column(default=False)
    affiliation: Mapped[str] = mapped_column(default="")

    presentation: Mapped[Presentation] = relationship(back_populates="authors")
    person: Mapped[Person] = relationship(lazy="joined")


class Delivery(Base):
    """What really happened to a presentation, noted by the room's secretary."""

    __tablename__ = "delivery"

    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"), unique=True)
    outcome: Mapped[Outcome]
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    noted_by: Mapped[str]

    presentation: Mapped[Presentation] = relationship(back_populates="delivery")
    presenter: Mapped[Person | None] = relationship(lazy="joined")

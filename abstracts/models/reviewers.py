"""Who reads for a call: what each knows, how much they take on, and whose work they must not read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.abstracts import Abstract
from abstracts.models.calls import Call
from core.db import Base, Versioned
from core.personal import PERSONAL
from people.models import Person, Specialty


class ReviewerProfile(Versioned, Base):
    """What a reviewer says of themselves for one call; without one, their own specialty and the call's limit hold."""

    __tablename__ = "reviewer_profile"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        CheckConstraint("most_readings >= 0", name="most_readings"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    most_readings: Mapped[int | None]

    call: Mapped[Call] = relationship(lazy="joined")
    person: Mapped[Person] = relationship()
    specialties: Mapped[list[Specialty]] = relationship(secondary="reviewer_specialty", order_by=Specialty.name_fr)

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.call.scope


class ReviewerSpecialty(Base):
    """A specialty in which a reviewer reads for a call."""

    __tablename__ = "reviewer_specialty"
    __table_args__ = (UniqueConstraint("profile_id", "specialty_id"),)

    profile_id: Mapped[int] = mapped_column(ForeignKey("reviewer_profile.id", ondelete="CASCADE"))
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id"))


class TieKind(StrEnum):
    """What binds two people so that neither should judge the other's work."""

    THESIS = "thesis"
    FAMILY = "family"
    WORK = "work"


class Tie(Base):
    """Somebody said that two people are bound: a thesis, a family, a common work."""

    __tablename__ = "tie"
    __table_args__ = (UniqueConstraint("person_id", "other_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[TieKind]
    said_by: Mapped[str] = mapped_column(info=PERSONAL)
    said_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])
    scope = ""


class Conflict(Base):
    """What somebody said of a reviewer and an abstract: that they must not read it, or that they may after all.

    Conflicts that follow from what is known (an author, the same service …) are found anew each time and are no rows.
    """

    __tablename__ = "conflict"
    __table_args__ = (
        UniqueConstraint("abstract_id", "person_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    holds: Mapped[bool]
    reason: Mapped[str]
    said_by: Mapped[str] = mapped_column(info=PERSONAL)
    said_at: Mapped[datetime]

    abstract: Mapped[Abstract] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.abstract.scope

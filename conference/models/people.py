"""Who takes part in an edition, in which role, in which committee, and who stands beside it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import Edition
from conference.models.identity import Picture
from core.db import Base
from people.models import Person, Structure


class ParticipationRole(StrEnum):
    """In which role somebody takes part."""

    DELEGATE = "delegate"
    PRESENTER = "presenter"
    SPEAKER = "speaker"
    CHAIR = "chair"
    REVIEWER = "reviewer"
    ORGANISER = "organiser"
    PRESIDENT = "president"
    COORDINATOR = "coordinator"
    RESOURCE_PERSON = "resource-person"
    FACILITATOR = "facilitator"
    PATRON = "patron"


class Participation(Base):
    """Somebody takes part in an edition in a role, with the function they held then."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("edition_id", "person_id", "role"),
        Index("ix_participation_person", "person_id"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[ParticipationRole]
    function: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(lazy="joined")
    portrait: Mapped[Picture | None] = relationship(lazy="joined", viewonly=True)


class Committee(Base):
    """A commission or a committee of an edition."""

    __tablename__ = "committee"
    __table_args__ = (UniqueConstraint("edition_id", "name_fr"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    name_fr: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)

    members: Mapped[list["CommitteeMember"]] = relationship(
        back_populates="committee", order_by="CommitteeMember.position"
    )

    def name(self, language: str) -> str:
        """Return the committee's name in a language."""
        return self.name_en if language == "en" else self.name_fr


class CommitteeMember(Base):
    """Somebody in a committee; the first is its president."""

    __tablename__ = "committee_member"
    __table_args__ = (UniqueConstraint("committee_id", "person_id"),)

    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_president: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    committee: Mapped[Committee] = relationship(back_populates="members")
    person: Mapped[Person] = relationship(lazy="joined")


class Partner(Base):
    """A structure that stands beside an edition; a patron is a person and never follows from money."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("edition_id", "structure_id"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    kind: Mapped[str] = mapped_column(String(60), default="")
    mention: Mapped[str] = mapped_column(default="")
    rank: Mapped[int] = mapped_column(default=0)

    edition: Mapped[Edition] = relationship()
    structure: Mapped[Structure] = relationship(lazy="joined")
    logo: Mapped[Picture | None] = relationship(lazy="joined", viewonly=True)

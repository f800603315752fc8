"""Prizes: what they reward, who may win them, who judges and how, and who won."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.rules import Criterion
from abstracts.states import PRIZE_STEPS, PrizeState
from conference.models import Edition, OfEdition, Presentation
from core.db import Base, Versioned
from core.files import StoredFile
from core.personal import PERSONAL
from people.models import Person


class PrizeKind(StrEnum):
    """What a prize rewards."""

    ORAL = "oral"
    POSTER = "poster"
    YOUNG = "young"
    OTHER = "other"


class Prize(OfEdition, Versioned, Base):
    """One prize of an edition, judged by a jury on a grid of its own; equals are parted by the lines of `ties`."""

    __tablename__ = "prize"
    __table_args__ = (
        UniqueConstraint("edition_id", "name_fr"),
        CheckConstraint("(state = 'awarded') = (awarded_at IS NOT NULL)", name="awarded_when"),
        CheckConstraint("endowment >= 0", name="endowment"),
    )
    STEPS = PRIZE_STEPS

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    kind: Mapped[PrizeKind]
    name_fr: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    endowment: Mapped[int] = mapped_column(default=0)
    grid: Mapped[list[Any]]
    ties: Mapped[list[Any]]
    state: Mapped[PrizeState] = mapped_column(default=PrizeState.OPEN)
    awarded_at: Mapped[datetime | None]
    awarded_by: Mapped[str] = mapped_column(default="", info=PERSONAL)

    edition: Mapped[Edition] = relationship(lazy="joined")
    finalists: Mapped[list["Finalist"]] = relationship(back_populates="prize", order_by="Finalist.id")
    jurors: Mapped[list["Juror"]] = relationship(back_populates="prize", order_by="Juror.id")

    def name(self, language: str) -> str:
        """Return the prize's name in a language; French where English was not written."""
        return self.name_en if language == "en" and self.name_en else self.name_fr

    def criteria(self) -> list[Criterion]:
        """Return the lines of the jury's grid."""
        return [Criterion(**row) for row in self.grid]

    def line(self, key: str, language: str) -> str:
        """Return the name of a line of the grid."""
        return next((criterion.label(language) for criterion in self.criteria() if criterion.key == key), key)

    def tie_words(self, language: str) -> str:
        """Return the lines that part equals, in their order, as one reads them."""
        return ", ".join(self.line(key, language).lower() for key in self.ties)

    @property
    def most_points(self) -> int:
        """Return the most points a juror can give."""
        return sum(criterion.points for criterion in self.criteria())


class Finalist(Base):
    """A presentation that may win a prize; awarded, its place, and what decided it."""

    __tablename__ = "finalist"
    __table_args__ = (UniqueConstraint("prize_id", "presentation_id"),)

    prize_id: Mapped[int] = mapped_column(ForeignKey("prize.id"))
    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"), index=True)
    place: Mapped[int | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)

    prize: Mapped[Prize] = relationship(back_populates="finalists")
    presentation: Mapped[Presentation] = relationship(lazy="joined")
    marks: Mapped[list["Mark"]] = relationship(back_populates="finalist", order_by="Mark.juror_id")

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.prize.scope


class Juror(Base):
    """Somebody who judges the finalists of a prize."""

    __tablename__ = "juror"
    __table_args__ = (UniqueConstraint("prize_id", "person_id"), Index("ix_juror_person", "person_id"))

    prize_id: Mapped[int] = mapped_column(ForeignKey("prize.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    prize: Mapped[Prize] = relationship(back_populates="jurors")
    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.prize.scope


class Mark(Versioned, Base):
    """What one juror gave one finalist."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("finalist_id", "juror_id"),
        Index("ix_mark_juror", "juror_id"),
        CheckConstraint("total >= 0", name="total"),
    )

    finalist_id: Mapped[int] = mapped_column(ForeignKey("finalist.id"))
    juror_id: Mapped[int] = mapped_column(ForeignKey("juror.id"))
    scores: Mapped[dict[str, Any]]
    total: Mapped[int]
    given_at: Mapped[datetime]

    finalist: Mapped[Finalist] = relationship(back_populates="marks")
    juror: Mapped[Juror] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.finalist.scope


class Palmares(OfEdition, Base):
    """The list of an edition's laureates as it was printed last."""

    __tablename__ = "palmares"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), unique=True)
    made_of: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile | None] = relationship(lazy="joined")

"""What the committee decided, one by one or many at once, and the most it means to accept."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.abstracts import Abstract
from abstracts.models.calls import SECOND, Call
from abstracts.states import DELIBERATION_STEPS, DeliberationState
from core.db import Base, Versioned
from core.personal import PERSONAL
from people.models import Specialty


class DecisionOutcome(StrEnum):
    """What the committee makes of an abstract; also what a reviewer proposes."""

    ORAL = "oral"
    POSTER = "poster"
    TO_CORRECT = "to-correct"
    REFUSED = "refused"


class Deliberation(Versioned, Base):
    """Decisions taken together; nobody is told before the chair says so, in words that can be changed until then."""

    __tablename__ = "deliberation"
    __table_args__ = (CheckConstraint("(state = 'announced') = (announced_at IS NOT NULL)", name="announced_when"),)
    STEPS = DELIBERATION_STEPS

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    state: Mapped[DeliberationState] = mapped_column(default=DeliberationState.DECIDED)
    words: Mapped[dict[str, Any]]
    decided_by: Mapped[str] = mapped_column(info=PERSONAL)
    decided_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.call.scope

    @property
    def batch(self) -> str:
        """Return the name under which its messages leave together."""
        return f"deliberation-{self.id}"

    def said(self, outcome: DecisionOutcome, language: str) -> str:
        """Return the words that open the message about an outcome; French where English was not written."""
        return str((self.words.get(f"{outcome}_en") if language == "en" else "") or self.words.get(f"{outcome}_fr", ""))


class Decision(Base):
    """What the committee decided on an abstract; a later decision adds a row, it changes none."""

    __tablename__ = "decision"

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    deliberation_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation.id"), index=True)
    outcome: Mapped[DecisionOutcome]
    comment: Mapped[str] = mapped_column(default="")
    correct_by: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(info=PERSONAL)
    decided_at: Mapped[datetime]

    abstract: Mapped[Abstract] = relationship()
    deliberation: Mapped[Deliberation | None] = relationship()

    @property
    def deadline(self) -> datetime:
        """Return the last second in which corrections are in time, as the authors are told it."""
        return self.correct_by - SECOND if self.correct_by else self.abstract.deadline


class Ceiling(Base):
    """The most a committee means to accept: of a specialty, or of all orals or all posters."""

    __tablename__ = "ceiling"
    __table_args__ = (
        CheckConstraint("(specialty_id IS NULL) <> (outcome IS NULL)", name="of_one_thing"),
        CheckConstraint("most >= 0", name="most"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    specialty_id: Mapped[int | None] = mapped_column(ForeignKey("specialty.id"))
    outcome: Mapped[DecisionOutcome | None]
    most: Mapped[int]

    call: Mapped[Call] = relationship()
    specialty: Mapped[Specialty | None] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.call.scope

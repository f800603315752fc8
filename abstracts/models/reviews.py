"""Who reads what, and how they found it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.abstracts import Abstract
from abstracts.models.decisions import DecisionOutcome
from core.db import Base, Versioned
from people.models import Person


class Assignment(Base):
    """One reviewer is to read one abstract: first as it was sent, then, in a further round, as it was corrected."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("abstract_id", "reviewer_id"),)

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    assigned_at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1, server_default="1")

    abstract: Mapped[Abstract] = relationship()
    reviewer: Mapped[Person] = relationship()
    reviews: Mapped[list["Review"]] = relationship(back_populates="assignment", order_by="Review.round")
    review: Mapped["Review | None"] = relationship(  # of the round in which this abstract now is
        primaryjoin="and_(Review.assignment_id == Assignment.id, Review.round == Assignment.round)",
        uselist=False,
        viewonly=True,
    )

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.abstract.scope


class Review(Versioned, Base):
    """One reviewer's reading of one abstract in one round."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("assignment_id", "round"),
        CheckConstraint("total >= 0", name="total"),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    scores: Mapped[dict[str, Any]]
    total: Mapped[int]
    proposal: Mapped[DecisionOutcome]
    comment: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship(back_populates="reviews")

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.assignment.scope


class Remark(Base):
    """What a reviewer says to the other reviewers of an abstract, once their own review is sent."""

    __tablename__ = "remark"
    __table_args__ = (Index("ix_remark_assignment", "assignment_id"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    round: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]
    said_at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.assignment.scope

"""Abstracts and their authors."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.calls import Call
from abstracts.states import ABSTRACT_STEPS, EDITABLE, AbstractState
from conference.models import Presentation
from core.db import Base, Versioned
from core.rich_text import word_count
from people.models import Person, Specialty


class Wish(StrEnum):
    """How the authors would like to present."""

    ORAL = "oral"
    POSTER = "poster"
    EITHER = "either"


class Abstract(Versioned, Base):
    """What is submitted and reviewed."""

    __tablename__ = "abstract"
    __table_args__ = (
        UniqueConstraint("call_id", "code"),
        Index("ix_abstract_state", "call_id", "state"),
        CheckConstraint(
            "state = 'draft' OR state = 'withdrawn' OR submitted_at IS NOT NULL", name="submitted_has_date"
        ),
    )
    STEPS = ABSTRACT_STEPS

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    code: Mapped[str] = mapped_column(String(20))
    template: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id"))
    wish: Mapped[Wish] = mapped_column(default=Wish.EITHER)
    sections: Mapped[dict[str, Any]]
    keywords: Mapped[list[Any]]
    on_theme: Mapped[bool] = mapped_column(default=False)
    declares_consent: Mapped[bool] = mapped_column(default=False)
    interests: Mapped[str] = mapped_column(default="")
    state: Mapped[AbstractState] = mapped_column(default=AbstractState.DRAFT)
    submitter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    synthetic: Mapped[bool] = mapped_column(default=False)
    is_silent: Mapped[bool] = mapped_column(default=False, server_default=false())
    correct_by: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("abstract.id"), index=True)

    call: Mapped[Call] = relationship(lazy="joined")
    specialty: Mapped[Specialty] = relationship(lazy="joined")
    submitter: Mapped[Person] = relationship()
    merged_into: Mapped["Abstract | None"] = relationship(remote_side="Abstract.id")
    authors: Mapped[list["AbstractAuthor"]] = relationship(
        back_populates="abstract", order_by="AbstractAuthor.position", cascade="all, delete-orphan"
    )

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.call.edition.slug

    @property
    def told_state(self) -> AbstractState:
        """Return where it stands as far as its authors know: a decision they have not been told is none yet."""
        return AbstractState.UNDER_REVIEW if self.is_silent else self.state

    @property
    def is_editable(self) -> bool:
        """Tell whether its authors may still change it."""
        return self.told_state in EDITABLE

    @property
    def words(self) -> int:
        """Return the length of the body: the words of all sections."""
        return sum(word_count(str(text)) for text in self.sections.values())


class AbstractAuthor(Base):
    """One author of an abstract, in order; exactly one presents."""

    __tablename__ = "abstract_author"
    __table_args__ = (UniqueConstraint("abstract_id", "person_id"),)

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    is_presenter: Mapped[bool] = mapped_column(default=False)
    affiliation: Mapped[str] = mapped_column(default="")

    abstract: Mapped[Abstract] = relationship(back_populates="authors")
    person: Mapped[Person] = relationship(lazy="joined")


class AbstractPresentation(Base):
    """Which presentation came of which abstract; one abstract may lead to a poster and a flash."""

    __tablename__ = "abstract_presentation"

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"), unique=True)

    abstract: Mapped[Abstract] = relationship()
    presentation: Mapped[Presentation] = relationship(lazy="joined")

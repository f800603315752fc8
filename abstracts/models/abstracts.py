"""Abstracts and their authors."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.calls import SECOND, Call
from abstracts.models.rules import Rules, Template, Wish, total_words
from abstracts.states import ABSTRACT_STEPS, EDITABLE, AbstractState
from conference.models import Presentation
from core.db import Base, Versioned
from core.files import StoredFile
from core.uploads import ENDINGS, PDF
from people.models import Person, Specialty, Structure

MOST_FILES = 3


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
    theme: Mapped[str] = mapped_column(String(40), default="", nullable=True)
    declared: Mapped[list[Any]] = mapped_column(default=list, nullable=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, nullable=True)
    rules_number: Mapped[int] = mapped_column(default=1, server_default="1")
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
    invitation: Mapped["Invitation | None"] = relationship(back_populates="abstract", lazy="joined", uselist=False)
    authors: Mapped[list["AbstractAuthor"]] = relationship(
        back_populates="abstract", order_by="AbstractAuthor.position", cascade="all, delete-orphan"
    )
    files: Mapped[list["AbstractFile"]] = relationship(back_populates="abstract", order_by="AbstractFile.number")

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
        return total_words(self.sections.values())

    @property
    def rules(self) -> Rules:
        """Return the rules it is written, shown and read under: a draft's are those in force, then those it met."""
        return self.call.rules if self.state is AbstractState.DRAFT else self.call.rules_under(self.rules_number)

    @property
    def kind(self) -> Template | None:
        """Return the kind of text it is, with its sections, if one was chosen."""
        return self.rules.template(self.template)

    @property
    def open_until(self) -> datetime:
        """Return the moment from which its authors can change and send it no more."""
        moments = [self.call.closes_at]
        if self.invitation and self.invitation.ended_at is None:
            moments.append(self.invitation.until)
        corrections_until = self.correct_by or self.call.corrections_until
        if self.state is AbstractState.TO_CORRECT and corrections_until:
            moments.append(corrections_until)
        return max(moments)

    @property
    def deadline(self) -> datetime:
        """Return the last second in which its authors can send it, as they are told it."""
        return self.open_until - SECOND

    def is_open(self, moment: datetime) -> bool:
        """Tell whether its authors may change it at this moment."""
        return self.is_editable and self.call.opens_at <= moment < self.open_until


class AbstractAuthor(Base):
    """One author of an abstract, in order; exactly one presents."""

    __tablename__ = "abstract_author"
    __table_args__ = (UniqueConstraint("abstract_id", "person_id"),)

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    is_presenter: Mapped[bool] = mapped_column(default=False)
    affiliation: Mapped[str] = mapped_column(default="")
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    disowned_at: Mapped[datetime | None]

    abstract: Mapped[Abstract] = relationship(back_populates="authors")
    person: Mapped[Person] = relationship(lazy="joined")
    structure: Mapped[Structure | None] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.abstract.scope


class AbstractFile(Base):
    """A figure or a paper joined to an abstract; it bears a name of ours, whatever its author called it."""

    __tablename__ = "abstract_file"
    is_audited = False
    __table_args__ = (
        UniqueConstraint("abstract_id", "number"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST_FILES}", name="few"),
    )

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"))
    number: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[datetime]

    abstract: Mapped[Abstract] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

    @property
    def name(self) -> str:
        """Return the name under which it is shown and served."""
        return name_of(self.abstract, self.number, self.file)


def is_figure(stored: StoredFile) -> bool:
    """Tell a figure from a paper."""
    return stored.content_type != PDF


def name_of(abstract: Abstract, number: int, stored: StoredFile) -> str:
    """Return how one of the files of an abstract is called: R-005-figure-2.png."""
    kind = "figure" if is_figure(stored) else "document"
    return f"{abstract.code}-{kind}-{number}.{ENDINGS[stored.content_type]}"


class AbstractPresentation(Base):
    """Which presentation came of which abstract; one abstract may lead to a poster and a flash."""

    __tablename__ = "abstract_presentation"

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"), unique=True)

    abstract: Mapped[Abstract] = relationship()
    presentation: Mapped[Presentation] = relationship(lazy="joined")


class Invitation(Base):
    """Somebody is let in after the deadline: one abstract, by one link, until a moment."""

    __tablename__ = "invitation"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    abstract_id: Mapped[int | None] = mapped_column(ForeignKey("abstract.id"), unique=True)
    until: Mapped[datetime]
    invited_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")
    abstract: Mapped[Abstract | None] = relationship(back_populates="invitation")

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.call.scope

    @property
    def deadline(self) -> datetime:
        """Return the last second in which it is good, as people are told it."""
        return self.until - SECOND

    def is_good(self, moment: datetime) -> bool:
        """Tell whether it still lets somebody begin an abstract."""
        return self.abstract_id is None and self.ended_at is None and moment < self.until

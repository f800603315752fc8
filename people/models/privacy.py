"""What people decide about their data, what they ask of it, and what a council has filed with its authority."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, Versioned
from core.files import StoredFile
from people.models.councils import Council
from people.models.persons import Person
from people.states import ERASURE_STEPS, ErasureState

DAYS_TO_ANSWER = 30


class Use(StrEnum):
    """What a council may do with somebody's data only if they say so."""

    DIRECTORY = "directory"
    PHOTO_VIDEO = "photo-video"
    SPONSORS = "sponsors"
    WHATSAPP = "whatsapp"


class Consent(Base):
    """Somebody said yes or no to one use, at a moment, to a wording. Rows are added, never changed; the last counts."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person", "person_id", "council_id", "use"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    use: Mapped[Use]
    given: Mapped[bool]
    wording: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    asked_at: Mapped[str] = mapped_column(String(40))

    person: Mapped[Person] = relationship()
    council: Mapped[Council] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug


class ErasureRequest(Base):
    """Somebody asks a council that what is held on them be erased; it has thirty days to answer."""

    __tablename__ = "erasure_request"
    __table_args__ = (CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="answered_has_date"),)
    STEPS = ERASURE_STEPS

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    state: Mapped[ErasureState] = mapped_column(default=ErasureState.WAITING)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(lazy="joined")
    council: Mapped[Council] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug

    @property
    def due_at(self) -> datetime:
        """Return until when the council answers."""
        return self.asked_at + timedelta(days=DAYS_TO_ANSWER)


class Filing(Versioned, Base):
    """What a council has filed with the authority that protects data in its country, and what its notice says."""

    __tablename__ = "filing"

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), unique=True)
    authority: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(String(80), default="")
    filed_on: Mapped[date | None]
    contact: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    hosting: Mapped[str] = mapped_column(default="")
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    sheet_of: Mapped[str] = mapped_column(String(64), default="")

    council: Mapped[Council] = relationship(lazy="joined")
    sheet: Mapped[StoredFile | None] = relationship()

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug

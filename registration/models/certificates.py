"""Certificates: numbered, signed, verifiable by anybody, revocable."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models import Edition, OfEdition, Presentation
from core.db import Base
from core.files import StoredFile
from core.personal import PERSONAL
from people.models import Person
from registration.states import CERTIFICATE_STEPS, CertificateState


class CertificateKind(StrEnum):
    """What a certificate attests."""

    PARTICIPATION = "participation"
    ORAL = "oral"
    POSTER = "poster"
    KEYNOTE = "keynote"


class Certificate(OfEdition, Base):
    """What was attested to whom; the facts are copied in, so that the paper never changes afterwards."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        Index(
            "uq_certificate_presentation",
            "presentation_id",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
        CheckConstraint("(state = 'issued') = (ended_at IS NULL)", name="ended_has_date"),
    )
    STEPS = CERTIFICATE_STEPS

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    presentation_id: Mapped[int | None] = mapped_column(ForeignKey("presentation.id"))
    kind: Mapped[CertificateKind]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(26), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.ISSUED)
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    edition: Mapped[Edition] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")
    presentation: Mapped[Presentation | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def serial(self) -> str:
        """Return « SEG-2024-000123 »."""
        return f"{self.edition.code}-{self.number:06d}"

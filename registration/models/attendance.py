"""Badges and what the doors saw of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models import HalfDay
from core.db import Base
from core.files import StoredFile
from registration.models.seats import Registration
from registration.states import BADGE_STEPS, BadgeState


class Badge(Base):
    """A signed QR and a six-character code for one registration; one is valid at a time."""

    __tablename__ = "badge"
    __table_args__ = (
        Index(
            "uq_badge_valid",
            "registration_id",
            unique=True,
            sqlite_where=text("state = 'valid'"),
            postgresql_where=text("state = 'valid'"),
        ),
        CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_has_date"),
    )
    STEPS = BADGE_STEPS

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    subject: Mapped[str] = mapped_column(String(32), unique=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    token: Mapped[str] = mapped_column(String(200))
    state: Mapped[BadgeState] = mapped_column(default=BadgeState.VALID)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    registration: Mapped[Registration] = relationship(lazy="joined")
    file: Mapped[StoredFile | None] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.registration.scope


class Verdict(StrEnum):
    """What the door said."""

    ADMITTED = "admitted"
    ALREADY_IN = "already-in"
    REVOKED = "revoked"
    OTHER_EDITION = "other-edition"
    UNKNOWN = "unknown"


class Scan(Base):
    """One line from one device at one door; never changed, never removed."""

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("device", "sequence"),
        Index("ix_scan_badge_half_day", "badge_id", "half_day_id"),
    )

    badge_id: Mapped[int] = mapped_column(ForeignKey("badge.id"))
    half_day_id: Mapped[int] = mapped_column(ForeignKey("half_day.id"), index=True)
    gate: Mapped[str] = mapped_column(String(60))
    device: Mapped[str] = mapped_column(String(60))
    sequence: Mapped[int]
    verdict: Mapped[Verdict]
    at: Mapped[datetime]

    badge: Mapped[Badge] = relationship()
    half_day: Mapped[HalfDay] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.badge.scope

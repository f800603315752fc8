"""What was said of a session by whoever chaired it: who came, what was asked, what is recommended."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.programme import Session
from core.db import Base


class SessionReport(Base):
    """The chair's notes on one session, with the moment at which they were made, which may be before they arrived."""

    __tablename__ = "session_report"
    __table_args__ = (CheckConstraint("attendance >= 0", name="attendance"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), unique=True)
    attendance: Mapped[int | None] = mapped_column()
    questions: Mapped[str] = mapped_column(default="")
    recommendations: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime]
    noted_by: Mapped[str]

    session: Mapped[Session] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.session.edition.slug

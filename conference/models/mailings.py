"""What a council writes to many: texts it keeps, and one message to whoever some words describe."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import OfEdition
from conference.states import MAILING_STEPS, MailingState
from core.db import Base, Versioned
from people.models import Council


class TwoTongues:
    """The same message in both languages, in its three shapes; one left empty in English is sent in French."""

    subject_fr: Mapped[str] = mapped_column(default="", sort_order=20)
    body_fr: Mapped[str] = mapped_column(default="", sort_order=20)
    sms_fr: Mapped[str] = mapped_column(default="", sort_order=20)
    subject_en: Mapped[str] = mapped_column(default="", sort_order=20)
    body_en: Mapped[str] = mapped_column(default="", sort_order=20)
    sms_en: Mapped[str] = mapped_column(default="", sort_order=20)

    def said(self, part: str, language: str) -> str:
        """Return the subject, the body or the SMS in a language."""
        return str((getattr(self, f"{part}_en") if language == "en" else "") or getattr(self, f"{part}_fr"))

    def texts(self) -> dict[str, str]:
        """Return every text by its name."""
        return {name: getattr(self, name) for name in TEXTS}


TEXTS = tuple(f"{part}_{language}" for language in ("fr", "en") for part in ("subject", "body", "sms"))


class MessageTemplate(TwoTongues, Versioned, Base):
    """A text that a council keeps, to begin a message from."""

    __tablename__ = "message_template"
    __table_args__ = (UniqueConstraint("council_id", "name"),)

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    name: Mapped[str] = mapped_column(String(120))

    council: Mapped[Council] = relationship()

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug


class Mailing(OfEdition, TwoTongues, Versioned, Base):
    """One message to many: each of its recipients gets one of their own, under the key of the two."""

    __tablename__ = "mailing"
    STEPS = MAILING_STEPS

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    audiences: Mapped[list[Any]]
    area: Mapped[str] = mapped_column(String(60), default="")
    by_sms: Mapped[bool] = mapped_column(default=False)
    plain_sms: Mapped[bool] = mapped_column(default=True)
    reply_to: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    leaves_at: Mapped[datetime | None]
    state: Mapped[MailingState] = mapped_column(default=MailingState.DRAFT)

    @property
    def batch(self) -> str:
        """Return the name under which its messages leave together."""
        return f"mailing-{self.id}"

    @property
    def job_key(self) -> str:
        """Return the key of the job that prepares its messages."""
        return f"prepare-{self.batch}"

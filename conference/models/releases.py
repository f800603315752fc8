"""Published versions of the programme: numbered, immutable, complete in themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import Edition
from core.db import Base
from core.personal import PERSONAL


class Release(Base):
    """One published version of an edition's programme, with all that was in it and what had changed."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    digest: Mapped[str] = mapped_column(String(64))

    edition: Mapped[Edition] = relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.edition.slug

"""What an abstract said each time it was sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.abstracts import Abstract
from core.db import Base


class AbstractVersion(Base):
    """The text of an abstract as the committee received it once; who signed it is in the abstract's history."""

    __tablename__ = "abstract_version"
    is_audited = False
    __table_args__ = (UniqueConstraint("abstract_id", "number"),)

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    number: Mapped[int]
    sent_at: Mapped[datetime]
    title: Mapped[str]
    template: Mapped[str] = mapped_column(String(40))
    sections: Mapped[dict[str, Any]]
    keywords: Mapped[list[Any]]

    abstract: Mapped[Abstract] = relationship()

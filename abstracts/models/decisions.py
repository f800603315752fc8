"""What the committee decided."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.abstracts import Abstract
from core.db import Base
from core.personal import PERSONAL


class DecisionOutcome(StrEnum):
    """What the committee makes of an abstract; also what a reviewer proposes."""

    ORAL = "oral"
    POSTER = "poster"
    TO_CORRECT = "to-correct"
    REFUSED = "refused"


class Decision(Base):
    """What the committee decided on an abstract; a later decision adds a row, it changes none."""

    __tablename__ = "decision"

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    outcome: Mapped[DecisionOutcome]
    comment: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(info=PERSONAL)
    decided_at: Mapped[datetime]

    abstract: Mapped[Abstract] = relationship()

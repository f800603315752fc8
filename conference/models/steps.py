"""What was done to a timetable, step by step, so that it can be undone and everybody sees who did what."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import Edition
from core.db import Base


class Deed(StrEnum):
    """What somebody did to a timetable."""

    PLACED = "placed"
    UNPLACED = "unplaced"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    OPENED = "opened"
    CHANGED = "changed"
    MOVED = "moved"
    SHIFTED = "shifted"
    CLOSED = "closed"
    COMPOSED = "composed"
    SET = "set"
    UNDONE = "undone"
    REDONE = "redone"


class TimetableStep(Base):
    """One step: who did what when, and each session or presentation as it was before and became, as plain values.

    The audit log says the same for ever; this is what the editor undoes by, and by which a browser learns what the
    others did meanwhile. A step that sets rooms, hours or rules has no things and cannot be undone.
    """

    __tablename__ = "timetable_step"
    is_audited = False

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    deed: Mapped[Deed]
    facts: Mapped[dict[str, Any]]
    things: Mapped[list[Any]]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("timetable_step.id"))
    is_reversed: Mapped[bool] = mapped_column(default=False)

    edition: Mapped[Edition] = relationship()
    reverses: Mapped["TimetableStep | None"] = relationship(remote_side="TimetableStep.id")

    def touches(self, kind: str, number: int) -> bool:
        """Tell whether this step changed a session or a presentation."""
        return any(thing["kind"] == kind and thing["id"] == number for thing in self.things)

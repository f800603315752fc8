"""Programmes composed by the machine: what was asked, how far it is, the best plan so far."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from conference.models.editions import OfEdition
from conference.states import COMPOSITION_STEPS, CompositionState
from core.db import Base


class Composition(OfEdition, Base):
    """One search for a programme: from nothing, or for the fewest moves after something fell away.

    `plan` is the best found so far, as plain values; it changes nothing until somebody takes it over.
    """

    __tablename__ = "composition"
    __table_args__ = (CheckConstraint("(state = 'taken') = (taken_at IS NOT NULL)", name="taken_at_if_taken"),)
    STEPS = COMPOSITION_STEPS
    is_audited = False

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    state: Mapped[CompositionState] = mapped_column(default=CompositionState.WAITING)
    is_repair: Mapped[bool]
    seconds: Mapped[int]
    seed: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    began_from: Mapped[str]
    found_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    cost: Mapped[int | None]
    bound: Mapped[int | None]
    plan: Mapped[dict[str, Any] | None]

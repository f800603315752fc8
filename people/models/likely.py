"""Records that look like one person: pairs that the worker keeps, so that no page compares everybody."""

from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.db import Base
from people.models.persons import Person

COMPARED = (
    "given_names", "family_name", "used_name", "email", "phone", "order_number", "structure_id", "merged_into_id",
)  # fmt: skip


class LikelyPair(Base):
    """Two records of whatever council that may be one person, with the reasons and what they weigh together."""

    __tablename__ = "likely_pair"
    is_audited = False
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="in_order"),
        Index("ix_likely_pair_score", "score"),
    )

    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info={"stays": True})
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, info={"stays": True})
    score: Mapped[int]
    reasons: Mapped[list[Any]]

    one: Mapped[Person] = relationship(foreign_keys=one_id, lazy="joined", innerjoin=True)
    other: Mapped[Person] = relationship(foreign_keys=other_id, lazy="joined", innerjoin=True)


@event.listens_for(Person, "before_update")
def weigh_again(_mapper: Mapper[Any], _connection: Connection, person: Person) -> None:
    """Have somebody compared anew whose names, numbers or structure changed."""
    state = inspect(person)
    if any(state.attrs[name].history.has_changes() for name in COMPARED):
        person.weighed = False

"""Two records of one person put together, what moved, and pairs somebody found to be two people."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from core.db import Base
from people.models.councils import Council, Structure
from people.models.persons import Person


class Joined:
    """Somebody put two rows that stand for one thing together; what is written here is all that undoing it needs.

    `moved` names each row that followed (table, column, id), `dropped` holds each row that said what the kept one's own
    row said already.
    """

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    moved: Mapped[list[Any]]
    dropped: Mapped[list[Any]]
    at: Mapped[datetime]
    by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(default="")

    @declared_attr
    def council(self) -> Mapped[Council]:
        """Return the council that did it."""
        return relationship()

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug


class Merge(Joined, Base):
    """Two records of one person put together; `changed` holds each value that became another.

    A changed value names its table, row, column, old and new.
    """

    __tablename__ = "person_merge"
    __table_args__ = (CheckConstraint("kept_id <> gone_id", name="two_records"),)

    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, info={"stays": True})
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, info={"stays": True})
    changed: Mapped[list[Any]]

    kept: Mapped[Person] = relationship(foreign_keys=kept_id, lazy="joined")
    gone: Mapped[Person] = relationship(foreign_keys=gone_id, lazy="joined")


class StructureMerge(Joined, Base):
    """Two entries of the list put together that are one structure."""

    __tablename__ = "structure_merge"
    __table_args__ = (CheckConstraint("kept_id <> gone_id", name="two_structures"),)

    kept_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), info={"stays": True})
    gone_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), info={"stays": True})

    kept: Mapped[Structure] = relationship(foreign_keys=kept_id, lazy="joined")
    gone: Mapped[Structure] = relationship(foreign_keys=gone_id, lazy="joined")


class Distinct(Base):
    """Somebody looked at two records and found two people: the pair is proposed no more."""

    __tablename__ = "distinct_pair"
    __table_args__ = (UniqueConstraint("one_id", "other_id"), CheckConstraint("one_id < other_id", name="in_order"))

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info={"stays": True})
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, info={"stays": True})
    at: Mapped[datetime]
    by: Mapped[str]

    council: Mapped[Council] = relationship()

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug

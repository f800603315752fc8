"""The books of a council: whom it knows, and what its register of the Order says of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, Versioned
from people.models.councils import Council
from people.models.persons import Person


class RegisterState(StrEnum):
    """What a council's register of the Order says of a person; until somebody has looked, nothing."""

    VERIFIED = "verified"
    TO_CHECK = "to-check"
    RESERVE_LIST = "reserve-list"
    FOREIGN = "foreign"
    NOT_A_PHYSICIAN = "not-a-physician"
    UNKNOWN = "unknown"


class CouncilRecord(Versioned, Base):
    """This person is in the books of this council, since a moment: the council may see them, and nobody else's.

    It says nothing of membership: whoever submitted, registered, took part or holds a role under a council is in
    its books. `state` and `section` are what the council's register says; the Order number is the person's own.
    `claimed_number` is the Order number that was typed for them and that the register does not confirm.
    `sort_name` is the person's, kept here so that a list of a hundred thousand is read in its order.
    """

    __tablename__ = "council_record"
    __table_args__ = (
        UniqueConstraint("council_id", "person_id"),
        Index("ix_council_record_person", "person_id"),
        Index("ix_council_record_sorted", "council_id", "sort_name"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    section: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[RegisterState] = mapped_column(default=RegisterState.UNKNOWN)
    since: Mapped[datetime]
    sort_name: Mapped[str] = mapped_column(default="")
    claimed_number: Mapped[str] = mapped_column(String(30), default="")

    person: Mapped[Person] = relationship(lazy="joined")
    council: Mapped[Council] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug

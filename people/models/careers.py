"""What people were and are: their functions and titles, each from a day to a day."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from core.db import Base
from core.typography import one_line
from people.models.councils import Structure
from people.models.persons import Person


class Post(Base):
    """A function somebody held, or a title they received, at a structure, from a day to a day, as far as known."""

    __tablename__ = "post"
    __table_args__ = (CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="ends_after_start"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(40), default="")
    function: Mapped[str] = mapped_column(default="")
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    since: Mapped[date | None]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship()
    structure: Mapped[Structure | None] = relationship(lazy="joined")

    @validates("title", "function")
    def _as_typed(self, _name: str, text: str | None) -> str:
        return one_line(text or "")

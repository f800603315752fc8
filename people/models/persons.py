"""Persons: most never sign in, many share a surname, some share an e-mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event, false
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship, validates

from core.db import Base, Versioned
from core.search import fold, search_text
from core.typography import initials_of, one_line
from people.models.councils import Specialty, Structure


class Person(Versioned, Base):
    """Somebody: names in their parts, as they write them, and how they can be reached."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_email", "email"),
        Index("ix_person_phone", "phone"),
        Index("ix_person_order_number", "order_number"),
        Index("ix_person_structure", "structure_id"),
        Index("ix_person_merged", "merged_into_id"),
        Index("ix_person_weighed", "weighed"),
    )

    title: Mapped[str] = mapped_column(String(40), default="")
    given_names: Mapped[str]
    family_name: Mapped[str]
    used_name: Mapped[str] = mapped_column(default="")
    known_as: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(String(1), default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    order_number: Mapped[str] = mapped_column(String(30), default="")
    function: Mapped[str] = mapped_column(default="")
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    specialty_id: Mapped[int | None] = mapped_column(ForeignKey("specialty.id"))
    language: Mapped[str] = mapped_column(String(5), default="fr", server_default="fr")
    synthetic: Mapped[bool] = mapped_column(default=False)
    search: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info={"stays": True})

    weighed: Mapped[bool] = mapped_column(default=False, server_default=false(), sort_order=91)

    structure: Mapped[Structure | None] = relationship(lazy="joined")
    specialty: Mapped[Specialty | None] = relationship()

    scope = ""
    actor_id = None

    @validates("title", "given_names", "family_name", "used_name", "known_as", "function")
    def _as_typed(self, _name: str, text: str | None) -> str:
        """Keep a name as it was typed, but for what nobody can see."""
        return one_line(text or "")

    @property
    def surname(self) -> str:
        """Return the name this person goes by: the used name when there is one."""
        return self.used_name or self.family_name

    @property
    def nickname(self) -> str:
        """Return « dit Ŋolo », « dite Fanta », or nothing."""
        is_woman = self.sex == "F" or self.title in ("Mme", "Mlle")
        return f"{'dite' if is_woman else 'dit'} {self.known_as}" if self.known_as else ""

    @property
    def name(self) -> str:
        """Return « Dr Ɛssa N’Diaye dit Ŋolo »."""
        return " ".join(part for part in (self.title, self.given_names, self.surname, self.nickname) if part)

    @property
    def sort_name(self) -> str:
        """Return « diarra fatoumata », by which lists are sorted whatever the accents and capitals."""
        return fold(f"{self.surname} {self.given_names}")

    @property
    def initials(self) -> str:
        """Return « FD », where there is no portrait."""
        return f"{self.given_names[:1]}{self.surname[:1]}".upper()

    @property
    def formal_name(self) -> str:
        """Return « Dr Fatoumata DIARRA », as documents print it."""
        return " ".join(part for part in (self.title, self.given_names, self.surname.upper(), self.nickname) if part)

    @property
    def short_name(self) -> str:
        """Return « F. Diarra », as programmes print it."""
        return f"{initials_of(self.given_names)} {self.surname}".strip()

    @property
    def list_name(self) -> str:
        """Return « DIARRA Fatoumata », as lists sort it."""
        return f"{self.surname.upper()} {self.given_names}"

    @property
    def affiliation(self) -> str:
        """Return the structure's short name, or nothing."""
        return self.structure.short if self.structure else ""

    @property
    def actor_name(self) -> str:
        """Return the name the audit log shows when this person acts by a personal link."""
        return self.name


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def keep_searchable(_mapper: Mapper[Any], _connection: object, person: Person) -> None:
    """Keep the folded text by which a person is found in step with the names."""
    person.search = search_text(
        person.given_names,
        person.family_name,
        person.used_name,
        person.known_as,
        person.email,
        person.phone,
        person.order_number,
    )

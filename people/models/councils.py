"""Councils, the structures people come from, and the reference list of specialties."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, Versioned


class Council(Versioned, Base):
    """A council of the Order, or another body that runs events: it owns everything that happens under its name."""

    __tablename__ = "council"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    code: Mapped[str] = mapped_column(String(8), unique=True)
    country: Mapped[str] = mapped_column(String(2))
    city: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    time_zone: Mapped[str] = mapped_column(String(40), default="Africa/Bamako", server_default="Africa/Bamako")
    clock_place: Mapped[str] = mapped_column(default="Bamako", server_default="Bamako")
    currency: Mapped[str] = mapped_column(String(3), default="XOF", server_default="XOF")
    sender_name: Mapped[str | None]
    reply_to: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=90)

    parent: Mapped["Council | None"] = relationship(remote_side="Council.id")

    @property
    def scope(self) -> str:
        """Return the name under which the audit log and the outbox file this council's own affairs."""
        return self.slug


class Structure(Versioned, Base):
    """A hospital, a service, a ministry, a mutual: where people work and who partners are.

    All councils share the list. One that was put together with another keeps its name and leads to the other.
    """

    __tablename__ = "structure"

    name: Mapped[str] = mapped_column(unique=True)
    acronym: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(default="")
    search: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=90)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), info={"stays": True})

    @property
    def short(self) -> str:
        """Return the acronym, or the name when there is none."""
        return self.acronym or self.name


class Specialty(Base):
    """A medical specialty of the reference list."""

    __tablename__ = "specialty"

    code: Mapped[str] = mapped_column(String(8), unique=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]

    def name(self, language: str) -> str:
        """Return the specialty's name in a language."""
        return self.name_en if language == "en" else self.name_fr

"""Series and their editions: what happens, where, when, on which theme, with which modules."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from conference.models.identity import Picture
from conference.states import OVER, PHASE_STEPS, Phase
from core.db import Base, Versioned
from core.typography import ordinal
from people.models import Council, Person, Specialty


class Kind(StrEnum):
    """What sort of event an edition is."""

    SCIENTIFIC_DAYS = "scientific_days"
    WORKSHOP = "workshop"
    CONSULTATION = "consultation"


class Module(StrEnum):
    """A part of the product that an edition switches on; what is off appears in no menu."""

    CALL = "call"
    PROGRAMME = "programme"
    REGISTRATION = "registration"
    FEES = "fees"
    PARTNERS = "partners"
    CERTIFICATES = "certificates"
    WORKING_GROUPS = "working-groups"


class Series(Base):
    """Events of one name that come back, not always every year."""

    __tablename__ = "series"

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    first_year: Mapped[int]

    council: Mapped[Council] = relationship(lazy="joined")

    def name(self, language: str) -> str:
        """Return the series' name in a language."""
        return self.name_en if language == "en" else self.name_fr


class Edition(Versioned, Base):
    """One occurrence of a series."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )
    STEPS = PHASE_STEPS

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    number: Mapped[int]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[Kind]
    title: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="")
    city: Mapped[str]
    nickname: Mapped[str] = mapped_column(default="")
    venue: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    time_zone: Mapped[str] = mapped_column(String(40))
    clock_place: Mapped[str]
    currency: Mapped[str] = mapped_column(String(3), default="XOF")
    modules: Mapped[list[Any]]
    state: Mapped[Phase] = mapped_column(default=Phase.PREPARATION)
    demonstration: Mapped[bool] = mapped_column(default=False)
    accent: Mapped[str | None] = mapped_column(String(7))

    series: Mapped[Series] = relationship(lazy="joined")
    own_crest: Mapped[Picture | None] = relationship(lazy="joined", viewonly=True)
    council_crest: Mapped[Picture | None] = relationship(
        secondary=Series.__table__,
        primaryjoin=lambda: Edition.series_id == Series.id,
        secondaryjoin=lambda: Series.council_id == Picture.council_id,
        lazy="joined",
        uselist=False,
        viewonly=True,
    )

    @property
    def scope(self) -> str:
        """Return the name under which the audit log and the outbox file this edition."""
        return self.slug

    @property
    def council(self) -> Council:
        """Return the council this edition belongs to."""
        return self.series.council

    @property
    def crest(self) -> Picture | None:
        """Return the crest to show beside our mark: the edition's own, or its council's."""
        return self.own_crest or self.council_crest

    def name(self, language: str) -> str:
        """Return « 7es Journées scientifiques de Ségou », or the title when it has one of its own."""
        if self.title:
            return self.title
        days = self.kind is Kind.SCIENTIFIC_DAYS  # « journées »: feminine, and several
        rank = ordinal(self.number, feminine=days, plural=days, language=language)
        return f"{rank} {self.series.name(language)}"

    def has(self, module: Module) -> bool:
        """Tell whether a module is switched on."""
        return module in self.modules

    @property
    def is_over(self) -> bool:
        """Tell whether the days have been held: nobody registers any more, what was delivered is attested."""
        return self.state in OVER

    @property
    def days(self) -> list[date]:
        """Return the dates of the edition, first to last."""
        return list(self._dates())

    def _dates(self) -> Iterator[date]:
        day = self.starts_on
        while day <= self.ends_on:
            yield day
            day += timedelta(days=1)


class OfEdition:
    """A row of one edition: its council and its committee see it, and the audit log files it there."""

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))

    @declared_attr
    def edition(cls) -> Mapped[Edition]:  # noqa: N805 - SQLAlchemy passes the class
        """Return the edition."""
        return relationship()

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.edition.slug


class HalfDay(Base):
    """A morning or an afternoon of an edition: the unit of attendance."""

    __tablename__ = "half_day"
    __table_args__ = (UniqueConstraint("edition_id", "starts_at"), CheckConstraint("minutes > 0", name="has_minutes"))

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_morning: Mapped[bool]
    minutes: Mapped[int]


class EditionSpecialty(OfEdition, Base):
    """A specialty practised in the region at the time of an edition, and who speaks for it before the committee."""

    __tablename__ = "edition_specialty"
    __table_args__ = (UniqueConstraint("edition_id", "specialty_id"),)

    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id"))
    referent_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    specialty: Mapped[Specialty] = relationship(lazy="joined")
    referent: Mapped[Person | None] = relationship()

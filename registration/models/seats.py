"""Seats: who may come at which price, how many, and who does."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models import OfEdition
from core.db import Base, Versioned
from people.models import Person
from registration.states import SEAT_STEPS, SeatState


class Quota(Base):
    """Seats that can run out; taken by a conditional UPDATE, guarded by a CHECK."""

    __tablename__ = "quota"
    __table_args__ = (CheckConstraint("used >= 0 AND used <= capacity", name="used_within_capacity"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    name: Mapped[str]
    capacity: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)


class Category(Base):
    """A kind of participant: its colour on the badge, the seats it draws on."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str] = mapped_column(String(40))
    name_fr: Mapped[str]
    name_en: Mapped[str]
    colour: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    quota_id: Mapped[int] = mapped_column(ForeignKey("quota.id"))

    quota: Mapped[Quota] = relationship()
    tariffs: Mapped[list["Tariff"]] = relationship(back_populates="category", order_by="Tariff.applies_from")

    def name(self, language: str) -> str:
        """Return the category's name in a language."""
        return self.name_en if language == "en" else self.name_fr

    def tariff_at(self, moment: datetime) -> "Tariff | None":
        """Return the tariff that applies at a moment: the last one begun."""
        begun = [tariff for tariff in self.tariffs if tariff.applies_from <= moment]
        return begun[-1] if begun else None


class Tariff(Base):
    """What a category pays from a moment on, in the currency's smallest unit."""

    __tablename__ = "tariff"
    __table_args__ = (
        UniqueConstraint("category_id", "applies_from"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    amount: Mapped[int]
    applies_from: Mapped[datetime]

    category: Mapped[Category] = relationship(back_populates="tariffs")


class Registration(OfEdition, Versioned, Base):
    """One person's place in one edition."""

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_edition_state", "edition_id", "state"),
        Index(
            "uq_registration_seat",
            "edition_id",
            "person_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_date"),
    )
    STEPS = SEAT_STEPS

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[SeatState] = mapped_column(default=SeatState.PRE_REGISTERED)
    registered_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    on_site: Mapped[bool] = mapped_column(default=False)
    synthetic: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(lazy="joined")
    category: Mapped[Category] = relationship(lazy="joined")

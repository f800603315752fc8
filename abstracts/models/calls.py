"""The call for communications: its window and its rules, all data; and the rules it had before."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.rules import KEPT, Rules, Template, rules_of
from abstracts.models.usual import DECLARATIONS, WISHES
from conference.models import Edition, OfEdition
from core.db import Base, Versioned
from core.personal import PERSONAL

SECOND = timedelta(seconds=1)


class Blindness(StrEnum):
    """Who is hidden from whom while abstracts are read: both, the reviewers only, nobody."""

    DOUBLE = "double"
    SINGLE = "single"
    OPEN = "open"


class Call(OfEdition, Versioned, Base):
    """What an edition asks authors for, and until when, to the second, by the clock of the place."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("most_words > 0 AND most_per_author > 0", name="limits"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), unique=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    corrections_until: Mapped[datetime | None]
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    most_words: Mapped[int] = mapped_column(default=300)
    most_title_characters: Mapped[int] = mapped_column(default=200)
    fewest_keywords: Mapped[int] = mapped_column(default=3)
    most_keywords: Mapped[int] = mapped_column(default=5)
    most_per_author: Mapped[int] = mapped_column(default=3)
    most_files: Mapped[int] = mapped_column(default=0, server_default="0", sort_order=91)
    templates: Mapped[list[Any]]
    wishes: Mapped[list[Any]] = mapped_column(default=lambda: list(WISHES), nullable=True)
    declarations: Mapped[list[Any]] = mapped_column(default=lambda: list(DECLARATIONS), nullable=True)
    questions: Mapped[list[Any]] = mapped_column(default=list, nullable=True)
    themes: Mapped[list[Any]] = mapped_column(default=list, nullable=True)
    grid: Mapped[list[Any]]
    blindness: Mapped[Blindness] = mapped_column(default=Blindness.DOUBLE, server_default="double")
    readers: Mapped[int] = mapped_column(default=3, server_default="3")
    most_readings: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=90)

    edition: Mapped[Edition] = relationship(lazy="joined")
    versions: Mapped[list["CallVersion"]] = relationship(back_populates="call", order_by="CallVersion.number")

    @property
    def deadline(self) -> datetime:
        """Return the last second in which an abstract is in time, as people are told it."""
        return self.closes_at - SECOND

    @property
    def last_correction(self) -> datetime | None:
        """Return the last second in which corrections are in time, as people are told it."""
        return self.corrections_until and self.corrections_until - SECOND

    def is_open(self, moment: datetime) -> bool:
        """Tell whether an abstract sent at this moment is in time: the last second counts."""
        return self.opens_at <= moment < self.closes_at

    @property
    def rules(self) -> Rules:
        """Return the rules in force."""
        return rules_of(self.number, self.kept_rules())

    def kept_rules(self) -> dict[str, Any]:
        """Return the rules in force as they are kept."""
        return {name: getattr(self, name) for name in KEPT}

    def rules_under(self, number: int) -> Rules:
        """Return the rules that had a number: those in force, or those that an abstract was sent under."""
        if number == self.number:
            return self.rules
        return next((rules_of(number, each.rules) for each in self.versions if each.number == number), self.rules)

    def template(self, key: str) -> Template | None:
        """Return one of the call's kinds of text by its key."""
        return self.rules.template(key)


class CallVersion(Base):
    """The rules a call had before somebody changed them, when abstracts had been sent under them."""

    __tablename__ = "call_version"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    number: Mapped[int]
    rules: Mapped[dict[str, Any]]
    until: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(info=PERSONAL)

    call: Mapped[Call] = relationship(back_populates="versions")

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.call.scope

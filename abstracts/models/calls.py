"""The call for communications: its window, its limits, its templates and its reviewing grid, all data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models import Edition
from core.db import Base


@dataclass(frozen=True)
class Section:
    """One section of a template, with its name in both languages."""

    key: str
    label_fr: str
    label_en: str

    def label(self, language: str) -> str:
        """Return the section's name in a language."""
        return self.label_en if language == "en" else self.label_fr


@dataclass(frozen=True)
class Template:
    """The sections an abstract of one kind is made of."""

    key: str
    label_fr: str
    label_en: str
    sections: tuple[Section, ...]

    def label(self, language: str) -> str:
        """Return the template's name in a language."""
        return self.label_en if language == "en" else self.label_fr


class Blindness(StrEnum):
    """Who is hidden from whom while abstracts are read: both, the reviewers only, nobody."""

    DOUBLE = "double"
    SINGLE = "single"
    OPEN = "open"


class Call(Base):
    """What an edition asks authors for, and until when, to the second, by the clock of the place."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("most_words > 0 AND most_per_author > 0", name="limits"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), unique=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    most_words: Mapped[int] = mapped_column(default=300)
    most_title_characters: Mapped[int] = mapped_column(default=200)
    fewest_keywords: Mapped[int] = mapped_column(default=3)
    most_keywords: Mapped[int] = mapped_column(default=5)
    most_per_author: Mapped[int] = mapped_column(default=3)
    templates: Mapped[list[Any]]
    grid: Mapped[list[Any]]
    blindness: Mapped[Blindness] = mapped_column(default=Blindness.DOUBLE, server_default="double")
    readers: Mapped[int] = mapped_column(default=3, server_default="3")
    most_readings: Mapped[int | None]

    edition: Mapped[Edition] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.edition.slug

    @property
    def deadline(self) -> datetime:
        """Return the last second in which an abstract is in time, as people are told it."""
        return self.closes_at - timedelta(seconds=1)

    def is_open(self, moment: datetime) -> bool:
        """Tell whether an abstract sent at this moment is in time: the last second counts."""
        return self.opens_at <= moment < self.closes_at

    def template(self, key: str) -> Template | None:
        """Return one of the call's templates by its key."""
        return next((template for template in self.all_templates() if template.key == key), None)

    def all_templates(self) -> list[Template]:
        """Return the templates an author may choose from."""
        return [
            Template(
                row["key"], row["label_fr"], row["label_en"], tuple(Section(**section) for section in row["sections"])
            )
            for row in self.templates
        ]

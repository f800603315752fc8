"""The book of abstracts: the words that open it, and what it said when it was frozen."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference.models import OfEdition
from core.db import Base, Versioned
from core.personal import PERSONAL


class WelcomePlace(StrEnum):
    """Who welcomes the reader, in the order of the book."""

    COUNCIL = "council"
    COMMISSION = "commission"
    SCIENTIFIC = "scientific"


class Welcome(OfEdition, Versioned, Base):
    """The words by which somebody opens the book: of the council, the commission or the scientific committee."""

    __tablename__ = "welcome"
    __table_args__ = (UniqueConstraint("edition_id", "place"),)

    place: Mapped[WelcomePlace]
    name: Mapped[str] = mapped_column(default="")
    function: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")


class FrozenBook(OfEdition, Base):
    """The codes and texts of the book as they went to the printer; what changes afterwards is an erratum."""

    __tablename__ = "frozen_book"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    number: Mapped[int]
    release_number: Mapped[int]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str] = mapped_column(info=PERSONAL)
    entries: Mapped[list[Any]] = mapped_column(info=PERSONAL)

"""Tokens: with one, a program reads in the name of an account what its holder may read, and no more than it is for."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.audit import SECRET
from core.db import Base
from people.models.accounts import User


class Scope(StrEnum):
    """What a token can be made for; its holder's roles allow it as well, or it opens nothing."""

    PEOPLE = "people"
    REGISTER = "register"
    PROGRAMME = "programme"


class Token(Base):
    """A token of an account, of which only a fingerprint is kept; `confirmed` when a second factor was given for it."""

    __tablename__ = "token"
    __table_args__ = (Index("ix_token_user", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[Any]]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    confirmed: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")

    scope = ""

    @property
    def last_day(self) -> date:
        """Return the last day on which this token opens anything."""
        return (self.ends_at - timedelta(microseconds=1)).date()

    def is_over(self, moment: datetime) -> bool:
        """Tell whether this token opens nothing any more."""
        return self.ends_at <= moment

"""What proves who somebody is: browsers signed in, second factors, and keys that open an account once."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from people.models.accounts import User


class Reach(StrEnum):
    """How much a browser that is signed in can do, and so how long it stays signed in."""

    OWN = "own"
    WORK = "work"
    POWER = "power"


IDLE = {Reach.OWN: timedelta(days=14), Reach.WORK: timedelta(hours=12), Reach.POWER: timedelta(hours=2)}
LONGEST = {Reach.OWN: timedelta(days=60), Reach.WORK: timedelta(days=7), Reach.POWER: timedelta(hours=12)}


class SignIn(Base):
    """One browser in which an account is signed in; ended, it is worth nothing.

    One that awaits a code has given the password only, and is not signed in yet.
    """

    __tablename__ = "sign_in"
    is_audited = False
    __table_args__ = (Index("ix_sign_in_user", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    awaits_code: Mapped[bool] = mapped_column(default=False)
    reach: Mapped[Reach] = mapped_column(default=Reach.OWN)
    browser: Mapped[str] = mapped_column(String(60), default="")

    user: Mapped[User] = relationship(lazy="joined")

    scope = ""

    def is_over(self, moment: datetime) -> bool:
        """Tell whether this browser is signed out by now: ended, left alone too long, or signed in for too long."""
        if self.ended_at is not None and self.ended_at <= moment:
            return True
        return moment > self.seen_at + IDLE[self.reach] or moment > self.began_at + LONGEST[self.reach]


class SecondFactor(Base):
    """The application on a phone that shows a new code every thirty seconds; its secret is sealed."""

    __tablename__ = "second_factor"
    is_audited = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    secret: Mapped[str]
    last_step: Mapped[int]
    since: Mapped[datetime]


class RecoveryCode(Base):
    """A code on paper that stands for the phone once; only a fingerprint is kept."""

    __tablename__ = "recovery_code"
    is_audited = False
    __table_args__ = (Index("ix_recovery_code_user", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class KeyKind(StrEnum):
    """What an account is opened with when there is no password."""

    LINK = "link"
    CODE = "code"
    INVITATION = "invitation"


class AccountKey(Base):
    """A link or a code that opens an account once, to choose a new password; only a fingerprint is kept."""

    __tablename__ = "account_key"
    is_audited = False
    __table_args__ = (Index("ix_account_key_user", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[KeyKind]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")

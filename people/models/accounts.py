"""Accounts, and the roles they hold."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.audit import SECRET
from core.db import Base
from people.models.councils import Council
from people.models.persons import Person


class Role(StrEnum):
    """What somebody may be asked to do, for a council or for one edition."""

    ADMINISTRATOR = "administrator"
    PRESIDENT = "president"
    SECRETARY_GENERAL = "secretary-general"
    CHAIR = "chair"
    REVIEWER = "reviewer"
    SCHEDULER = "scheduler"
    TREASURER = "treasurer"
    DESK = "desk"
    ROOM_SECRETARY = "room-secretary"
    FACILITATOR = "facilitator"
    PARTNER = "partner"
    AUTHORITY = "authority"


class User(UserMixin, Base):
    """An account: somebody who signs in. Several accounts may share one e-mail address."""

    __tablename__ = "user_account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    password_hash: Mapped[str] = mapped_column(info=SECRET)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")

    scope = ""

    @property
    def actor_id(self) -> int:
        """Return the number the audit log keeps."""
        return self.id

    @property
    def actor_name(self) -> str:
        """Return the name the audit log shows."""
        return self.person.name


class RoleHeld(Base):
    """A role held over a whole council, or over one of its editions only, until it ends.

    `edition_id` points at a table above by name only: people never imports conference.
    """

    __tablename__ = "role_held"
    __table_args__ = (Index("ix_role_held_user", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role]
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    council: Mapped[Council] = relationship()

    @property
    def last_day(self) -> date | None:
        """Return the last day on which this role is held, when it ends."""
        return (self.until - timedelta(microseconds=1)).date() if self.until else None

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug

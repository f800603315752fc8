"""What was done, by whom: one line in the caller's transaction, never changed afterwards."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Base, db
from core.logs import request_id


class Actor(Protocol):
    """Whoever acts: somebody signed in, somebody holding a personal link, or the system itself."""

    @property
    def actor_id(self) -> int | None:
        """Return the account's number, if there is one."""

    @property
    def actor_name(self) -> str:
        """Return the name the log shows."""


class System:
    """The application itself, when a rule or a command acts and no person does."""

    actor_id = None
    actor_name = "Balanzan"


SYSTEM = System()


class AuditEntry(Base):
    """One thing that was done to one object."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_kind", "object_id"),)

    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    action: Mapped[str] = mapped_column(String(80))
    object_kind: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    scope: Mapped[str] = mapped_column(String(80), index=True)
    facts: Mapped[dict[str, Any]]
    request_id: Mapped[str] = mapped_column(String(40))


def log(subject: Base, action: str, *, by: Actor, **facts: Any) -> None:
    """Write down that somebody did something to an object; facts are plain values, `old`/`new` for changes."""
    db.session.flush()
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor_id=by.actor_id,
            actor_name=by.actor_name,
            action=action,
            object_kind=subject.__tablename__,
            object_id=subject.id,
            scope=getattr(subject, "scope", ""),
            facts=facts,
            request_id=request_id(),
        )
    )

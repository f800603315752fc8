"""What was done, by whom, and what it changed: one line in the caller's transaction, never changed afterwards.

A line carries a code (HMAC) that only this installation can compute; `core/seals.py` chains the lines and says when one
was changed, added or taken away behind the application's back.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, event, insert, inspect
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from core import clock
from core.db import Base, db
from core.logs import request_id

SECRET = {"secret": True}  # mapped_column(info=SECRET): the log says that it changed, never from what to what
UNSAID = frozenset({"version", "search", "sort_name", "weighed"})
HIDDEN = "•"
NOTICED, ACTOR, LINES = "changes noticed", "who acts", "lines to write"
CHANGED = "changed"
Change = list[Any]  # before, after


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
    """One thing that was done to one object, and each of its columns that changed: before and after."""

    __tablename__ = "audit_entry"
    is_audited = False
    __table_args__ = (
        Index("ix_audit_entry_object", "object_kind", "object_id"),
        Index("ix_audit_entry_seal_id", "seal_id"),
    )

    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    action: Mapped[str] = mapped_column(String(80))
    object_kind: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    scope: Mapped[str] = mapped_column(String(80), index=True)
    facts: Mapped[dict[str, Any]]
    request_id: Mapped[str] = mapped_column(String(40))
    changes: Mapped[dict[str, Any] | None] = mapped_column(default=dict)
    serial: Mapped[str | None] = mapped_column(String(32), unique=True)
    mac: Mapped[str | None] = mapped_column(String(64))
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("audit_seal.id"))

    def code(self) -> str:
        """Return the code of what this line says, which only this installation can compute."""
        said = [
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            *(self.actor_id, self.actor_name, self.action, self.object_kind, self.object_id, self.scope),
            *(self.facts, self.changes, self.request_id, self.serial),
        ]
        return coded(json.dumps(said, ensure_ascii=False, sort_keys=True))


WRITTEN = [column.key for column in AuditEntry.__table__.columns if column.key not in ("id", "seal_id")]


def coded(text: str) -> str:
    """Return the code of a text, which only this installation can compute."""
    return hmac.new(current_app.extensions["audit_key"], text.encode(), hashlib.sha256).hexdigest()


def log(subject: Base, action: str, *, by: Actor, **facts: Any) -> None:
    """Write down that somebody did something to an object; facts are plain values.

    What the object's columns were before this transaction and are now is written beside them, without being asked for.
    """
    log_each([subject], action, by=by, **facts)


def log_each(subjects: Iterable[Base], action: str, *, by: Actor, **facts: Any) -> None:
    """Write down that somebody did the same to several objects, as `log` does for one."""
    db.session.flush()
    log_new(subjects, action, by=by, **facts)


def log_new(subjects: Iterable[Base], action: str, *, by: Actor, **facts: Any) -> None:
    """Write down that somebody made objects, as `log` does, without having the database number them before the rest."""
    session = db.session()
    session.info[ACTOR] = by
    for subject in subjects:
        write(session, subject, action, by, plain(facts))


def write(session: Session, subject: Base, action: str, by: Actor, facts: dict[str, Any]) -> None:
    """Note a line, with what was noticed of its object; all lines of a transaction are written together at its end."""
    entry = AuditEntry(
        at=clock.now(),
        actor_id=by.actor_id,
        actor_name=by.actor_name,
        action=action,
        object_kind=subject.__tablename__,
        facts=facts,
        changes=session.info.get(NOTICED, {}).pop(subject, {}),
        request_id=request_id(),
        serial=secrets.token_hex(16),
    )
    line = Line(entry, subject, session.get_nested_transaction())
    if inspect(subject).has_identity:
        line.name()
    session.info.setdefault(LINES, []).append(line)


@dataclass(frozen=True)
class Line:
    """A line to be written, of which object, and the savepoint it stands and falls with."""

    entry: AuditEntry
    subject: Any
    savepoint: SessionTransaction | None

    def name(self) -> None:
        """Say by its number and its place which object the line is about, as soon as it has one."""
        self.entry.object_id = self.subject.id
        self.entry.scope = getattr(self.subject, "scope", "")

    def values(self) -> dict[str, Any]:
        """Return the line as the database keeps it, with its code."""
        if not self.entry.object_id:
            self.name()
        self.entry.mac = self.entry.code()
        return {name: getattr(self.entry, name) for name in WRITTEN}

    def falls_with(self, undone: SessionTransaction) -> bool:
        """Tell whether what it says was taken back along with a savepoint."""
        inner = self.savepoint
        while inner is not None and inner is not undone:
            inner = inner.parent
        return inner is undone


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@event.listens_for(Session, "after_flush")
def notice(session: Session, _context: object) -> None:
    """Remember what every changed row was before, until the line that names it is written."""
    noticed: dict[Base, dict[str, Change]] = session.info.setdefault(NOTICED, {})
    for row in session.dirty:
        if not row.is_audited:
            continue
        for name, (old, new) in changes_of(row):
            changes = noticed.setdefault(row, {})
            changes[name] = [changes[name][0] if name in changes else old, new]


def changes_of(row: Any) -> list[tuple[str, tuple[Any, Any]]]:
    """Return the columns of a row that changed since it was read, each before and after."""
    state = inspect(row)
    found = []
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if history.has_changes() and column.key not in UNSAID:
            old, new = (values[0] if values else None for values in (history.deleted, history.added))
            is_secret = "secret" in column.columns[0].info
            found.append((column.key, (HIDDEN, HIDDEN) if is_secret else (plain(old), plain(new))))
    return found


@event.listens_for(Session, "before_commit")
def leave_nothing_out(session: Session) -> None:
    """Write the lines, and one more for each object that changed beside those of which somebody wrote one."""
    session.flush()
    if session.in_nested_transaction():
        return
    by: Actor | None = session.info.get(ACTOR)
    if by is not None:
        for row in list(session.info.get(NOTICED, {})):
            write(session, row, CHANGED, by, {})
    if lines := session.info.pop(LINES, []):
        statement = insert(AuditEntry).execution_options(
            render_nulls=True
        )  # else each set of columns is one of its own
        session.execute(statement, [line.values() for line in lines])


@event.listens_for(Session, "after_commit")
def forget(session: Session) -> None:
    """Forget what was noticed in a transaction that is over."""
    if not session.in_nested_transaction():
        for name in (NOTICED, ACTOR, LINES):
            session.info.pop(name, None)


@event.listens_for(Session, "after_soft_rollback")
def forget_undone(session: Session, undone: SessionTransaction) -> None:
    """Forget what was noticed in a transaction or a savepoint that was taken back; lines from before it stay."""
    session.info.pop(NOTICED, None)
    if undone.nested:
        session.info[LINES] = [line for line in session.info.get(LINES, []) if not line.falls_with(undone)]
    else:
        forget(session)

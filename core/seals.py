"""The seals of the audit log: what tells that a line was changed, added or taken away through the database.

Every minute the worker seals the new lines: a seal counts them and chains their codes to the seal before. The newest
seal is written down outside the database as well, so that cutting the end off the log shows too. Whoever has the
database but not this installation's folder cannot make a line or a seal that holds.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.audit import AuditEntry, coded
from core.db import Base, db, transaction
from core.files import write_durably
from core.tokens import UnusableKeys

MOST_SEALED = 10_000


class AuditSeal(Base):
    """The seal on some lines of the log; it names the seal before, and no other can."""

    __tablename__ = "audit_seal"
    is_audited = False

    previous_id: Mapped[int | None] = mapped_column(ForeignKey("audit_seal.id"), unique=True)
    at: Mapped[datetime]
    count: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))

    def chained(self, before: "AuditSeal | None", entries: Sequence[AuditEntry]) -> str:
        """Return what chains some lines, in their order, to the seal before."""
        said = [before.head if before else "", self.at.astimezone(UTC).isoformat(timespec="microseconds")]
        return coded("\n".join([*said, *(f"{entry.id} {entry.code()}" for entry in entries)]))


def seal() -> int:
    """Seal the lines that are not sealed yet; return how many. When two do so at once, one finds nothing to do."""
    try:
        with transaction() as session:
            statement = select(AuditEntry).filter_by(seal_id=None).order_by(AuditEntry.id).limit(MOST_SEALED)
            entries = session.scalars(statement).all()
            if not entries:
                return 0
            before = newest()
            made = AuditSeal(previous_id=before.id if before else None, at=clock.now(), count=len(entries))
            made.head = made.chained(before, entries)
            session.add(made)
            session.flush()
            session.execute(
                update(AuditEntry).where(AuditEntry.id.in_([entry.id for entry in entries])).values(seal_id=made.id)
            )
    except IntegrityError:
        return 0
    note_down(made)
    return made.count


def newest() -> AuditSeal | None:
    """Return the last seal."""
    return db.session.scalar(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))


# ── Verifying ───────────────────────────────────────────────────────────────────────────────────────────────────────


def broken() -> Iterator[str]:
    """Yield everything that shows that the log was changed behind the application's back."""
    previous: AuditSeal | None = None
    for made in db.session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        if made.previous_id != (previous.id if previous else None):
            yield f"a seal before seal {made.id} is missing"
        yield from broken_lines(made, previous)
        previous = made
    for entry in db.session.scalars(select(AuditEntry).filter_by(seal_id=None)):
        if entry.mac != entry.code() and (previous or entry.mac):
            yield f"line {entry.id}, not sealed yet, was changed or added"
    yield from cut_off(previous)


def broken_lines(made: AuditSeal, previous: AuditSeal | None) -> Iterator[str]:
    """Yield what is wrong with the lines under one seal; the first may hold lines older than codes."""
    entries = db.session.scalars(select(AuditEntry).filter_by(seal_id=made.id).order_by(AuditEntry.id)).all()
    if len(entries) != made.count:
        yield f"seal {made.id} of {made.at:%Y-%m-%d %H:%M} counted {made.count} lines, {len(entries)} are there"
    wrong = [entry.id for entry in entries if entry.mac != entry.code() and (previous or entry.mac)]
    if wrong:
        yield from (f"line {number} was changed or added" for number in wrong)
    elif len(entries) == made.count and made.head != made.chained(previous, entries):
        yield f"the lines under seal {made.id} of {made.at:%Y-%m-%d %H:%M} were changed, exchanged or reordered"


def cut_off(last: AuditSeal | None) -> Iterator[str]:
    """Yield a sentence when the log ends before the last seal that was written down outside the database."""
    path = heads_path()
    if not path.exists():
        if last is not None:
            yield f"{path.name} is missing, so nobody can tell whether the end of the log was cut off"
        return
    number, head = path.read_text(encoding="ascii").split()
    if last is None or last.id < int(number):
        yield f"the log was cut off: seal {number} was written down and is not there"
    elif last.id == int(number) and last.head != head:
        yield f"seal {number} is not the one that was written down"


def unsealed() -> int:
    """Return how many lines wait for the next seal. One query."""
    return db.session.scalar(select(func.count(AuditEntry.id)).filter_by(seal_id=None)) or 0


# ── Outside the database ────────────────────────────────────────────────────────────────────────────────────────────


def heads_path() -> Path:
    """Return where the newest seal is written down."""
    folder: Path = current_app.config["BALANZAN"].instance
    return folder / "audit.head"


def note_down(made: AuditSeal) -> None:
    """Write a seal down outside the database, and in the log of this process."""
    write_durably(heads_path(), f"{made.id} {made.head}\n".encode())
    current_app.logger.info("audit seal %s on %s lines: %s", made.id, made.count, made.head)


def key_at(path: Path) -> bytes:
    """Return the key of this installation's codes, made by whoever comes first and read by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=path.parent) as draft:
            draft.write(secrets.token_bytes(32))
            draft.flush()
            os.fsync(draft.fileno())
            with suppress(FileExistsError):
                os.link(draft.name, path)
    if path.stat().st_mode & 0o077:
        raise UnusableKeys(f"The key {path} can be read by others than its owner. Run: chmod 600 {path}")
    return path.read_bytes()


def install(app: Flask, folder: Path) -> None:
    """Give an application the key of its audit log, and its worker the sealing."""
    app.extensions["audit_key"] = key_at(folder / "audit.key")

    def sealing() -> None:
        with app.app_context():
            seal()

    app.extensions["huey"].huey.periodic_task(lambda _moment: True, name="seal")(sealing)

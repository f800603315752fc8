"""What is held on somebody: each package says its part, and does its part when it is to go.

A package hands over one `Part` at start. Pages, the file somebody takes away, the erasure and the notice are made of
the same parts, so that none of them says what another does not do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Column, Table, delete, exists, select

from core import clock
from core.db import Base, after_commit, db
from core.files import StoredFile

PERSONAL = {"personal": True}  # mapped_column(info=PERSONAL): says something of somebody without a reference to them
Facts = dict[str, str]


@dataclass(frozen=True)
class Held:
    """What is held on somebody under one heading, in words; what an erasure takes of it, and what stays and why."""

    title: str
    tables: tuple[str, ...]
    items: Sequence[Facts]
    goes: str = ""
    stays: str = ""
    files: Sequence[tuple[str, StoredFile]] = ()


@dataclass(frozen=True)
class Processing:
    """One purpose for which data is kept: which data, of whom, on which ground, for whose eyes, how long."""

    purpose: str
    data: str
    concerned: str
    ground: str
    readers: str
    kept: str


@dataclass(frozen=True)
class Rule:
    """What goes by itself once it is old: `find` names the rows that are too old at a moment, `drop` takes them."""

    key: str
    what: object  # a sentence, said in the reader's language
    kept_for: timedelta
    source: str
    find: Callable[[datetime], Sequence[int]]
    drop: Callable[[Sequence[int]], None]

    def due(self) -> Sequence[int]:
        """Return the rows that are too old now."""
        return self.find(clock.now() - self.kept_for)


def nothing(*_subject: Any) -> Iterator[Any]:
    """Offer nothing."""
    yield from ()


@dataclass(frozen=True)
class Part:
    """What one package does about what it holds on people."""

    held: Callable[[Any], Iterable[Held]] = nothing
    objections: Callable[[Any], Iterable[str]] = nothing
    erase: Callable[[Any], None] = lambda _erasure: None
    processing: Callable[[], Iterable[Processing]] = nothing
    rules: Sequence[Rule] = field(default=())


def parts() -> tuple[Part, ...]:
    """Return the parts of all packages, the lowest first."""
    found: tuple[Part, ...] = current_app.extensions["personal"]
    return found


def held_on(somebody: Any) -> list[Held]:
    """Return all that is held on somebody, the empty headings too."""
    return [held for part in parts() for held in part.held(somebody)]


def all_processing() -> list[Processing]:
    """Return every purpose for which data is kept."""
    return [each for part in parts() for each in part.processing()]


def all_rules() -> list[Rule]:
    """Return every rule by which something goes by itself."""
    return [rule for part in parts() for rule in part.rules]


def install(app: Flask, given: Iterable[Part]) -> None:
    """Hand an application what its packages do about what they hold on people."""
    app.extensions["personal"] = tuple(given)


# ── Taking rows and files away ──────────────────────────────────────────────────────────────────────────────────────


def texts_of(table: Table, *, but: Iterable[str] = ()) -> list[str]:
    """Return the names of the columns of a table in which somebody's words may stand."""
    left = set(but)
    return [
        column.name
        for column in table.columns
        if column.type.python_type is str and not hasattr(column.type, "enum_class") and column.name not in left
    ]


def delete_with_all(table: Table, numbers: Sequence[int]) -> None:
    """Take rows away, and before them whatever stands on them, in any table."""
    if not numbers:
        return
    for column in columns_pointing_at(table):
        below = column.table
        assert isinstance(below, Table)  # noqa: S101 - a column of the metadata belongs to a table
        delete_with_all(below, list(db.session.scalars(select(below.c.id).where(column.in_(numbers)))))
    db.session.execute(delete(table).where(table.c.id.in_(numbers)))


def columns_pointing_at(*tables: Table) -> Iterator[Column[Any]]:
    """Give every column of any table that points at the rows of some."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(column.references(each.c.id) for each in tables):
                yield column


def forget_file(stored: StoredFile) -> None:
    """Take a file away once nothing points at it; its bytes go when that is durable."""
    kept_by = [db.session.scalar(select(exists().where(column == stored.id))) for column in _pointing_at_files()]
    if not any(kept_by):
        db.session.execute(delete(StoredFile).where(StoredFile.id == stored.id))
        after_commit(lambda: stored.path.unlink(missing_ok=True))


def _pointing_at_files() -> Iterator[Column[Any]]:
    table = StoredFile.__table__
    assert isinstance(table, Table)  # noqa: S101 - the same
    return columns_pointing_at(table)

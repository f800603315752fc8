"""Rows that follow when two records become one, and return when they are two again.

Every row of any package that points at the record that goes follows to the one that stays: the tables are asked, not
listed. What stays with a record says so on its column (`info={"stays": True}`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Column, Index, Table, and_, delete, exists, insert, select, text, update
from sqlalchemy.sql.schema import ColumnCollectionConstraint, UniqueConstraint
from sqlalchemy.types import TypeDecorator

from core import clock
from core.audit import Actor
from core.db import Base, db
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Merge, StructureMerge
from people.queries.duplicates import DAYS_TO_UNDO


@dataclass
class Trace:
    """What a merge does to rows, written down so that it can be undone."""

    moved: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


def follow(column: Column[Any], kept_id: int, gone_id: int, trace: Trace) -> None:
    """Have the rows of a table follow; a row that would say what one of the kept row says is dropped."""
    table = column.table
    assert isinstance(table, Table)  # noqa: S101 - a column of the metadata belongs to a table
    for row in _said_twice(table, column, kept_id, gone_id):
        _refuse_referred(table, row["id"])
        trace.dropped.append({"table": table.name, "row": {name: as_written(value) for name, value in row.items()}})
        db.session.execute(delete(table).where(table.c.id == row["id"]))
    rows: list[int] = list(db.session.scalars(select(table.c.id).where(column == gone_id).order_by(table.c.id)))
    trace.moved += [{"table": table.name, "column": column.name, "id": number} for number in rows]
    db.session.execute(update(table).where(column == gone_id).values({column.name: kept_id}))


def _said_twice(table: Table, column: Column[Any], kept_id: int, gone_id: int) -> list[Mapping[str, Any]]:
    """Return the rows of the one that goes beside which a row of the kept one leaves no place."""
    found: dict[int, Mapping[str, Any]] = {}
    for others, condition in _unique_with(table, column):
        own = table.alias()
        same = [own.c[name] == table.c[name] for name in others]
        only = [text(condition)] if condition else []  # in each place it speaks of the nearest row
        taken = exists().where(own.c[column.name] == kept_id, *same, *only)
        statement = select(table).where(column == gone_id, taken, *only)
        found |= {row["id"]: row for row in db.session.execute(statement).mappings()}
    return list(found.values())


def _unique_with(table: Table, column: Column[Any]) -> Iterator[tuple[list[str], str]]:
    """Give the other columns of each rule that something may stand in a table once, and the rule's condition."""
    rules: list[ColumnCollectionConstraint | Index] = [
        rule for rule in table.constraints if isinstance(rule, UniqueConstraint)
    ]
    rules += [index for index in table.indexes if index.unique]
    for rule in rules:
        names = [each.name for each in rule.columns]
        if column.name in names:
            where = rule.dialect_options["sqlite"].get("where") if isinstance(rule, Index) else None
            yield [name for name in names if name != column.name], str(where) if where is not None else ""


def _refuse_referred(table: Table, number: int) -> None:
    """Refuse to drop a row on which others stand."""
    for other in Base.metadata.sorted_tables:
        for column in other.columns:
            if column.references(table.c.id) and db.session.scalar(select(exists().where(column == number))):
                raise Refused(
                    _("Both have done the same thing in one place; it must be settled there first."), code="both-did"
                )


def hold(*rows: Any) -> None:
    """Have some rows of a table alone until the transaction ends, in one order whoever asks; see them as they are."""
    table = type(rows[0])
    numbers = [row.id for row in rows]
    db.session.execute(select(table.id).where(table.id.in_(numbers)).order_by(table.id).with_for_update())
    for row in rows:
        db.session.refresh(row)


def hold_to_undo(done: Merge | StructureMerge) -> None:
    """Have both rows of a merge alone, to take them apart; refuse what is apart already, too old, or merged further."""
    hold(done.kept, done.gone)
    db.session.refresh(done)
    if done.undone_at is not None:
        raise Refused(_("These two records are apart again already."), code="undone")
    if clock.now() > done.at + timedelta(days=DAYS_TO_UNDO):
        raise Refused(
            _("Thirty days have passed since these records were put together; it can no longer be undone."),
            code="too-late",
        )
    if done.kept.merged_into_id is not None:
        raise Refused(_("The kept record was itself put together with another since: undo that first."), code="merged")


def return_rows(done: Merge | StructureMerge, *, by: Actor) -> None:
    """Return each row to where it was before two became one; what was done since stays."""
    done.gone.merged_into_id = None
    db.session.flush()
    for step in done.moved:
        _move_back(step, done.kept.id, done.gone.id)
    for step in done.dropped:
        _put_back(step)
    done.undone_at, done.undone_by = clock.now(), by.actor_name


def _move_back(step: Mapping[str, Any], kept_id: int, gone_id: int) -> None:
    """Return a row to what it came from, if it is still where the merge put it."""
    table = Base.metadata.tables[step["table"]]
    column = table.c[step["column"]]
    statement = update(table).where(and_(table.c.id == step["id"], column == kept_id))
    db.session.execute(statement.values({step["column"]: gone_id}))


def _put_back(step: Mapping[str, Any]) -> None:
    """Write a dropped row again, with the number it had."""
    table = Base.metadata.tables[step["table"]]
    row = {name: as_read(table.c[name], value) for name, value in step["row"].items()}
    db.session.execute(insert(table).values(row))


def as_written(value: Any) -> Any:
    """Return a value as it is written down."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value


def as_read(column: Column[Any], value: Any) -> Any:
    """Return a value that was written down as its column holds it."""
    plain = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    kind: Any = plain.python_type
    if value is None or not isinstance(value, str):
        return value
    return kind.fromisoformat(value) if issubclass(kind, datetime | date) else kind(value)

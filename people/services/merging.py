"""Two records of one person put together, by a person only; and taken apart again, exactly, within thirty days.

Every row of any package that points at the record that goes follows to the one that stays: the tables are asked, not
listed. What stays with a record says so on its column (`info={"stays": True}`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Column, Index, Table, and_, delete, exists, insert, select, text, update
from sqlalchemy.sql.schema import ColumnCollectionConstraint, UniqueConstraint
from sqlalchemy.types import TypeDecorator

from core import audit, clock, sections
from core.audit import Actor
from core.db import Base, db
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Council, CouncilRecord, Distinct, Merge, Person, RegisterState
from people.queries.duplicates import DAYS_TO_UNDO, references
from people.services import roles

CHOSEN = (
    "title", "given_names", "family_name", "used_name", "known_as", "sex", "phone", "email", "order_number",
    "function", "structure_id", "specialty_id",
)  # fmt: skip
OBJECTIONS = "merge-objections"


@dataclass
class Trace:
    """What a merge does to rows, written down so that it can be undone."""

    moved: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


def tell_apart(one: Person, other: Person, *, council: Council, by: Actor) -> Distinct:
    """Remember that two records are two people: they are proposed no more."""
    low, high = sorted((one.id, other.id))
    if known := db.session.scalar(select(Distinct).filter_by(one_id=low, other_id=high)):
        return known
    pair = Distinct(one_id=low, other_id=high, council=council, at=clock.now(), by=by.actor_name)
    db.session.add(pair)
    audit.log(pair, "told apart", by=by, people=[one.name, other.name])
    return pair


def objections(kept: Person, gone: Person) -> list[str]:
    """Say, one sentence each, why two records must not become one; each package knows its own reasons."""
    return sections.gather(OBJECTIONS, kept, gone)


def merge(kept: Person, gone: Person, from_gone: Collection[str], *, council: Council, by: Actor) -> Merge:
    """Put two records together: what was chosen of the one that goes, and all it did, becomes the kept person's."""
    _hold(kept, gone)
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        raise Refused(_("One of the two was put together with another record meanwhile."), code="merged")
    if sentences := objections(kept, gone):
        raise Refused(" ".join(sentences), code="must-not-merge")
    for person in (kept, gone):
        roles.refuse_to_reach(person, by=by)
    trace = Trace()
    _choose(kept, gone, from_gone, trace)
    _join_records(kept, gone, trace)
    for column in references():
        _follow(column, kept, gone, trace)
    gone.merged_into_id = kept.id
    db.session.flush()
    _sort_records(kept, gone)
    db.session.expire_all()
    done = Merge(
        council=council,
        kept=kept,
        gone=gone,
        moved=trace.moved,
        dropped=trace.dropped,
        changed=trace.changed,
        at=clock.now(),
        by=by.actor_name,
    )
    db.session.add(done)
    audit.log(kept, "merged", by=by, other=gone.name, other_id=gone.id, rows=len(trace.moved))
    audit.log(gone, "merged away", by=by, other=kept.name, other_id=kept.id)
    return done


def undo(done: Merge, *, by: Actor) -> None:
    """Take two records apart again: each row returns where it was; what was done since stays."""
    kept, gone = done.kept, done.gone
    _hold(kept, gone)
    db.session.refresh(done)
    if done.undone_at is not None:
        raise Refused(_("These two records are apart again already."), code="undone")
    if clock.now() > done.at + timedelta(days=DAYS_TO_UNDO):
        raise Refused(
            _("Thirty days have passed since these records were put together; it can no longer be undone."),
            code="too-late",
        )
    if kept.merged_into_id is not None:
        raise Refused(_("The kept record was itself put together with another since: undo that first."), code="merged")
    gone.merged_into_id = None
    for step in reversed(done.changed):
        _change_back(step)
    db.session.flush()
    for step in done.moved:
        _move_back(step, kept, gone)
    for step in done.dropped:
        _put_back(step)
    _sort_records(kept, gone)
    done.undone_at, done.undone_by = clock.now(), by.actor_name
    db.session.flush()
    db.session.expire_all()
    audit.log(kept, "taken apart", by=by, other=gone.name, other_id=gone.id)
    audit.log(gone, "taken apart", by=by, other=kept.name, other_id=kept.id)


# ── What happens to the rows ────────────────────────────────────────────────────────────────────────────────────────


def _hold(*people: Person) -> None:
    """Have both records alone until the transaction ends, in one order whoever asks; see them as they are now."""
    ids = [person.id for person in people]
    db.session.execute(select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update())
    for person in people:
        db.session.refresh(person)


def _choose(kept: Person, gone: Person, from_gone: Collection[str], trace: Trace) -> None:
    """Give the kept record what was chosen of the other."""
    for name in CHOSEN:
        old, new = getattr(kept, name), getattr(gone, name)
        if name in from_gone and old != new:
            setattr(kept, name, new)
            trace.changed.append({"table": "person", "id": kept.id, "column": name, "old": old, "new": new})


def _join_records(kept: Person, gone: Person, trace: Trace) -> None:
    """Where one council knows both, keep what its register says of either and the earlier day."""
    mine = {record.council_id: record for record in _records(kept)}
    for theirs in _records(gone):
        if (record := mine.get(theirs.council_id)) is None:
            continue
        wanted: dict[str, Any] = {"since": min(record.since, theirs.since)}
        if record.state is RegisterState.UNKNOWN:
            wanted |= {"state": theirs.state, "section": theirs.section or record.section}
        for name, new in wanted.items():
            if (old := getattr(record, name)) != new:
                setattr(record, name, new)
                step = {"table": "council_record", "id": record.id, "column": name}
                trace.changed.append(step | {"old": _written(old), "new": _written(new)})
    db.session.flush()


def _records(person: Person) -> list[CouncilRecord]:
    return list(db.session.scalars(select(CouncilRecord).filter_by(person_id=person.id)))


def _follow(column: Column[Any], kept: Person, gone: Person, trace: Trace) -> None:
    """Have the rows of a table follow; a row that would say what the kept person's own row says is dropped."""
    table = column.table
    assert isinstance(table, Table)  # noqa: S101 - a column of the metadata belongs to a table
    for row in _said_twice(table, column, kept, gone):
        _refuse_referred(table, row["id"])
        trace.dropped.append({"table": table.name, "row": {name: _written(value) for name, value in row.items()}})
        db.session.execute(delete(table).where(table.c.id == row["id"]))
    rows: list[int] = list(db.session.scalars(select(table.c.id).where(column == gone.id).order_by(table.c.id)))
    trace.moved += [{"table": table.name, "column": column.name, "id": number} for number in rows]
    db.session.execute(update(table).where(column == gone.id).values({column.name: kept.id}))


def _said_twice(table: Table, column: Column[Any], kept: Person, gone: Person) -> list[Mapping[str, Any]]:
    """Return the rows of the one that goes beside which a row of the kept person leaves no place."""
    found: dict[int, Mapping[str, Any]] = {}
    for others, condition in _unique_with(table, column):
        own = table.alias()
        same = [own.c[name] == table.c[name] for name in others]
        only = [text(condition)] if condition else []  # in each place it speaks of the nearest row
        taken = exists().where(own.c[column.name] == kept.id, *same, *only)
        statement = select(table).where(column == gone.id, taken, *only)
        found |= {row["id"]: row for row in db.session.execute(statement).mappings()}
    return list(found.values())


def _unique_with(table: Table, column: Column[Any]) -> Iterator[tuple[list[str], str]]:
    """Give the other columns of each rule that a person may stand in a table once, and the rule's condition."""
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


def _sort_records(*people: Person) -> None:
    """Sort each person's lines in the books under the name they have now."""
    for person in people:
        theirs = CouncilRecord.person_id == person.id
        db.session.execute(update(CouncilRecord).where(theirs).values(sort_name=person.sort_name))


# ── And back ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _change_back(step: Mapping[str, Any]) -> None:
    """Give a value back what it was, unless somebody changed it since."""
    kind: type[Base] = {"person": Person, "council_record": CouncilRecord}[step["table"]]
    row = db.session.get(kind, step["id"])
    column = kind.__table__.c[step["column"]]
    if row is not None and _written(getattr(row, step["column"])) == step["new"]:
        setattr(row, step["column"], _read(column, step["old"]))


def _move_back(step: Mapping[str, Any], kept: Person, gone: Person) -> None:
    """Return a row to the person it came from, if it is still where the merge put it."""
    table = Base.metadata.tables[step["table"]]
    column = table.c[step["column"]]
    statement = update(table).where(and_(table.c.id == step["id"], column == kept.id))
    db.session.execute(statement.values({step["column"]: gone.id}))


def _put_back(step: Mapping[str, Any]) -> None:
    """Write a dropped row again, with the number it had."""
    table = Base.metadata.tables[step["table"]]
    row = {name: _read(table.c[name], value) for name, value in step["row"].items()}
    db.session.execute(insert(table).values(row))


def _written(value: Any) -> Any:
    """Return a value as it is written down."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value


def _read(column: Column[Any], value: Any) -> Any:
    """Return a value that was written down as its column holds it."""
    plain = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    kind: Any = plain.python_type
    if value is None or not isinstance(value, str):
        return value
    return kind.fromisoformat(value) if issubclass(kind, datetime | date) else kind(value)

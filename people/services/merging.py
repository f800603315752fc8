"""Two records of one person put together, by a person only; and taken apart again, exactly, within thirty days."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, update

from core import audit, clock, sections
from core.audit import Actor
from core.db import Base, db
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Council, CouncilRecord, Distinct, Merge, Person, RegisterState
from people.queries.duplicates import references
from people.services import roles
from people.services.following import Trace, as_read, as_written, follow, hold, hold_to_undo, return_rows

CHOSEN = (
    "title", "given_names", "family_name", "used_name", "known_as", "sex", "phone", "email", "order_number",
    "function", "structure_id", "specialty_id",
)  # fmt: skip
OBJECTIONS = "merge-objections"


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
    hold(kept, gone)
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
        follow(column, kept.id, gone.id, trace)
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
    hold_to_undo(done)
    for step in reversed(done.changed):
        _change_back(step)
    return_rows(done, by=by)
    kept, gone = done.kept, done.gone
    _sort_records(kept, gone)
    db.session.flush()
    db.session.expire_all()
    audit.log(kept, "taken apart", by=by, other=gone.name, other_id=gone.id)
    audit.log(gone, "taken apart", by=by, other=kept.name, other_id=kept.id)


# ── What happens to the rows ────────────────────────────────────────────────────────────────────────────────────────


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
                trace.changed.append(step | {"old": as_written(old), "new": as_written(new)})
    db.session.flush()


def _records(person: Person) -> list[CouncilRecord]:
    return list(db.session.scalars(select(CouncilRecord).filter_by(person_id=person.id)))


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
    if row is not None and as_written(getattr(row, step["column"])) == step["new"]:
        setattr(row, step["column"], as_read(column, step["old"]))

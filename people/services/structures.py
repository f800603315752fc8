"""The list of structures: entries corrected, two of one structure put together, and taken apart again."""

from dataclasses import dataclass

from sqlalchemy import select

from core import audit, clock
from core.audit import Actor
from core.db import Base, db
from core.errors import Refused
from core.i18n import gettext as _
from core.search import search_text
from core.typography import one_line
from people.models import Council, Person, Structure, StructureMerge
from people.queries.duplicates import references
from people.services import weighing
from people.services.following import Trace, follow, hold, hold_to_undo, return_rows

STRUCTURE_ID = Base.metadata.tables["structure"].c.id


@dataclass(frozen=True)
class Described:
    """What the list says of a structure."""

    name: str
    acronym: str
    kind: str
    city: str


def correct(structure: Structure, described: Described, *, by: Actor) -> None:
    """Correct what the list says of a structure; people, partners and papers to come show it at once."""
    name = one_line(described.name)
    taken = select(Structure.id).where(Structure.search == search_text(name), Structure.id != structure.id)
    if db.session.scalar(taken.limit(1)):
        raise Refused(_("Another structure has this name: put the two together instead."), code="name-taken")
    structure.name, structure.search = name, search_text(name)
    structure.acronym, structure.kind = one_line(described.acronym), one_line(described.kind)
    structure.city = one_line(described.city)
    audit.log(structure, "corrected", by=by)


def merge(kept: Structure, gone: Structure, *, council: Council, by: Actor) -> StructureMerge:
    """Put two entries of one structure together: whatever pointed at the one that goes points at the other."""
    hold(kept, gone)
    if kept.id == gone.id or kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise Refused(_("These two structures are one already."), code="merged")
    trace = Trace()
    for column in references(STRUCTURE_ID):
        follow(column, kept.id, gone.id, trace)
    gone.merged_into_id = kept.id
    db.session.flush()
    db.session.expire_all()
    done = StructureMerge(
        council=council,
        kept=kept,
        gone=gone,
        moved=trace.moved,
        dropped=trace.dropped,
        at=clock.now(),
        by=by.actor_name,
    )
    db.session.add(done)
    weighing.again(Person.structure_id == kept.id)
    audit.log(kept, "joined", by=by, other=gone.name, rows=len(trace.moved))
    return done


def undo(done: StructureMerge, *, by: Actor) -> None:
    """Take two structures apart again: each row returns where it was; what was done since stays."""
    hold_to_undo(done)
    return_rows(done, by=by)
    kept, gone = done.kept, done.gone
    weighing.again(Person.structure_id.in_([kept.id, gone.id]))
    db.session.flush()
    db.session.expire_all()
    audit.log(kept, "parted", by=by, other=gone.name)


def present(structure: Structure) -> Structure:
    """Return what a structure is now: itself, or the one it was put together with."""
    while structure.merged_into_id is not None:
        structure = db.session.get_one(Structure, structure.merged_into_id)
    return structure

"""The list of structures: entries corrected, two of one structure put together, and taken apart again."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from core import audit, clock
from core.audit import Actor
from core.db import Base, db
from core.errors import Refused
from core.i18n import gettext as _
from core.search import search_text
from core.typography import one_line
from people.models import Council, Structure, StructureMerge
from people.queries.duplicates import DAYS_TO_UNDO, references
from people.services.following import Trace, follow, move_back, put_back

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
    _hold(kept, gone)
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
    audit.log(kept, "joined", by=by, other=gone.name, rows=len(trace.moved))
    return done


def undo(done: StructureMerge, *, by: Actor) -> None:
    """Take two structures apart again: each row returns where it was; what was done since stays."""
    kept, gone = done.kept, done.gone
    _hold(kept, gone)
    db.session.refresh(done)
    if done.undone_at is not None:
        raise Refused(_("These two structures are apart again already."), code="undone")
    if clock.now() > done.at + timedelta(days=DAYS_TO_UNDO):
        raise Refused(
            _("Thirty days have passed since these structures were put together; it can no longer be undone."),
            code="too-late",
        )
    if kept.merged_into_id is not None:
        raise Refused(_("The kept structure was itself put together with another: undo that first."), code="merged")
    gone.merged_into_id = None
    db.session.flush()
    for step in done.moved:
        move_back(step, kept.id, gone.id)
    for step in done.dropped:
        put_back(step)
    done.undone_at, done.undone_by = clock.now(), by.actor_name
    db.session.flush()
    db.session.expire_all()
    audit.log(kept, "parted", by=by, other=gone.name)


def present(structure: Structure) -> Structure:
    """Return what a structure is now: itself, or the one it was put together with."""
    while structure.merged_into_id is not None:
        structure = db.session.get_one(Structure, structure.merged_into_id)
    return structure


def _hold(*structures: Structure) -> None:
    """Have both entries alone until the transaction ends, in one order whoever asks; see them as they are now."""
    numbers = [structure.id for structure in structures]
    db.session.execute(select(Structure.id).where(Structure.id.in_(numbers)).order_by(Structure.id).with_for_update())
    for structure in structures:
        db.session.refresh(structure)

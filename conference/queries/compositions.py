"""Reading what the machine composed, and what it would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from conference.models import Composition, Edition
from conference.timetable import keeping
from conference.timetable.clashes import clashes, sentence
from conference.timetable.costs import NAMES, UNPLACED, breaches
from conference.timetable.moves import moves, said
from conference.timetable.plan import Block, Plan
from conference.timetable.tasks import said as reason_said
from core import clock
from core.db import db
from core.errors import NotFound
from core.i18n import gettext as _

MOST_LISTED = 20


def compositions_of(edition: Edition) -> list[Composition]:
    """Return the last programmes the machine composed for an edition, the newest first. One query."""
    statement = select(Composition).filter_by(edition_id=edition.id).order_by(Composition.id.desc())
    return list(db.session.scalars(statement.limit(MOST_LISTED)))


def find_composition(edition: Edition, number: int) -> Composition:
    """Return one programme the machine composed for an edition, or raise NotFound. One query."""
    found = db.session.scalar(select(Composition).filter_by(edition_id=edition.id, id=number))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Row:
    """One thing counted in the present programme and in the composed one."""

    label: str
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    """What a composed programme changes: counts, moves in words, what is solved, what stays, what has no place."""

    plan: Plan
    rows: list[Row]
    moved: list[str]
    solved: list[str]
    left: list[str]
    unplaced: list[tuple[str, str, str]]
    is_outdated: bool

    @property
    def days(self) -> dict[date, list[Block]]:
        """Return the sessions of the composed programme by day, in order of hour and room."""
        order = {room.id: place for place, room in enumerate(self.plan.rooms)}
        days: dict[date, list[Block]] = {}
        for block in sorted(self.plan.blocks, key=lambda each: (each.span, order.get(each.room or 0, -1))):
            days.setdefault(clock.at_place(block.span.starts, self.plan.time_zone).date(), []).append(block)
        return days


def comparison(composition: Composition, present: Plan) -> Comparison:
    """Return what a composed programme would change in the present one."""
    kept = composition.plan or keeping.kept(present)
    after = keeping.restored(kept, present)
    before_wrong, after_wrong = hard(present), hard(after)
    return Comparison(
        plan=after,
        rows=list(rows(present, after, len(before_wrong), len(after_wrong))),
        moved=[said(move, after) for move in moves(present, after)],
        solved=[told for told in before_wrong if told not in after_wrong],
        left=after_wrong,
        unplaced=[
            (after.items[reason.item].code, after.items[reason.item].title, reason_said(reason, after))
            for reason in keeping.reasons_of(kept, after)
        ],
        is_outdated=composition.began_from != keeping.fingerprint(present),
    )


def hard(plan: Plan) -> list[str]:
    """Return what makes a programme impossible, in words."""
    return [sentence(clash, plan) for clash in clashes(plan) if clash.is_hard]


def rows(before: Plan, after: Plan, hard_before: int, hard_after: int) -> Iterable[Row]:
    """Yield what is counted: what is placed and waits, what is impossible, and every rule that either breaks."""
    yield Row(_("Presentations with a place"), placed(before), placed(after))
    yield Row(_("Presentations that wait"), len(before.waiting), len(after.waiting))
    yield Row(_("Sessions"), len(before.blocks), len(after.blocks))
    yield Row(_("What makes it impossible"), hard_before, hard_after)
    had, have = breaches(before, before), breaches(after, before)
    for name, label in NAMES.items():
        if name != UNPLACED and (had[name] or have[name]):
            yield Row(str(label), had[name], have[name])


def placed(plan: Plan) -> int:
    """Return how many presentations have a place."""
    return sum(number in plan.items for block in plan.blocks for number in block.items)

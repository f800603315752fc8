"""What a search is asked, what it finds, and why something has no place, so that somebody can do something about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from conference.timetable.hours import SPOKEN, Cell, Frame
from conference.timetable.plan import HOLDS, Contents, Item, Plan, Span
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l

SAID = {
    "no-session": _l("No session made for it has %(minutes)d minutes left."),
    "too-long": _l("No room is free for %(minutes)d minutes on end."),
    "person": _l("%(name)s is expected elsewhere, or cannot be there, in every hour that is left."),
    "full": _l("All hours of all rooms are taken."),
}


@dataclass(frozen=True)
class Task:
    """What is to be composed: from which programme, for how long, from which seed; what has begun stays."""

    plan: Plan
    seconds: float = 20
    seed: int = 1
    now: datetime | None = None
    mixed: str = "Communications libres"
    is_repair: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one presentation waits."""

    item: int
    code: str


@dataclass(frozen=True)
class Found:
    """A composed programme, what it costs, what none could go below, and why something has no place."""

    plan: Plan
    cost: int
    bound: int
    unplaced: tuple[Reason, ...] = ()


Tell = Callable[[Found], None]


# ── Why something waits ─────────────────────────────────────────────────────────────────────────────────────────────


def reasons(plan: Plan, found: Frame) -> Iterator[Reason]:
    """Yield why each presentation that waits has no place."""
    free = [cell for cell in found.cells if not is_taken(cell, plan)]
    for item in plan.waiting:
        yield Reason(item.id, why(item, plan, found, free))


def is_taken(cell: Cell, plan: Plan) -> bool:
    """Tell whether a session takes some of an hour of a room."""
    return any(block.room in {None, cell.room} and block.span.meets(cell.span) for block in plan.blocks)


def why(item: Item, plan: Plan, found: Frame, free: list[Cell]) -> str:
    """Return why a presentation waits."""
    if item.kind not in SPOKEN and not any(item.kind in HOLDS[block.kind] for block in found.loose):
        return "no-session"
    if not any(cell.span.minutes >= item.minutes for cell in found.cells):
        return "too-long"
    open_hours = {cell.span for cell in free if cell.span.minutes >= item.minutes} | roomy(item, plan)
    if (
        open_hours
        and item.presenter is not None
        and all(is_prevented(item.presenter, span, plan) for span in open_hours)
    ):
        return "person"
    return "full"


def roomy(item: Item, plan: Plan) -> set[Span]:
    """Return the hours of the sessions that would have the minutes for a presentation."""
    return {
        block.span
        for block in plan.blocks
        if item.kind in HOLDS.get(block.kind, frozenset())
        and plan.minutes_of(block.items) + item.minutes <= block.span.minutes
    }


def is_prevented(person: int, span: Span, plan: Plan) -> bool:
    """Tell whether somebody is expected elsewhere or away at some hour."""
    return plan.is_away(person, span) or any(
        block.span.meets(span) and person in Contents(block, plan).expected for block in plan.blocks
    )


def said(reason: Reason, plan: Plan) -> str:
    """Say why a presentation waits."""
    item = plan.items[reason.item]
    presenter = plan.people.get(item.presenter or 0)
    name = presenter.name if presenter else _("Its presenter")
    return str(SAID[reason.code]) % {"minutes": item.minutes, "name": name}

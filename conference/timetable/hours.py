"""The hours there are: stretches of time, those common to all rooms, what stands and what is left to a composition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from conference.models import PresentationKind, SessionKind
from conference.timetable.plan import Block, Plan, Span
from core import clock

COMPOSED = frozenset({SessionKind.FREE_PAPERS, SessionKind.SYMPOSIUM})
SPOKEN = frozenset({PresentationKind.ORAL, PresentationKind.FLASH})
CEREMONY = SessionKind.CEREMONY
LEAST_MINUTES = 20


def without(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """Return what is left of stretches of time when others are taken out of them, in order."""
    left = sorted(spans)
    for hole in holes:
        left = [piece for span in left for piece in _around(span, hole)]
    return left


def _around(span: Span, hole: Span) -> list[Span]:
    if not span.meets(hole):
        return [span]
    pieces = (Span(span.starts, hole.starts), Span(hole.ends, span.ends))
    return [piece for piece in pieces if piece.starts < piece.ends]


def common_hours(plan: Plan) -> list[Span]:
    """Return the hours in which each room can hold something of its own.

    They are the half-days without ceremonies, breaks, meals, prayers and plenary sessions; nothing is held before the
    ceremony that opens the first day, nor after the one that ends the last.
    """
    everywhere = [block.span for block in plan.blocks if block.room is None]
    return without(plan.half_days, [*(hour.span for hour in plan.blocked), *everywhere, *_beside_the_ceremonies(plan)])


def _beside_the_ceremonies(plan: Plan) -> list[Span]:
    ceremonies = sorted(block.span for block in plan.blocks if block.room is None and block.kind is CEREMONY)
    if not ceremonies or not plan.half_days:
        return []
    first, last = min(plan.half_days), max(plan.half_days)
    days = {span: clock.at_place(span.starts, plan.time_zone).date() for span in (*ceremonies, first, last)}
    opening, closing = ceremonies[0], ceremonies[-1]
    beside = [Span(first.starts, opening.starts)] if days[opening] == days[first] else []
    if days[closing] == days[last] and closing is not opening:
        beside.append(Span(closing.ends, max(last.ends, closing.ends)))
    return beside


def total(spans: Iterable[Span]) -> int:
    """Return how many minutes some stretches last together."""
    return sum(span.minutes for span in spans)


# ── What a composition may touch ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of time in one room that can hold one session."""

    span: Span
    room: int


@dataclass(frozen=True)
class Frame:
    """The sessions that stand, those that may be moved or dissolved, and the cells that wait for sessions."""

    standing: tuple[Block, ...]
    loose: tuple[Block, ...]
    cells: tuple[Cell, ...]


def frame(plan: Plan, now: datetime | None = None) -> Frame:
    """Return what stands and what may be composed anew.

    Stands: what takes all rooms, what is pinned or holds a pinned presentation, what has begun, and every session that
    is neither free papers nor a symposium.
    """
    loose = tuple(block for block in plan.blocks if may_move(block, plan, now))
    kept = {block.id for block in loose}
    standing = tuple(block for block in plan.blocks if block.id not in kept)
    return Frame(standing, loose, tuple(cells(plan, standing, now)))


def may_move(block: Block, plan: Plan, now: datetime | None = None) -> bool:
    """Tell whether a composition may move or dissolve a session."""
    has_pins = block.is_pinned or any(plan.items[each].is_pinned for each in block.items if each in plan.items)
    has_begun = now is not None and block.span.starts <= now
    return block.kind in COMPOSED and block.room is not None and not has_pins and not has_begun


def hours_to_come(plan: Plan, now: datetime | None) -> list[Span]:
    """Return the common hours without what is past."""
    hours = common_hours(plan)
    if now is None or not hours:
        return hours
    return without(hours, [Span(min(hours).starts - timedelta(days=1), now)])


def cells(plan: Plan, standing: tuple[Block, ...], now: datetime | None = None) -> Iterator[Cell]:
    """Yield the hours left in each room, cut into sessions of the usual length; what is too short for one is left."""
    hours = hours_to_come(plan, now)
    for room in plan.rooms:
        held = [block.span for block in standing if block.room == room.id]
        for piece in without(hours, [*room.closed, *held]):
            for span in cut(piece, plan.rules.session_minutes):
                yield Cell(span, room.id)


def cut(piece: Span, minutes: int) -> Iterator[Span]:
    """Yield a stretch of time in parts of the usual length, the last one shorter when there is enough left of it."""
    begins = piece.starts
    while begins < piece.ends:
        ends = min(begins + timedelta(minutes=minutes), piece.ends)
        if (ends - begins) >= timedelta(minutes=min(LEAST_MINUTES, minutes)):
            yield Span(begins, ends)
        begins = ends


def usual_hours(plan: Plan) -> dict[date, list[datetime]]:
    """Return when sessions of the usual length may begin on each day, in order."""
    days: dict[date, list[datetime]] = {}
    for piece in common_hours(plan):
        for span in cut(piece, plan.rules.session_minutes):
            days.setdefault(clock.at_place(span.starts, plan.time_zone).date(), []).append(span.starts)
    return days


def hour_number(moment: datetime, hours: list[datetime]) -> int:
    """Return which hour of its day a session begins in: the first, the second."""
    return sum(begins <= moment for begins in hours)


def hours_of(cells: Iterable[Cell]) -> dict[int, list[Span]]:
    """Return the hours of each room, in order."""
    hours = defaultdict[int, list[Span]](list)
    for cell in cells:
        hours[cell.room].append(cell.span)
    return {room: sorted(spans) for room, spans in sorted(hours.items())}


def long_enough(spans: Sequence[Span], minutes: int) -> Iterable[Span]:
    """Yield the shortest stretches of hours on end that last so long, one from each hour."""
    for place, first in enumerate(spans):
        whole = first
        for following in spans[place + 1 :]:
            if whole.minutes >= minutes or following.starts != whole.ends:
                break
            whole = Span(whole.starts, following.ends)
        if whole.minutes >= minutes:
            yield whole

"""One day of a programme as a table: time goes down, rooms stand across, what is free can be seen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from conference.timetable.plan import Block, Plan, Span
from core import clock


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the sessions in it, or free minutes of a room, or hours that are blocked for all."""

    span: Span
    room: int | None
    blocks: tuple[int, ...] = ()
    rows: int = 1
    columns: int = 1
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of the day, from one beginning or end to the next, with the cells that begin in it."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """Sessions of a column that meet, taken as one."""

    span: Span
    blocks: tuple[int, ...]


def blocks_on(plan: Plan, day: date) -> list[Block]:
    """Return the sessions of a day of the place, the first of them first."""
    found = [block for block in plan.blocks if day_of(block.span.starts, plan) == day]
    return sorted(found, key=lambda block: (block.span, block.id))


def day_of(moment: datetime, plan: Plan) -> date:
    """Return the day of a moment at the place."""
    return clock.at_place(moment, plan.time_zone).date()


def grid_of(plan: Plan, day: date) -> list[Row]:
    """Return the table of a day; a session of all rooms lies across them unless something else is there too."""
    held = blocks_on(plan, day)
    wide = [block for block in held if block.room is None and not any(meets(block, other) for other in held)]
    numbers: list[int | None] = [room.id for room in plan.rooms] or [None]
    across = [Stay(block.span, (block.id,)) for block in wide]
    columns = {room: list(stays(_in_column(held, wide, room, first=room == numbers[0]))) for room in numbers}
    spans = [Span(starts, ends) for starts, ends in pairwise(_edges(plan, day, held))]
    return [Row(span, tuple(_cells(plan, spans, place, across, columns))) for place, span in enumerate(spans)]


def meets(one: Block, other: Block) -> bool:
    """Tell whether two different sessions have a moment in common."""
    return one.id != other.id and one.span.meets(other.span)


def _in_column(held: list[Block], wide: list[Block], room: int | None, *, first: bool) -> Iterator[Block]:
    """Yield the sessions of a room; those of all rooms that something else meets stand in the first column."""
    for block in held:
        if block not in wide and (block.room == room or (first and block.room is None)):
            yield block


def stays(blocks: Iterable[Block]) -> Iterator[Stay]:
    """Yield the sessions of a column by time, those that meet together."""
    going: Stay | None = None
    for block in blocks:
        if going is not None and going.span.meets(block.span):
            ends = max(going.span.ends, block.span.ends)
            going = Stay(Span(going.span.starts, ends), (*going.blocks, block.id))
            continue
        if going is not None:
            yield going
        going = Stay(block.span, (block.id,))
    if going is not None:
        yield going


def _edges(plan: Plan, day: date, held: list[Block]) -> list[datetime]:
    """Return the moments at which a row begins: where anything begins or ends, and usual hours where all is free."""
    halves = [half for half in plan.half_days if day_of(half.starts, plan) == day]
    hours = [hour.span for hour in plan.blocked if day_of(hour.span.starts, plan) == day]
    spans = [*halves, *(block.span for block in held)]
    spans += [hour for hour in hours if any(hour.meets(half) for half in spans)]
    edges = sorted({moment for span in spans for moment in (span.starts, span.ends)})
    taken = [*(block.span for block in held), *hours]
    usual = timedelta(minutes=plan.rules.session_minutes)
    for starts, ends in pairwise(edges):
        free = Span(starts, ends)
        if any(half.holds(free) for half in halves) and not any(span.meets(free) for span in taken):
            edges = [*edges, *_marks(free, usual)]
    return sorted(edges)


def _marks(free: Span, usual: timedelta) -> Iterator[datetime]:
    moment = free.starts + usual
    while moment < free.ends:
        yield moment
        moment += usual


def _cells(
    plan: Plan, spans: list[Span], place: int, across: list[Stay], columns: dict[int | None, list[Stay]]
) -> Iterator[Cell]:
    span = spans[place]
    if (stay := _over(across, span)) is not None:
        if stay.span.starts == span.starts:
            yield Cell(stay.span, None, stay.blocks, _rows(spans, stay.span), len(columns))
        return
    blocked = next((hour.label for hour in plan.blocked if hour.span.meets(span)), "")
    if blocked and not any(_over(column, span) for column in columns.values()):
        yield Cell(span, None, columns=len(columns), blocked=blocked)
        return
    for room, column in columns.items():
        stay = _over(column, span)
        if stay is None:
            yield Cell(span, room, blocked=blocked)
        elif stay.span.starts == span.starts:
            yield Cell(stay.span, room, stay.blocks, _rows(spans, stay.span))


def _over(stays_there: list[Stay], span: Span) -> Stay | None:
    return next((stay for stay in stays_there if stay.span.meets(span)), None)


def _rows(spans: list[Span], whole: Span) -> int:
    return sum(whole.holds(span) for span in spans)

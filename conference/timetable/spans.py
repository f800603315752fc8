"""Arithmetic of stretches of time: what is left of some without others."""

from collections.abc import Iterable

from conference.models import SessionKind
from conference.timetable.plan import Plan, Span
from core import clock

CEREMONY = SessionKind.CEREMONY


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

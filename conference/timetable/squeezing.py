"""Putting what waits into sessions that have minutes left, without moving anything else."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import replace

from conference.models import SessionKind
from conference.timetable.frame import SPOKEN
from conference.timetable.plan import Block, Item, Plan, Span
from conference.timetable.seen import Seen


def squeezed(plan: Plan, into: AbstractSet[int]) -> Plan:
    """Return a programme in which whatever waits and still fits has been added to the sessions named.

    A communication goes where most of its own specialty is spoken of, and never where its presenter is expected
    elsewhere.
    """
    waiting = [item for item in plan.waiting if item.kind in SPOKEN]
    if not waiting:
        return plan
    busy, held = expected_when(plan), {block.id: list(block.items) for block in plan.blocks}
    for item in waiting:
        open_to_it = [
            block for block in plan.blocks
            if block.id in into and block.kind is SessionKind.FREE_PAPERS and fits(item, block, held[block.id], plan)
            and not is_elsewhere(item, block, busy, plan)
        ]  # fmt: skip
        if open_to_it:
            chosen = max(
                open_to_it, key=lambda block: (nearness(item, held[block.id], plan), -len(held[block.id]), -block.id)
            )
            held[chosen.id].append(item.id)
            if item.presenter is not None:
                busy[item.presenter].append((chosen.span, chosen.id))
    return replace(plan, blocks=tuple(replace(block, items=tuple(held[block.id])) for block in plan.blocks))


def expected_when(plan: Plan) -> defaultdict[int, list[tuple[Span, int]]]:
    """Return when and in which session everybody is expected."""
    busy = defaultdict[int, list[tuple[Span, int]]](list)
    for block in plan.blocks:
        for person in Seen(block, plan).expected:
            busy[person].append((block.span, block.id))
    return busy


def fits(item: Item, block: Block, held: list[int], plan: Plan) -> bool:
    """Tell whether a session has the minutes, and the number, for one more."""
    minutes = sum(plan.items[each].minutes for each in held) + item.minutes
    return minutes <= block.span.minutes and len(held) < max(plan.rules.most_talks, len(block.items))


def is_elsewhere(item: Item, block: Block, busy: dict[int, list[tuple[Span, int]]], plan: Plan) -> bool:
    """Tell whether a presenter is expected elsewhere at that hour, or cannot be there."""
    if item.presenter is None:
        return False
    person = plan.people.get(item.presenter)
    is_away = person is not None and any(away.meets(block.span) for away in person.away)
    return is_away or any(
        span.meets(block.span) and number != block.id for span, number in busy.get(item.presenter, ())
    )


def nearness(item: Item, held: list[int], plan: Plan) -> tuple[int, int]:
    """Return how many of a session speak of the same specialty, and of the same theme."""
    others = [plan.items[each] for each in held]
    return (
        sum(bool(item.specialty) and other.specialty == item.specialty for other in others),
        sum(bool(item.theme) and other.theme == item.theme for other in others),
    )

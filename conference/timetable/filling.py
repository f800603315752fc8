"""Putting what waits into sessions that are there: posters and keynotes where they belong, talks into minutes left."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from conference.models import PresentationKind, SessionKind
from conference.timetable.hours import SPOKEN, frame
from conference.timetable.plan import HOLDS, Block, Contents, Item, Plan, Span

VISIT = "Visite des communications affichées"
GUESTS = frozenset({PresentationKind.POSTER, PresentationKind.KEYNOTE, PresentationKind.SPEECH})
VISIT_NUMBER = -10_000


def settled(plan: Plan) -> Plan:
    """Return a programme in which posters, keynotes and speeches that wait are in the sessions made for them.

    Posters without any visit get one, in the shortest hour that is free in all rooms.
    """
    waiting = [item for item in plan.waiting if item.kind in GUESTS]
    if any(item.kind is PresentationKind.POSTER for item in waiting):
        plan = with_visit(plan)
    held = {block.id: list(block.items) for block in plan.blocks}
    for item in sorted(waiting, key=lambda each: (each.specialty, each.code)):
        hosts = [block for block in plan.blocks if is_host(block, item, held[block.id], plan)]
        if hosts:
            least = min(hosts, key=lambda block: (len(held[block.id]), block.span, block.id))
            held[least.id].append(item.id)
    return replace(plan, blocks=tuple(replace(block, items=tuple(held[block.id])) for block in plan.blocks))


def is_host(block: Block, item: Item, held: list[int], plan: Plan) -> bool:
    """Tell whether a session is made for a presentation, has the minutes, and its presenter can be there."""
    if item.kind not in HOLDS.get(block.kind, frozenset()):
        return False
    if plan.minutes_of(held) + item.minutes > block.span.minutes:
        return False
    if item.kind is PresentationKind.POSTER or item.presenter is None:
        return True
    return not plan.is_away(item.presenter, block.span) and not any(
        other.id != block.id and other.span.meets(block.span) and item.presenter in presenters(other, plan)
        for other in plan.blocks
    )


def presenters(block: Block, plan: Plan) -> Iterator[int | None]:
    """Yield who presents in a session."""
    yield from (plan.items[number].presenter for number in block.items if number in plan.items)


def with_visit(plan: Plan) -> Plan:
    """Return a programme that has a visit of the posters."""
    if any(block.kind is SessionKind.POSTERS for block in plan.blocks):
        return plan
    found = frame(plan)
    rooms = Counter(cell.span for cell in found.cells)
    free = [
        span for span, number in rooms.items()
        if number == len(plan.rooms) and not any(span.meets(block.span) for block in found.standing)
    ]  # fmt: skip
    if not free:
        return plan
    span = min(free, key=lambda each: (each.minutes, each))
    return replace(plan, blocks=(*plan.blocks, Block(VISIT_NUMBER, SessionKind.POSTERS, VISIT, span)))


# ── Communications, into the minutes that are left ──────────────────────────────────────────────────────────────────


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
        for person in Contents(block, plan).expected:
            busy[person].append((block.span, block.id))
    return busy


def fits(item: Item, block: Block, held: list[int], plan: Plan) -> bool:
    """Tell whether a session has the minutes, and the number, for one more."""
    minutes = plan.minutes_of(held) + item.minutes
    return minutes <= block.span.minutes and len(held) < max(plan.rules.most_talks, len(block.items))


def is_elsewhere(item: Item, block: Block, busy: dict[int, list[tuple[Span, int]]], plan: Plan) -> bool:
    """Tell whether a presenter is expected elsewhere at that hour, or cannot be there."""
    if item.presenter is None:
        return False
    return plan.is_away(item.presenter, block.span) or any(
        span.meets(block.span) and number != block.id for span, number in busy.get(item.presenter, ())
    )


def nearness(item: Item, held: list[int], plan: Plan) -> tuple[int, int]:
    """Return how many of a session speak of the same specialty, and of the same theme."""
    others = [plan.items[each] for each in held]
    return (
        sum(bool(item.specialty) and other.specialty == item.specialty for other in others),
        sum(bool(item.theme) and other.theme == item.theme for other in others),
    )

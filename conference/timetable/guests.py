"""What goes into sessions made for it: posters into their visit, keynotes and speeches into what all attend."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from conference.models import PresentationKind, SessionKind
from conference.timetable.frame import frame
from conference.timetable.plan import HOLDS, Block, Item, Plan

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
    if sum(plan.items[each].minutes for each in held if each in plan.items) + item.minutes > block.span.minutes:
        return False
    if item.kind is PresentationKind.POSTER or item.presenter is None:
        return True
    is_away = any(away.meets(block.span) for away in plan.people[item.presenter].away)
    return not is_away and not any(
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

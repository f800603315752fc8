"""Putting what waits into sessions that are there: posters and keynotes where they belong, talks into minutes left."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta

from conference.models import PresentationKind, SessionKind
from conference.timetable.grouping import parts_of
from conference.timetable.hours import SPOKEN, frame, hours_to_come, without
from conference.timetable.plan import HOLDS, Block, Contents, Item, Plan, Span

VISIT = "Visite des communications affichées"
GUESTS = frozenset({PresentationKind.POSTER, PresentationKind.KEYNOTE, PresentationKind.SPEECH})
VISIT_NUMBER = -10_000
PLENARY, PLENARIES = "Conférence", "Conférences"
PLENARY_NUMBER = -20_000


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


# ── Keynotes that no session can take, into plenary sessions of their own ───────────────────────────────────────────


def with_plenaries(plan: Plan, now: datetime | None = None) -> Plan:
    """Return a programme with plenary sessions for the keynotes that wait, as long as what they hold.

    A plenary session takes all rooms: the minutes that the account of an edition has counted for it.
    """
    keynotes = [item for item in plan.waiting if item.kind is PresentationKind.KEYNOTE]
    for items in parts_of(keynotes, plan.rules.session_minutes, plan.rules.most_talks):
        plan = with_plenary(plan, items, now)
    return plan


def with_plenary(plan: Plan, items: Sequence[Item], now: datetime | None) -> Plan:
    """Return a programme with one plenary session for some keynotes, or one for each where they cannot be together."""
    free = list(choices(items, plan, now))
    if not free:
        for item in items if len(items) > 1 else ():
            plan = with_plenary(plan, [item], now)
        return plan
    number = PLENARY_NUMBER - sum(block.id <= PLENARY_NUMBER for block in plan.blocks)
    title = PLENARY if len(items) == 1 else PLENARIES
    *_price, span = min(free)
    plenary = Block(number, SessionKind.PLENARY, title, span, items=tuple(item.id for item in items))
    return replace(plan, blocks=(*plan.blocks, plenary))


def choices(items: Sequence[Item], plan: Plan, now: datetime | None) -> Iterator[tuple[int, int, timedelta, Span]]:
    """Yield the hours that some keynotes could have, the best the least.

    First counts how many sessions of the usual length each takes from a room, then how many keynotes its half-day has
    already, then how far it is from the end: what all attend ends a half-day.
    """
    minutes = sum(item.minutes for item in items)
    presenting = (plan.people[item.presenter] for item in items if item.presenter is not None)
    away = [span for person in presenting for span in person.away]
    for piece in free_for_all(plan, now):
        for span in ending_with(piece, minutes):
            if not any(absence.meets(span) for absence in away):
                price = lost(piece, span, plan.rules.session_minutes), keynotes_on(span, plan)
                yield *price, piece.ends - span.ends, span


def free_for_all(plan: Plan, now: datetime | None) -> list[Span]:
    """Return the hours to come in which nothing stands in any room, and every room can be used."""
    closed = [span for room in plan.rooms for span in room.closed]
    return without(
        hours_to_come(plan, now),
        [*closed, *(block.span for block in frame(plan, now).standing if block.room is not None)],
    )


def ending_with(piece: Span, minutes: int) -> Iterator[Span]:
    """Yield stretches of so many minutes, the first of them at the end: what all attend ends a half-day."""
    length, ends = timedelta(minutes=minutes), piece.ends
    while ends - length >= piece.starts:
        yield Span(ends - length, ends)
        ends -= length


def lost(piece: Span, taken: Span, usual: int) -> int:
    """Return how many sessions of the usual length fewer a stretch holds when some of it is taken."""
    left = sum(span.minutes // usual for span in without([piece], [taken]))
    return piece.minutes // usual - left


def keynotes_on(span: Span, plan: Plan) -> int:
    """Return how many keynotes the half-day of an hour has already."""
    half = next((half for half in plan.half_days if half.holds(span)), span)
    held = (number for block in plan.blocks if block.span.meets(half) for number in block.items)
    return sum(plan.items[number].kind is PresentationKind.KEYNOTE for number in held if number in plan.items)


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

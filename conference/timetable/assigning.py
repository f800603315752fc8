"""Third step: sessions that have their hour get a room, then a chair: each the best that is left, nothing twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from conference.models import SessionDuty
from conference.timetable.choices import Place
from conference.timetable.costs import weights
from conference.timetable.grouping import Unit, room_price
from conference.timetable.hours import Frame, hours_of
from conference.timetable.plan import Block, Contents, Plan, Someone, Span

NOBODY = 10**10
ABOVE_WIDTH = 1_000  # among rooms of the same price, what many come for gets the largest
LOAD, SOMEBODY_ELSE, OTHER_SPECIALTY, OWN_SERVICE = 100, 60, 40, 5
CHAIR = SessionDuty.CHAIR


def best_match(prices: Sequence[Mapping[int, int]]) -> list[int | None]:
    """Return for each what it gets, nothing twice, at the least price together; nothing when nothing is left for it.

    `prices` says for each what it may get and what that costs.
    """
    things = sorted({thing for each in prices for thing in each})
    nodes = {thing: place for place, thing in enumerate(things)}
    solver = SimpleLinearSumAssignment()
    rows, columns = len(prices), len(things)
    for row, each in enumerate(prices):
        for thing, price in each.items():
            solver.add_arc_with_cost(row, nodes[thing], price)
        solver.add_arc_with_cost(row, columns + row, NOBODY)
    for spare in range(columns):  # as many on the left as on the right: what nobody gets goes to nobody
        for right in range(columns + rows):
            solver.add_arc_with_cost(rows + spare, right, 0)
    if not rows or solver.solve() != solver.OPTIMAL:
        return [None] * rows
    given = (solver.right_mate(row) for row in range(rows))
    return [things[right] if right < columns else None for right in given]


# ── Rooms ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_rooms(plan: Plan, frame: Frame, units: Sequence[Unit], places: Mapping[int, Place]) -> dict[int, Place]:
    """Return the places with a room for each, hour by hour; sessions that no room is left for are left out.

    A specialty stays in its room when it can, what many come for gets a large one.
    """
    hours, heavy = hours_of(frame.cells), weights(plan.rules.weights)
    size = {room.id: room.capacity for room in plan.rooms}
    largest = max(size.values(), default=0) or 1
    crowd = Counter(specialty for unit in units for specialty in unit.specialties for _item in unit.items)
    was = {number: block.room for block in frame.loose for number in block.items}
    last: dict[tuple[object, str], int] = {}
    given: dict[int, Place] = {}
    for span in sorted({place.span for place in places.values()}):
        here = [position for position, place in places.items() if place.span == span]
        free = [room for room, spans in hours.items() if is_free(room, span, spans, given)]
        prices = []
        for unit in (units[position] for position in here):
            awaited = max((crowd[specialty] for specialty in unit.specialties), default=0)
            held = {last.get((span.starts.date(), specialty)) for specialty in unit.specialties} - {None}
            prices.append(
                {
                    room: ABOVE_WIDTH
                    * (
                        room_price(unit, room, plan, heavy)
                        + heavy["rooms"] * len(held - {room})
                        + heavy["moved"] * sum(was.get(item.id, room) != room for item in unit.items)
                    )
                    + awaited * (largest - size[room]) // largest
                    for room in free
                }
            )
        for position, room in zip(here, best_match(prices), strict=True):
            if room is not None:
                given[position] = Place(span, room)
                last.update({(span.starts.date(), each): room for each in units[position].specialties})
    return given


def is_free(room: int, span: Span, hours: Iterable[Span], given: Mapping[int, Place]) -> bool:
    """Tell whether a room is open all that time and no session was given it."""
    covered = sum(hour.minutes for hour in hours if span.holds(hour))
    exact = covered == span.minutes
    return exact and not any(place.room == room and place.span.meets(span) for place in given.values())


# ── Chairs ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Diary:
    """When everybody is expected, and how often they chair."""

    busy: defaultdict[int, list[Span]]
    load: Counter[int]


def chaired(plan: Plan, wanting: AbstractSet[int], before: Plan) -> Plan:
    """Return a programme in which those of the sessions named that nobody chairs have somebody proposed.

    Nobody chairs where they are expected elsewhere or away, nor a session in which all come from their own service;
    of those who may, who chairs least, chaired it before, and practises what is spoken of.
    """
    diary = diary_of(plan)
    former = {(block.id, person) for block in before.blocks for person, duty in block.duties if duty is CHAIR}
    faculty = sorted((person for person in plan.people.values() if person.is_faculty), key=lambda person: person.id)
    without = [block for block in plan.blocks if block.id in wanting and not has_chair(block)]
    proposed: dict[int, int] = {}
    for span in sorted({block.span for block in without}):
        here = [block for block in without if block.span == span]
        prices = [prices_of(Contents(block, plan), faculty, diary, former) for block in here]
        for block, chair in zip(here, best_match(prices), strict=True):
            if chair is not None:
                proposed[block.id] = chair
                diary.busy[chair].append(span)
                diary.load[chair] += 1
    blocks = (
        replace(block, duties=((proposed[block.id], CHAIR), *block.duties)) if block.id in proposed else block
        for block in plan.blocks
    )
    return replace(plan, blocks=tuple(blocks))


def has_chair(block: Block) -> bool:
    """Tell whether somebody chairs a session."""
    return any(duty is CHAIR for _person, duty in block.duties)


def diary_of(plan: Plan) -> Diary:
    """Return when everybody is expected, and how often they chair."""
    busy, load = defaultdict[int, list[Span]](list), Counter[int]()
    for block in plan.blocks:
        for person in Contents(block, plan).expected:
            busy[person].append(block.span)
        load.update(person for person, duty in block.duties if duty is CHAIR)
    return Diary(busy, load)


def prices_of(
    session: Contents, faculty: Iterable[Someone], diary: Diary, former: AbstractSet[tuple[int, int]]
) -> dict[int, int]:
    """Return who may chair a session and at what price."""
    span, plan = session.block.span, session.plan
    buffer = span.widened(plan.rules.buffer_minutes)
    presenters = (plan.people.get(number) for number in session.presenting)
    services = {presenter.structure for presenter in presenters if presenter}
    return {
        person.id: LOAD * diary.load[person.id] ** 2
        + SOMEBODY_ELSE * ((session.block.id, person.id) not in former)
        + OTHER_SPECIALTY * (person.specialty not in session.specialties)
        + OWN_SERVICE * (person.structure in services)
        for person in faculty
        if not any(spot.meets(buffer) for spot in diary.busy[person.id])
        and not plan.is_away(person.id, span)
        and not (person.structure and services == {person.structure})
    }

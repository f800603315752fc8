"""What a programme costs: how often each rule is broken, and what that weighs together."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from conference.timetable.clashes import ClashKind, clashes
from conference.timetable.frame import COMPOSED, hour_number, usual_hours
from conference.timetable.plan import Plan
from conference.timetable.seen import Seen
from conference.timetable.weights import UNPLACED, weights
from core import clock

WEIGHED = {
    ClashKind.PERSON_AWAY: "away",
    ClashKind.TOO_SMALL: "seats",
    ClashKind.NOT_EQUIPPED: "equipment",
    ClashKind.OUTSIDE: "outside",
    ClashKind.OUT_OF_ORDER: "order",
    ClashKind.TOO_CLOSE: "buffer",
    ClashKind.PARALLEL: "parallel",
}


def breaches(plan: Plan, before: Plan) -> dict[str, int]:
    """Return how often a programme breaks each rule; what moved is counted against the programme before it."""
    found = Counter(WEIGHED[clash.kind] for clash in clashes(plan) if clash.kind in WEIGHED)
    days, rooms = spread(plan)
    found.update(
        {
            UNPLACED: len(plan.waiting),
            "days": days,
            "rooms": rooms,
            "hours": longest_day(plan),
            "moved": len(moved(before, plan)),
        }
    )
    return {name: found[name] for name in weights({})}


def cost(plan: Plan, before: Plan) -> int:
    """Return what a programme weighs: the lighter, the better."""
    heavy = weights(plan.rules.weights)
    return sum(heavy[name] * number for name, number in breaches(plan, before).items())


def spread(plan: Plan) -> tuple[int, int]:
    """Return how many days too many the specialties take, and how many rooms too many on the same day."""
    days, rooms = defaultdict[str, set[object]](set), defaultdict[tuple[str, object], set[int]](set)
    for block in plan.blocks:
        if block.room is not None and block.kind in COMPOSED:
            day = clock.at_place(block.span.starts, plan.time_zone).date()
            for specialty in Seen(block, plan).specialties:
                days[specialty].add(day)
                rooms[specialty, day].add(block.room)
    return sum(len(each) - 1 for each in days.values()), sum(len(each) - 1 for each in rooms.values())


def longest_day(plan: Plan) -> int:
    """Return how many hours the longest day takes, until its last session in a room of its own begins."""
    hours, last = usual_hours(plan), defaultdict[date, int](int)
    for block in plan.blocks:
        if block.room is not None and block.kind in COMPOSED:
            day = clock.at_place(block.span.starts, plan.time_zone).date()
            last[day] = max(last[day], hour_number(block.span.starts, hours.get(day, [])))
    return max(last.values(), default=0)


def moved(before: Plan, after: Plan) -> list[int]:
    """Return the presentations that had a place before and have another hour or room now, or none."""
    had, have = places(before), places(after)
    return [number for number, spot in sorted(had.items()) if number in after.items and spot != have.get(number)]


def places(plan: Plan) -> Mapping[int, tuple[object, ...]]:
    """Return the hour and the room of each presentation on the programme."""
    return {number: (block.span.starts, block.room) for block in plan.blocks for number in block.items}

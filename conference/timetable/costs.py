"""What a good programme is worth: rules that may be broken, each with its name and weight, and how often they are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from conference.timetable.clashes import ClashKind, clashes
from conference.timetable.hours import COMPOSED, hour_number, usual_hours
from conference.timetable.plan import Contents, Plan
from core import clock
from core.i18n import lazy_gettext as _l

UNPLACED = "unplaced"
USUAL: Mapping[str, int] = {
    UNPLACED: 10_000,
    "away": 1_000,
    "seats": 300,
    "equipment": 300,
    "outside": 300,
    "order": 200,
    "parallel": 50,
    "buffer": 20,
    "days": 10,
    "hours": 4,
    "rooms": 3,
    "moved": 1,
}
NAMES = {
    UNPLACED: _l("A presentation without a place"),
    "away": _l("Somebody is expected while they cannot be there"),
    "seats": _l("A room is too small for what is awaited"),
    "equipment": _l("A room lacks equipment"),
    "outside": _l("A session lies outside the half-days"),
    "order": _l("A symposium is not in its order"),
    "parallel": _l("A specialty is spoken of in two rooms at once"),
    "buffer": _l("Somebody has too little time to change rooms"),
    "days": _l("A specialty is spread over several days"),
    "hours": _l("An hour until the last session of the longest day"),
    "rooms": _l("A specialty is spread over several rooms on the same day"),
    "moved": _l("A presentation leaves its present hour or room"),
}
WEIGHED = {
    ClashKind.PERSON_AWAY: "away",
    ClashKind.TOO_SMALL: "seats",
    ClashKind.NOT_EQUIPPED: "equipment",
    ClashKind.OUTSIDE: "outside",
    ClashKind.OUT_OF_ORDER: "order",
    ClashKind.TOO_CLOSE: "buffer",
    ClashKind.PARALLEL: "parallel",
}


def weights(said: Mapping[str, int]) -> dict[str, int]:
    """Return the weight of every rule: as the edition says, else as is usual."""
    return {name: int(said.get(name, usual)) for name, usual in USUAL.items()}


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
            for specialty in Contents(block, plan).specialties:
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

"""Third step: sessions that have their hour get a room and somebody who chairs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from conference.models import SessionDuty, SessionKind
from conference.timetable.frame import Frame
from conference.timetable.grouping import Unit
from conference.timetable.matching import best_match
from conference.timetable.placing import Place, hours_of, room_price
from conference.timetable.plan import Duties, Plan, Someone, Span
from conference.timetable.seen import Seen
from conference.timetable.weights import weights

LOAD, OTHER_SPECIALTY, OWN_SERVICE = 100, 40, 5
ABOVE_WIDTH = 1_000  # among rooms of the same price, what many come for gets the largest


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


# ── Who chairs ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Diary:
    """When everybody is expected, and how often they chair."""

    busy: defaultdict[int, list[Span]]
    load: Counter[int]


def with_chairs(plan: Plan, frame: Frame, units: Sequence[Unit], given: Mapping[int, Place]) -> dict[int, Duties]:
    """Return the duties of each session: those it has, and a chair of the faculty for free papers without one.

    Nobody chairs where they are expected elsewhere or away, nor a session in which all come from their own service;
    of those who may, who chairs least and practises what is spoken of.
    """
    diary = diary_of(plan, frame, units, given)
    faculty = sorted((person for person in plan.people.values() if person.is_faculty), key=lambda person: person.id)
    duties = {position: units[position].duties for position in given}
    for span in sorted({place.span for place in given.values()}):
        without = [
            position
            for position, place in given.items()
            if place.span == span and not units[position].duties and units[position].kind is SessionKind.FREE_PAPERS
        ]
        prices = [prices_of(units[position], span, faculty, diary, plan) for position in without]
        for position, chair in zip(without, best_match(prices), strict=True):
            if chair is not None:
                duties[position] = ((chair, SessionDuty.CHAIR),)
                diary.busy[chair].append(span)
                diary.load[chair] += 1
    return duties


def diary_of(plan: Plan, frame: Frame, units: Sequence[Unit], given: Mapping[int, Place]) -> Diary:
    """Return when everybody is expected without the chairs yet to be named."""
    busy, load = defaultdict[int, list[Span]](list), Counter[int]()
    for block in frame.standing:
        for person in Seen(block, plan).expected:
            busy[person].append(block.span)
        load.update(person for person, duty in block.duties if duty is SessionDuty.CHAIR)
    for position, place in given.items():
        for person in units[position].people:
            busy[person].append(place.span)
        load.update(person for person, duty in units[position].duties if duty is SessionDuty.CHAIR)
    return Diary(busy, load)


def prices_of(unit: Unit, span: Span, faculty: Iterable[Someone], diary: Diary, plan: Plan) -> dict[int, int]:
    """Return who may chair a session and at what price."""
    buffer = span.widened(plan.rules.buffer_minutes)
    presenters = (plan.people.get(item.presenter or 0) for item in unit.items)
    services = {presenter.structure for presenter in presenters if presenter}
    return {
        person.id: LOAD * diary.load[person.id] ** 2
        + OTHER_SPECIALTY * (person.specialty not in unit.specialties)
        + OWN_SERVICE * (person.structure in services)
        for person in faculty
        if not any(spot.meets(buffer) for spot in diary.busy[person.id])
        and not any(away.meets(span) for away in person.away)
        and not (person.structure and services == {person.structure})
    }

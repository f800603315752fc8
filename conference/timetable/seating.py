"""Third step: sessions that have their hour get a room."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from conference.timetable.frame import Frame
from conference.timetable.grouping import Unit
from conference.timetable.matching import best_match
from conference.timetable.placing import Place, hours_of, room_price
from conference.timetable.plan import Plan, Span
from conference.timetable.weights import weights

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

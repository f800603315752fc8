"""Sessions of a plan with what they hold looked up: what is wrong with one by itself, and with two that meet."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

from conference.models import PresentationKind
from conference.timetable.kinds import Clash, ClashKind
from conference.timetable.plan import HOLDS, PAUSES, Block, Hall, Plan, Span


class Seen:
    """A session of a plan with what it holds looked up."""

    def __init__(self, block: Block, plan: Plan) -> None:
        self.block, self.plan = block, plan
        self.items = [plan.items[number] for number in block.items if number in plan.items]

    @cached_property
    def presenting(self) -> Mapping[int, tuple[int, ...]]:
        """Who presents what here; a poster hangs by itself and nobody is bound to it."""
        found: dict[int, tuple[int, ...]] = {}
        for item in self.items:
            if item.presenter is not None and item.kind is not PresentationKind.POSTER:
                found[item.presenter] = (*found.get(item.presenter, ()), item.id)
        return found

    @cached_property
    def on_duty(self) -> frozenset[int]:
        """Who chairs, reports or keeps the time."""
        return frozenset(person for person, _duty in self.block.duties)

    @cached_property
    def expected(self) -> frozenset[int]:
        """Everybody who must be in the room for the whole session."""
        return self.on_duty | self.presenting.keys()

    @cached_property
    def specialties(self) -> Mapping[str, tuple[int, ...]]:
        """Which specialties are spoken of, and by which presentations; posters are looked at whenever one likes."""
        found: dict[str, tuple[int, ...]] = {}
        for item in self.items:
            if item.specialty and item.kind is not PresentationKind.POSTER:
                found[item.specialty] = (*found.get(item.specialty, ()), item.id)
        return found

    @cached_property
    def hall(self) -> Hall | None:
        """The room, unless it takes them all."""
        return self.plan.hall(self.block.room)

    def clash(
        self, kind: ClashKind, *, span: Span | None = None, items: tuple[int, ...] = (), people: tuple[int, ...] = (),
        lacking: tuple[str, ...] = (),
    ) -> Clash:  # fmt: skip
        """Return a clash of this session alone."""
        return Clash(kind, (self.block.id,), span or self.block.span, items, people, self.block.room, lacking)

    def by_itself(self) -> Iterator[Clash]:
        """Yield what is wrong with the session whatever the others are."""
        yield from self._in_time()
        yield from self._in_its_room()
        yield from self._with_what_it_holds()
        yield from self._with_people()

    def _in_time(self) -> Iterator[Clash]:
        if self.block.kind in PAUSES:
            return
        for hour in self.plan.blocked:
            if hour.span.meets(self.block.span):
                yield self.clash(ClashKind.BLOCKED_HOUR, span=hour.span)
        if self.plan.half_days and not any(half.holds(self.block.span) for half in self.plan.half_days):
            yield self.clash(ClashKind.OUTSIDE)

    def _in_its_room(self) -> Iterator[Clash]:
        if self.hall is None:
            return
        for closed in self.hall.closed:
            if closed.meets(self.block.span):
                yield self.clash(ClashKind.ROOM_CLOSED, span=closed)
        if self.block.seats and 0 < self.hall.capacity < self.block.seats:
            yield self.clash(ClashKind.TOO_SMALL)
        if lacking := self.block.needs - self.hall.equipment:
            yield self.clash(ClashKind.NOT_EQUIPPED, lacking=tuple(sorted(lacking)))

    def _with_what_it_holds(self) -> Iterator[Clash]:
        if sum(item.minutes for item in self.items) > self.block.span.minutes:
            yield self.clash(ClashKind.TOO_FULL, items=self.block.items)
        for item in self.items:
            if item.kind not in HOLDS.get(self.block.kind, frozenset()):
                yield self.clash(ClashKind.WRONG_KIND, items=(item.id,))
            if item.is_silent:
                yield self.clash(ClashKind.SILENT, items=(item.id,))
        ranked = [item for item in self.items if item.rank is not None]
        for one, other in pairwise(ranked):
            if (one.rank or 0) > (other.rank or 0):
                yield self.clash(ClashKind.OUT_OF_ORDER, items=(one.id, other.id))

    def _with_people(self) -> Iterator[Clash]:
        for number in self.expected:
            person = self.plan.people.get(number)
            for away in person.away if person else ():
                if away.meets(self.block.span):
                    items = self.presenting.get(number, ())
                    yield self.clash(ClashKind.PERSON_AWAY, span=away, items=items, people=(number,))


# ── Two sessions ────────────────────────────────────────────────────────────────────────────────────────────────────


def neighbours(seen: list[Seen], buffer_minutes: int) -> Iterator[tuple[Seen, Seen]]:
    """Yield each two sessions that meet, or that less than the buffer separates: the earlier one first."""
    buffer, going = timedelta(minutes=buffer_minutes), list[Seen]()
    for each in sorted(seen, key=lambda one: (one.block.span, one.block.id)):
        begins = each.block.span.starts
        going = [one for one in going if one.block.span.ends + buffer > begins]
        yield from ((one, each) for one in going)
        going.append(each)


def together(one: Seen, other: Seen) -> Iterator[Clash]:
    """Yield what is wrong with two sessions because both take place."""
    first, second = one.block, other.block
    if not first.span.meets(second.span):
        yield from _in_a_hurry(one, other)
        return
    common = Span(max(first.span.starts, second.span.starts), min(first.span.ends, second.span.ends))
    numbers = (first.id, second.id)
    if first.room is None or second.room is None or first.room == second.room:
        room = first.room if first.room is not None else second.room
        yield Clash(ClashKind.ROOM_TWICE, numbers, common, room=room)
    for person in one.expected & other.expected:
        presents = (*one.presenting.get(person, ()), *other.presenting.get(person, ()))
        chairs_and_presents = any(
            person in here.on_duty and person not in there.on_duty for here, there in ((one, other), (other, one))
        )
        kind = ClashKind.CHAIR_PRESENTS if chairs_and_presents else ClashKind.PERSON_TWICE
        yield Clash(kind, numbers, common, presents, (person,))
    if first.room != second.room:
        for specialty in one.specialties.keys() & other.specialties.keys():
            items = (*one.specialties[specialty], *other.specialties[specialty])
            yield Clash(ClashKind.PARALLEL, numbers, common, items, lacking=(specialty,))


def _in_a_hurry(one: Seen, other: Seen) -> Iterator[Clash]:
    first, second = one.block, other.block
    if first.room is None or second.room is None or first.room == second.room:
        return
    for person in one.expected & other.expected:
        items = (*one.presenting.get(person, ()), *other.presenting.get(person, ()))
        yield Clash(
            ClashKind.TOO_CLOSE, (first.id, second.id), Span(first.span.ends, second.span.starts), items, (person,)
        )

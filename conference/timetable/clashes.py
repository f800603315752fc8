"""What is wrong with a programme, and how it is said: editor, releases, API and composer all ask here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from conference.timetable.plan import HOLDS, PAUSES, Block, Contents, Plan, Span
from core import clock, i18n
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l


class ClashKind(StrEnum):
    """What may be wrong; the value is also the code of a refusal."""

    PERSON_TWICE = "person-in-two-rooms"
    CHAIR_PRESENTS = "chair-presents-elsewhere"
    ROOM_TWICE = "room-taken"
    BLOCKED_HOUR = "blocked-hour"
    ROOM_CLOSED = "room-closed"
    TOO_FULL = "session-full"
    WRONG_KIND = "wrong-kind"
    PERSON_AWAY = "person-away"
    TOO_SMALL = "room-too-small"
    NOT_EQUIPPED = "equipment-missing"
    OUTSIDE = "outside-half-days"
    TOO_CLOSE = "too-close"
    PARALLEL = "specialty-in-parallel"
    OUT_OF_ORDER = "out-of-order"
    SILENT = "not-announced"


IMPOSSIBLE = frozenset({
    ClashKind.PERSON_TWICE, ClashKind.CHAIR_PRESENTS, ClashKind.ROOM_TWICE, ClashKind.BLOCKED_HOUR,
    ClashKind.ROOM_CLOSED, ClashKind.TOO_FULL, ClashKind.WRONG_KIND,
})  # fmt: skip


def is_hard(kind: ClashKind) -> bool:
    """Tell whether a clash makes a programme impossible, and not only worse."""
    return kind in IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that is wrong: with which sessions, presentations and people, in which room, and when."""

    kind: ClashKind
    blocks: tuple[int, ...]
    span: Span
    items: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    room: int | None = None
    lacking: tuple[str, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Tell whether it makes the programme impossible."""
        return is_hard(self.kind)


def clashes(plan: Plan) -> list[Clash]:
    """Return all that is wrong with a programme, by time; the order of the sessions does not matter."""
    held = [Contents(block, plan) for block in plan.blocks]
    found = [clash for each in held for clash in by_itself(each)]
    found += [clash for one, other in neighbours(held, plan.rules.buffer_minutes) for clash in together(one, other)]
    return sorted(found, key=lambda clash: (clash.span, clash.kind, clash.blocks, clash.items, clash.people))


def added(before: Plan, after: Plan) -> list[Clash]:
    """Return the clashes that a change brings: those of the programme after it that were not there before."""
    known = set(clashes(before))
    return [clash for clash in clashes(after) if clash not in known]


# ── One session ─────────────────────────────────────────────────────────────────────────────────────────────────────


def by_itself(held: Contents) -> Iterator[Clash]:
    """Yield what is wrong with a session whatever the others are."""
    yield from _in_time(held)
    yield from _in_its_room(held)
    yield from _with_what_it_holds(held)
    yield from _with_people(held)


def _clash(
    held: Contents, kind: ClashKind, *, span: Span | None = None, items: tuple[int, ...] = (),
    people: tuple[int, ...] = (), lacking: tuple[str, ...] = (),
) -> Clash:  # fmt: skip
    """Return a clash of one session alone."""
    return Clash(kind, (held.block.id,), span or held.block.span, items, people, held.block.room, lacking)


def _in_time(held: Contents) -> Iterator[Clash]:
    if held.block.kind in PAUSES:
        return
    for hour in held.plan.blocked:
        if hour.span.meets(held.block.span):
            yield _clash(held, ClashKind.BLOCKED_HOUR, span=hour.span)
    if held.plan.half_days and not any(half.holds(held.block.span) for half in held.plan.half_days):
        yield _clash(held, ClashKind.OUTSIDE)


def _in_its_room(held: Contents) -> Iterator[Clash]:
    if held.hall is None:
        return
    for closed in held.hall.closed:
        if closed.meets(held.block.span):
            yield _clash(held, ClashKind.ROOM_CLOSED, span=closed)
    if held.block.seats and 0 < held.hall.capacity < held.block.seats:
        yield _clash(held, ClashKind.TOO_SMALL)
    if lacking := held.block.needs - held.hall.equipment:
        yield _clash(held, ClashKind.NOT_EQUIPPED, lacking=tuple(sorted(lacking)))


def _with_what_it_holds(held: Contents) -> Iterator[Clash]:
    if sum(item.minutes for item in held.items) > held.block.span.minutes:
        yield _clash(held, ClashKind.TOO_FULL, items=held.block.items)
    for item in held.items:
        if item.kind not in HOLDS.get(held.block.kind, frozenset()):
            yield _clash(held, ClashKind.WRONG_KIND, items=(item.id,))
        if item.is_silent:
            yield _clash(held, ClashKind.SILENT, items=(item.id,))
    ranked = [item for item in held.items if item.rank is not None]
    for one, other in pairwise(ranked):
        if (one.rank or 0) > (other.rank or 0):
            yield _clash(held, ClashKind.OUT_OF_ORDER, items=(one.id, other.id))


def _with_people(held: Contents) -> Iterator[Clash]:
    for number in held.expected:
        person = held.plan.people.get(number)
        for away in person.away if person else ():
            if away.meets(held.block.span):
                items = held.presenting.get(number, ())
                yield _clash(held, ClashKind.PERSON_AWAY, span=away, items=items, people=(number,))


# ── Two sessions ────────────────────────────────────────────────────────────────────────────────────────────────────


def neighbours(held: list[Contents], buffer_minutes: int) -> Iterator[tuple[Contents, Contents]]:
    """Yield each two sessions that meet, or that less than the buffer separates: the earlier one first."""
    buffer, going = timedelta(minutes=buffer_minutes), list[Contents]()
    for each in sorted(held, key=lambda one: (one.block.span, one.block.id)):
        begins = each.block.span.starts
        going = [one for one in going if one.block.span.ends + buffer > begins]
        yield from ((one, each) for one in going)
        going.append(each)


def together(one: Contents, other: Contents) -> Iterator[Clash]:
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


def _in_a_hurry(one: Contents, other: Contents) -> Iterator[Clash]:
    first, second = one.block, other.block
    if first.room is None or second.room is None or first.room == second.room:
        return
    for person in one.expected & other.expected:
        items = (*one.presenting.get(person, ()), *other.presenting.get(person, ()))
        yield Clash(
            ClashKind.TOO_CLOSE, (first.id, second.id), Span(first.span.ends, second.span.starts), items, (person,)
        )


# ── In words ────────────────────────────────────────────────────────────────────────────────────────────────────────


SAID = {
    ClashKind.PERSON_TWICE: _l("%(name)s is expected in two sessions at once on %(when)s: %(one)s and %(other)s."),
    ClashKind.CHAIR_PRESENTS: _l("%(name)s presents and has a duty elsewhere on %(when)s: %(one)s and %(other)s."),
    ClashKind.ROOM_TWICE: _l("%(place)s is taken twice on %(when)s: %(one)s and %(other)s."),
    ClashKind.BLOCKED_HOUR: _l("Nothing is programmed on %(when)s (%(label)s), and %(one)s is."),
    ClashKind.ROOM_CLOSED: _l("%(place)s cannot be used on %(when)s, and %(one)s takes place there."),
    ClashKind.TOO_FULL: _l("%(one)s, %(when)s, is too short by %(minutes)d minutes for what it holds."),
    ClashKind.WRONG_KIND: _l("%(one)s, %(when)s, does not hold presentations of this kind: %(codes)s."),
    ClashKind.PERSON_AWAY: _l("%(name)s cannot be there on %(when)s, and is expected in %(one)s."),
    ClashKind.TOO_SMALL: _l("%(place)s has %(capacity)d seats; %(seats)d are awaited in %(one)s on %(when)s."),
    ClashKind.NOT_EQUIPPED: _l("%(place)s has no %(lacking)s, which %(one)s needs on %(when)s."),
    ClashKind.OUTSIDE: _l("%(one)s, %(when)s, lies outside the half-days."),
    ClashKind.TOO_CLOSE: _l("%(name)s has %(minutes)d minutes on %(when)s to go from %(one)s to %(other)s."),
    ClashKind.PARALLEL: _l("%(lacking)s is spoken of in two rooms at once on %(when)s: %(one)s and %(other)s."),
    ClashKind.OUT_OF_ORDER: _l("%(codes)s are not in the order their organisers gave: %(one)s, %(when)s."),
    ClashKind.SILENT: _l("%(codes)s is on the programme, %(one)s, %(when)s, and its authors have not been told."),
}  # fmt: skip


def sentence(clash: Clash, plan: Plan) -> str:
    """Say a clash: who, where, when, at the clocks of the place."""
    block, other = plan.block(clash.blocks[0]), plan.block(clash.blocks[-1])
    hall = plan.hall(clash.room)
    return str(SAID[clash.kind]) % {
        "name": ", ".join(plan.people[number].name for number in clash.people if number in plan.people),
        "codes": ", ".join(plan.items[number].code for number in clash.items if number in plan.items),
        "lacking": ", ".join(plan.specialties.get(each, each) for each in clash.lacking),
        "place": hall.name if hall else _("Every room"),
        "capacity": hall.capacity if hall else 0,
        "seats": block.seats or 0,
        "when": when(clash, plan),
        "one": named(block, plan),
        "other": named(other, plan),
        "minutes": minutes(clash, plan),
        "label": ", ".join(hour.label for hour in plan.blocked if hour.span == clash.span),
    }


def when(clash: Clash, plan: Plan) -> str:
    """Say the stretch of time of a clash: « vendredi 28 juin 2024, de 9 h à 10 h »."""
    return _(
        "%(day)s, from %(begins)s to %(ends)s",
        day=i18n.day(clock.at_place(clash.span.starts, plan.time_zone).date()),
        begins=i18n.clock_time(clash.span.starts, plan.time_zone),
        ends=i18n.clock_time(clash.span.ends, plan.time_zone),
    )


def named(block: Block, plan: Plan) -> str:
    """Name a session with its room: « Cardiologie II » (Salle Niono)."""
    hall = plan.hall(block.room)
    return _("“%(title)s” (%(room)s)", title=block.title, room=hall.name if hall else _("all rooms"))


def minutes(clash: Clash, plan: Plan) -> int:
    """Return how many minutes a session is short of, or how many there are between two."""
    if clash.kind is ClashKind.TOO_FULL:
        return plan.minutes_of(clash.items) - plan.block(clash.blocks[0]).span.minutes
    return clash.span.minutes

"""First step: communications become sessions, by specialty and theme, as many as there are hours for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conference.models import PresentationKind, SessionKind
from conference.timetable.hours import SPOKEN, Frame
from conference.timetable.plan import Block, Duties, Item, Plan

FEWEST = 4  # of one specialty, to fill a session by themselves


@dataclass
class Unit:
    """A session that has no hour yet."""

    items: list[Item]
    minutes: int
    kind: SessionKind = SessionKind.FREE_PAPERS
    was: Block | None = None
    people: frozenset[int] = frozenset()
    specialties: frozenset[str] = frozenset()
    duties: Duties = ()

    def __post_init__(self) -> None:
        """Look up who is expected and what is spoken of."""
        self.refresh()

    def refresh(self) -> None:
        """Look up who is expected and what is spoken of, after its presentations changed."""
        presenting = {item.presenter for item in self.items if item.presenter is not None}
        self.people = frozenset(presenting | {person for person, _duty in self.duties})
        self.specialties = frozenset(item.specialty for item in self.items if item.specialty)

    @property
    def held(self) -> int:
        """Return the minutes its presentations take."""
        return sum(item.minutes for item in self.items)


def room_price(unit: Unit, room: int, plan: Plan, heavy: Mapping[str, int]) -> int:
    """Return what it costs to hold a session in a room: too few seats, missing equipment."""
    hall, was = plan.hall(room), unit.was
    if hall is None or was is None:
        return 0
    is_small = bool(was.seats) and 0 < hall.capacity < (was.seats or 0)
    return heavy["seats"] * is_small + heavy["equipment"] * bool(was.needs - hall.equipment)


def units(plan: Plan, found: Frame) -> list[Unit]:
    """Return the sessions to be placed: symposiums as they are, communications in groups that fit the hours."""
    symposiums = [*standing_symposiums(plan, found.loose), *new_symposiums(plan)]
    talks = loose_talks(plan, found)
    sizes = sorted((cell.span.minutes for cell in found.cells), reverse=True)
    for symposium in symposiums:  # each takes the shortest hour that is long enough
        fitting = [size for size in sizes if size >= symposium.minutes]
        sizes.remove(fitting[-1] if fitting else sizes[0]) if sizes else None
    return [*symposiums, *grouped(talks, sizes, plan)]


def standing_symposiums(plan: Plan, loose: Iterable[Block]) -> Iterator[Unit]:
    """Yield the symposiums that may move, whole and in their order."""
    for block in loose:
        if block.kind is SessionKind.SYMPOSIUM:
            items = in_order(plan.items[number] for number in block.items if number in plan.items)
            minutes = max(block.span.minutes, sum(item.minutes for item in items))
            yield Unit(items, minutes, block.kind, was=block, duties=block.duties)


def new_symposiums(plan: Plan) -> Iterator[Unit]:
    """Yield one symposium for each theme of the symposium talks that wait; those without any fill the usual hours."""
    themes = defaultdict[str, list[Item]](list)
    for item in plan.waiting:
        if item.kind is PresentationKind.SYMPOSIUM_TALK:
            themes[item.theme].append(item)
    loose = parts_of(in_order(themes.pop("", [])), plan.rules.session_minutes, plan.rules.most_talks)
    for items in (*map(in_order, themes.values()), *loose):
        yield Unit(items, sum(item.minutes for item in items), SessionKind.SYMPOSIUM)


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return the talks of a symposium by the rank their organisers gave them; the others keep their places behind."""
    return sorted(items, key=lambda item: item.rank if item.rank is not None else 10**6)


def loose_talks(plan: Plan, found: Frame) -> list[Item]:
    """Return the communications to be grouped: those that wait, and those whose session may be dissolved."""
    talks = [item for item in plan.waiting if item.kind in SPOKEN]
    for block in found.loose:
        if block.kind is SessionKind.FREE_PAPERS:
            talks += [plan.items[number] for number in block.items if number in plan.items]
    return sorted(talks, key=lambda item: item.code)


def grouped(talks: list[Item], sizes: Sequence[int], plan: Plan) -> list[Unit]:
    """Return talks in sessions: in even parts when the hours allow, else filled one after the other to the brim."""
    usual, most = plan.rules.session_minutes, plan.rules.most_talks
    hours = [size for size in sizes if size >= usual]
    for parts in (even_parts(talks, usual, most), full_parts(talks, usual, most)):
        if len(parts) <= len(hours):
            return parts
    return filled(talks, sizes, most)


def by_subject(talks: Iterable[Item]) -> list[list[Item]]:
    """Return talks by specialty, within it by theme; the largest group first."""
    subjects = defaultdict[str, list[Item]](list)
    for item in talks:
        subjects[item.specialty].append(item)
    for items in subjects.values():
        items.sort(key=lambda item: (item.theme, item.code))
    return sorted(subjects.values(), key=lambda items: (-len(items), items[0].specialty))


def even_parts(talks: list[Item], minutes: int, most: int) -> list[Unit]:
    """Return each specialty in even parts; specialties of a few talks share sessions."""
    whole, few = list[list[Item]](), list[list[Item]]()
    for items in by_subject(talks):
        if len(items) < FEWEST or not items[0].specialty:
            few += parts_of(items, minutes, most)
        else:
            number = len(parts_of(items, minutes, most))
            size = -(-len(items) // number)
            whole += [part for each in chunks(items, size) for part in parts_of(each, minutes, most)]
    return [unit(items) for items in (*whole, *combined(few, minutes, most))]


def full_parts(talks: list[Item], minutes: int, most: int) -> list[Unit]:
    """Return each specialty in full sessions; what remains of several shares sessions."""
    whole, few = list[list[Item]](), list[list[Item]]()
    for items in by_subject(talks):
        parts = parts_of(items, minutes, most)
        whole += parts[:-1]
        few.append(parts[-1])
    return [unit(items) for items in (*whole, *combined(few, minutes, most))]


def filled(talks: list[Item], sizes: Sequence[int], most: int) -> list[Unit]:
    """Return talks poured into the hours there are, the longest first, each filled before the next is begun."""
    waiting, found = [list(items) for items in by_subject(talks)], list[Unit]()
    for size in sizes:
        held, left = list[Item](), size
        while len(held) < most:
            waiting.sort(key=lambda items: -len(items))
            same = [items for items in waiting if held and items[0].specialty == held[-1].specialty]
            fitting = [items for items in (*same, *waiting) if items[0].minutes <= left]
            if not fitting:
                break
            item = fitting[0].pop(0)
            held.append(item)
            left -= item.minutes
            waiting = [items for items in waiting if items]
        if held:
            found.append(unit(held))
    leftover = [item for items in waiting for item in items]
    longest = max(sizes, default=60)
    return [*found, *(unit(items) for items in parts_of(leftover, longest, most))]


def unit(items: list[Item]) -> Unit:
    """Return a session of free papers that lasts as long as what it holds."""
    return Unit(items, sum(item.minutes for item in items))


def chunks(items: list[Item], size: int) -> Iterator[list[Item]]:
    """Yield items so many at a time."""
    for place in range(0, len(items), size):
        yield items[place : place + size]


def parts_of(items: Sequence[Item], minutes: int, most: int) -> list[list[Item]]:
    """Return items in parts that last no longer than a session and hold no more than it may."""
    parts = list[list[Item]]()
    for item in items:
        last = parts[-1] if parts else None
        if last is None or len(last) >= most or sum(each.minutes for each in last) + item.minutes > minutes:
            parts.append([item])
        else:
            last.append(item)
    return parts


def combined(few: list[list[Item]], minutes: int, most: int) -> list[list[Item]]:
    """Return small groups put together, the longest first, each where the least room is left."""
    bins = list[list[Item]]()
    for items in sorted(few, key=lambda each: (-sum(item.minutes for item in each), each[0].code)):
        needed = sum(item.minutes for item in items)
        fitting = [
            held
            for held in bins
            if sum(item.minutes for item in held) + needed <= minutes and len(held) + len(items) <= most
        ]
        if fitting:
            max(fitting, key=lambda held: sum(item.minutes for item in held)).extend(items)
        else:
            bins.append(list(items))
    return bins

"""Composing a programme: sessions are grouped, then placed, then given rooms and chairs; the best so far is told."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta

from conference.models import SessionKind
from conference.timetable import placing
from conference.timetable.assigning import chaired, with_rooms
from conference.timetable.choices import Place, Question
from conference.timetable.costs import cost
from conference.timetable.filling import settled, squeezed, with_plenaries
from conference.timetable.grouping import Unit, units
from conference.timetable.hours import Frame, frame
from conference.timetable.placing import Placed
from conference.timetable.plan import Block, Plan, Span
from conference.timetable.tasks import Found, Task, Tell, reasons

MOST_FOR_ONE_MODEL = 300
SHARE_OF_THREE_STEPS = 0.6
BETWEEN_TOLD = 1.0  # seconds
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def compose(task: Task, tell: Tell = lambda _found: None) -> Found:
    """Return the best programme found in the time given; every better one is told on the way.

    Three steps first, at any size; then, when there is little enough of it, one model begins from what they found,
    decides hours and rooms together, and says how good that is.
    """
    began = time.monotonic()
    plan = with_plenaries(settled(task.plan), task.now)
    loose = frame(plan, task.now)
    parts = units(plan, loose)
    best = Best(task, plan, loose, parts, tell)
    is_small = len(plan.items) <= MOST_FOR_ONE_MODEL
    seconds = task.seconds * (SHARE_OF_THREE_STEPS if is_small else 1)
    question = Question(plan, loose, parts, with_rooms=False, seconds=seconds, seed=task.seed)
    best.offer(placing.place(question, best.hear))
    if is_small:
        polished(question, best, began + task.seconds)
    return best.found


def polished(question: Question, best: "Best", until: float) -> None:
    """Decide the rooms of the hours found, then hours and rooms together, then the rooms of what came of it."""
    for keeps_hours, share in ((True, 0.3), (False, 0.8), (True, 1.0)):
        left = (until - time.monotonic()) * share
        if left > 0 and best.found.cost > best.found.bound:
            asked = replace(question, with_rooms=True, keeps_hours=keeps_hours, seconds=left, known=best.places)
            best.offer(placing.place(asked, best.hear), proves=not keeps_hours)


class Best:
    """The best programme so far; it is told when a better one is found, once a second at most."""

    def __init__(self, task: Task, plan: Plan, loose: Frame, parts: Sequence[Unit], tell: Tell) -> None:
        self.task, self.plan, self.frame, self.units, self.tell = task, plan, loose, parts, tell
        self.found = Found(task.plan, 10**12, 0)
        self.places: Mapping[int, Place] = {}
        self.heard_at = -BETWEEN_TOLD

    def hear(self, placed: Placed) -> None:
        """Take an answer on the way, unless one was taken a moment ago."""
        if time.monotonic() - self.heard_at >= BETWEEN_TOLD:
            self.offer(placed)

    def offer(self, placed: Placed | None, *, proves: bool = False) -> None:
        """Make a programme of an answer, and keep and tell it when it is better.

        An answer about hours alone says nothing of rooms: what it proves is no bound of the whole.
        """
        self.heard_at = time.monotonic()
        if placed is None:
            return
        plan, places = built(self.task, self.plan, self.frame, self.units, placed.places)
        price = cost(plan, self.task.plan)
        if price < self.found.cost:
            self.places = places
            waiting = tuple(reasons(plan, self.frame))
            self.found = Found(plan, price, self.found.bound, waiting)
            self.tell(self.found)
        if proves:
            self.found = replace(self.found, bound=placed.bound)


def built(
    task: Task, plan: Plan, loose: Frame, parts: Sequence[Unit], places: Mapping[int, Place]
) -> tuple[Plan, Mapping[int, Place]]:
    """Return the programme in which the sessions have the places found, with rooms, chairs, numbers and titles."""
    seated = dict(places)
    if any(place.room is None for place in places.values()):
        seated = with_rooms(plan, loose, parts, places)
    made = [
        block_of(parts[position], place)
        for position, place in sorted(seated.items(), key=lambda pair: (pair[1].span, pair[1].room))
    ]
    numbered = with_numbers(made, loose.loose)
    anew = {block.id for block in numbered}
    whole = squeezed(replace(plan, blocks=(*loose.standing, *numbered)), anew)
    return titled(chaired(whole, anew, task.plan), anew, task.mixed), seated


def block_of(unit: Unit, place: Place) -> Block:
    """Return a session in its place: free papers take the whole hour, a symposium what it lasts."""
    span, was = place.span, unit.was
    if unit.kind is SessionKind.SYMPOSIUM:
        span = Span(span.starts, span.starts + timedelta(minutes=unit.minutes))
    return Block(
        was.id if was else 0,
        unit.kind,
        was.title if was else "",
        span,
        room=place.room,
        duties=unit.duties,
        items=tuple(item.id for item in unit.items),
        seats=was.seats if was else None,
        needs=was.needs if was else frozenset(),
    )


def with_numbers(made: Iterable[Block], loose: Iterable[Block]) -> list[Block]:
    """Return the sessions, each new one with the number of the former it shares most with, else one below one."""
    free = {block.id: set(block.items) for block in loose if block.kind is SessionKind.FREE_PAPERS}
    made, numbered = list(made), dict[int, int]()
    shared = sorted(
        ((len(held & set(block.items)), -number, place) for number, held in free.items()
         for place, block in enumerate(made) if not block.id),
        reverse=True,
    )  # fmt: skip
    for _common, number, place in shared:
        if -number in free and place not in numbered:
            numbered[place] = -number
            del free[-number]
    return [
        block if block.id else replace(block, id=numbered.get(place, -1 - place)) for place, block in enumerate(made)
    ]


def titled(plan: Plan, made: AbstractSet[int], mixed: str) -> Plan:
    """Return a programme whose sessions made just now are called by what they hold."""
    names = {block.id: named(block, plan, mixed) for block in plan.blocks if block.id in made}
    several, reached, titles = Counter(names.values()), Counter[str](), dict[int, str]()
    for block in sorted(plan.blocks, key=lambda each: (each.span, each.room or 0)):
        if name := names.get(block.id):
            reached[name] += 1
            is_numbered = several[name] > 1 and block.kind is SessionKind.FREE_PAPERS
            titles[block.id] = f"{name} {roman(reached[name])}" if is_numbered else name
    blocks = tuple(replace(block, title=titles.get(block.id, block.title)) for block in plan.blocks)
    return replace(plan, blocks=blocks)


def named(block: Block, plan: Plan, mixed: str) -> str:
    """Return what a session is called: its title, its one specialty, or what mixed sessions are called."""
    if block.kind is not SessionKind.FREE_PAPERS:
        return block.title or next(
            (plan.items[each].theme for each in block.items if plan.items[each].theme), "Symposium"
        )
    spoken = {plan.items[each].specialty for each in block.items}
    only = next(iter(spoken)) if len(spoken) == 1 else ""
    return plan.specialties.get(only, only) or mixed


def roman(number: int) -> str:
    """Return a number as sessions are numbered: IV."""
    written = ""
    for worth, letters in ROMAN:
        written, number = written + letters * (number // worth), number % worth
    return written

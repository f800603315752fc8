"""Repairing a programme with the fewest moves: after withdrawals, absences, a room that closes on the morning itself.

Every presentation of free papers may go to any session or free hour, a symposium to any free hour, a duty to somebody
else; all at a price. In this order: nothing without a place, nobody expected while away, the fewest presentations
moved, the fewest duties changed, and of what moves the nearest by specialty. So the fewest moves are proved, not hoped.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from ortools.sat.python import cp_model

from conference.models import SessionDuty, SessionKind
from conference.timetable.assigning import chaired, diary_of, has_chair
from conference.timetable.composing import titled, with_numbers
from conference.timetable.costs import cost, moved
from conference.timetable.filling import settled
from conference.timetable.hours import SPOKEN, frame, hours_of, long_enough
from conference.timetable.plan import Block, Contents, Duties, Item, Plan, Span
from conference.timetable.solving import SOLVED, Attendance, Key, solver_for
from conference.timetable.tasks import Found, Task, Tell, reasons

UNPLACED, AWAY, MOVED, DUTY, OPENED, FAR = 10**9, 10**7, 10**5, 10**3, 10, 1
NEW = 0


@dataclass(frozen=True)
class Slot:
    """An hour in a room that may hold presentations: that of a session, or one that is free."""

    span: Span
    room: int
    block: Block | None = None


def repair(task: Task, tell: Tell = lambda _found: None) -> Found:
    """Return the programme with the fewest presentations moved in which nothing is impossible any more."""
    before = task.plan
    model = Model(settled(before), task.now)
    solver = solver_for(task.seconds, task.seed)
    status = solver.solve(model.model)
    if status not in SOLVED:
        return Found(before, cost(before, before), 0)
    after = titled_anew(model.answer(solver), before, task.mixed)
    proved = len(moved(before, after)) if status == cp_model.OPTIMAL else 0
    waiting = tuple(reasons(after, model.frame))
    found = Found(after, len(moved(before, after)), proved, waiting)
    tell(found)
    return found


def titled_anew(plan: Plan, before: Plan, mixed: str) -> Plan:
    """Return a programme in which sessions that were opened have a title; the others keep theirs."""
    known = {block.id for block in before.blocks}
    return titled(plan, {block.id for block in plan.blocks if block.id not in known and block.room}, mixed)


class Model:
    """What may move where, and what each move costs."""

    def __init__(self, plan: Plan, now: datetime | None) -> None:
        self.plan, self.model = plan, cp_model.CpModel()
        self.terms: list[cp_model.LinearExprT] = []
        self.frame = frame(plan, now)
        self.seats = Attendance(self.model)
        self.was = {number: block for block in plan.blocks for number in block.items}
        self.keeps: dict[tuple[int, int, SessionDuty], cp_model.IntVar] = {}
        self.slots = self._slots()
        self.used = [self._use(slot) for slot in self.slots]
        for block in self.frame.standing:
            self.seats.hold(Contents(block, plan).presenting, block.span, block.id)
            self._serve(block, block.span, block.id)
        self.goes = {item.id: self._where(item) for item in self._movable()}
        self.symposiums = {block.id: self._where_to(block) for block in self._loose(SessionKind.SYMPOSIUM)}
        self._sessions_hold()
        self.seats.one_at_a_time()
        self.model.minimize(sum(self.terms))

    def _loose(self, kind: SessionKind) -> list[Block]:
        return [block for block in self.frame.loose if block.kind is kind]

    def _slots(self) -> list[Slot]:
        held = [Slot(block.span, block.room or 0, block) for block in self._loose(SessionKind.FREE_PAPERS)]
        known = {(slot.span, slot.room) for slot in held}
        free = (Slot(cell.span, cell.room) for cell in self.frame.cells if (cell.span, cell.room) not in known)
        return [*held, *free]

    def _movable(self) -> list[Item]:
        held = [number for block in self._loose(SessionKind.FREE_PAPERS) for number in block.items]
        inside = [self.plan.items[number] for number in held if number in self.plan.items]
        return [*inside, *(item for item in self.plan.waiting if item.kind in SPOKEN)]

    # ── Sessions ──

    def _use(self, slot: Slot) -> cp_model.IntVar:
        """Return whether a session takes place there: one that exists when it can, another is opened at a price."""
        used = self.model.new_bool_var("")
        key = (slot.span, slot.room)
        self.seats.occupy(slot.room, slot.span, used)
        if slot.block is None:
            self.terms.append(OPENED * used)
        elif self._is_open(slot.span, slot.room):
            self.terms.append(OPENED - OPENED * used)
            self._serve(slot.block, slot.span, key, used)
        else:
            self.model.add(used == 0)
        return used

    def _is_open(self, span: Span, room: int) -> bool:
        hall = self.plan.hall(room)
        closed = [*(hall.closed if hall else ()), *(hour.span for hour in self.plan.blocked)]
        standing = (block.span for block in self.frame.standing if block.room in {None, room})
        return not any(taken.meets(span) for taken in (*closed, *standing))

    def _serve(self, block: Block, span: Span, key: Key, takes_place: cp_model.IntVar | None = None) -> None:
        """Have those with a duty be there, or somebody else at a price; whoever is away cannot."""
        for person, duty in block.duties:
            name = (block.id, person, duty)
            if name not in self.keeps:
                self.keeps[name] = self.model.new_bool_var("")
                self.terms.append(DUTY - DUTY * self.keeps[name])
            serves = self.model.new_bool_var("")
            gone = [takes_place.negated()] if takes_place is not None else []
            self.model.add_bool_or([serves, self.keeps[name].negated(), *gone])
            if self.plan.is_away(person, span):
                self.model.add(serves == 0)
            self.seats.expect(person, span, key, serves)

    # ── What may move ──

    def _where(self, item: Item) -> dict[int, cp_model.IntVar]:
        """Return the slots a presentation may go to, and price them."""
        choices, was = {}, self.was.get(item.id)
        for place, slot in enumerate(self.slots):
            if item.minutes > slot.span.minutes:
                continue
            choices[place] = yes = self.model.new_bool_var("")
            self.model.add_implication(yes, self.used[place])
            stays = was is not None and slot.block is not None and slot.block.id == was.id
            price = 0 if stays else self._distance(item, slot) + (MOVED if was else 0)
            self.terms.append((price + AWAY * self.plan.is_away(item.presenter, slot.span)) * yes)
            if item.presenter is not None:
                self.seats.expect(item.presenter, slot.span, (slot.span, slot.room), yes)
        self._or_nowhere(choices.values(), 1)
        return choices

    def _distance(self, item: Item, slot: Slot) -> int:
        held = [self.plan.items[each] for each in (slot.block.items if slot.block else ()) if each in self.plan.items]
        return FAR * (1 + sum(other.specialty != item.specialty for other in held))

    def _or_nowhere(self, choices: Iterable[cp_model.IntVar], number: int) -> None:
        nowhere = self.model.new_bool_var("")
        self.terms.append(UNPLACED * number * nowhere)
        self.model.add_exactly_one([*choices, nowhere])

    def _where_to(self, block: Block) -> dict[tuple[Span, int], cp_model.IntVar]:
        """Return the hours a symposium may go to, and price them by all it holds."""
        own = (block.span, block.room or 0)
        spots = {
            (Span(span.starts, span.starts + (block.span.ends - block.span.starts)), room)
            for room, spans in hours_of(self.frame.cells).items()
            for span in long_enough(spans, block.span.minutes)
        }
        if self._is_open(*own):
            spots.add(own)
        choices, session = {}, Contents(block, self.plan)
        for span, room in sorted(spots):
            choices[span, room] = yes = self.model.new_bool_var("")
            price = 0 if (span, room) == own else MOVED * max(len(block.items), 1)
            self.terms.append((price + AWAY * sum(self.plan.is_away(each, span) for each in session.presenting)) * yes)
            self.seats.occupy(room, span, yes)
            for person in session.presenting:
                self.seats.expect(person, span, (span, room, block.id), yes)
            self._serve(block, span, (span, room, block.id), yes)
        self._or_nowhere(choices.values(), max(len(block.items), 1))
        return choices

    def _sessions_hold(self) -> None:
        """Let no session hold more than its minutes, nor more presentations than is usual or than it had."""
        for place, slot in enumerate(self.slots):
            inside = [
                (self.plan.items[each], choices[place]) for each, choices in self.goes.items() if place in choices
            ]
            had = len(slot.block.items) if slot.block else 0
            self.model.add(sum(item.minutes * yes for item, yes in inside) <= slot.span.minutes)
            self.model.add(sum(yes for _item, yes in inside) <= max(self.plan.rules.most_talks, had))

    # ── The answer ──

    def answer(self, solver: cp_model.CpSolver) -> Plan:
        """Return the repaired programme."""
        kept = [self._served(block, solver) for block in self.frame.standing]
        made, dissolved = list[Block](), list[Block]()
        for place, slot in enumerate(self.slots):
            items = self._items_of(place, solver)
            if solver.boolean_value(self.used[place]) and (items or slot.block):
                block = slot.block or Block(NEW, SessionKind.FREE_PAPERS, "", slot.span, slot.room)
                made.append(replace(self._served(block, solver), items=items))
            elif slot.block:
                dissolved.append(slot.block)
        former = {block.id: block for block in dissolved}
        numbered = [
            replace(block, title=former[block.id].title, duties=former[block.id].duties)
            if block.id in former
            else block
            for block in with_numbers(made, dissolved)
        ]
        whole = replace(self.plan, blocks=(*kept, *numbered, *self._symposiums(solver)))
        return self._with_duties(whole, {block.id for block in numbered if block.id in former})

    def _items_of(self, place: int, solver: cp_model.CpSolver) -> tuple[int, ...]:
        here = [
            number for number, choices in self.goes.items() if place in choices and solver.boolean_value(choices[place])
        ]
        block = self.slots[place].block
        order = {number: position for position, number in enumerate(block.items if block else ())}
        return tuple(sorted(here, key=lambda number: (order.get(number, len(order)), self.plan.items[number].code)))

    def _served(self, block: Block, solver: cp_model.CpSolver) -> Block:
        kept = tuple(each for each in block.duties if solver.boolean_value(self.keeps[block.id, *each]))
        return replace(block, duties=kept)

    def _symposiums(self, solver: cp_model.CpSolver) -> Iterator[Block]:
        """Yield the symposiums where they go; one that finds no hour stays where it is, for people to decide."""
        for block in self._loose(SessionKind.SYMPOSIUM):
            chosen = [spot for spot, yes in self.symposiums[block.id].items() if solver.boolean_value(yes)]
            span, room = chosen[0] if chosen else (block.span, block.room)
            yield replace(self._served(block, solver), span=span, room=room)

    def _with_duties(self, plan: Plan, reopened: AbstractSet[int]) -> Plan:
        """Return the programme in which somebody else takes the chairs that fell vacant."""
        had = {block.id for block in self.plan.blocks if has_chair(block)}
        opened = {block.id for block in plan.blocks if block.id < 0 and block.kind is SessionKind.FREE_PAPERS}
        blocks = (
            replace(block, duties=free_of(block, plan)) if block.id in reopened else block for block in plan.blocks
        )
        return chaired(replace(plan, blocks=tuple(blocks)), had | opened, self.plan)


def free_of(block: Block, plan: Plan) -> Duties:
    """Return those with a duty in a session that changed its hour who are free then."""
    diary = diary_of(replace(plan, blocks=tuple(each for each in plan.blocks if each.id != block.id)))
    return tuple(
        (person, duty)
        for person, duty in block.duties
        if not plan.is_away(person, block.span) and not any(spot.meets(block.span) for spot in diary.busy[person])
    )

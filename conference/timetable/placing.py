"""Second step: sessions find their hours. OR-Tools weighs what may be weighed; nobody is ever in two places."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from ortools.sat.python import cp_model

from conference.timetable.choices import Choices, Place, Question
from conference.timetable.hours import hour_number, usual_hours
from conference.timetable.solving import SOLVED, solver_for

MOST_TO_PACK = 100


@dataclass(frozen=True)
class Placed:
    """An answer: the place of each session, by its position; what it costs and what no answer can go below."""

    places: Mapping[int, Place]
    cost: int
    bound: int


Tell = Callable[[Placed], None]


def place(question: Question, tell: Tell) -> Placed | None:
    """Return the best places found in the time given; every better answer is told on the way."""
    model = Model(question)
    solver = solver_for(question.seconds, question.seed)
    status = solver.solve(model.model, Watch(model, tell))
    if status not in SOLVED:
        return None
    return model.answer(solver.boolean_value, int(solver.objective_value), int(solver.best_objective_bound))


class Watch(cp_model.CpSolverSolutionCallback):
    """Hands on each better answer as it is found."""

    def __init__(self, model: "Model", tell: Tell) -> None:
        super().__init__()
        self.of, self.tell = model, tell

    def on_solution_callback(self) -> None:
        """Hand on the answer just found."""
        self.tell(self.of.answer(self.boolean_value, int(self.objective_value), int(self.best_objective_bound)))


class Model(Choices):
    """What sessions may not choose together, and what is better: all in all the question as OR-Tools reads it."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.days = sorted({self.day_of(Place(span)) for spans in self.hours.values() for span in spans})
        self._rooms_hold_one_session()
        self._people_are_in_one_place()
        self._specialties_take_turns()
        if len(question.units) <= MOST_TO_PACK:  # beyond, a first programme counts for more than an early evening
            self._days_end_early()
        self._people_have_time_to_walk()
        self.model.minimize(sum(self.terms))

    def answer(self, is_true: Callable[[cp_model.LiteralT], bool], cost: int, bound: int) -> Placed:
        """Return an answer in our own words."""
        places = {
            position: spot
            for position, choices in enumerate(self.choices)
            for spot, yes in choices.items()
            if is_true(yes)
        }
        return Placed(places, cost, bound)

    def _covering(self, at: datetime, room: int | None = None) -> Iterable[tuple[int, cp_model.IntVar]]:
        for position, choices in enumerate(self.choices):
            for spot, yes in choices.items():
                if spot.span.starts <= at < spot.span.ends and (room is None or spot.room == room):
                    yield position, yes

    def _moments(self) -> list[datetime]:
        return sorted({span.starts for spans in self.hours.values() for span in spans})

    def _rooms_hold_one_session(self) -> None:
        self.at = {moment: list(self._covering(moment)) for moment in self._moments()}
        for moment, going in self.at.items():
            open_rooms = [
                room for room, spans in self.hours.items() if any(span.starts <= moment < span.ends for span in spans)
            ]
            if self.question.with_rooms:
                for room in open_rooms:
                    self.model.add_at_most_one([yes for _position, yes in self._covering(moment, room)])
            elif going:
                self.model.add(sum(yes for _position, yes in going) <= len(open_rooms))

    def _people_are_in_one_place(self) -> None:
        holds = defaultdict[int, list[int]](list)
        for position, unit in enumerate(self.question.units):
            for person in unit.people:
                holds[person].append(position)
        together = {frozenset(positions) for positions in holds.values() if len(positions) > 1}
        for positions in sorted(together, key=sorted):
            for going in self.at.values():
                self.model.add_at_most_one([yes for position, yes in going if position in positions])

    def _specialties_take_turns(self) -> None:
        """Price a specialty that is in two rooms at once, and one that is spread over several days."""
        speak = defaultdict[str, set[int]](set)
        for position, unit in enumerate(self.question.units):
            for specialty in unit.specialties:
                speak[specialty].add(position)
        for specialty in sorted(speak):
            positions = speak[specialty]
            if len(positions) > 1:
                self._price_parallel(specialty, positions)
                self._price_spread(positions, self.day_of, self.weights["days"])
                for day in self.days if self.question.with_rooms else ():
                    self._price_spread(positions, partial(self._room_on, day), self.weights["rooms"])

    def _price_parallel(self, specialty: str, positions: set[int]) -> None:
        for moment, going in self.at.items():
            mine = [yes for position, yes in going if position in positions]
            standing = sum(
                specialty in each.specialties
                for each in self.standing
                if each.block.span.starts <= moment < each.block.span.ends
            )
            if len(mine) + standing > 1:
                excess = self.model.new_int_var(0, len(mine) + standing, "")
                self.model.add(excess >= sum(mine) + standing - 1)
                self.terms.append(self.weights["parallel"] * excess)

    def _room_on(self, day: date, spot: Place) -> int | None:
        return spot.room if self.day_of(spot) == day else None

    def _price_spread(self, positions: set[int], part_of: Callable[[Place], Hashable], price: int) -> None:
        """Price each part that sessions are spread over beyond the first: days, or rooms on a day."""
        parts = defaultdict[Hashable, list[cp_model.IntVar]](list)
        for position in sorted(positions):
            for spot, yes in self.choices[position].items():
                if (part := part_of(spot)) is not None:
                    parts[part].append(yes)
        used = []
        for choices in parts.values():
            used.append(self.model.new_bool_var(""))
            for yes in choices:
                self.model.add_implication(yes, used[-1])
        beyond = self.model.new_int_var(0, max(len(used) - 1, 0), "")
        self.model.add(beyond >= sum(used) - 1)
        self.terms.append(price * beyond)

    def _days_end_early(self) -> None:
        """Price each hour until the last session of the longest day: the days share what there is."""
        days = usual_hours(self.plan)
        length = self.model.new_int_var(0, max(map(len, days.values()), default=0), "")
        self.terms.append(self.weights["hours"] * length)
        for day, hours in days.items():
            used = [self.model.new_bool_var("") for _hour in hours]
            for number, is_used in enumerate(used, start=1):
                self.model.add(length >= number * is_used)
            for choices in self.choices:
                for spot, yes in choices.items():
                    if self.day_of(spot) == day:
                        self.model.add_implication(yes, used[hour_number(spot.span.starts, hours) - 1])

    def _people_have_time_to_walk(self) -> None:
        """Price two sessions of the same person with less than the buffer between them."""
        buffer = self.plan.rules.buffer_minutes
        if not buffer:
            return
        for first, one in enumerate(self.question.units):
            for second, other in enumerate(self.question.units):
                if first != second and not one.people.isdisjoint(other.people):
                    self._price_hurry(first, second, buffer)

    def _price_hurry(self, first: int, second: int, buffer: int) -> None:
        for before, earlier in self.choices[first].items():
            for after, later in self.choices[second].items():
                is_close = (
                    before.span.ends <= after.span.starts and before.span.widened(buffer).ends > after.span.starts
                )
                if is_close and (before.room is None or before.room != after.room):
                    hurried = self.model.new_bool_var("")
                    self.model.add_bool_or([earlier.negated(), later.negated(), hurried])
                    self.terms.append(self.weights["buffer"] * hurried)

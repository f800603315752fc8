"""What every question to OR-Tools has in common: so many seconds, from a seed; nobody and no room twice at once."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import combinations

from ortools.sat.python import cp_model

from conference.timetable.plan import Span

SOLVED = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})
Key = Hashable  # which session: one that stands by its number, another by its hour and room


def solver_for(seconds: float, seed: int) -> cp_model.CpSolver:
    """Return a solver that answers alike each time it is asked, and in time."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 2
    solver.parameters.linearization_level = 2
    return solver


class Attendance:
    """Who is expected where and which room is taken when: nobody and no room twice at once."""

    def __init__(self, model: cp_model.CpModel) -> None:
        self.model = model
        self.people = defaultdict[int, dict[Key, tuple[Span, list[cp_model.IntVar]]]](dict)
        self.rooms = defaultdict[int, list[tuple[Span, cp_model.IntVar]]](list)
        self.firm: set[tuple[int, Key]] = set()

    def hold(self, people: Iterable[int], span: Span, key: Key) -> None:
        """Have people be in a session that stands, whatever else is decided."""
        for person in people:
            self.firm.add((person, key))
            self.expect(person, span, key, self.model.new_constant(1))

    def expect(self, person: int, span: Span, key: Key, yes: cp_model.IntVar) -> None:
        """Have somebody be in a session if something is so."""
        self.people[person].setdefault(key, (span, []))[1].append(yes)

    def occupy(self, room: int, span: Span, yes: cp_model.IntVar) -> None:
        """Take a room for some time if something is so."""
        self.rooms[room].append((span, yes))

    def one_at_a_time(self) -> None:
        """Let no room hold two sessions at once, and nobody be in two; what stands and clashes is not ours to solve."""
        for going in self.rooms.values():
            for moment in {span.starts for span, _yes in going}:
                self.model.add_at_most_one([yes for span, yes in going if span.starts <= moment < span.ends])
        for person, sessions in self.people.items():
            for (one, (first, here)), (other, (second, there)) in combinations(sessions.items(), 2):
                if first.meets(second) and not {(person, one), (person, other)} <= self.firm:
                    for yes in here:
                        for too in there:
                            self.model.add_bool_or([yes.negated(), too.negated()])

"""Second step, what is asked: for each session a yes or no for every place it may go to, and what that place costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ortools.sat.python import cp_model

from conference.timetable.costs import UNPLACED, weights
from conference.timetable.grouping import Unit, room_price
from conference.timetable.hours import Frame, hours_of, long_enough
from conference.timetable.plan import Contents, Plan, Span
from core import clock


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a session may go: an hour, and the room when rooms are decided at the same time."""

    span: Span
    room: int | None = None


@dataclass(frozen=True)
class Question:
    """What is to be placed where, and what was there before."""

    plan: Plan
    frame: Frame
    units: Sequence[Unit]
    with_rooms: bool
    seconds: float
    seed: int
    known: Mapping[int, Place] = field(default_factory=dict)
    keeps_hours: bool = False


class Choices:
    """The places each session may choose from, one of them or none, as OR-Tools reads it."""

    def __init__(self, question: Question) -> None:
        self.question, self.plan = question, question.plan
        self.weights = weights(self.plan.rules.weights)
        self.model = cp_model.CpModel()
        self.terms: list[cp_model.LinearExprT] = []
        self.hours = hours_of(question.frame.cells)
        self.standing = [Contents(block, self.plan) for block in question.frame.standing]
        self.before = {number: block for block in question.frame.loose for number in block.items}
        self.choices: list[dict[Place, cp_model.IntVar]] = []
        for unit in question.units:
            self.choices.append(self._choices_of(unit))

    def day_of(self, spot: Place) -> date:
        """Return the day of a place."""
        return clock.at_place(spot.span.starts, self.plan.time_zone).date()

    def _choices_of(self, unit: Unit) -> dict[Place, cp_model.IntVar]:
        choices = {}
        for spot in self._fitting(unit):
            if self._is_possible(unit, spot.span):
                yes = self.model.new_bool_var("")
                choices[spot] = yes
                if price := self._price(unit, spot):
                    self.terms.append(price * yes)
        nowhere = self.model.new_bool_var("")
        self.terms.append(self.weights[UNPLACED] * max(len(unit.items), 1) * nowhere)
        self.model.add_exactly_one([*choices.values(), nowhere])
        self._hint(unit, choices, nowhere)
        return choices

    def _fitting(self, unit: Unit) -> list[Place]:
        """Return the places long enough, several hours on end when one is not; the known hour alone when it is kept."""
        spots = {
            Place(span, room if self.question.with_rooms else None)
            for room, spans in self.hours.items()
            for span in long_enough(spans, unit.minutes)
        }
        known = self.question.known.get(len(self.choices)) if self.question.keeps_hours else None
        return sorted(spot for spot in spots if known is None or spot.span == known.span)

    def _is_possible(self, unit: Unit, span: Span) -> bool:
        return not any(
            each.block.span.meets(span) and not unit.people.isdisjoint(each.expected) for each in self.standing
        )

    def _price(self, unit: Unit, spot: Place) -> int:
        absent = sum(self.plan.is_away(person, spot.span) for person in unit.people)
        price = absent * self.weights["away"]
        if spot.room is not None:
            price += room_price(unit, spot.room, self.plan, self.weights)
        price += self.weights["moved"] * sum(not self._stays(item.id, spot) for item in unit.items)
        return price

    def _stays(self, number: int, spot: Place) -> bool:
        before = self.before.get(number)
        return before is None or (before.span.meets(spot.span) and spot.room in {None, before.room})

    def _hint(self, unit: Unit, choices: Mapping[Place, cp_model.IntVar], nowhere: cp_model.IntVar) -> None:
        """Begin from an answer that is known, else from where most of a session's presentations are now."""
        wished = self.question.known.get(len(self.choices)) or self._present_place(unit)
        if wished is not None:
            for spot, yes in choices.items():
                self.model.add_hint(yes, spot.span == wished.span and spot.room in {None, wished.room})
            self.model.add_hint(nowhere, value=False)

    def _present_place(self, unit: Unit) -> Place | None:
        present = [self.before[item.id] for item in unit.items if item.id in self.before]
        usual = max(present, key=present.count) if present else None
        return Place(usual.span, usual.room) if usual else None

"""The chair's board: every abstract of a call with its scores, raw and harmonised; the same reads at every size."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from abstracts.harmony import Harmony, Reading, Score, harmonise
from abstracts.models import Abstract, AbstractState, Assignment, Call, Review, Wish
from abstracts.states import DECIDABLE
from conference.models import Edition
from core.db import db
from people.models import Person

OF_THIS_ROUND = (Review.assignment_id == Assignment.id) & (Review.round == Assignment.round)


@dataclass(frozen=True)
class Row:
    """One abstract on the chair's board."""

    id: int
    code: str
    title: str
    state: AbstractState
    is_silent: bool
    specialty_id: int
    wish: Wish
    asked: int
    came: int
    score: Score | None

    @property
    def is_decidable(self) -> bool:
        """Tell whether the committee may decide on it now."""
        return self.state in DECIDABLE

    @property
    def lacks_reviews(self) -> bool:
        """Tell whether it is being evaluated and a review that was asked for, or every one, is missing."""
        return self.is_decidable and (self.asked == 0 or self.came < self.asked)

    @property
    def is_discordant(self) -> bool:
        """Tell whether its readers contradict each other."""
        return self.score is not None and self.score.is_discordant

    @property
    def is_raw_only(self) -> bool:
        """Tell whether its score stays as it was given: there are too few readings to compare."""
        return self.score is not None and self.score.harmonised is None

    @property
    def points(self) -> float | None:
        """Return the score that counts, if anybody has read it."""
        return self.score.present if self.score else None


@dataclass(frozen=True)
class Board:
    """Every abstract that was sent to a call, by code, and how its readers score."""

    call: Call
    rows: tuple[Row, ...]
    harmony: Harmony
    most_points: int

    @property
    def discordant(self) -> list[Row]:
        """Return what is still to be decided and on which readers contradict each other."""
        return [row for row in self.rows if row.is_discordant and row.is_decidable]

    def count(self, *states: AbstractState) -> int:
        """Return how many abstracts stand in some states."""
        return sum(row.state in states for row in self.rows)


def board_of(call: Call) -> Board:
    """Return the chair's board of a call. Two queries."""
    asked, readings = readings_of(call)
    points = call.rules.most_points
    harmony = harmonise(readings, points)
    statement = (
        select(
            Abstract.id,
            Abstract.code,
            Abstract.title,
            Abstract.state,
            Abstract.is_silent,
            Abstract.specialty_id,
            Abstract.wish,
        )
        .where(Abstract.call_id == call.id, Abstract.state != AbstractState.DRAFT)
        .order_by(Abstract.code)
    )
    rows = []
    for each in db.session.execute(statement):
        score = harmony.scores.get(each.id)
        rows.append(Row(*each, asked=asked[each.id], came=score.readings if score else 0, score=score))
    return Board(call, tuple(rows), harmony, points)


def readings_of(call: Call) -> tuple[Counter[int], tuple[Reading, ...]]:
    """Return how many readings of each abstract were asked for, and those that came, in a fixed order. One query."""
    statement = (
        select(Assignment.abstract_id, Assignment.reviewer_id, Review.total, Abstract.rules_number)
        .outerjoin(Review, OF_THIS_ROUND)
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .where(Abstract.call_id == call.id)
        .order_by(Assignment.id)
    )
    rows = db.session.execute(statement).all()
    scales = scales_of(call, {row[3] for row in rows})
    given = (row for row in rows if row[2] is not None)
    return Counter(row[0] for row in rows), tuple(Reading(row[0], row[1], row[2] * scales[row[3]]) for row in given)


def scales_of(call: Call, numbers: Iterable[int]) -> dict[int, float]:
    """Return by what a score is multiplied that was given under the grid of some rules, so that all are out of one."""
    present = call.rules.most_points
    return {number: present / (call.rules_under(number).most_points or present) for number in numbers}


def comments_of(abstract_ids: Sequence[int]) -> dict[int, str]:
    """Return what the reviewers of some abstracts wrote to the authors, without saying who wrote what. One query."""
    statement = (
        select(Assignment.abstract_id, Review.comment)
        .join(Review, OF_THIS_ROUND)
        .where(Assignment.abstract_id.in_(abstract_ids), Review.comment != "")
        .order_by(Assignment.abstract_id, Review.id)
    )
    found: dict[int, list[str]] = {}
    for abstract_id, comment in db.session.execute(statement):
        found.setdefault(abstract_id, []).append(comment)
    return {number: "\n\n".join(dict.fromkeys(comments)) for number, comments in found.items()}


def readers_of(edition: Edition) -> dict[int, Person]:
    """Return who was given abstracts of an edition to read, by number. One query."""
    statement = (
        select(Person)
        .join(Assignment, Assignment.reviewer_id == Person.id)
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .join(Call, Call.id == Abstract.call_id)
        .where(Call.edition_id == edition.id)
        .distinct()
    )
    return {person.id: person for person in db.session.scalars(statement)}

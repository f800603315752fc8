"""What deciding many abstracts would do, before it is done: by outcome, by specialty, by type, against the ceilings."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from abstracts.models import AbstractPresentation, Ceiling, Decision, DecisionOutcome, Deliberation, Wish
from abstracts.queries.scores import Board, Row
from conference.models import Edition, Presentation, PresentationKind, PresentationState
from core.db import db
from core.errors import NotFound
from people.models import Specialty

ACCEPTING = (DecisionOutcome.ORAL, DecisionOutcome.POSTER)
AS_KIND = {PresentationKind.ORAL: DecisionOutcome.ORAL, PresentationKind.POSTER: DecisionOutcome.POSTER}
Choices = dict[int, DecisionOutcome]


@dataclass(frozen=True)
class Thresholds:
    """From how many points an abstract is heard, shown or to correct; below, it is refused."""

    oral: float
    poster: float
    correct: float
    keeps_wishes: bool = True

    @classmethod
    def usual(cls, most_points: int) -> "Thresholds":
        """Return where the thresholds stand at first: heard from 60 % of the points, shown from 50 %."""
        return cls(0.6 * most_points, 0.5 * most_points, 0.5 * most_points)

    def outcome(self, row: Row) -> DecisionOutcome | None:
        """Return what the thresholds make of an abstract; nothing while a reading is missing."""
        if row.points is None or row.lacks_reviews:
            return None
        if row.points >= self.oral:
            wants_poster = self.keeps_wishes and row.wish is Wish.POSTER
            return DecisionOutcome.POSTER if wants_poster else DecisionOutcome.ORAL
        if row.points >= self.poster:
            return DecisionOutcome.POSTER
        return DecisionOutcome.TO_CORRECT if row.points >= self.correct else DecisionOutcome.REFUSED


def proposed(rows: Iterable[Row], thresholds: Thresholds) -> Choices:
    """Return what the thresholds make of some abstracts."""
    return {row.id: outcome for row in rows if (outcome := thresholds.outcome(row))}


@dataclass(frozen=True)
class Line:
    """What becomes of the abstracts of one specialty, or of one type, and the most that was meant to be accepted."""

    label: str
    outcomes: Counter[DecisionOutcome]
    accepted_before: int
    ceiling: int | None

    @property
    def accepted(self) -> int:
        """Return how many would be accepted in all, those accepted before too."""
        return self.accepted_before + sum(self.outcomes[each] for each in ACCEPTING)

    @property
    def too_many(self) -> int:
        """Return by how many the ceiling would be passed."""
        return max(0, self.accepted - self.ceiling) if self.ceiling is not None else 0


@dataclass(frozen=True)
class Effect:
    """What some choices would do to a call, whole."""

    outcomes: Counter[DecisionOutcome]
    undecided: int
    by_specialty: tuple[Line, ...]
    by_type: tuple[Line, ...]
    unlike_wished: int
    seal: str

    @property
    def decided(self) -> int:
        """Return how many abstracts would be decided."""
        return sum(self.outcomes.values())

    @property
    def too_many(self) -> list[Line]:
        """Return where a ceiling would be passed."""
        return [line for line in (*self.by_type, *self.by_specialty) if line.too_many]


def effect_of(
    board: Board, choices: Choices, specialties: Mapping[int, Specialty], types: Mapping[DecisionOutcome, str],
    language: str,
) -> Effect:  # fmt: skip
    """Return what some choices would do. Two queries."""
    decidable = [row for row in board.rows if row.is_decidable]
    chosen = [(row, choices[row.id]) for row in decidable if row.id in choices]
    outcomes = Counter(outcome for _row, outcome in chosen)
    before, ceilings = accepted_in(board), ceilings_of(board)
    specialty_of = {row.id: row.specialty_id for row in board.rows}
    had = Counter(specialty_of[number] for number in before if number in specialty_of)
    lines = (
        Line(
            specialty.name(language),
            Counter(outcome for row, outcome in chosen if row.specialty_id == specialty.id),
            had[specialty.id],
            next((each.most for each in ceilings if each.specialty_id == specialty.id), None),
        )
        for specialty in specialties.values()
    )
    return Effect(
        outcomes=outcomes,
        undecided=len(decidable) - len(chosen),
        by_specialty=tuple(line for line in lines if line.outcomes or line.too_many),
        by_type=tuple(_types(outcomes, Counter(before.values()), ceilings, types)),
        unlike_wished=sum(row.wish is Wish.ORAL and outcome is DecisionOutcome.POSTER for row, outcome in chosen),
        seal=seal_of(board, choices),
    )


def _types(
    outcomes: Counter[DecisionOutcome],
    before: Counter[DecisionOutcome],
    ceilings: list[Ceiling],
    types: Mapping[DecisionOutcome, str],
) -> Iterator[Line]:
    for outcome in ACCEPTING:
        most = next((each.most for each in ceilings if each.outcome is outcome), None)
        yield Line(str(types[outcome]), Counter({outcome: outcomes[outcome]}), before[outcome], most)


def seal_of(board: Board, choices: Choices) -> str:
    """Return what changes whenever the choices, a state or a reading does: what was shown is what is done."""
    states = [(row.code, row.state, row.came, row.points, choices.get(row.id)) for row in board.rows]
    return hashlib.sha256(json.dumps(states).encode()).hexdigest()[:24]


def accepted_in(board: Board) -> dict[int, DecisionOutcome]:
    """Return the abstracts that stand on the programme's list already, and as what. One query."""
    statement = (
        select(AbstractPresentation.abstract_id, Presentation.kind)
        .join(Presentation, Presentation.id == AbstractPresentation.presentation_id)
        .where(
            Presentation.edition_id == board.call.edition_id,
            Presentation.state != PresentationState.WITHDRAWN,
            Presentation.kind.in_(AS_KIND),
        )
    )
    return {row[0]: AS_KIND[row[1]] for row in db.session.execute(statement)}


def ceilings_of(board: Board) -> list[Ceiling]:
    """Return the most a committee means to accept. One query."""
    return list(db.session.scalars(select(Ceiling).filter_by(call_id=board.call.id)))


# ── What was decided together ───────────────────────────────────────────────────────────────────────────────────────


def deliberations_of(edition: Edition) -> list[tuple[Deliberation, int]]:
    """Return the decisions that were taken together, the latest first, with how many they are. One query."""
    statement = (
        select(Deliberation, func.count(Decision.id))
        .join(Decision, Decision.deliberation_id == Deliberation.id)
        .where(Deliberation.call.has(edition_id=edition.id))
        .group_by(Deliberation.id)
        .order_by(Deliberation.id.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def find_deliberation(edition: Edition, number: int) -> Deliberation:
    """Return decisions taken together in an edition, or raise NotFound. One query."""
    statement = select(Deliberation).where(Deliberation.id == number, Deliberation.call.has(edition_id=edition.id))
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def decisions_in(deliberation: Deliberation) -> list[Decision]:
    """Return decisions that were taken together, in the order in which they were recorded. Two queries."""
    return list(
        db.session.scalars(select(Decision).filter_by(deliberation_id=deliberation.id).order_by(Decision.id)).unique()
    )

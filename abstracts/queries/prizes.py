"""Prizes with their juries, and who leads: the mean of the jurors, equals parted by the written rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from abstracts.harmony import DIGITS, mean_of
from abstracts.models import Finalist, Juror, Mark, Palmares, Prize, PrizeKind
from conference.models import Edition, Outcome, Presentation, PresentationAuthor, PresentationKind, PresentationState
from core.db import db
from core.errors import NotFound
from people.models import Person

WITH_ALL = (
    selectinload(Prize.jurors).joinedload(Juror.person),
    selectinload(Prize.finalists).options(
        selectinload(Finalist.marks),
        joinedload(Finalist.presentation).options(
            joinedload(Presentation.delivery),
            selectinload(Presentation.authors).joinedload(PresentationAuthor.person),
        ),
    ),
)
KINDS_FOR = {
    PrizeKind.ORAL: (PresentationKind.ORAL,),
    PrizeKind.POSTER: (PresentationKind.POSTER,),
    PrizeKind.YOUNG: (PresentationKind.ORAL, PresentationKind.POSTER),
    PrizeKind.OTHER: tuple(PresentationKind),
}


def prizes_of(edition: Edition) -> list[Prize]:
    """Return the prizes of an edition with their juries, finalists and marks. Five queries."""
    return list(
        db.session.scalars(select(Prize).filter_by(edition_id=edition.id).options(*WITH_ALL).order_by(Prize.id))
    )


def find_prize(edition: Edition, number: int) -> Prize:
    """Return a prize of an edition, or raise NotFound. Five queries."""
    found = db.session.scalar(select(Prize).filter_by(edition_id=edition.id, id=number).options(*WITH_ALL))
    if found is None:
        raise NotFound
    return found


def judged_by(person: Person, edition: Edition | None = None) -> list[Prize]:
    """Return the prizes on whose jury somebody sits, in one edition or in all. Five queries."""
    sits = exists().where(Juror.prize_id == Prize.id, Juror.person_id == person.id)
    statement = select(Prize).where(sits).options(*WITH_ALL).order_by(Prize.id)
    return list(db.session.scalars(statement.filter_by(edition_id=edition.id) if edition else statement))


def could_win(prize: Prize) -> list[Presentation]:
    """Return the presentations that may become finalists of a prize, by code. One query."""
    statement = (
        select(Presentation)
        .where(
            Presentation.edition_id == prize.edition_id,
            Presentation.kind.in_(KINDS_FOR[prize.kind]),
            Presentation.state != PresentationState.WITHDRAWN,
            Presentation.id.not_in(select(Finalist.presentation_id).where(Finalist.prize_id == prize.id)),
        )
        .order_by(Presentation.code)
    )
    return list(db.session.scalars(statement))


def palmares_of(edition: Edition) -> Palmares | None:
    """Return the printed list of laureates of an edition, if one was asked for. One query."""
    return db.session.scalar(select(Palmares).filter_by(edition_id=edition.id))


# ── Who may judge, and who leads ────────────────────────────────────────────────────────────────────────────────────


def is_own(person: Person, presentation: Presentation) -> bool:
    """Tell whether a presentation is somebody's own, or comes from the service in which they work."""
    authors = [author.person for author in presentation.authors]
    services = {author.structure_id for author in authors} - {None}
    return person.id in {author.id for author in authors} or person.structure_id in services


def judges_of(finalist: Finalist, jurors: Sequence[Juror]) -> list[Juror]:
    """Return the jurors who may judge a finalist: none from their own service."""
    return [juror for juror in jurors if not is_own(juror.person, finalist.presentation)]


def is_out(finalist: Finalist) -> bool:
    """Tell whether a finalist can win no more: withdrawn, or nobody came to present it."""
    presentation = finalist.presentation
    is_absent = presentation.delivery is not None and presentation.delivery.outcome is Outcome.ABSENT
    return is_absent or presentation.state is PresentationState.WITHDRAWN


def mark_of(finalist: Finalist, juror: Juror) -> Mark | None:
    """Return what a juror gave a finalist, if they did."""
    return next((mark for mark in finalist.marks if mark.juror_id == juror.id), None)


@dataclass(frozen=True)
class Result:
    """How a finalist stands: the mean of the jurors who may judge, line by line, and what parted it from its equals."""

    finalist: Finalist
    judges: tuple[Juror, ...]
    given: int
    mean: float | None
    means: dict[str, float]
    place: int | None = None
    parted_by: str = ""
    is_shared: bool = False

    @property
    def is_complete(self) -> bool:
        """Tell whether every juror who may has judged it."""
        return bool(self.judges) and self.given == len(self.judges)

    @property
    def is_out(self) -> bool:
        """Tell whether it can win no more."""
        return is_out(self.finalist)


def results_of(prize: Prize) -> list[Result]:
    """Return how the finalists of a prize stand, the first first; what can win no more at the end."""
    results = [_result(prize, finalist) for finalist in prize.finalists]
    ranked = sorted(
        (result for result in results if result.mean is not None and not result.is_out),
        key=lambda result: (_order(prize, result), result.finalist.presentation.code),
    )
    placed: list[Result] = []
    for number, result in enumerate(ranked):
        order = _order(prize, result)
        before = _order(prize, ranked[number - 1]) if number else None
        after = _order(prize, ranked[number + 1]) if number + 1 < len(ranked) else None
        place = placed[-1].place if order == before else number + 1
        parted = next((key for other in (before, after) if other and (key := _parted(prize, order, other))), "")
        placed.append(_placed(result, place, parted, is_shared=order in (before, after)))
    left = [result for result in results if result.finalist not in [each.finalist for each in placed]]
    return [*placed, *left]


def _result(prize: Prize, finalist: Finalist) -> Result:
    judges = judges_of(finalist, prize.jurors)
    marks = [mark for juror in judges if (mark := mark_of(finalist, juror))]
    means = {line.key: mean_of(mark.scores.get(line.key, 0) for mark in marks) for line in prize.criteria()}
    mean = round(mean_of(mark.total for mark in marks), DIGITS) if marks else None
    return Result(finalist, tuple(judges), len(marks), mean, means)


def _order(prize: Prize, result: Result) -> tuple[float, ...]:
    lines = [round(result.means.get(key, 0.0), DIGITS) for key in prize.ties]
    return tuple(-value for value in (result.mean or 0.0, *lines))


def _parted(prize: Prize, one: tuple[float, ...], other: tuple[float, ...]) -> str:
    """Return the line of the grid that parts two of the same mean; nothing when their means differ or all is equal."""
    if one[0] != other[0]:
        return ""
    return next((key for key, mine, theirs in zip(prize.ties, one[1:], other[1:], strict=True) if mine != theirs), "")


def _placed(result: Result, place: int | None, parted_by: str, *, is_shared: bool) -> Result:
    return Result(result.finalist, result.judges, result.given, result.mean, result.means, place, parted_by, is_shared)

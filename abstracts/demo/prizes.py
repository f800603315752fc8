"""A prize of the seventh edition that was awarded, and one that a jury is judging."""

from abstracts.models import Finalist, Juror, Mark, Prize, PrizeKind, PrizeState
from abstracts.queries.prizes import is_own, results_of
from abstracts.services.prizes import GRID, TIES
from conference.models import Edition, Outcome, Presentation, PresentationKind
from core import clock
from core.db import db
from core.demo import Scene
from people.models import Person

NAMES = (
    (PrizeKind.ORAL, "Meilleure communication orale", "Best oral communication", 250_000),
    (PrizeKind.POSTER, "Meilleure communication affichée", "Best poster", 150_000),
)
FINALISTS = 3


def build(scene: Scene) -> None:
    """Found two prizes with three finalists and three jurors each; the first is judged and awarded."""
    edition: Edition = scene.things["segou"]
    talks: list[Presentation] = scene.things["presentations"]
    jury: list[Person] = [scene.things["personas"]["evaluateur"], *scene.things["crowd"]["reviewer"][3:5]]
    for kind, name_fr, name_en, endowment in NAMES:
        prize = Prize(
            edition=edition, kind=kind, name_fr=name_fr, name_en=name_en, endowment=endowment, grid=GRID, ties=TIES,
            jurors=[Juror(person=person) for person in jury],
        )  # fmt: skip
        as_kind = PresentationKind.ORAL if kind is PrizeKind.ORAL else PresentationKind.POSTER
        fitting = [talk for talk in talks if talk.kind is as_kind and is_heard(talk, jury)]
        prize.finalists = [Finalist(presentation=talk) for talk in fitting[:FINALISTS]]
        db.session.add(prize)
        db.session.flush()
        if kind is PrizeKind.ORAL:
            judge(scene, prize)


def is_heard(talk: Presentation, jury: list[Person]) -> bool:
    """Tell whether a talk was presented, and comes from the service of no juror."""
    is_absent = talk.delivery is None or talk.delivery.outcome is Outcome.ABSENT
    return not is_absent and not any(is_own(one, talk) for one in jury)


def judge(scene: Scene, prize: Prize) -> None:
    """Have each juror judge each finalist, and award the prize."""
    ended = clock.from_place(
        clock.at_place(clock.now(), prize.edition.time_zone).replace(
            year=prize.edition.ends_on.year, month=prize.edition.ends_on.month, day=prize.edition.ends_on.day, hour=16,
            minute=0, second=0, microsecond=0
        ).replace(tzinfo=None),
        prize.edition.time_zone,
    )  # fmt: skip
    for finalist in prize.finalists:
        for juror in prize.jurors:
            scores = {str(row["key"]): scene.rng.randint(int(row["points"]) // 2, int(row["points"])) for row in GRID}
            finalist.marks.append(Mark(juror=juror, scores=scores, total=sum(scores.values()), given_at=ended))
    db.session.flush()
    for result in results_of(prize):
        result.finalist.place = result.place
        result.finalist.result = {"mean": result.mean, "parted_by": result.parted_by, "is_shared": result.is_shared}
    prize.state, prize.awarded_at, prize.awarded_by = PrizeState.AWARDED, ended, "Comité scientifique"

"""Prizes: founded, their finalists and juries named, judged on a grid, awarded by a written rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from abstracts import mails
from abstracts.models import Finalist, Juror, Mark, Palmares, Prize, PrizeKind, PrizeState
from abstracts.queries.prizes import KINDS_FOR, Result, is_out, is_own, palmares_of, results_of
from conference.models import Edition, Presentation
from core import audit, clock, jobs
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move
from people.models import Person
from people.services.records import join

GRID: list[dict[str, Any]] = [
    {"key": "substance", "label_fr": "Fond", "label_en": "Substance", "points": 8},
    {"key": "style", "label_fr": "Forme", "label_en": "Form", "points": 5},
    {"key": "delivery", "label_fr": "Présentation", "label_en": "Delivery", "points": 4},
    {"key": "answers", "label_fr": "Réponses", "label_en": "Answers", "points": 3},
]
TIES = [
    "substance",
    "delivery",
    "answers",
    "style",
]  # which line parts equals, in this order; then they share the prize
JURY = 3


@dataclass(frozen=True)
class Terms:
    """What a prize is called, what it rewards, and what goes with it."""

    kind: PrizeKind
    name_fr: str
    name_en: str = ""
    endowment: int = 0


def found(edition: Edition, terms: Terms, *, by: Actor) -> Prize:
    """Give an edition one more prize, judged on the usual grid."""
    prize = Prize(edition=edition, grid=GRID, ties=TIES)
    _take_over(prize, terms)
    db.session.add(prize)
    audit.log(prize, "founded", by=by)
    return prize


def change(prize: Prize, terms: Terms, *, by: Actor) -> None:
    """Change what a prize is called, what it rewards or what goes with it."""
    _refuse_awarded(prize)
    if terms.kind is not prize.kind and prize.finalists:
        raise Refused(_("It has finalists already: what it rewards can no longer be changed."), code="has-finalists")
    _take_over(prize, terms)
    audit.log(prize, "changed", by=by)


def _take_over(prize: Prize, terms: Terms) -> None:
    same = select(Prize.id).filter_by(edition_id=prize.edition.id, name_fr=terms.name_fr.strip())
    with db.session.no_autoflush:
        if db.session.scalar(same) not in (None, prize.id):
            raise Refused(_("There is a prize of this name already."), code="same-name")
    prize.kind, prize.endowment = terms.kind, terms.endowment
    prize.name_fr, prize.name_en = terms.name_fr.strip(), terms.name_en.strip()


def _refuse_awarded(prize: Prize) -> None:
    if prize.state is PrizeState.AWARDED:
        raise Refused(_("This prize has been awarded."), code="awarded")


def name_finalist(prize: Prize, presentation: Presentation, *, by: Actor) -> Finalist:
    """Let a presentation compete for a prize."""
    _refuse_awarded(prize)
    if presentation.edition_id != prize.edition_id or presentation.kind not in KINDS_FOR[prize.kind]:
        raise Refused(_("This prize does not reward %(code)s.", code=presentation.code), code="wrong-kind")
    if any(each.presentation_id == presentation.id for each in prize.finalists):
        raise Refused(_("%(code)s is a finalist already.", code=presentation.code), code="finalist-already")
    finalist = Finalist(prize=prize, presentation=presentation)
    db.session.add(finalist)
    audit.log(prize, "finalist named", by=by, code=presentation.code)
    return finalist


def drop_finalist(finalist: Finalist, *, by: Actor) -> None:
    """Take a finalist off the list, while no juror has judged it."""
    _refuse_awarded(finalist.prize)
    if finalist.marks:
        raise Refused(_("A juror has judged it already; it stays a finalist."), code="judged")
    audit.log(finalist.prize, "finalist dropped", by=by, code=finalist.presentation.code)
    db.session.delete(finalist)


def name_juror(prize: Prize, person: Person, *, by: Actor) -> Juror:
    """Ask somebody to sit on the jury of a prize, and tell them."""
    _refuse_awarded(prize)
    if any(each.person_id == person.id for each in prize.jurors):
        raise Refused(_("%(name)s sits on this jury already.", name=person.name), code="juror-already")
    juror = Juror(prize=prize, person=person)
    db.session.add(juror)
    db.session.flush()
    join(person, prize.edition.council, by=by)
    audit.log(prize, "juror named", by=by, name=person.name)
    mails.seated(prize, person)
    return juror


def drop_juror(juror: Juror, *, by: Actor) -> None:
    """Let somebody leave a jury, while they have judged nothing."""
    _refuse_awarded(juror.prize)
    if db.session.scalar(select(Mark.id).filter_by(juror_id=juror.id).limit(1)):
        raise Refused(_("%(name)s has judged already and stays on the jury.", name=juror.person.name), code="judged")
    audit.log(juror.prize, "juror dropped", by=by, name=juror.person.name)
    db.session.delete(juror)


def give(juror: Juror, finalist: Finalist, scores: Mapping[str, int], *, by: Actor) -> Mark:
    """Keep what a juror gives a finalist, never one of their own service; given again, it replaces what was given."""
    _refuse_awarded(finalist.prize)
    if is_own(juror.person, finalist.presentation):
        raise Refused(
            _("%(code)s comes from your own service: the other jurors judge it.", code=finalist.presentation.code),
            code="own-service",
        )
    if is_out(finalist):
        raise Refused(_("%(code)s was not presented.", code=finalist.presentation.code), code="not-presented")
    lines = finalist.prize.criteria()
    if any(not 0 <= scores.get(line.key, -1) <= line.points for line in lines):
        raise Refused(_("Give every line of the grid its points."), code="grid-incomplete")
    mark = db.session.scalar(select(Mark).filter_by(finalist_id=finalist.id, juror_id=juror.id))
    mark = mark or Mark(finalist=finalist, juror=juror)
    mark.scores = {line.key: scores[line.key] for line in lines}
    mark.total, mark.given_at = sum(mark.scores.values()), clock.now()
    db.session.add(mark)
    audit.log(mark, "given", by=by, total=mark.total)
    return mark


def award(prize: Prize, *, by: Actor) -> list[Result]:
    """Award a prize to the first of its finalists, once a whole jury has judged all of them."""
    _refuse_awarded(prize)
    results = results_of(prize)
    competing = [result for result in results if not result.is_out]
    if len(prize.jurors) < JURY:
        raise Refused(_("A jury has at least three jurors."), code="no-jury")
    if not competing:
        raise Refused(_("There is no finalist to reward."), code="no-finalist")
    for result in competing:
        _refuse_unjudged(result)
    move(prize, PrizeState.AWARDED, awarded_at=clock.now())
    prize.awarded_by = by.actor_name
    for result in results:
        result.finalist.place = result.place
        result.finalist.result = {
            "mean": result.mean,
            "means": result.means,
            "parted_by": result.parted_by,
            "is_shared": result.is_shared,
        }
    audit.log(prize, "awarded", by=by)
    return results


def _refuse_unjudged(result: Result) -> None:
    code = result.finalist.presentation.code
    if not result.judges:
        raise Refused(
            _("Nobody on the jury may judge %(code)s: it comes from the service of each of them.", code=code),
            code="no-judge",
        )
    if not result.is_complete:
        raise Refused(
            _("%(code)s still waits for %(num)d jurors.", code=code, num=len(result.judges) - result.given),
            code="not-judged",
        )


def reopen(prize: Prize, *, by: Actor) -> None:
    """Open a prize again: a mark was wrong. Its laureate is none until it is awarded again."""
    move(prize, PrizeState.OPEN, awarded_at=None)
    prize.awarded_by = ""
    for finalist in prize.finalists:
        finalist.place, finalist.result = None, {}
    audit.log(prize, "reopened", by=by)


def have_palmares_made(edition: Edition) -> None:
    """Have the worker lay out the list of laureates as it is now."""
    palmares = palmares_of(edition) or Palmares(edition=edition)
    db.session.add(palmares)
    db.session.flush()
    jobs.enqueue("abstracts.jobs:render_palmares", key=palmares_key(edition), edition_id=edition.id)


def palmares_key(edition: Edition) -> str:
    """Return the key of the job that lays out the present list: it changes whenever a prize is awarded or reopened."""
    awarded = select(Prize.id, Prize.version).filter_by(edition_id=edition.id, state=PrizeState.AWARDED)
    rows = db.session.execute(awarded.order_by(Prize.id)).all()
    return f"palmares-{edition.id}-" + "-".join(f"{number}.{version}" for number, version in rows)

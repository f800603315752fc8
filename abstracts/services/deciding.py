"""The committee decides, one by one or many together; what is accepted enters the programme."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from abstracts import mails
from abstracts.models import (
    Abstract,
    AbstractPresentation,
    AbstractState,
    Call,
    Ceiling,
    Decision,
    DecisionOutcome,
    Deliberation,
    DeliberationState,
)
from abstracts.queries.abstracts import WITH_AUTHORS, silent_presentations
from abstracts.queries.effects import decisions_in
from abstracts.queries.scores import comments_of
from abstracts.states import DECIDABLE
from conference.models import Presentation, PresentationKind, PresentationState
from conference.services import presentations
from conference.services.presentations import Author
from core import audit, clock, jobs
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext
from core.states import move

STATE_AFTER = {
    DecisionOutcome.ORAL: AbstractState.ACCEPTED,
    DecisionOutcome.POSTER: AbstractState.ACCEPTED,
    DecisionOutcome.TO_CORRECT: AbstractState.TO_CORRECT,
    DecisionOutcome.REFUSED: AbstractState.REFUSED,
}
KIND = {DecisionOutcome.ORAL: PresentationKind.ORAL, DecisionOutcome.POSTER: PresentationKind.POSTER}
NAMED = 5


def decide(
    abstract: Abstract,
    outcome: DecisionOutcome,
    *,
    by: Actor,
    comment: str = "",
    correct_by: datetime | None = None,
    with_flash: bool = False,
) -> Decision:
    """Record the committee's decision, put an accepted abstract on the programme's list, and tell the authors.

    A poster may be introduced by a flash: then the abstract is both.
    """
    _hold([abstract.id])
    _refuse_decided([abstract])
    if outcome not in KIND and not comment.strip():
        raise Refused(_("Tell the authors why: a comment is needed unless you accept."), code="comment-needed")
    decision = _record(abstract, outcome, comment.strip(), correct_by, by=by)
    presentation = accept(abstract, KIND[outcome], by=by) if outcome in KIND else None
    if presentation is not None and outcome is DecisionOutcome.POSTER and with_flash:
        introduce(abstract, presentation, by=by)
    mails.decided(abstract, decision, presentation)
    return decision


def _record(
    abstract: Abstract, outcome: DecisionOutcome, comment: str, correct_by: datetime | None, *, by: Actor
) -> Decision:
    _refuse_past(outcome, correct_by)
    move(abstract, STATE_AFTER[outcome])
    abstract.correct_by = correct_by if outcome is DecisionOutcome.TO_CORRECT else None
    decision = Decision(
        abstract=abstract,
        outcome=outcome,
        comment=comment,
        correct_by=abstract.correct_by,
        decided_by=by.actor_name,
        decided_at=clock.now(),
    )
    db.session.add(decision)
    audit.log(abstract, "decided", by=by, outcome=outcome)
    return decision


def _refuse_past(outcome: DecisionOutcome, correct_by: datetime | None) -> None:
    if outcome is DecisionOutcome.TO_CORRECT and correct_by is not None and correct_by <= clock.now():
        raise Refused(_("The day until which one may correct is past: choose a later one."), code="past")


def _hold(ids: Iterable[int]) -> list[Abstract]:
    """Have some abstracts alone until the transaction ends, in one order whoever asks; see them as they are now."""
    statement = select(Abstract).where(Abstract.id.in_(list(ids))).options(WITH_AUTHORS).order_by(Abstract.id)
    alone = statement.with_for_update(of=Abstract).execution_options(populate_existing=True)
    return list(db.session.scalars(alone).unique())


def _refuse_decided(abstracts: Iterable[Abstract]) -> None:
    """Refuse when one of some abstracts has been decided or withdrawn meanwhile, naming which."""
    gone = [abstract.code for abstract in abstracts if abstract.state not in DECIDABLE]
    if not gone:
        return
    if len(gone) == 1:
        raise Refused(_("%(code)s has been decided already.", code=gone[0]), code="decided-already")
    named = ", ".join(gone[:NAMED]) + (", …" if len(gone) > NAMED else "")
    raise Refused(
        _("Somebody decided %(num)d of them meanwhile (%(codes)s). Nothing was changed: look again.",
          num=len(gone), codes=named),
        code="decided-already",
    )  # fmt: skip


def accept(abstract: Abstract, kind: PresentationKind, *, by: Actor) -> Presentation:
    """Create the presentation an accepted abstract becomes, as silent as it; one may become a poster and a flash."""
    presentation = presentations.create(
        abstract.call.edition,
        kind,
        title=abstract.title,
        specialty=abstract.specialty,
        authors=[Author(author.person, author.is_presenter, author.affiliation) for author in abstract.authors],
        is_silent=abstract.is_silent,
        by=by,
    )
    db.session.add(AbstractPresentation(abstract=abstract, presentation=presentation))
    return presentation


def introduce(abstract: Abstract, poster: Presentation, *, by: Actor) -> Presentation:
    """Have a poster introduced by a flash in a session: one abstract, two presentations that lead to each other."""
    if any(each.state is not PresentationState.WITHDRAWN for each in poster.flashes):
        raise Refused(_("%(code)s has its flash already.", code=poster.code), code="flash-already")
    flash = accept(abstract, PresentationKind.FLASH, by=by)
    flash.poster = poster
    return flash


# ── Many together ───────────────────────────────────────────────────────────────────────────────────────────────────


def decide_together(
    call: Call,
    choices: Mapping[int, DecisionOutcome],
    *,
    by: Actor,
    correct_by: datetime | None = None,
    comments: Mapping[DecisionOutcome, str] | None = None,
) -> Deliberation:
    """Decide many abstracts or none of them; the authors are told nothing before it is announced.

    What they will read is what their reviewers wrote to them; `comments` stand in where no reviewer wrote anything.
    """
    abstracts = [abstract for abstract in _hold(choices) if abstract.call_id == call.id]
    if not abstracts or len(abstracts) != len(choices):
        raise Refused(_("Choose what becomes of at least one abstract."), code="nothing-chosen")
    _refuse_decided(abstracts)
    if correct_by is None and DecisionOutcome.TO_CORRECT in choices.values():
        raise Refused(_("Say until which day one may correct."), code="no-day")
    said = _comments(abstracts, choices, comments or {})
    deliberation = Deliberation(call=call, words={}, decided_by=by.actor_name, decided_at=clock.now())
    db.session.add(deliberation)
    for abstract in abstracts:
        outcome = choices[abstract.id]
        decision = _record(abstract, outcome, said[abstract.id], correct_by, by=by)
        decision.deliberation, abstract.is_silent = deliberation, True
        if outcome in KIND:
            accept(abstract, KIND[outcome], by=by)
    audit.log(deliberation, "decided together", by=by, count=len(abstracts))
    return deliberation


def _comments(
    abstracts: list[Abstract], choices: Mapping[int, DecisionOutcome], instead: Mapping[DecisionOutcome, str]
) -> dict[int, str]:
    """Return what the authors of each abstract will read; refuse when some would not be told why."""
    written = comments_of([abstract.id for abstract in abstracts])
    said = {each.id: written.get(each.id) or instead.get(choices[each.id], "").strip() for each in abstracts}
    mute = [each.code for each in abstracts if choices[each.id] not in KIND and not said[each.id]]
    if mute:
        codes = ", ".join(mute[:NAMED]) + (", …" if len(mute) > NAMED else "")
        raise Refused(
            ngettext(
                "No reviewer wrote to the authors of %(codes)s: write below what they are told.",
                "No reviewer wrote to the authors of %(num)d abstracts (%(codes)s): write below what they are told.",
                len(mute),
                codes=codes,
            ),
            code="comment-needed",
        )
    return said


def reword(deliberation: Deliberation, words: Mapping[str, str], *, by: Actor) -> None:
    """Change how the messages of some decisions begin, while nobody has got one."""
    _refuse_announced(deliberation)
    deliberation.words = {key: text.strip() for key, text in words.items() if text.strip()}
    audit.log(deliberation, "reworded", by=by)


def announce(deliberation: Deliberation, *, by: Actor) -> None:
    """Have everybody concerned told what was decided; from now on authors see it on their pages too."""
    db.session.refresh(deliberation, with_for_update={"of": Deliberation})
    _refuse_announced(deliberation)
    move(deliberation, DeliberationState.ANNOUNCED, announced_at=clock.now())
    theirs = select(Decision.abstract_id).where(Decision.deliberation_id == deliberation.id)
    spoken = update(Abstract).where(Abstract.id.in_(theirs)).values(is_silent=False, version=Abstract.version + 1)
    db.session.execute(spoken.execution_options(synchronize_session=False))
    for presentation in silent_presentations(theirs):
        presentations.announce(presentation, by=by)
    jobs.enqueue("abstracts.jobs:announce", key=deliberation.batch, deliberation_id=deliberation.id)
    audit.log(deliberation, "announced", by=by)


def take_back(deliberation: Deliberation, codes: Container[str], *, by: Actor) -> int:
    """Undo decisions that nobody has been told: their abstracts wait to be decided again. Return how many."""
    db.session.refresh(deliberation, with_for_update={"of": Deliberation})
    _refuse_announced(deliberation)
    decisions = {each.abstract_id: each for each in decisions_in(deliberation) if each.abstract.code in codes}
    abstracts = [each for each in _hold(decisions) if each.state is not AbstractState.WITHDRAWN]
    if not abstracts:
        raise Refused(_("Choose at least one decision."), code="nothing-chosen")
    for abstract in abstracts:
        _undo(abstract, decisions[abstract.id], by=by)
    audit.log(deliberation, "decisions taken back", by=by, count=len(abstracts))
    return len(abstracts)


def _undo(abstract: Abstract, decision: Decision, *, by: Actor) -> None:
    for link in db.session.scalars(select(AbstractPresentation).filter_by(abstract_id=abstract.id)):
        if link.presentation.is_silent:
            presentations.withdraw(link.presentation, by=by)
            db.session.delete(link)
    move(abstract, AbstractState.UNDER_REVIEW, correct_by=None, is_silent=False)
    audit.log(abstract, "decision taken back", by=by, outcome=decision.outcome)
    db.session.delete(decision)


def _refuse_announced(deliberation: Deliberation) -> None:
    if deliberation.state is DeliberationState.ANNOUNCED:
        raise Refused(_("These decisions have been announced already."), code="announced-already")


def set_ceilings(call: Call, ceilings: Iterable[Ceiling], *, by: Actor) -> None:
    """Say the most that is to be accepted, of each specialty, of orals and of posters; nothing said is no ceiling."""
    for known in db.session.scalars(select(Ceiling).filter_by(call_id=call.id)):
        db.session.delete(known)
    db.session.add_all(ceilings)
    audit.log(call, "ceilings set", by=by)

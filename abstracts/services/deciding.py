"""The committee decides; what is accepted enters the programme."""

from abstracts import mails
from abstracts.models import Abstract, AbstractPresentation, AbstractState, Decision, DecisionOutcome
from abstracts.states import DECIDABLE
from conference.models import Presentation, PresentationKind
from conference.services import presentations
from conference.services.presentations import Author
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move

STATE_AFTER = {
    DecisionOutcome.ORAL: AbstractState.ACCEPTED,
    DecisionOutcome.POSTER: AbstractState.ACCEPTED,
    DecisionOutcome.TO_CORRECT: AbstractState.TO_CORRECT,
    DecisionOutcome.REFUSED: AbstractState.REFUSED,
}
KIND = {DecisionOutcome.ORAL: PresentationKind.ORAL, DecisionOutcome.POSTER: PresentationKind.POSTER}


def decide(abstract: Abstract, outcome: DecisionOutcome, *, by: Actor, comment: str = "") -> Decision:
    """Record the committee's decision, put an accepted abstract on the programme's list, and tell the authors."""
    if abstract.state not in DECIDABLE:
        raise Refused(_("This abstract has been decided already."), code="decided-already")
    if outcome not in KIND and not comment.strip():
        raise Refused(_("Tell the authors why: a comment is needed unless you accept."), code="comment-needed")
    move(abstract, STATE_AFTER[outcome])
    decision = Decision(
        abstract=abstract, outcome=outcome, comment=comment.strip(), decided_by=by.actor_name, decided_at=clock.now()
    )
    db.session.add(decision)
    audit.log(abstract, "decided", by=by, outcome=outcome)
    presentation = accept(abstract, KIND[outcome], by=by) if outcome in KIND else None
    mails.decided(abstract, decision, presentation)
    return decision


def accept(abstract: Abstract, kind: PresentationKind, *, by: Actor) -> Presentation:
    """Create the presentation an accepted abstract becomes; one abstract may become a poster and a flash."""
    presentation = presentations.create(
        abstract.call.edition,
        kind,
        title=abstract.title,
        specialty=abstract.specialty,
        authors=[Author(author.person, author.is_presenter, author.affiliation) for author in abstract.authors],
        by=by,
    )
    db.session.add(AbstractPresentation(abstract=abstract, presentation=presentation))
    return presentation

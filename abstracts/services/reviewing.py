"""Reviewers at work: receiving an abstract, reading it, sending a review."""

from collections.abc import Mapping

from abstracts.models import Abstract, AbstractState, Assignment, DecisionOutcome, Review
from abstracts.permissions import is_author
from abstracts.queries.reviews import grid_of
from abstracts.states import DECIDABLE
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move
from people.models import Person
from people.services.records import join


def assign(abstract: Abstract, reviewer: Person, *, by: Actor) -> Assignment:
    """Give an abstract to a reviewer; never to an author, nor to somebody of an author's service."""
    if abstract.state not in DECIDABLE:
        raise Refused(_("This abstract is not being evaluated."), code="not-in-review")
    if is_author(reviewer, abstract):
        raise Refused(_("%(name)s is an author of this abstract.", name=reviewer.name), code="reviewer-is-author")
    services = {author.person.structure_id for author in abstract.authors} - {None}
    if reviewer.structure_id in services:
        raise Refused(
            _("%(name)s works in the same structure as an author.", name=reviewer.name), code="same-structure"
        )
    assignment = Assignment(abstract=abstract, reviewer=reviewer, assigned_at=clock.now())
    db.session.add(assignment)
    if abstract.state is AbstractState.SUBMITTED:
        move(abstract, AbstractState.UNDER_REVIEW)
    join(reviewer, abstract.call.edition.council, by=by)
    audit.log(assignment, "assigned", by=by, reviewer=reviewer.name)
    return assignment


def send_review(
    assignment: Assignment,
    scores: Mapping[str, int],
    *,
    proposal: DecisionOutcome,
    by: Actor,
    comment: str = "",
    note: str = "",
) -> Review:
    """Keep a reviewer's reading; sending it again before the decision replaces it."""
    if assignment.abstract.state not in DECIDABLE:
        raise Refused(_("This abstract has been decided; its reviews are closed."), code="review-closed")
    grid = grid_of(assignment.abstract.call)
    for criterion in grid:
        if not 0 <= scores.get(criterion.key, -1) <= criterion.points:
            raise Refused(_("Give every line of the grid its points."), code="grid-incomplete")
    if proposal not in (DecisionOutcome.ORAL, DecisionOutcome.POSTER) and not comment.strip():
        raise Refused(_("Tell the authors why: a comment is needed unless you accept."), code="comment-needed")
    review = assignment.review or Review(assignment=assignment)
    review.scores = {criterion.key: scores[criterion.key] for criterion in grid}
    review.total = sum(review.scores.values())
    review.proposal, review.comment, review.note = proposal, comment.strip(), note.strip()
    review.sent_at = clock.now()
    db.session.add(review)
    audit.log(review, "sent", by=by, total=review.total)
    return review

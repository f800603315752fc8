"""Reviewers at work: reading an abstract, sending a review, talking it over; and reading again what was corrected."""

from collections.abc import Mapping

from sqlalchemy import select

from abstracts import mails
from abstracts.models import Abstract, AbstractState, Assignment, DecisionOutcome, Remark, Review
from abstracts.states import DECIDABLE
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.states import move


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
    refuse_closed(assignment)
    hold(assignment)
    grid = assignment.abstract.rules.grid
    for criterion in grid:
        if not 0 <= scores.get(criterion.key, -1) <= criterion.points:
            raise Refused(_("Give every line of the grid its points."), code="grid-incomplete")
    if proposal not in (DecisionOutcome.ORAL, DecisionOutcome.POSTER) and not comment.strip():
        raise Refused(_("Tell the authors why: a comment is needed unless you accept."), code="comment-needed")
    review = review_in(assignment, assignment.round) or Review(assignment=assignment, round=assignment.round)
    review.scores = {criterion.key: scores[criterion.key] for criterion in grid}
    review.total = sum(review.scores.values())
    review.proposal, review.comment, review.note = proposal, comment.strip(), note.strip()
    review.sent_at = clock.now()
    db.session.add(review)
    audit.log(review, "sent", by=by, total=review.total)
    db.session.flush()
    db.session.expire(assignment, ["review", "reviews"])
    return review


def refuse_closed(assignment: Assignment) -> None:
    """Refuse what comes after the decision."""
    if assignment.abstract.state not in DECIDABLE:
        raise Refused(_("This abstract has been decided; its reviews are closed."), code="review-closed")


def hold(assignment: Assignment) -> None:
    """Have whoever sends the same reading at the same moment wait: there is one review of it, not two."""
    held = select(Assignment.id).filter_by(id=assignment.id).with_for_update()
    if db.session.scalar(held) is None:
        raise NotFound


def review_in(assignment: Assignment, number: int) -> Review | None:
    """Return the review somebody sent in one round, as it is now."""
    return db.session.scalar(
        select(Review).filter_by(assignment_id=assignment.id, round=number).execution_options(populate_existing=True)
    )


def open_round(abstract: Abstract, *, by: Actor) -> None:
    """Give a corrected abstract back to the reviewers who read it before; what they wrote then stays."""
    abstract.round += 1
    readings = list(db.session.scalars(select(Assignment).filter_by(abstract_id=abstract.id)))
    for assignment in readings:
        assignment.round = abstract.round
        mails.corrected(abstract, assignment.reviewer)
    if readings:
        move(abstract, AbstractState.UNDER_REVIEW)
    audit.log(abstract, "round opened", by=by, round=abstract.round)


def remark(assignment: Assignment, text: str, *, by: Actor) -> Remark:
    """Say something to the other reviewers of an abstract, once one's own review is sent and so stays one's own."""
    if assignment.review is None:
        raise Refused(_("Send your own review first."), code="review-first")
    refuse_closed(assignment)
    said = Remark(assignment=assignment, round=assignment.round, text=text.strip(), said_at=clock.now())
    db.session.add(said)
    audit.log(said, "remarked", by=by)
    return said

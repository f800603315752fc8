"""The reviewer's desk: a queue, then one abstract and its grid at a time; nothing that names an author."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from abstracts.forms.reviewer import ReviewForm, review_form
from abstracts.models import Assignment, DecisionOutcome
from abstracts.permissions import Can
from abstracts.queries.reviews import blind, find_assignment, grid_of, lot_of, most_points
from abstracts.services import reviewing
from abstracts.states import DECIDABLE
from conference.views.shell import edition_here
from core import i18n
from core.access import requires
from core.errors import NotFound
from core.i18n import gettext as _
from people.models import Person
from people.recognition import current_actor, current_person

blueprint = Blueprint("review", __name__, url_prefix="/e/<edition>/review")


@blueprint.get("/")
@requires(Can.REVIEW)
def queue(edition: str) -> ResponseReturnValue:
    """Show a reviewer their lot: how many are read, which comes next."""
    here = edition_here(edition)
    lot = lot_of(reviewer(), here, language=i18n.language())
    done = sum(item.total is not None for item in lot)
    return render_template("abstracts/reviewer/queue.html", edition=here, lot=lot, done=done)


@blueprint.route("/<code>", methods=["GET", "POST"])
@requires(Can.REVIEW)
def read(edition: str, code: str) -> ResponseReturnValue:
    """Show one abstract beside its grid, keep the review, and go on to the next."""
    here = edition_here(edition)
    assignment = find_assignment(here, code, reviewer())
    grid = grid_of(assignment.abstract.call)
    asked = review_form(grid, i18n.language())
    form = asked(data=filled(assignment))
    if form.validate_on_submit():
        scores = {criterion.key: form[f"score_{criterion.key}"].data for criterion in grid}
        with form.effect():
            if assignment.review:
                form.refuse_if_stale(assignment.review, asked(formdata=None, data=filled(assignment)).answers())
            reviewing.send_review(assignment, scores, by=current_actor(), **said(form))
        if form.had_effect:
            flash(_("Your review of %(code)s is kept.", code=code))
            return redirect(next_address(edition, code))
    lot = lot_of(reviewer(), here, language=i18n.language())
    page = render_template(
        "abstracts/reviewer/read.html",
        edition=here,
        abstract=blind(assignment.abstract, language=i18n.language()),
        grid=grid,
        most_points=most_points(grid),
        done=sum(item.total is not None for item in lot),
        lot_size=len(lot),
        form=form,
        review=assignment.review,
        is_open=assignment.abstract.state in DECIDABLE,
    )
    return page, form.status


def reviewer() -> Person:
    """Return the person who reads."""
    person = current_person()
    if person is None:
        raise NotFound
    return person


def said(form: ReviewForm) -> dict[str, Any]:
    """Return what the form says besides the points."""
    return {
        "proposal": DecisionOutcome(form.proposal.data),
        "comment": form.comment.data or "",
        "note": form.note.data or "",
    }


def filled(assignment: Assignment) -> dict[str, object]:
    """Return the form's fields as the review sent before left them."""
    review = assignment.review
    if review is None:
        return {"version": 0}  # a review sent meanwhile, from another phone, makes this form stale
    scores = {f"score_{key}": points for key, points in review.scores.items()}
    said = {"comment": review.comment, "note": review.note, "proposal": review.proposal.value}
    return {**scores, **said, "version": review.version}


def next_address(edition: str, code: str) -> str:
    """Return where the next unread abstract of the lot is, or the queue when all are read."""
    lot = lot_of(reviewer(), edition_here(edition), language=i18n.language())
    unread = [item.code for item in lot if item.total is None and item.is_open and item.code != code]
    return url_for(".read", edition=edition, code=unread[0]) if unread else url_for(".queue", edition=edition)

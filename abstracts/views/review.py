"""The reviewer's desk: a queue, then one abstract and its grid at a time; nothing that names an author."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts.forms.reviewer import ConflictForm, RemarkForm, ReviewForm, TieForm, review_form
from abstracts.models import Assignment, DecisionOutcome, TieKind
from abstracts.permissions import Can
from abstracts.queries.abstracts import find_call
from abstracts.queries.lots import ties_of
from abstracts.queries.projection import Viewer, for_viewer
from abstracts.queries.reviews import QueueItem, find_assignment, lot_of
from abstracts.services import assigning, reviewing
from abstracts.states import DECIDABLE
from abstracts.views.lots import describe, profile_form
from conference.models import Edition
from conference.views.shell import edition_here
from core import i18n
from core.access import requires
from core.errors import NotFound
from core.i18n import gettext as _
from core.offline import readable_offline
from core.offline import reader as reader_word
from people.models import Person
from people.recognition import current_actor, current_person
from people.services import persons
from people.services.persons import Introduction

blueprint = Blueprint("review", __name__, url_prefix="/e/<edition>/review")


@blueprint.get("/")
@requires(Can.REVIEW)
@readable_offline
def queue(edition: str) -> ResponseReturnValue:
    """Show a reviewer their lot: how many are read, which comes next."""
    here = edition_here(edition)
    return render_template("abstracts/reviewer/queue.html", edition=here, **lot_here(here))


def lot_here(edition: Edition) -> dict[str, Any]:
    """Return what both pages say of the lot: how far it is, what is unread, and whose phone may send it later."""
    lot = lot_of(reviewer(), edition, language=i18n.language())
    return {
        "lot": lot,
        "done": sum(item.total is not None for item in lot),
        "unread": [url_for("review.read", edition=edition.slug, code=item.code) for item in unread_in(lot)],
        "reader": reader_word(),
    }


def unread_in(lot: list[QueueItem]) -> list[QueueItem]:
    """Return what of a lot can still be read."""
    return [item for item in lot if item.total is None and item.is_open]


@blueprint.route("/<code>", methods=["GET", "POST"])
@requires(Can.REVIEW)
@readable_offline
def read(edition: str, code: str) -> ResponseReturnValue:
    """Show one abstract beside its grid, keep the review, and go on to the next."""
    here = edition_here(edition)
    assignment = find_assignment(here, code, reviewer())
    grid = assignment.abstract.rules.grid
    asked = review_form(grid, i18n.language())
    form = asked(data=filled(assignment))
    if form.validate_on_submit():
        scores = {criterion.key: form[f"score_{criterion.key}"].data for criterion in grid}
        with form.effect():
            if assignment.review:
                form.refuse_if_stale(assignment.review, asked(formdata=None, data=filled(assignment)).answers())
            reviewing.send_review(assignment, scores, by=current_actor(), **said(form))
        if form.had_effect:
            return sent(here, code)
    return show(here, assignment, form), form.status


def show(edition: Edition, assignment: Assignment, form: ReviewForm, **more: Any) -> str:
    """Return the page of one abstract."""
    seen = for_viewer(assignment.abstract, Viewer.REVIEWER, language=i18n.language(), me=assignment)
    grid = assignment.abstract.rules.grid
    facts: dict[str, Any] = {
        "abstract": seen.text,
        "seen": seen,
        "grid": grid,
        "most_points": assignment.abstract.rules.most_points,
        "form": form,
        "review": assignment.review,
        "round": assignment.round,
        "is_open": assignment.abstract.state in DECIDABLE,
        "conflict_form": ConflictForm(),
        "remark_form": RemarkForm(),
    }
    return render_template("abstracts/reviewer/read.html", edition=edition, **lot_here(edition), **facts | more)


def sent(edition: Edition, code: str) -> ResponseReturnValue:
    """Lead to the next abstract; tell a phone that sends by itself where that is."""
    following = next_address(edition.slug, code)
    if request.accept_mimetypes.best == "application/json":
        return {"next": following}, 200, {"Content-Location": following}
    flash(_("Your review of %(code)s is kept.", code=code))
    return redirect(following)


@blueprint.post("/<code>/conflict")
@requires(Can.REVIEW)
def conflict(edition: str, code: str) -> ResponseReturnValue:
    """Take the reviewer at their word that they must not judge an abstract: it goes to somebody else."""
    here = edition_here(edition)
    assignment, form = find_assignment(here, code, reviewer()), ConflictForm()
    if form.validate_on_submit():
        with form.effect():
            assigning.declare(assignment, reason=form.reason.data, by=current_actor())
        if form.had_effect:
            flash(_("%(code)s goes to somebody else. Thank you for saying so.", code=code))
            return redirect(next_address(edition, code))
    return again(here, assignment, conflict_form=form), form.status


@blueprint.post("/<code>/remark")
@requires(Can.REVIEW)
def remark(edition: str, code: str) -> ResponseReturnValue:
    """Say something to the other reviewers of an abstract."""
    here = edition_here(edition)
    assignment, form = find_assignment(here, code, reviewer()), RemarkForm()
    if form.validate_on_submit():
        with form.effect():
            reviewing.remark(assignment, form.text.data, by=current_actor())
        if form.had_effect:
            flash(_("The other reviewers read it on their page."))
            return redirect(url_for(".read", edition=edition, code=code))
    return again(here, assignment, remark_form=form), form.status


def again(edition: Edition, assignment: Assignment, **forms: Any) -> str:
    """Return the page of an abstract with another of its forms to be filled in better."""
    asked = review_form(assignment.abstract.rules.grid, i18n.language())
    return show(edition, assignment, asked(formdata=None, data=filled(assignment)), **forms)


@blueprint.route("/profile", methods=["GET", "POST"])
@requires(Can.REVIEW)
def profile(edition: str) -> ResponseReturnValue:
    """Let a reviewer say in which specialties they read, how much, and whose work they must not judge."""
    here = edition_here(edition)
    call, me = find_call(here), reviewer()
    form = profile_form(here, call, me)
    if form.validate_on_submit():
        with form.effect():
            describe(call, me, form, here)
        if form.had_effect:
            flash(_("What you take on is kept."))
            return redirect(url_for(".profile", edition=edition))
    return show_profile(here, form, TieForm()), form.status


def show_profile(edition: Edition, form: Any, tie_form: TieForm) -> str:
    """Return the page on which a reviewer says what they take on."""
    facts = {"form": form, "tie_form": tie_form, "ties": ties_of(reviewer()), "me": reviewer()}
    return render_template("abstracts/reviewer/profile.html", edition=edition, **facts)


@blueprint.post("/profile/ties")
@requires(Can.REVIEW)
def tie(edition: str) -> ResponseReturnValue:
    """Note whose work a reviewer must not judge; whether they wrote anything is not told."""
    here, form = edition_here(edition), TieForm()
    if form.validate_on_submit():
        with form.effect():
            who = Introduction(given_names=form.given_names.data, family_name=form.family_name.data)
            other = persons.meet(who, by=current_actor())
            assigning.tie(reviewer(), other, TieKind(form.kind.data), by=current_actor())
        if form.had_effect:
            flash(_("It is noted. You are not given their work."))
            return redirect(url_for(".profile", edition=edition))
    return show_profile(here, profile_form(here, find_call(here), reviewer()), form), form.status


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
    """Return where the next unread abstract of the lot is, else the first, or the queue when all are read."""
    lot = lot_of(reviewer(), edition_here(edition), language=i18n.language())
    unread = [item.code for item in unread_in(lot) if item.code != code]
    following = [each for each in unread if each > code] or unread
    return url_for(".read", edition=edition, code=following[0]) if unread else url_for(".queue", edition=edition)

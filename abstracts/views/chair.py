"""The scientific chair: every abstract with its reviews, lots, decisions."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts.exports import CSV, TYPES, XLSX, board_file
from abstracts.forms.chair import AssignForm, DecisionForm, MergeForm, RetagForm
from abstracts.harmony import FEWEST, Manner
from abstracts.models import Abstract, AbstractState, Assignment, DecisionOutcome
from abstracts.permissions import Can
from abstracts.queries.abstracts import (
    decision_on,
    find_call,
    find_received,
    poster_from,
    presentations_from,
)
from abstracts.queries.lists import Asked, listed, presenters_of, specialties_on
from abstracts.queries.projection import files_of
from abstracts.queries.reviews import reviews_of
from abstracts.queries.scores import Board, board_of
from abstracts.services import assigning, deciding, merging, submission
from abstracts.states import DECIDABLE
from abstracts.views.decisions import end_of
from abstracts.words import NARROWINGS, ORDERS, STATES
from conference.models import Edition, ParticipationRole, PresentationState
from conference.queries.editions import people_in, practised_specialties
from conference.views.shell import edition_here
from core import i18n
from core.access import may, requires
from core.db import transaction
from core.errors import NotFound, Refused
from core.forms import EmptyForm, options
from core.history import history_of
from core.i18n import gettext as _
from core.sections import Link
from core.states import may_move
from core.web import page_of
from people.recognition import current_actor

blueprint = Blueprint("chair", __name__, url_prefix="/e/<edition>/committee/abstracts")
ALIKE = 0.5  # points below which nobody is called severe or lenient
RECEIVED = tuple(state for state in AbstractState if state is not AbstractState.DRAFT)


@blueprint.get("/")
@requires(Can.SEE_ALL)
def abstracts(edition: str) -> ResponseReturnValue:
    """List the abstracts with their scores, raw and harmonised, filtered and ordered as the address says."""
    here = edition_here(edition)
    board, asked = board_of(find_call(here)), Asked.of(request.args)
    specialties = specialties_on(board)
    page = page_of(listed(board, asked, specialties))
    return render_template(
        "abstracts/chair/list.html",
        edition=here,
        board=board,
        asked=asked,
        page=page,
        specialties=specialties,
        specialty_options=[(each.code, each.name(i18n.language())) for each in specialties.values()],
        presenters=presenters_of(page.items),
        state_tabs=list(state_tabs(here, board, asked)),
        orders=ORDERS,
        narrowings=NARROWINGS,
        exports=[url_for(f".{kind}", edition=here.slug, **asked.address()) for kind in ("as_csv", "as_workbook")],
    )


def state_tabs(edition: Edition, board: Board, asked: Asked) -> Iterator[Link]:
    """Yield the states as tabs, each with how many abstracts stand in it; the other filters stay."""
    kept = {name: value for name, value in asked.address().items() if name != "state"}
    address = url_for(".abstracts", edition=edition.slug, **kept)
    yield Link(_("All"), address, len(board.rows), current=not asked.state)
    for state in RECEIVED:
        href = url_for(".abstracts", edition=edition.slug, state=state, **kept)
        yield Link(str(STATES[state]), href, board.count(state), current=asked.state == state)


@blueprint.get("/list.csv")
@requires(Can.SEE_ALL)
def as_csv(edition: str) -> ResponseReturnValue:
    """Give the list, as it was narrowed and ordered, as text that every spreadsheet opens."""
    return list_file(edition_here(edition), CSV)


@blueprint.get("/list.xlsx")
@requires(Can.SEE_ALL)
def as_workbook(edition: str) -> ResponseReturnValue:
    """Give the list, as it was narrowed and ordered, as a workbook in which numbers are numbers."""
    return list_file(edition_here(edition), XLSX)


def list_file(here: Edition, kind: str) -> Response:
    """Return the list that the address asks for as a file of some kind."""
    board = board_of(find_call(here))
    specialties = specialties_on(board)
    rows = listed(board, Asked.of(request.args), specialties)
    answer = Response(board_file(kind, board, rows, specialties), content_type=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{here.slug}-abstracts.{kind}"'
    return answer


@blueprint.get("/<code>")
@requires(Can.SEE_ALL)
def abstract(edition: str, code: str) -> ResponseReturnValue:
    """Show one abstract with its authors, its reviews, and the forms to assign, retag and decide."""
    here = edition_here(edition)
    return show(here, find_received(here, code), DecisionForm())


def show(edition: Edition, found: Abstract, decision_form: DecisionForm, merge_form: MergeForm | None = None) -> str:
    """Return the chair's page of an abstract."""
    assignments, rules, decision = reviews_of(found), found.rules, decision_on(found)
    board = board_of(found.call)
    row = next(each for each in board.rows if each.id == found.id)
    return render_template(
        "abstracts/chair/abstract.html",
        edition=edition,
        abstract=found,
        template=found.kind,
        files=files_of(found),
        assignments=assignments,
        grid=rules.grid,
        most_points=rules.most_points,
        board=board,
        row=row,
        manners=list(manners(board, assignments)),
        decision=decision,
        presentations=presentations_from(found),
        decision_form=decision_form,
        assign_form=assign_form(edition),
        retag_form=retag_form(edition, found),
        can_decide=may(Can.DECIDE) and found.state in DECIDABLE,
        can_introduce=may(Can.DECIDE) and may_introduce(found),
        can_assign=may(Can.ASSIGN) and found.state in DECIDABLE,
        can_retag=may(Can.DECIDE),
        can_merge=may(Can.DECIDE) and found.state not in merging.NOT_MERGED,
        can_withdraw=may(Can.DECIDE) and may_move(found, AbstractState.WITHDRAWN),
        merge_form=merge_form or MergeForm(formdata=None),
        empty_form=EmptyForm(formdata=None),
        done=history_of(
            *(found, *found.authors, *assignments, *(each.review for each in assignments), decision),
            time_zone=edition.time_zone,
        ),
    )


def may_introduce(found: Abstract) -> bool:
    """Tell whether an abstract has a poster that no flash introduces yet."""
    poster = poster_from(found)
    return poster is not None and not any(each.state is not PresentationState.WITHDRAWN for each in poster.flashes)


def manners(board: Board, assignments: list[Assignment]) -> Iterator[str]:
    """Say how the readers of an abstract score beside the others, of whom anything can be said."""
    for assignment in assignments:
        manner = board.harmony.manners.get(assignment.reviewer_id)
        if manner is not None and manner.readings >= FEWEST and manner.severity is not None:
            yield said_of_manner(assignment.reviewer.short_name, manner)


def said_of_manner(name: str, manner: Manner) -> str:
    """Say in a sentence a physician understands how somebody scores."""
    points = i18n.decimal(abs(manner.severity or 0.0))
    if abs(manner.severity or 0.0) < ALIKE:
        return _("%(name)s scores like the others on the same abstracts.", name=name)
    if (manner.severity or 0.0) < 0:
        return _("%(name)s scores %(points)s points lower than the others on the same abstracts.",
                 name=name, points=points)  # fmt: skip
    return _("%(name)s scores %(points)s points higher than the others on the same abstracts.",
             name=name, points=points)  # fmt: skip


def assign_form(edition: Edition) -> AssignForm:
    """Return the form that offers the edition's reviewers."""
    form = AssignForm()
    reviewers = people_in(edition, ParticipationRole.REVIEWER)
    form.reviewer.choices = options((found.person_id, found.person.name) for found in reviewers)
    return form


def retag_form(edition: Edition, found: Abstract) -> RetagForm:
    """Return the form that offers the edition's specialties."""
    form = RetagForm(specialty=found.specialty_id)
    form.specialty.choices = options((each.id, each.name(i18n.language())) for each in practised_specialties(edition))
    return form


@blueprint.post("/<code>/assign")
@requires(Can.ASSIGN)
def assign(edition: str, code: str) -> ResponseReturnValue:
    """Give an abstract to one more reviewer."""
    here = edition_here(edition)
    found = find_received(here, code)
    form = assign_form(here)
    form.insist(_("Choose a reviewer of this edition."), code="no-reviewer")
    reviewers = {each.person_id: each.person for each in people_in(here, ParticipationRole.REVIEWER)}
    with transaction():
        assigning.assign(found, reviewers[form.reviewer.data], by=current_actor())
    flash(_("%(code)s is given to one more reviewer.", code=code))
    return redirect(url_for(".abstract", edition=here.slug, code=code))


@blueprint.post("/<code>/decision")
@requires(Can.DECIDE)
def decide(edition: str, code: str) -> ResponseReturnValue:
    """Record the committee's decision; what is accepted enters the programme's list."""
    here = edition_here(edition)
    found = find_received(here, code)
    form = DecisionForm()
    if form.validate_on_submit():
        outcome = DecisionOutcome(form.outcome.data)
        with form.effect():
            deciding.decide(
                found,
                outcome,
                by=current_actor(),
                comment=form.comment.data or "",
                correct_by=end_of(form.correct_by.data, here),
                with_flash=form.with_flash.data,
            )
        if form.had_effect:
            flash(_("The decision on %(code)s is recorded; its authors are told.", code=code))
            return redirect(url_for(".abstract", edition=here.slug, code=code))
    return show(here, found, form), form.status


@blueprint.post("/<code>/flash")
@requires(Can.DECIDE)
def introduce(edition: str, code: str) -> ResponseReturnValue:
    """Have the poster of an accepted abstract introduced by a flash as well."""
    here = edition_here(edition)
    found = find_received(here, code)
    poster = poster_from(found)
    if poster is None:
        raise NotFound
    with transaction():
        made = deciding.introduce(found, poster, by=current_actor())
    flash(_("%(code)s is also a flash: %(flash)s waits for a session.", code=poster.code, flash=made.code))
    return redirect(url_for(".abstract", edition=here.slug, code=code))


@blueprint.post("/<code>/merge")
@requires(Can.DECIDE)
def merge(edition: str, code: str) -> ResponseReturnValue:
    """Let this abstract stand for another one too: one presentation, the authors of both."""
    here = edition_here(edition)
    found, form = find_received(here, code), MergeForm()
    if form.validate_on_submit():
        gone = str(form.other.data).strip().upper()
        with form.effect():
            merging.merge(found, other_called(here, gone), by=current_actor())
        if form.had_effect:
            flash(_("%(gone)s stands with %(kept)s from now on; both submitters are told.", gone=gone, kept=code))
            return redirect(url_for(".abstract", edition=here.slug, code=code))
    return show(here, found, DecisionForm(formdata=None), form), form.status


def other_called(edition: Edition, code: str) -> Abstract:
    """Return the abstract that somebody called by its code."""
    try:
        return find_received(edition, code)
    except NotFound:
        raise Refused(_("No abstract of this call is called %(code)s.", code=code), code="no-other") from None


@blueprint.post("/<code>/withdraw")
@requires(Can.DECIDE)
def withdraw(edition: str, code: str) -> ResponseReturnValue:
    """Take an abstract back for its authors, at any stage before it is delivered."""
    here = edition_here(edition)
    found = find_received(here, code)
    with transaction():
        submission.withdraw(found, by=current_actor())
    flash(_("%(code)s is withdrawn; who submitted it is told.", code=code))
    return redirect(url_for(".abstract", edition=here.slug, code=code))


@blueprint.post("/<code>/specialty")
@requires(Can.DECIDE)
def retag(edition: str, code: str) -> ResponseReturnValue:
    """Move an abstract to another specialty."""
    here = edition_here(edition)
    found = find_received(here, code)
    form = retag_form(here, found)
    form.insist(_("Choose a specialty of this edition."), code="no-specialty")
    specialties = {each.id: each for each in practised_specialties(here)}
    with transaction():
        submission.retag(found, specialties[form.specialty.data], by=current_actor())
    flash(_("%(code)s has moved to another specialty.", code=code))
    return redirect(url_for(".abstract", edition=here.slug, code=code))

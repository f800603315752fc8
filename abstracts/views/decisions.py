"""The chair decides many abstracts together: looks at the effect, decides, words the messages, has them leave."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts import mails
from abstracts.forms.decisions import TogetherForm, ceilings_form, words_form
from abstracts.models import Ceiling, Decision, DecisionOutcome, Deliberation, DeliberationState
from abstracts.permissions import Can
from abstracts.queries.abstracts import find_call, presentations_from
from abstracts.queries.effects import (
    Choices,
    Thresholds,
    ceilings_of,
    decisions_in,
    deliberations_of,
    effect_of,
    find_deliberation,
    proposed,
)
from abstracts.queries.lists import specialties_on
from abstracts.queries.scores import Board, Row, board_of
from abstracts.services import deciding
from abstracts.words import OUTCOMES_IN_SHORT
from conference.models import Edition
from conference.queries.editions import practised_specialties
from conference.queries.messages import count_batches
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import may, requires
from core.forms import Form
from core.i18n import gettext as _
from core.i18n import ngettext
from people.recognition import current_actor

blueprint = Blueprint("decisions", __name__, url_prefix="/e/<edition>/committee/decisions")
CHOICE = "choice-"
NEVER = float("inf")
THRESHOLDS = ("oral", "poster", "correct")


@blueprint.get("/")
@requires(Can.SEE_ALL)
def listed(edition: str) -> ResponseReturnValue:
    """List the decisions that were taken together, and which of them nobody has been told."""
    here = edition_here(edition)
    return render_template(
        "abstracts/decisions/list.html",
        edition=here,
        deliberations=deliberations_of(here),
        can_decide=may(Can.DECIDE),
    )


@blueprint.route("/together", methods=["GET", "POST"])
@requires(Can.DECIDE)
def together(edition: str) -> ResponseReturnValue:
    """Show what thresholds and choices would do; decide what was shown, and nothing that was not."""
    here = edition_here(edition)
    board = board_of(find_call(here))
    form = TogetherForm(data=beginning(board))
    choices = chosen(board, form)
    if form.validate_on_submit() and request.form.get("step") == "decide":
        specialties = specialties_on(board)
        if form.seal.data != effect_of(board, choices, specialties, OUTCOMES_IN_SHORT, i18n.language()).seal:
            form.form_errors.append(_("Something has changed since this page was shown: this is the effect now."))
        else:
            with form.effect():
                deliberation = deciding.decide_together(
                    board.call, choices, by=current_actor(), correct_by=end_of(form.correct_by.data, here),
                    comments=comments(form),
                )  # fmt: skip
            if form.had_effect:
                flash(_("The decisions are recorded. Nobody has been told yet."))
                return redirect(url_for(".show", edition=here.slug, number=deliberation.id))
            board = board_of(find_call(here))
    return together_page(here, board, form, choices), form.status


def beginning(board: Board) -> dict[str, Any]:
    """Return what the form says at first, or what an address asks for."""
    usual = Thresholds.usual(board.most_points)
    asked = {name: request.args.get(name, getattr(usual, name), type=float) for name in THRESHOLDS}
    return {**asked, "keeps_wishes": True}


def thresholds_of(form: TogetherForm) -> Thresholds:
    """Return the thresholds that a form says; what is no number is never reached."""
    oral, poster, correct = (form[name].data if form[name].data is not None else NEVER for name in THRESHOLDS)
    return Thresholds(oral, poster, correct, form.keeps_wishes.data)


def former_of(form: TogetherForm) -> Thresholds | None:
    """Return the thresholds by which the choices of the page that was sent had been proposed."""
    try:
        oral, poster, correct, keeps_wishes = json.loads(form.former.data or "")
        return Thresholds(float(oral), float(poster), float(correct), bool(keeps_wishes))
    except (TypeError, ValueError):
        return None


def chosen(board: Board, form: TogetherForm) -> Choices:
    """Return what becomes of each abstract: as the thresholds propose, and as somebody chose by hand over them."""
    rows = [row for row in board.rows if row.is_decidable]
    choices = proposed(rows, thresholds_of(form))
    if not form.is_submitted():
        return choices
    before = former_of(form)
    former = proposed(rows, before) if before else {}
    for row in rows:
        sent = request.form.get(f"{CHOICE}{row.id}")
        if sent is not None and sent != former.get(row.id, ""):
            choices.pop(row.id, None)
            if sent in set(DecisionOutcome):
                choices[row.id] = DecisionOutcome(sent)
    return choices


def comments(form: TogetherForm) -> Mapping[DecisionOutcome, str]:
    """Return what authors are told where no reviewer wrote to them."""
    return {
        DecisionOutcome.TO_CORRECT: form.why_correct.data or "",
        DecisionOutcome.REFUSED: form.why_refused.data or "",
    }


def end_of(day: date | None, edition: Edition) -> datetime | None:
    """Return the moment at which a day is over by the clock of the place."""
    if day is None:
        return None
    return clock.from_place(datetime.combine(day + timedelta(days=1), time()), edition.time_zone)


def together_page(here: Edition, board: Board, form: TogetherForm, choices: Choices) -> str:
    """Return the page on which many are decided: the thresholds, the effect, and every abstract with its choice."""
    specialties, thresholds = specialties_on(board), thresholds_of(form)
    effect = effect_of(board, choices, specialties, OUTCOMES_IN_SHORT, i18n.language())
    rows = sorted((row for row in board.rows if row.is_decidable), key=by_score)
    by_thresholds = proposed(rows, thresholds)
    form.seal.data = effect.seal
    form.former.data = json.dumps([*(getattr(thresholds, name) for name in THRESHOLDS), thresholds.keeps_wishes])
    return render_template(
        "abstracts/decisions/together.html",
        edition=here,
        board=board,
        form=form,
        effect=effect,
        rows=rows,
        choices=choices,
        by_hand={row.id for row in rows if choices.get(row.id) != by_thresholds.get(row.id)},
        specialties=specialties,
        outcomes=list(DecisionOutcome),
    )


def by_score(row: Row) -> tuple[float, str]:
    """Order abstracts by the score that counts, the best first; without a reading, last."""
    return (-row.points if row.points is not None else 1.0, row.code)


# ── What was decided, and the messages ──────────────────────────────────────────────────────────────────────────────


@blueprint.get("/<int:number>")
@requires(Can.SEE_ALL)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show decisions taken together, and the messages before and after they leave."""
    here = edition_here(edition)
    deliberation = find_deliberation(here, number)
    return page_of(here, deliberation, opened(deliberation))


def opened(deliberation: Deliberation, **more: Any) -> Form:
    """Return the form of the messages' first words as they are kept."""
    return words_form()(data={**deliberation.words, "version": deliberation.version}, **more)


def page_of(here: Edition, deliberation: Deliberation, form: Form) -> str:
    """Return the page of decisions taken together."""
    decisions = decisions_in(deliberation)
    by_outcome = {each: [one for one in decisions if one.outcome is each] for each in DecisionOutcome}
    return render_template(
        "abstracts/decisions/show.html",
        edition=here,
        deliberation=deliberation,
        by_outcome={outcome: found for outcome, found in by_outcome.items() if found},
        previews={outcome: preview(found[0]) for outcome, found in by_outcome.items() if found},
        counts=count_batches([deliberation.batch]).get(deliberation.batch, {}),
        form=form,
        can_decide=may(Can.DECIDE) and deliberation.state is DeliberationState.DECIDED,
    )


def preview(decision: Decision) -> Any:
    """Return the message of one decision as its submitter would read it; links that open pages are not shown."""
    presentation = next(iter(presentations_from(decision.abstract)), None)
    return mails.of_decision(decision, presentation, decision.abstract.submitter, link="…")[1]


@blueprint.post("/<int:number>/words")
@requires(Can.DECIDE)
def reword(edition: str, number: int) -> ResponseReturnValue:
    """Change how the messages begin, before anybody gets one."""
    here = edition_here(edition)
    deliberation = find_deliberation(here, number)
    form = words_form()()
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(deliberation, opened(deliberation, formdata=None).answers())
            said = {name: str(text or "") for name, text in form.answers().items()}
            deciding.reword(deliberation, said, by=current_actor())
        if form.had_effect:
            flash(_("The messages begin with these words."))
            return redirect(url_for(".show", edition=here.slug, number=number))
    return page_of(here, deliberation, form), form.status


@blueprint.post("/<int:number>/take-back")
@requires(Can.DECIDE)
def take_back(edition: str, number: int) -> ResponseReturnValue:
    """Undo some decisions, or all of them, before anybody is told; they wait to be decided again."""
    here = edition_here(edition)
    deliberation = find_deliberation(here, number)
    form, every = Form(), {each.abstract.code for each in decisions_in(deliberation)}
    codes = every if "all" in request.form else set(request.form.getlist("code"))
    if form.validate_on_submit():
        with form.effect():
            taken = deciding.take_back(deliberation, codes, by=current_actor())
        if form.had_effect:
            flash(ngettext("%(num)d abstract waits again.", "%(num)d abstracts wait again.", taken))
            if decisions_in(deliberation):
                return redirect(url_for(".show", edition=here.slug, number=number))
            return redirect(url_for(".listed", edition=here.slug))
    shown = opened(deliberation, formdata=None)
    shown.form_errors = form.form_errors
    return page_of(here, deliberation, shown), form.status


@blueprint.post("/<int:number>/announce")
@requires(Can.DECIDE)
def announce(edition: str, number: int) -> ResponseReturnValue:
    """Have everybody concerned told."""
    here = edition_here(edition)
    deliberation = find_deliberation(here, number)
    form = Form()
    if form.validate_on_submit():
        with form.effect():
            deciding.announce(deliberation, by=current_actor())
        if form.had_effect:
            flash(_("The messages are being written. You can leave this page."))
            return redirect(url_for(".show", edition=here.slug, number=number))
    shown = opened(deliberation, formdata=None)
    shown.form_errors = form.form_errors
    return page_of(here, deliberation, shown), form.status


# ── The most that is to be accepted ─────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/ceilings", methods=["GET", "POST"])
@requires(Can.DECIDE)
def ceilings(edition: str) -> ResponseReturnValue:
    """Say the most that is to be accepted, in all and of each specialty."""
    here = edition_here(edition)
    call, specialties = find_call(here), practised_specialties(here)
    asked = ceilings_form(specialties, i18n.language())
    form = asked(data=present_ceilings(board_of(call)))
    if form.validate_on_submit():
        with form.effect():
            said = {name: most for name, most in form.answers().items() if isinstance(most, int)}
            deciding.set_ceilings(
                call, [ceiling(call.id, name, most) for name, most in said.items()], by=current_actor()
            )
        if form.had_effect:
            count = len(said)
            flash(ngettext("%(num)d ceiling is set.", "%(num)d ceilings are set.", count))
            return redirect(url_for(".together", edition=here.slug))
    page = render_template(
        "abstracts/decisions/ceilings.html",
        edition=here,
        form=form,
        of_specialties=[form[f"specialty_{each.id}"] for each in specialties],
    )
    return page, form.status


def present_ceilings(board: Board) -> dict[str, int]:
    """Return the ceilings as the form names them."""
    return {
        f"specialty_{each.specialty_id}" if each.specialty_id else str(each.outcome): each.most
        for each in ceilings_of(board)
    }


def ceiling(call_id: int, name: str, most: int) -> Ceiling:
    """Return a ceiling by its name in the form."""
    if name in set(DecisionOutcome):
        return Ceiling(call_id=call_id, outcome=DecisionOutcome(name), most=most)
    return Ceiling(call_id=call_id, specialty_id=int(name.removeprefix("specialty_")), most=most)

"""Having the machine compose or repair the programme, following it, and taking over what it found."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.forms.compositions import NOTHING, REPAIR, ComposeForm
from conference.models import Composition, CompositionState, Edition
from conference.permissions import Can
from conference.queries.compositions import Comparison, comparison, compositions_of, find_composition, placed
from conference.queries.plans import plan_of
from conference.services import compositions
from conference.timetable import keeping
from conference.timetable.feasibility import Feasibility, feasibility, of_day, of_room, verdict
from conference.views.shell import edition_here
from core import i18n
from core.access import requires
from core.db import transaction
from core.forms import EmptyForm, options
from core.i18n import gettext as _
from core.i18n import ngettext
from core.progress import Progress, Stage, asks_for_progress
from people.recognition import current_actor

blueprint = Blueprint("compositions", __name__, url_prefix="/e/<edition>/committee/compositions")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def listed(edition: str) -> ResponseReturnValue:
    """Say whether the programme is feasible, have the machine compose it, and list what it composed before."""
    here = edition_here(edition)
    form = ComposeForm(beginning=REPAIR, seconds=20)
    form.seconds.choices = options((each, _("%(number)d seconds", number=each)) for each in compositions.SECONDS)
    if form.validate_on_submit():
        with form.effect():
            is_repair = form.beginning.data != NOTHING
            made = compositions.ask(here, is_repair=is_repair, seconds=form.seconds.data, by=current_actor())
        if form.had_effect:
            return redirect(url_for(".show", edition=here.slug, number=made.id))
    account = feasibility(plan_of(here))
    page = render_template(
        "conference/committee/compositions.html",
        edition=here,
        form=form,
        account=account,
        number=i18n.number,
        verdict=verdict(account),
        days=in_words(account),
        made=compositions_of(here),
    )
    return page, form.status


def in_words(account: Feasibility) -> list[tuple[str, list[str]]]:
    """Return what each day still has, and each of its rooms."""
    return [(of_day(day, shares), [of_room(share) for share in shares]) for day, shares in account.of_days().items()]


@blueprint.get("/<int:number>")
@requires(Can.SCHEDULE)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show how far the search is, then what it found beside the present programme."""
    here = edition_here(edition)
    composition = find_composition(here, number)
    progress = progress_of(composition)
    if asks_for_progress():
        return progress.told()
    return page_of(here, composition, progress, EmptyForm())


def page_of(edition: Edition, composition: Composition, progress: Progress, form: EmptyForm) -> str:
    """Return the page of one composition."""
    return render_template(
        "conference/committee/composition.html",
        edition=edition,
        composition=composition,
        progress=progress,
        found=found_by(composition),
        form=form,
    )


def found_by(composition: Composition) -> Comparison | None:
    """Return what a composition found, to be decided on."""
    if composition.state is not CompositionState.FOUND:
        return None
    return comparison(composition, plan_of(composition.edition))


def progress_of(composition: Composition) -> Progress:
    """Return how far a search is, with the best so far."""
    if composition.state not in compositions.UNDER_WAY:
        is_lost = composition.state is CompositionState.FAILED
        return Progress(Stage.FAILED if is_lost else Stage.DONE, _("The search is over."), 1, 1)
    job = compositions.searching(composition)
    done = job.done if job else 0
    return Progress(Stage.UNDER_WAY, best_so_far(composition), done, composition.seconds)


def best_so_far(composition: Composition) -> str:
    """Say what the search has found until now."""
    if composition.plan is None:
        return _("A first programme is being searched.")
    plan = keeping.restored(composition.plan, plan_of(composition.edition))
    waiting = len(plan.waiting)
    if not waiting:
        return _("Best so far: all %(number)d presentations have a place.", number=placed(plan))
    return ngettext("Best so far: %(num)d presentation waits.", "Best so far: %(num)d presentations wait.", waiting)


@blueprint.post("/<int:number>/stop")
@requires(Can.SCHEDULE)
def stop(edition: str, number: int) -> ResponseReturnValue:
    """Stop a search; the best so far is kept."""
    here = edition_here(edition)
    composition = find_composition(here, number)
    with transaction():
        compositions.stop(composition)
    return redirect(url_for(".show", edition=here.slug, number=number))


@blueprint.post("/<int:number>/take-over")
@requires(Can.SCHEDULE)
def take_over(edition: str, number: int) -> ResponseReturnValue:
    """Make what was found the programme of the edition, or say why it cannot be."""
    here = edition_here(edition)
    composition = find_composition(here, number)
    form = EmptyForm()
    if form.validate_on_submit():
        with form.effect():
            moved = compositions.take_over(composition, by=current_actor())
        if form.had_effect:
            flash(ngettext("The programme is taken over: %(num)d presentation moved.",
                           "The programme is taken over: %(num)d presentations moved.", moved))  # fmt: skip
            return redirect(url_for(".show", edition=here.slug, number=number))
    return page_of(here, composition, progress_of(composition), form), form.status


@blueprint.post("/<int:number>/leave")
@requires(Can.SCHEDULE)
def leave(edition: str, number: int) -> ResponseReturnValue:
    """Leave what was found aside; the programme stays as it is."""
    here = edition_here(edition)
    composition = find_composition(here, number)
    with transaction():
        compositions.leave(composition)
    flash(_("Left aside: the programme stays as it is."))
    return redirect(url_for(".listed", edition=here.slug))

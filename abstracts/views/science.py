"""The chair's one screen: where the call stands, who is late, which specialties are missing and who is asked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from abstracts.models import AbstractState, DeliberationState
from abstracts.permissions import Can
from abstracts.queries.abstracts import find_call
from abstracts.queries.effects import deliberations_of
from abstracts.queries.lots import progress_of
from abstracts.queries.scores import board_of
from abstracts.queries.standing import coverage_of, practised_in, who_may_speak
from abstracts.services import assigning, referents
from conference.models import EditionSpecialty
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import may, requires
from core.db import transaction
from core.forms import EmptyForm, Form, options
from core.i18n import gettext as _
from core.i18n import ngettext
from people.recognition import current_actor

blueprint = Blueprint("science", __name__, url_prefix="/e/<edition>/committee/science")
FUNNEL = tuple(state for state in AbstractState if state is not AbstractState.DRAFT)
NAMED = 6


@blueprint.get("/")
@requires(Can.SEE_ALL)
def screen(edition: str) -> ResponseReturnValue:
    """Show the chair where the call stands, who is late, what is discordant and which specialties are missing."""
    here, now = edition_here(edition), clock.now()
    call = find_call(here)
    board = board_of(call)
    coverage = coverage_of(board, here)
    reached = [each for each in coverage if each.abstracts]
    late = [row for row in progress_of(call) if row.left]
    return render_template(
        "abstracts/chair/science.html",
        edition=here,
        call=call,
        board=board,
        funnel=[(state, board.count(state)) for state in FUNNEL],
        late=late,
        to_remind=[row for row in late if not assigning.is_recent(row.reminded_at, now)],
        missing=[each for each in coverage if not each.abstracts],
        reached=reached,
        reached_rows=[
            (
                each.practised.specialty.name(i18n.language()),
                each.abstracts,
                url_for("chair.abstracts", edition=here.slug, specialty=each.practised.specialty.code),
            )
            for each in reached
        ],
        decidable=sum(row.is_decidable and not row.lacks_reviews for row in board.rows),
        lacking=sum(row.lacks_reviews for row in board.rows),
        silent=[each for each, _count in deliberations_of(here) if each.state is DeliberationState.DECIDED],
        corrections=board.count(AbstractState.TO_CORRECT),
        is_open=call.is_open(now),
        named=NAMED,
        can_decide=may(Can.DECIDE),
        can_remind=may(Can.ASSIGN),
        form=EmptyForm(formdata=None),
    )


@blueprint.post("/remind")
@requires(Can.DECIDE)
def remind(edition: str) -> ResponseReturnValue:
    """Ask those who speak for missing specialties, or for one of them, to have abstracts sent."""
    here = edition_here(edition)
    call = find_call(here)
    wanted = request.form.get("specialty", "")
    missing = [each.practised for each in coverage_of(board_of(call), here) if not each.abstracts]
    asked = [each for each in missing if each.referent and wanted in ("", each.specialty.code)]
    with transaction():
        for practised in asked:
            referents.remind(practised, call, by=current_actor())
    flash(ngettext("%(num)d person is asked.", "%(num)d people are asked.", len(asked)))
    return redirect(url_for(".screen", edition=here.slug))


@blueprint.route("/referents", methods=["GET", "POST"])
@requires(Can.DECIDE)
def speaking(edition: str) -> ResponseReturnValue:
    """Say who speaks for each specialty before the committee."""
    here = edition_here(edition)
    practised, people = practised_in(here), who_may_speak(here)
    people = {**people, **{each.referent.id: each.referent for each in practised if each.referent}}
    asked = referents_form(practised, [(number, person.list_name) for number, person in people.items()])
    form = asked(data={each.specialty.code: str(each.referent_id or "") for each in practised})
    if form.validate_on_submit():
        with form.effect():
            for each in practised:
                chosen = form[each.specialty.code].data
                referents.name_referent(each, people[int(chosen)] if chosen else None, by=current_actor())
        if form.had_effect:
            flash(_("Kept: who speaks for which specialty."))
            return redirect(url_for(".screen", edition=here.slug))
    return render_template("abstracts/chair/referents.html", edition=here, form=form, practised=practised), form.status


def referents_form(practised: list[EditionSpecialty], people: list[tuple[int, str]]) -> type[Form]:
    """Return the form with one menu of people for each specialty."""
    offered = options([("", _("Nobody yet")), *((str(number), name) for number, name in people)])
    language = i18n.language()
    fields = {each.specialty.code: SelectField(each.specialty.name(language), choices=offered) for each in practised}
    return type("ReferentsForm", (Form,), fields)

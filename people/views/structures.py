"""The structures where a council's people work: corrected, put together when two are one, and taken apart again."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.db import db, transaction
from core.forms import EmptyForm, options
from core.history import history_of
from core.i18n import gettext as _
from core.web import paged
from people.forms import SameStructureForm, StructureForm
from people.models import Council, Structure
from people.permissions import Can
from people.queries.duplicates import DAYS_TO_UNDO
from people.queries.people import told_in
from people.queries.structures import (
    find_merge,
    find_structure,
    merges_of,
    people_in,
    proposals,
    structures_in,
)
from people.recognition import current_actor
from people.services import structures
from people.services.structures import Described
from people.views.council import council_here

MOST_PROPOSED = 20
MOST_FOUND = 12
blueprint = Blueprint("structures", __name__, url_prefix="/council/<council>/structures")


@blueprint.get("")
@requires(Can.EDIT_PEOPLE)
def listed(council: str) -> ResponseReturnValue:
    """List the structures where the council's people work, those that may be one first."""
    here, query = council_here(council), _query()
    page, alike = paged(structures_in(here, query)), proposals(here)
    return render_template(
        "people/council/structures.html",
        council=here,
        query=query,
        page=page,
        people=people_in(here, page),
        alike=alike[:MOST_PROPOSED],
        alike_total=len(alike),
        merges=[(done, done.at + timedelta(days=DAYS_TO_UNDO)) for done in merges_of(here)],
        form=EmptyForm(),
    )


@blueprint.route("/<int:number>", methods=["GET", "POST"])
@requires(Can.EDIT_PEOPLE)
def edit(council: str, number: int) -> ResponseReturnValue:
    """Correct what the list says of a structure, or look for the other entry of the same."""
    here = council_here(council)
    structure = find_structure(here, number)
    form = StructureForm(obj=structure)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(structure, StructureForm(formdata=None, obj=structure).answers())
            structures.correct(structure, described(form), by=current_actor())
        if form.had_effect:
            flash(_("The structure is corrected."))
            return redirect(url_for(".listed", council=here.slug))
    done = history_of(structure, time_zone=here.time_zone)
    page = render_template(
        "people/council/structure.html",
        council=here,
        structure=structure,
        form=form,
        query=_query(),
        found=_others(here, structure),
        done=replace(done, lines=told_in(here, done.lines)),
    )
    return page, form.status


def described(form: StructureForm) -> Described:
    """Return what a form says of a structure."""
    return Described(**{name: form[name].data or "" for name in Described.__dataclass_fields__})


@blueprint.route("/<int:number>/same/<int:other>", methods=["GET", "POST"])
@requires(Can.EDIT_PEOPLE)
def compare(council: str, number: int, other: int) -> ResponseReturnValue:
    """Show two entries side by side, and put them together when they are one structure."""
    here = council_here(council)
    pair = [find_structure(here, each) for each in (number, other)]
    people = people_in(here, pair)
    form = SameStructureForm(stays=max(pair, key=lambda each: (people.get(each.id, 0), -each.id)).id)
    form.stays.choices = options((each.id, each.name) for each in pair)
    if form.validate_on_submit():
        kept, gone = sorted(pair, key=lambda each: each.id != form.stays.data)
        with form.effect():
            structures.merge(kept, gone, council=here, by=current_actor())
        if form.had_effect:
            flash(_("The two structures are one. It can be undone for %(days)d days.", days=DAYS_TO_UNDO))
            return redirect(url_for(".listed", council=here.slug))
    page = render_template("people/council/same_structure.html", council=here, pair=pair, people=people, form=form)
    return page, form.status


@blueprint.post("/merges/<int:number>/undo")
@requires(Can.EDIT_PEOPLE)
def undo(council: str, number: int) -> ResponseReturnValue:
    """Take two structures apart again."""
    here = council_here(council)
    done = find_merge(here, number)
    with transaction():
        structures.undo(done, by=current_actor())
    flash(_("The two structures are apart again, each with what it had."))
    return redirect(url_for(".listed", council=here.slug))


def _query() -> str:
    return request.args.get("q", "").strip()[:200]


def _others(here: Council, structure: Structure) -> list[Structure]:
    """Return the first structures that answer to what is looked for; none before one looks."""
    if not _query():
        return []
    statement = structures_in(here, _query()).where(Structure.id != structure.id)
    return list(db.session.scalars(statement.limit(MOST_FOUND)))

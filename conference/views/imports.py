"""A programme that comes from elsewhere, for the committee: the file, what taking it would do, and taking it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.foreign.reading import programme_in
from conference.forms.timetable import ImportForm
from conference.models import Edition, ProgrammeImport
from conference.permissions import Can
from conference.queries.imports import find_import, imports_of
from conference.services import importing
from conference.views.shell import edition_here
from core.access import requires
from core.errors import Refused
from core.forms import EmptyForm
from core.i18n import gettext as _
from people.recognition import current_actor

blueprint = Blueprint("imports", __name__, url_prefix="/e/<edition>/committee/programme-import")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def listed(edition: str) -> ResponseReturnValue:
    """Receive a file, and say what came before; nothing of it is taken yet."""
    here, form = edition_here(edition), ImportForm()
    if form.validate_on_submit():
        sent = form.file.data
        sent.seek(0)  # tried again after a busy database, it is read again from its beginning
        content, name = sent.read(), sent.filename or ""
        with form.effect():
            programme = programme_in(content, name, here.time_zone)
            kept = importing.receive(here, programme, content, name, by=current_actor())
        if form.had_effect:
            return redirect(url_for(".show", edition=here.slug, number=kept.id))
    page = render_template("conference/committee/imports.html", edition=here, form=form, imports=imports_of(here))
    return page, form.status


@blueprint.get("/<int:number>")
@requires(Can.SCHEDULE)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show what taking a file would do, or what it did."""
    here = edition_here(edition)
    return shown(here, find_import(here, number), EmptyForm())


def shown(edition: Edition, kept: ProgrammeImport, form: EmptyForm) -> ResponseReturnValue:
    """Return the page of a file."""
    page = render_template("conference/committee/import.html", edition=edition, kept=kept, form=form)
    return page, form.status


@blueprint.post("/<int:number>")
@requires(Can.SCHEDULE)
def take(edition: str, number: int) -> ResponseReturnValue:
    """Take a file into the programme in the making."""
    here, form = edition_here(edition), EmptyForm()
    kept = find_import(here, number)
    if kept.file is None:
        raise Refused(_("This file has been taken."), code="taken")
    programme = programme_in(kept.file.path.read_bytes(), kept.name, here.time_zone)
    if form.validate_on_submit():
        with form.effect():
            importing.confirm(kept, programme, by=current_actor())
        if form.had_effect:
            return redirect(url_for(".show", edition=here.slug, number=number))
    return shown(here, kept, form)

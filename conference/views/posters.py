"""The posters of an edition: the board of each, one by one or all at once, and when they are visited."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.forms.timetable import boards_form
from conference.models import Edition, SessionKind
from conference.permissions import Can
from conference.queries.posters import posters_of
from conference.queries.programme import sessions_of
from conference.services import posters
from conference.views.shell import edition_here
from core.access import requires
from core.db import transaction
from core.forms import EmptyForm, Form
from core.i18n import gettext as _
from core.i18n import ngettext
from people.recognition import current_actor

blueprint = Blueprint("posters", __name__, url_prefix="/e/<edition>/committee/posters")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def boards(edition: str) -> ResponseReturnValue:
    """Show the posters with their boards and visits, and keep the boards as they are typed."""
    here = edition_here(edition)
    hung = posters_of(here)
    form = boards_form(hung)(data={poster.code: poster.board for poster in hung})
    if form.validate_on_submit():
        with form.effect():
            posters.give_boards(here, {poster.code: form[poster.code].data for poster in hung}, by=current_actor())
        if form.had_effect:
            flash(_("The boards are kept."))
            return redirect(url_for(".boards", edition=here.slug))
    return show(here, form), form.status


def show(edition: Edition, form: Form) -> str:
    """Return the page of the posters."""
    return render_template(
        "conference/committee/posters.html",
        edition=edition,
        posters=posters_of(edition),
        visits=sessions_of(edition, kind=SessionKind.POSTERS),
        form=form,
        number_form=EmptyForm(formdata=None),
    )


@blueprint.post("/number")
@requires(Can.SCHEDULE)
def number(edition: str) -> ResponseReturnValue:
    """Give all boards their numbers anew, by specialty."""
    here = edition_here(edition)
    with transaction():
        count = posters.number_boards(here, by=current_actor())
    flash(ngettext("%(num)d board is numbered.", "%(num)d boards are numbered.", count))
    return redirect(url_for(".boards", edition=here.slug))

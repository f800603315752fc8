"""What a room's secretary notes: which presentations were given, by whom, and which were not."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.forms import DeliveryForm
from conference.models import Outcome, Presentation
from conference.permissions import Can
from conference.queries.programme import find_presentation, find_session, sessions_of
from conference.services.presentations import record_delivery
from conference.views.shell import edition_here
from core.access import requires
from core.db import transaction
from core.errors import Refused
from core.i18n import gettext as _
from core.search import fold
from people.models import Person
from people.recognition import current_actor

blueprint = Blueprint("rooms", __name__, url_prefix="/e/<edition>/desk/rooms")


@blueprint.get("/")
@requires(Can.RECORD_DELIVERY)
def sessions(edition: str) -> ResponseReturnValue:
    """List the sessions with how many of their presentations have been noted."""
    here = edition_here(edition)
    held = [session for session in sessions_of(here) if session.presentations]
    return render_template("conference/desk/sessions.html", edition=here, sessions=held)


@blueprint.get("/<int:session_id>")
@requires(Can.RECORD_DELIVERY)
def session(edition: str, session_id: int) -> ResponseReturnValue:
    """Show a session's presentations in order, each with its three buttons."""
    here = edition_here(edition)
    found = find_session(here, session_id)
    return render_template(
        "conference/desk/session.html", edition=here, session=found, times=found.times(), form=DeliveryForm()
    )


@blueprint.post("/presentations/<code>")
@requires(Can.RECORD_DELIVERY)
def note(edition: str, code: str) -> ResponseReturnValue:
    """Note what happened to a presentation."""
    here = edition_here(edition)
    presentation = find_presentation(here, code)
    form = DeliveryForm()
    if not form.validate_on_submit():
        raise Refused(_("Choose what happened."), code="no-outcome")
    outcome = Outcome(form.outcome.data)
    with transaction():
        record_delivery(presentation, outcome, by=current_actor(), presenter=substitute(presentation, form))
    flash(_("Noted: %(code)s.", code=presentation.code))
    return redirect(url_for(".session", edition=here.slug, session_id=presentation.session_id))


def substitute(presentation: Presentation, form: DeliveryForm) -> Person | None:
    """Return the author named as having presented instead, or None."""
    wanted = fold(form.presenter.data or "")
    authors = (author.person for author in presentation.authors)
    return next((person for person in authors if wanted and wanted == fold(person.name)), None)

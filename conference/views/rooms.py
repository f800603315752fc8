"""What a room's secretary notes: which presentations were given, by whom, and which were not."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.forms.desk import DeliveryForm
from conference.models import Edition, Outcome, Presentation, Session
from conference.permissions import Can
from conference.queries.programme import find_presentation, find_session, sessions_of
from conference.services.presentations import record_delivery
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import requires
from core.db import transaction
from core.errors import Refused
from core.i18n import gettext as _
from core.search import fold
from core.sections import Link
from people.models import Person
from people.recognition import current_actor

blueprint = Blueprint("rooms", __name__, url_prefix="/e/<edition>/desk/rooms")


@blueprint.get("/")
@requires(Can.RECORD_DELIVERY)
def sessions(edition: str) -> ResponseReturnValue:
    """List the sessions, of one room or of all, with how many of their presentations have been noted."""
    here = edition_here(edition)
    held = [session for session in sessions_of(here) if session.presentations]
    wanted = request.args.get("room", type=int)
    shown = [session for session in held if not (wanted and session.room_id) or session.room_id == wanted]
    days = groupby(shown, key=lambda session: clock.at_place(session.starts_at, here.time_zone).date())
    return render_template(
        "conference/desk/sessions.html",
        edition=here,
        rooms=list(room_tabs(here, held, wanted)),
        days=[(i18n.capitalize_first(i18n.day(day)), list(sessions)) for day, sessions in days],
    )


def room_tabs(edition: Edition, held: Iterable[Session], wanted: int | None) -> Iterator[Link]:
    """Yield a tab for all rooms, and one for each room in which something is presented."""
    yield Link(_("All rooms"), url_for(".sessions", edition=edition.slug), current=wanted is None)
    for room in sorted({session.room for session in held if session.room}, key=lambda room: room.position):
        href = url_for(".sessions", edition=edition.slug, room=room.id)
        yield Link(room.name, href, current=wanted == room.id)


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
    return redirect(url_for(".session", edition=here.slug, session_id=presentation.session_id, _anchor=code))


def substitute(presentation: Presentation, form: DeliveryForm) -> Person | None:
    """Return the author named as having presented instead, or None."""
    wanted = fold(form.presenter.data or "")
    authors = (author.person for author in presentation.authors)
    return next((person for person in authors if wanted and wanted == fold(person.name)), None)

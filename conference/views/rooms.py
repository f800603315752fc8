"""What a room's secretary notes: which presentations were given, by whom or not at all, and what the chair reports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from conference.forms.desk import DeliveryForm, ReportForm, ShiftForm
from conference.models import Edition, Outcome, Presentation, Session
from conference.permissions import Can
from conference.queries.deliveries import report_of
from conference.queries.programme import find_presentation, find_session, sessions_of
from conference.services import delivering
from conference.services import sessions as sessions_service
from conference.services.delivering import Notes, record_delivery
from conference.services.sessions import Reach
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import requires
from core.db import db, transaction
from core.errors import Refused
from core.i18n import gettext as _
from core.offline import readable_offline
from core.sections import Link
from core.web import arrived_at
from people.models import Council, CouncilRecord, Person
from people.queries.people import people_of
from people.recognition import current_actor
from people.services.meeting import meet_all
from people.services.persons import Introduction

blueprint = Blueprint("rooms", __name__, url_prefix="/e/<edition>/desk/rooms")
MOST_FOUND, USUAL_SHIFT = 12, 10


@dataclass(frozen=True)
class PersonRow:
    """Somebody as the picker shows them."""

    id: int
    name: str
    affiliation: str


@blueprint.get("/")
@requires(Can.RECORD_DELIVERY)
@readable_offline
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
@readable_offline
def session(edition: str, session_id: int) -> ResponseReturnValue:
    """Show a session's presentations in order, each with its three buttons, and what its chair notes."""
    here = edition_here(edition)
    found = find_session(here, session_id)
    query = request.args.get("who", "").strip()[:80]
    return render_template(
        "conference/desk/session.html",
        edition=here,
        session=found,
        times=found.times(),
        wanted=request.args.get("talk", ""),
        query=query,
        people=people_called(here, query),
        report=(report := report_of(found)),
        form=ReportForm(obj=report),
        shifting=ShiftForm(minutes=USUAL_SHIFT),
    )


def people_called(edition: Edition, query: str) -> list[PersonRow]:
    """Return who of the council's people answers to a name: somebody of them may have presented."""
    if not query:
        return []
    rows = db.session.scalars(people_of(edition.council, query).limit(MOST_FOUND))
    people = [row.person for row in rows]
    return [PersonRow(each.id, each.name, each.structure.short if each.structure else "") for each in people]


@blueprint.post("/presentations/<code>")
@requires(Can.RECORD_DELIVERY)
def note(edition: str, code: str) -> ResponseReturnValue:
    """Note what happened to a presentation."""
    here = edition_here(edition)
    presentation = find_presentation(here, code)
    form = DeliveryForm()
    form.insist(_("Choose what happened."), code="no-outcome")
    outcome = Outcome(form.outcome.data)
    with transaction():
        presenter = substitute(presentation, form) if outcome is Outcome.REPLACED else None
        noted_at = arrived_at() - timedelta(seconds=form.seconds)
        record_delivery(presentation, outcome, by=current_actor(), presenter=presenter, noted_at=noted_at)
    flash(_("Noted: %(code)s.", code=presentation.code))
    return redirect(url_for(".session", edition=here.slug, session_id=presentation.session_id, _anchor=code))


def substitute(presentation: Presentation, form: DeliveryForm) -> Person | None:
    """Return who presented instead: an author, somebody of the council's people, or who is met by the name typed."""
    council = presentation.edition.council
    authors = {author.person.id: author.person for author in presentation.authors}
    if (number := form.presenter.data) is not None:
        return authors.get(number) or known_to(council, number)
    if not (form.given_names.data or form.family_name.data):
        return None
    if not form.family_name.data:
        raise Refused(_("Give the surname of whoever presented."), code="no-surname")
    typed = Introduction(given_names=form.given_names.data or "", family_name=form.family_name.data)
    return meet_all(council, [typed], by=current_actor(), listed=list(authors.values()))[0].person


def known_to(council: Council, number: int) -> Person | None:
    """Return somebody of the council's people, or None."""
    record = db.session.scalar(select(CouncilRecord).filter_by(council_id=council.id, person_id=number))
    return record.person if record else None


@blueprint.post("/<int:session_id>/report")
@requires(Can.RECORD_DELIVERY)
def write_report(edition: str, session_id: int) -> ResponseReturnValue:
    """Keep what the chair of a session notes."""
    here = edition_here(edition)
    found = find_session(here, session_id)
    form = ReportForm()
    form.insist(_("Give the people in the room as a number."), code="no-number")
    notes = Notes(form.attendance.data, form.questions.data or "", form.recommendations.data or "")
    with transaction():
        delivering.report(found, notes, by=current_actor(), noted_at=arrived_at() - timedelta(seconds=form.seconds))
    flash(_("The notes of the session are kept."))
    return redirect(url_for(".session", edition=here.slug, session_id=found.id, _anchor="report"))


@blueprint.post("/<int:session_id>/shift")
@requires(Can.RECORD_DELIVERY)
def shift(edition: str, session_id: int) -> ResponseReturnValue:
    """Have this session and all that follow in its room begin later."""
    here = edition_here(edition)
    found = find_session(here, session_id)
    form = ShiftForm()
    form.insist(_("Say by how many minutes: 15 for later, -15 for earlier."), code="no-shift")
    with transaction():
        sessions_service.shift(
            found, form.minutes.data or 0, by=current_actor(), reach=Reach(form.reach.data) if found.room else Reach.DAY
        )
    flash(_("What follows begins %(minutes)+d minutes from what was planned.", minutes=form.minutes.data))
    return redirect(url_for(".session", edition=here.slug, session_id=found.id))

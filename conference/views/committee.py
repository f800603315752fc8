"""What the committee sees and does: the dashboard, the programme in the making."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.forms.timetable import PlaceForm
from conference.models import Edition, Kind, Presentation, Session
from conference.permissions import Can
from conference.queries.programme import (
    find_presentation,
    find_session,
    last_published,
    sessions_of,
)
from conference.sections import held_in
from conference.services import timetable
from conference.timetable.plan import HOLDS
from conference.views.coverage import coverage_of
from conference.views.phases import phases_of
from conference.views.shell import edition_here, shell
from core import clock, i18n, sections
from core.access import may, requires
from core.db import transaction
from core.forms import options
from core.history import history_of
from core.i18n import gettext as _
from people.recognition import current_actor

blueprint = Blueprint("committee", __name__, url_prefix="/e/<edition>/committee")


@blueprint.get("/")
@requires(Can.SEE_COMMITTEE)
def dashboard(edition: str) -> ResponseReturnValue:
    """Show the edition's numbers as they are now, its coverage, and what waits for whom."""
    here = edition_here(edition)
    return render_template(
        "conference/committee/dashboard.html",
        edition=here,
        **(coverage_of(here) if here.kind is Kind.SCIENTIFIC_DAYS else {"headline": None}),
        phases=phases_of(here, last_published(here)),
        figures=sections.gather("figures", here),
        blocks=sections.gather("dashboard", here),
        waiting=held_in(here),
        reachable={urlsplit(link.href).path for group in shell().doors for link in group.items},
        said_at=clock.now(),
        can_lead=may(Can.LEAD),
    )


@blueprint.get("/programme")
@requires(Can.SCHEDULE)
def programme(edition: str) -> ResponseReturnValue:
    """Lead to the timetable, which took the place of this page."""
    return redirect(url_for("timetable.board", edition=edition_here(edition).slug))


@blueprint.route("/programme/<code>", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def place(edition: str, code: str) -> ResponseReturnValue:
    """Put a presentation into a session."""
    here = edition_here(edition)
    presentation = find_presentation(here, code)
    form = PlaceForm()
    form.session.choices = options(fitting_sessions(here, presentation))
    if form.validate_on_submit():
        with form.effect():
            timetable.place(presentation, find_session(here, form.session.data), by=current_actor())
        if form.had_effect:
            flash(_("%(code)s is in its session. Publish the programme to show it.", code=presentation.code))
            return redirect(url_for("timetable.board", edition=here.slug))
    page = render_template(
        "conference/committee/place.html",
        edition=here,
        presentation=presentation,
        form=form,
        done=history_of(presentation, presentation.delivery, time_zone=here.time_zone),
    )
    return page, form.status


def fitting_sessions(edition: Edition, presentation: Presentation) -> list[tuple[int, str]]:
    """Return the sessions that hold presentations of this kind, with the minutes each has left."""
    return [
        (session.id, session_label(edition, session))
        for session in sessions_of(edition)
        if presentation.kind in HOLDS.get(session.kind, set())
    ]


def session_label(edition: Edition, session: Session) -> str:
    """Return a session as a menu names it: day, hour, room, title, minutes left."""
    left = session.minutes - sum(talk.minutes for talk in session.presentations)
    return i18n.gettext(
        "%(day)s, %(hour)s · %(room)s · %(title)s (%(left)d min free)",
        day=i18n.day(session.starts_at.date()),
        hour=i18n.clock_time(session.starts_at, edition.time_zone),
        room=session.room.name if session.room else _("all rooms"),
        title=session.title,
        left=left,
    )


@blueprint.post("/programme/<code>/unplace")
@requires(Can.SCHEDULE)
def unplace(edition: str, code: str) -> ResponseReturnValue:
    """Take a presentation out of its session."""
    here = edition_here(edition)
    presentation = find_presentation(here, code)
    with transaction():
        timetable.unplace(presentation, by=current_actor())
    flash(_("%(code)s waits for a session.", code=presentation.code))
    return redirect(url_for("timetable.board", edition=here.slug))

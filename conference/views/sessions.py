"""The sessions of a timetable: opened, changed, shifted, closed; who serves each, what it holds in which order."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.forms.timetable import DutyForm, SessionForm, ShiftForm, read_list
from conference.models import Edition, Room, Session
from conference.permissions import Can
from conference.queries.plans import rules_of
from conference.queries.programme import find_session, rooms_of
from conference.services import sessions
from conference.services.sessions import Facts
from conference.views.asking import (
    asked_name,
    chosen_person,
    day_choices,
    described,
    found_people,
    moment_at,
    room_choices,
)
from conference.views.shell import edition_here
from core import clock
from core.access import requires
from core.db import transaction
from core.errors import NotFound
from core.forms import EmptyForm, options
from core.history import history_of
from core.i18n import gettext as _
from people.recognition import current_actor

blueprint = Blueprint("sessions", __name__, url_prefix="/e/<edition>/committee/timetable/sessions")


@dataclass(frozen=True)
class Opened:
    """A session as its form shows it."""

    kind: str
    title: str
    day: str
    begins: object
    minutes: int
    room: int
    seats: int | None
    needs: str
    version: int

    @classmethod
    def of(cls, session: Session) -> "Opened":
        """Return what a session is now, hours as the clocks of the place show them."""
        begins = clock.at_place(session.starts_at, session.edition.time_zone)
        return cls(
            kind=session.kind.value,
            title=session.title,
            day=begins.date().isoformat(),
            begins=begins.time(),
            minutes=session.minutes,
            room=session.room_id or 0,
            seats=session.seats,
            needs=", ".join(session.needs or ()),
            version=session.version,
        )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def new(edition: str) -> ResponseReturnValue:
    """Open a session."""
    here = edition_here(edition)
    form = _form(here, asked_place(here))
    if form.validate_on_submit():
        with form.effect():
            session = sessions.open_session(here, by=current_actor(), **_typed(here, form).__dict__)
        if form.had_effect:
            flash(_("“%(title)s” is open: put presentations into it.", title=session.title))
            return redirect(url_for("timetable.board", edition=here.slug, day=form.day.data))
    page = render_template("conference/committee/session_new.html", edition=here, form=form)
    return page, form.status


def asked_place(edition: Edition) -> dict[str, object]:
    """Return the day, hour and room that the address proposes: a free place of the timetable."""
    proposed: dict[str, object] = {"minutes": rules_of(edition).session_minutes, "kind": "free_papers"}
    try:
        at = clock.at_place(datetime.fromisoformat(request.args.get("at", "")), edition.time_zone)
        proposed |= {"day": at.date().isoformat(), "begins": at.time()}
    except ValueError:
        proposed |= {"day": edition.starts_on.isoformat()}
    return proposed | {"room": request.args.get("room", 0, type=int)}


@blueprint.route("/<int:number>", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show a session whole, and change it."""
    here = edition_here(edition)
    session = find_session(here, number)
    form = _form(here, Opened.of(session).__dict__)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(session, Opened.of(session).__dict__)
            sessions.change(session, Facts(**_typed(here, form).__dict__), by=current_actor())
        if form.had_effect:
            flash(_("“%(title)s” is kept.", title=session.title))
            return redirect(url_for("timetable.board", edition=here.slug, day=form.day.data))
    return _page(here, session, form, DutyForm(formdata=None), ShiftForm(formdata=None)), form.status


@blueprint.post("/<int:number>/duties")
@requires(Can.SCHEDULE)
def entrust(edition: str, number: int) -> ResponseReturnValue:
    """Give somebody a duty in a session."""
    here = edition_here(edition)
    session = find_session(here, number)
    person = chosen_person(here.council, request.form.get("person", 0, type=int))
    form = DutyForm()
    form.person.choices = options([(person.id, described(person))] if person else [])
    if person is not None and form.validate_on_submit():
        with form.effect():
            sessions.entrust(session, person, form.chosen_duty, by=current_actor())
        if form.had_effect:
            flash(_("%(name)s serves “%(title)s”.", name=person.name, title=session.title))
            return redirect(url_for(".show", edition=here.slug, number=session.id))
    form.validate_on_submit()
    page = _page(here, session, _form(here, Opened.of(session).__dict__, formdata=None), form, ShiftForm(formdata=None))
    return page, form.status


@blueprint.post("/<int:number>/duties/<int:role>/end")
@requires(Can.SCHEDULE)
def relieve(edition: str, number: int, role: int) -> ResponseReturnValue:
    """Take a duty back."""
    here = edition_here(edition)
    session = find_session(here, number)
    held = next((each for each in session.roles if each.id == role), None)
    if held is None:
        raise NotFound
    person, duty = held.person, held.duty
    with transaction():
        sessions.relieve(session, person, duty, by=current_actor())
    flash(_("%(name)s no longer serves “%(title)s”.", name=person.name, title=session.title))
    return redirect(url_for(".show", edition=here.slug, number=session.id))


@blueprint.post("/<int:number>/delay")
@requires(Can.SCHEDULE)
def shift(edition: str, number: int) -> ResponseReturnValue:
    """Shift a session by some minutes, alone or with what follows."""
    here = edition_here(edition)
    session = find_session(here, number)
    form = ShiftForm()
    if form.validate_on_submit():
        with form.effect():
            sessions.shift(session, form.delay.data or 0, reach=form.chosen_reach, by=current_actor())
        if form.had_effect:
            flash(_("Shifted by %(minutes)d minutes. Publish the programme to show it.", minutes=form.delay.data))
            day = clock.at_place(session.starts_at, here.time_zone).date()
            return redirect(url_for("timetable.board", edition=here.slug, day=day))
    page = _page(here, session, _form(here, Opened.of(session).__dict__, formdata=None), DutyForm(formdata=None), form)
    return page, form.status


@blueprint.route("/<int:number>/close", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def close(edition: str, number: int) -> ResponseReturnValue:
    """Take a session off the programme, once one has seen what would wait again."""
    here = edition_here(edition)
    session = find_session(here, number)
    form = EmptyForm()
    if form.validate_on_submit():
        title = session.title
        with form.effect():
            sessions.close_session(session, by=current_actor())
        if form.had_effect:
            flash(_("“%(title)s” is off the programme; what it held waits.", title=title))
            return redirect(url_for("timetable.board", edition=here.slug))
    page = render_template("conference/committee/session_close.html", edition=here, session=session, form=form)
    return page, form.status


def _form(here: Edition, values: dict[str, object], **more: None) -> SessionForm:
    form = SessionForm(**more, **values)
    form.day.choices = options(day_choices(here))
    form.room.choices = options(room_choices(rooms_of(here), _("all rooms at once")))
    return form


def _typed(here: Edition, form: SessionForm) -> Facts:
    rooms: dict[int, Room] = {room.id: room for room in rooms_of(here)}
    return Facts(
        kind=form.chosen_kind,
        title=(form.title.data or "").strip(),
        starts_at=moment_at(here, form.day.data, form.begins.data),
        minutes=form.minutes.data or 0,
        room=rooms.get(form.room.data),
        seats=form.seats.data,
        needs=read_list(form.needs.data),
    )


def _page(here: Edition, session: Session, form: SessionForm, duty: DutyForm, shift_form: ShiftForm) -> str:
    if duty.person.choices is None:
        found = found_people(here.council, asked_name())
        duty.person.choices = options((person.id, described(person)) for person in found)
    times = session.times()
    return render_template(
        "conference/committee/session.html",
        edition=here,
        session=session,
        form=form,
        duty=duty,
        shift=shift_form,
        query=asked_name(),
        talks=[(talk, times[talk.id]) for talk in session.presentations],
        left=session.minutes - sum(talk.minutes for talk in session.presentations),
        done=history_of(session, *session.roles, time_zone=here.time_zone),
    )

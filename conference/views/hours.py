"""Rooms and hours: rooms with their equipment, blocked hours, who is absent when, the rules of the timetable."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.forms.timetable import HEEDED, AbsenceForm, BlockForm, RoomForm, heed_of, read_list, rules_form
from conference.models import BlockedHour, Edition, Room, Unavailability
from conference.permissions import Can
from conference.queries.programme import rooms_of
from conference.queries.rooms import absences, blocked_hours, find_absence, find_blocked, find_room
from conference.services import rooms
from conference.views.asking import (
    asked_name,
    chosen_person,
    day_choices,
    described,
    found_people,
    stretch,
)
from conference.views.shell import edition_here
from core.access import requires
from core.db import transaction
from core.forms import Form, options
from core.i18n import gettext as _
from people.models import Person
from people.recognition import current_actor

blueprint = Blueprint("hours", __name__, url_prefix="/e/<edition>/committee/hours")


@blueprint.get("/")
@requires(Can.SCHEDULE)
def page(edition: str) -> ResponseReturnValue:
    """Show rooms, blocked hours, absences and rules."""
    here = edition_here(edition)
    return render_template(
        "conference/committee/hours.html",
        edition=here,
        rooms=rooms_of(here),
        blocked=blocked_hours(here),
        absences=absences(here),
        rules=rooms.rules_row(here),
    )


# ── Rooms ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/rooms/new", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def new_room(edition: str) -> ResponseReturnValue:
    """Bring in a room."""
    here = edition_here(edition)
    return _room(here, None, RoomForm(capacity=100))


@blueprint.route("/rooms/<int:number>", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def room(edition: str, number: int) -> ResponseReturnValue:
    """Change a room."""
    here = edition_here(edition)
    found = find_room(here, number)
    place = [each.id for each in rooms_of(here)].index(found.id) + 1
    values = {"name": found.name, "capacity": found.capacity, "position": place}
    return _room(here, found, RoomForm(equipment=", ".join(found.equipment or ()), **values))


def _room(here: Edition, found: Room | None, form: RoomForm) -> ResponseReturnValue:
    name = " ".join((form.name.data or "").split())

    def keep() -> None:
        rooms.set_room(
            here,
            found,
            name=name,
            capacity=form.capacity.data or 0,
            position=form.position.data,
            equipment=read_list(form.equipment.data),
            by=current_actor(),
        )

    said = _("%(name)s is kept.", name=name)
    return _kept_or_shown(here, form, keep, said, "conference/committee/room.html", room=found)


@blueprint.post("/rooms/<int:number>/remove")
@requires(Can.SCHEDULE)
def remove_room(edition: str, number: int) -> ResponseReturnValue:
    """Take a room away in which nothing takes place."""
    here = edition_here(edition)
    found = find_room(here, number)
    said = _("%(name)s is no longer a room of this edition.", name=found.name)
    return _done(here, said, rooms.remove_room, found)


# ── Blocked hours ───────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/blocked/new", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def block(edition: str) -> ResponseReturnValue:
    """Keep some hours free of every session."""
    here = edition_here(edition)
    form = BlockForm()
    form.day.choices = options(day_choices(here))

    def keep() -> None:
        french, english = (form.label_fr.data or "").strip(), (form.label_en.data or "").strip()
        rooms.block(here, *stretch(here, form), label_fr=french, label_en=english, by=current_actor())

    return _kept_or_shown(here, form, keep, _("These hours are kept free."), "conference/committee/blocked.html")


@blueprint.post("/blocked/<int:number>/remove")
@requires(Can.SCHEDULE)
def unblock(edition: str, number: int) -> ResponseReturnValue:
    """Give blocked hours back to the sessions."""
    here = edition_here(edition)
    hour = find_blocked(here, number)
    return _done(here, _("These hours are free for sessions again."), rooms.unblock, hour)


# ── Absences ────────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/absences/new", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def absent(edition: str) -> ResponseReturnValue:
    """Note when somebody cannot be there, or a room cannot be used."""
    here = edition_here(edition)
    form = AbsenceForm()
    chosen = _chosen(here, form.who.data or "")
    form.day.choices = options(day_choices(here))
    form.who.choices = options(_offered(here, chosen))

    def keep() -> None:
        assert chosen is not None  # noqa: S101 - one of those that are offered
        reason = (form.reason.data or "").strip()
        rooms.say_absent(here, chosen, *stretch(here, form), reason=reason, by=current_actor())

    said = _("Noted. What is programmed then is shown as a clash.")
    return _kept_or_shown(here, form, keep, said, "conference/committee/absence.html", query=asked_name())


@blueprint.post("/absences/<int:number>/remove")
@requires(Can.SCHEDULE)
def available(edition: str, number: int) -> ResponseReturnValue:
    """Take an absence back."""
    here = edition_here(edition)
    absence = find_absence(here, number)
    return _done(here, _("The absence is taken back."), rooms.take_back_absence, absence)


def _chosen(here: Edition, value: str) -> Person | Room | None:
    kind, _colon, number = value.partition("-")
    if kind == "person" and number.isdecimal():
        return chosen_person(here.council, int(number))
    return next((each for each in rooms_of(here) if value == f"room-{each.id}"), None)


def _offered(here: Edition, chosen: Person | Room | None) -> list[tuple[str, str]]:
    people = found_people(here.council, asked_name())
    if isinstance(chosen, Person) and chosen not in people:
        people.append(chosen)
    offered = [(f"person-{person.id}", described(person)) for person in people]
    return [*offered, *((f"room-{each.id}", each.name) for each in rooms_of(here))]


# ── Rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/rules", methods=["GET", "POST"])
@requires(Can.SCHEDULE)
def rules(edition: str) -> ResponseReturnValue:
    """Say how the programme is composed."""
    here = edition_here(edition)
    kept = rooms.rules_row(here)
    values = {name: getattr(kept, name) for name in ("session_minutes", "most_talks", "buffer_minutes")}
    values |= heed_of(kept.weights)
    form = rules_form()(version=kept.version, **values)

    def keep() -> None:
        form.refuse_if_stale(rooms.rules_row(here), values)
        rooms.set_rules(
            here,
            session_minutes=form.session_minutes.data or 0,
            most_talks=form.most_talks.data or 0,
            buffer_minutes=form.buffer_minutes.data or 0,
            weights=form.heeded(),
            by=current_actor(),
        )

    return _kept_or_shown(here, form, keep, _("The rules are kept."), "conference/committee/rules.html", heeded=HEEDED)


def _kept_or_shown(
    here: Edition, form: Form, keep: Callable[[], None], said: str, template: str, **shown: Any
) -> ResponseReturnValue:
    """Keep what a valid form says and lead back to rooms and hours, else show the form."""
    if form.validate_on_submit():
        with form.effect():
            keep()
        if form.had_effect:
            flash(said)
            return redirect(url_for(".page", edition=here.slug))
    return render_template(template, edition=here, form=form, **shown), form.status


def _done(
    here: Edition, said: str, do: Callable[..., object], what: Room | BlockedHour | Unavailability
) -> ResponseReturnValue:
    """Do something with a row of an edition, say so, and lead back to rooms and hours."""
    with transaction():
        do(here, what, by=current_actor())
    flash(said)
    return redirect(url_for(".page", edition=here.slug))

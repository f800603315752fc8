"""When somebody who is expected in a programme cannot be there: said by themselves, and taken back."""

from datetime import time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.forms.timetable import OwnAbsenceForm
from conference.models import Edition, Unavailability
from conference.queries.rooms import absences, find_absence
from conference.queries.standing import is_expected
from conference.services import rooms
from conference.views.asking import day_choices, stretch
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import known
from core.db import transaction
from core.errors import NotFound
from core.forms import options
from core.i18n import gettext as _
from people.models import Person
from people.recognition import current_actor, current_person

blueprint = Blueprint("absences", __name__, url_prefix="/e/<edition>/my-absences")


@blueprint.route("/", methods=["GET", "POST"])
@known
def page(edition: str) -> ResponseReturnValue:
    """Show somebody when they said they cannot be there, and take more of it."""
    here, person = expected_here(edition)
    form = OwnAbsenceForm()
    form.day.choices = options(day_choices(here))
    if form.validate_on_submit():
        with form.effect():
            reason = (form.reason.data or "").strip()
            rooms.say_own_absence(here, person, *stretch(here, form), reason=reason, by=current_actor())
        if form.had_effect:
            flash(_("Noted. The committee sees it where it composes the programme."))
            return redirect(url_for(".page", edition=here.slug))
    said = [(absence, hours_of(absence, here)) for absence in absences(here, person)]
    return render_template("conference/me/absences.html", edition=here, form=form, absences=said), form.status


@blueprint.post("/<int:number>/remove")
@known
def take_back(edition: str, number: int) -> ResponseReturnValue:
    """Be there after all."""
    here, person = expected_here(edition)
    absence = find_absence(here, number, person)
    with transaction():
        rooms.take_back_absence(here, absence, by=current_actor())
    flash(_("Taken back: you can be there."))
    return redirect(url_for(".page", edition=here.slug))


def hours_of(absence: Unavailability, edition: Edition) -> str:
    """Return « Samedi 29 juin 2024, 8 h – 12 h 30 », or that it is the whole day."""
    begins, ends = (clock.at_place(moment, edition.time_zone) for moment in (absence.starts_at, absence.ends_at))
    day = i18n.capitalize_first(i18n.day(begins.date()))
    if begins.time() == ends.time() == time():
        return _("%(day)s, all day", day=day)
    hours = " – ".join(i18n.clock_time(moment, edition.time_zone) for moment in (absence.starts_at, absence.ends_at))
    return f"{day}, {hours}"


def expected_here(slug: str) -> tuple[Edition, Person]:
    """Return an edition that is not over and whoever asks, if its programme expects them; to others it is not found."""
    here, person = edition_here(slug), current_person()
    if person is None or here.is_over or not is_expected(person, here):
        raise NotFound
    return here, person

"""Somebody's own programme as an address that their calendar reads by itself, which they get and end on their page."""

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from conference.exports import ical
from conference.queries.calendars import agendas_of, person_of_token
from conference.services import calendars
from conference.words import DUTIES
from core.access import known, public
from core.db import transaction
from core.errors import NotFound
from core.forms import EmptyForm
from core.i18n import gettext as _
from people.models import Person
from people.recognition import current_actor, current_person

blueprint = Blueprint("calendars", __name__)


@blueprint.get("/calendar/<token>.ics")
@public
def own(token: str) -> Response:
    """Give a calendar all that the published programmes expect of somebody, and what they expect no more."""
    person = person_of_token(token)
    if person is None:
        raise NotFound
    with force_locale(person.language):
        content = agenda(person, current_app.config["BALANZAN"].base_url)
    return Response(content, content_type=ical.CONTENT_TYPE, headers={"X-Robots-Tag": "noindex"})


def agenda(person: Person, base_url: str) -> bytes:
    """Return somebody's own programme as a calendar."""
    entries = []
    for each in agendas_of(person):
        source = ical.Source(each.edition, each.release, base_url)
        for engagement in each.engagements:
            if engagement.duty is None:
                entries.append(ical.talk_entry(source, engagement.item))
            else:
                entries.append(ical.duty_entry(source, engagement, str(DUTIES[engagement.duty])))
        entries += [ical.cancelled(source, gone) for gone in each.dropped]
    return ical.written(_("My programme, %(name)s", name=person.name), entries)


@blueprint.post("/me/calendar")
@known
def change() -> ResponseReturnValue:
    """Give somebody an address for their calendar, another one, or end it."""
    person, form = current_person(), EmptyForm()
    if person is None or not form.validate_on_submit():
        raise NotFound
    with transaction():
        if request.form.get("what") == "end":
            calendars.end(person, by=current_actor())
            flash(_("The address of your calendar opens nothing any more."))
        else:
            calendars.give(person, by=current_actor())
            flash(_("Your calendar has an address. Whoever has it reads your programme: give it to nobody."))
    return redirect(url_for("me.page", _anchor="calendar"))

"""The desk: read a badge, see who it is, admit once; find a registration by any part of a name."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from conference.models import Edition, HalfDay
from conference.queries.editions import half_days_of
from conference.views.shell import edition_here, half_day_label
from core import clock
from core.access import requires
from core.db import transaction
from core.forms import options
from core.repeats import new_key
from core.web import paged
from people.recognition import current_actor
from registration.forms import ScanForm
from registration.permissions import Can
from registration.queries.attendance import presence
from registration.queries.seats import registrations_of
from registration.services import doors
from registration.services.doors import Answer

blueprint = Blueprint("desk", __name__, url_prefix="/e/<edition>/desk")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Can.WORK_AT_DESK)
def scan(edition: str) -> ResponseReturnValue:
    """Read what a scanner or a volunteer typed and show the verdict; ready at once for the next badge."""
    here = edition_here(edition)
    half_days = half_days_of(here)
    form = ScanForm(data={"half_day": present_half_day(half_days), "gate": request.args.get("gate", "A")})
    form.half_day.choices = options((each.id, half_day_label(here, each)) for each in half_days)
    answer = None
    if form.validate_on_submit():
        chosen = next(each for each in half_days if each.id == form.half_day.data)
        with transaction():
            answer = doors.read(here, form.text.data or "", chosen, gate=form.gate.data or "", by=current_actor())
        form.text.data = ""
        form.form_key.data = new_key()  # the next badge is another form, though it is the same page
    return page(here, form, answer)


def page(edition: Edition, form: ScanForm, answer: Answer | None) -> str:
    """Return the desk's page, its field empty for the next badge."""
    return render_template(
        "registration/desk/scan.html",
        edition=edition,
        form=form,
        answer=answer,
        presence=[(half_day, half_day_label(edition, half_day), number) for half_day, number in presence(edition)],
    )


def present_half_day(half_days: list[HalfDay]) -> int | None:
    """Return the half-day that is running, else the next one, else the last."""
    moment = clock.now()
    later = [each.id for each in half_days if each.ends_at > moment]
    return later[0] if later else half_days[-1].id if half_days else None


@blueprint.get("/search")
@requires(Can.WORK_AT_DESK)
def search(edition: str) -> ResponseReturnValue:
    """Find registrations by names in any order, phone or code."""
    here = edition_here(edition)
    query = request.args.get("q", "").strip()
    page = paged(registrations_of(here, search=query)) if query else None
    return render_template("registration/desk/search.html", edition=here, query=query, page=page)

"""The desk: read a badge, see who it is, admit once; find a registration by any part of a name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition, HalfDay
from conference.queries.editions import half_days_of
from conference.views.shell import edition_here
from conference.words import half_day_of
from core import clock
from core.access import requires
from core.db import transaction
from core.forms import options
from core.i18n import gettext as _
from core.web import paged
from people.queries.register import states_of
from people.recognition import current_actor
from people.services.records import record_of
from people.services.register import consult
from people.words import REGISTER
from registration.forms import OrderNumberForm, ScanForm
from registration.models import Verdict
from registration.permissions import Can
from registration.queries.attendance import find_scan, presence
from registration.queries.seats import find_registration, registrations_of
from registration.services import doors
from registration.services.doors import Answer

blueprint = Blueprint("desk", __name__, url_prefix="/e/<edition>/desk")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Can.WORK_AT_DESK)
def scan(edition: str) -> ResponseReturnValue:
    """Read what a scanner or a volunteer typed and show the verdict; ready at once for the next badge.

    The verdict is shown without a second journey over the network; where it can be seen again is said in a header, and
    whoever sends the same form twice is led there.
    """
    here = edition_here(edition)
    half_days = half_days_of(here)
    form = scan_form(here, half_days)
    if not form.validate_on_submit():
        return page(here, form, answer_seen_again(here))
    chosen = next(each for each in half_days if each.id == form.half_day.data)
    with transaction():
        answer = doors.read(here, form.text.data or "", chosen, gate=form.gate.data or "", by=current_actor())
    number = answer.scan.id if answer.scan else None
    at_this_door = {"edition": here.slug, "half_day": chosen.id, "gate": form.gate.data}
    seen_at = url_for(".scan", verdict=answer.verdict, scan=number, **at_this_door)
    ready = scan_form(here, half_days, is_next=True, half_day=chosen.id, gate=form.gate.data)
    return page(here, ready, answer), {"Content-Location": seen_at}


def scan_form(edition: Edition, half_days: list[HalfDay], *, is_next: bool = False, **given: object) -> ScanForm:
    """Return the form for one badge, or for the next one: empty, with a key of its own, at the same door."""
    data = {
        "half_day": request.args.get("half_day", present_half_day(half_days), type=int),
        "gate": request.args.get("gate", "A"),
    }
    form = ScanForm(formdata=None, data=given) if is_next else ScanForm(data=data)
    form.half_day.choices = options((each.id, half_day_of(edition, each)) for each in half_days)
    return form


def answer_seen_again(edition: Edition) -> Answer | None:
    """Return the verdict whose address this is, as it was given then."""
    seen = find_scan(edition, request.args.get("scan", 0, type=int))
    if seen is not None:
        return doors.given(seen)
    told = request.args.get("verdict", "")
    return Answer(Verdict(told)) if told in doors.UNWRITTEN else None


def page(edition: Edition, form: ScanForm, answer: Answer | None) -> str:
    """Return the desk's page, its field empty for the next badge."""
    return render_template(
        "registration/desk/scan.html",
        edition=edition,
        form=form,
        answer=answer,
        record=record_of(answer.badge.registration.person, edition.council) if answer and answer.badge else None,
        presence=[(half_day, half_day_of(edition, half_day), number) for half_day, number in presence(edition)],
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
    people = [registration.person_id for registration in page] if page else []
    return render_template(
        "registration/desk/search.html",
        edition=here,
        query=query,
        page=page,
        register=states_of(people, here.council.id),
        form=OrderNumberForm(formdata=None),
    )


@blueprint.post("/order-number/<code>")
@requires(Can.WORK_AT_DESK)
def order_number(edition: str, code: str) -> ResponseReturnValue:
    """Look up in the council's register the Order number somebody gives; whatever it says, they come in."""
    here = edition_here(edition)
    registration = find_registration(here, code)
    form = OrderNumberForm()
    if form.validate_on_submit():
        with transaction():
            record = consult(registration.person, here.council, form.order_number.data or "", by=current_actor())
        flash(_("%(name)s: %(state)s.", name=registration.person.name, state=REGISTER[record.state]))
    return redirect(url_for(".search", edition=here.slug, q=registration.code))

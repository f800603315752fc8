"""The versions of the programme, for the committee: what each held, what changed between two, what publishing does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.forms.timetable import PublishForm
from conference.models import Edition, Release, SessionDuty, SessionKind
from conference.permissions import Can
from conference.queries.contents import content_of
from conference.queries.differences import Changed, changes_between, duties, presenter
from conference.queries.engagements import ToTell, last_told, to_tell
from conference.queries.messages import count_batches
from conference.queries.plans import plan_of
from conference.queries.programme import find_release, latest_release, releases_of
from conference.queries.published import EMPTY, Told, room_names
from conference.services import releases
from conference.timetable.clashes import clashes, sentence
from conference.views.shell import edition_here
from conference.words import DUTIES, SESSIONS
from core import clock, i18n
from core.access import may, requires
from core.db import transaction
from core.errors import Refused
from core.forms import EmptyForm
from core.i18n import gettext as _
from people.recognition import current_actor

blueprint = Blueprint("programme_versions", __name__, url_prefix="/e/<edition>/committee/versions")
IN_THE_MAKING = 0


@dataclass(frozen=True)
class Draft:
    """The programme as it stands, beside what is published and what people know of it."""

    latest: Release | None
    fingerprint: str
    changes: list[Changed]
    concerned: list[ToTell]
    refusal: str = ""
    clashes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Return the number under which it would be published."""
        return self.latest.number + 1 if self.latest else 1

    @property
    def is_new(self) -> bool:
        """Tell whether there is anything to publish."""
        return self.latest is None or self.latest.digest != self.fingerprint


@blueprint.get("/")
@requires(Can.SCHEDULE)
def listed(edition: str) -> ResponseReturnValue:
    """List the versions, when and by whom each was published, which were printed, and of which people were told."""
    here = edition_here(edition)
    versions = releases_of(here)
    return render_template(
        "conference/committee/versions.html",
        edition=here,
        versions=versions,
        counts=count_batches([version.batch for version in versions]),
        is_telling=bool(versions) and releases.is_telling(versions[0]),
        can_publish=may(Can.PUBLISH),
        form=EmptyForm(),
    )


@blueprint.get("/<int:number>")
@requires(Can.SCHEDULE)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show one version as it was published."""
    here = edition_here(edition)
    version = find_release(here, number)
    return render_template(
        "conference/committee/version.html",
        edition=here,
        version=version,
        days=list(days_of(version.content, here.time_zone)),
    )


def days_of(content: Told, time_zone: str) -> Iterator[tuple[str, list[Told]]]:
    """Yield the days of a version with their sessions, as the page prints them."""
    rooms = room_names(content)

    def day_of(session: Told) -> date:
        return clock.at_place(datetime.fromisoformat(session["starts"]), time_zone).date()

    for day, held in groupby(content["sessions"], key=day_of):
        yield i18n.capitalize_first(i18n.day(day)), [_printed(content, each, rooms, time_zone) for each in held]


def _printed(content: Told, session: Told, rooms: dict[int, str], time_zone: str) -> Told:
    begins, ends = (i18n.clock_time(datetime.fromisoformat(session[key]), time_zone) for key in ("starts", "ends"))
    served = [(DUTIES[duty], names) for duty, names in duties(content, session).items() if names]
    return {
        "hours": f"{begins} – {ends}",
        "room": rooms.get(session["room"], "") or _("all rooms"),
        "title": session["title"],
        "kind": SESSIONS[SessionKind(session["kind"])],
        "served": [names if label is DUTIES[SessionDuty.CHAIR] else f"{label} : {names}" for label, names in served],
        "talks": [
            {
                "code": talk["code"],
                "title": talk["title"],
                "hour": i18n.clock_time(datetime.fromisoformat(talk["at"]), time_zone) if talk["minutes"] else "",
                "who": presenter(talk),
            }
            for talk in session["talks"]
        ],
    }


@blueprint.get("/compare")
@requires(Can.SCHEDULE)
def compare(edition: str) -> ResponseReturnValue:
    """Say what changed from one version to another, or to the programme in the making."""
    here = edition_here(edition)
    versions = releases_of(here)
    last = versions[0].number if versions else IN_THE_MAKING
    earlier, later = (_asked(name, usual) for name, usual in (("from", max(last - 1, 0)), ("to", last)))
    before = find_release(here, earlier).content if earlier else EMPTY
    after = find_release(here, later).content if later else content_of(here)
    return render_template(
        "conference/committee/versions_compared.html",
        edition=here,
        versions=versions,
        earlier=earlier,
        later=later,
        changes=changes_between(before, after, here.time_zone),
    )


def _asked(name: str, usual: int) -> int:
    """Return which version the address names; 0 is nothing yet before, and the programme in the making after."""
    number = request.args.get(name, type=int)
    return usual if number is None or number < 0 else number


@blueprint.route("/next", methods=["GET", "POST"])
@requires(Can.PUBLISH)
def prepare(edition: str) -> ResponseReturnValue:
    """Show what publishing changes, what clashes, and who is told what; then publish."""
    here = edition_here(edition)
    form = PublishForm()
    if form.validate_on_submit():
        with form.effect():
            release = releases.publish(here, by=current_actor(), seen=form.seen.data or "")
            if form.tell.data:
                releases.tell(release, by=current_actor())
        if form.had_effect:
            flash(_("Version %(number)d of the programme is published.", number=release.number))
            return redirect(url_for(".listed", edition=here.slug))
    draft = draft_of(here)
    form.seen.data = draft.fingerprint
    page = render_template("conference/committee/publish.html", edition=here, form=form, draft=draft)
    return page, form.status


def draft_of(edition: Edition) -> Draft:
    """Return the programme as it stands with all that publishing it would do."""
    latest, told, content = latest_release(edition), last_told(edition), content_of(edition)
    plan = plan_of(edition)
    return Draft(
        latest=latest,
        fingerprint=releases.digest_of(content),
        changes=changes_between(latest.content if latest else EMPTY, content, edition.time_zone),
        concerned=to_tell(told.content if told else EMPTY, content),
        refusal=_refusal(edition),
        clashes=[sentence(clash, plan) for clash in clashes(plan)],
    )


def _refusal(edition: Edition) -> str:
    try:
        releases.refuse_silent(edition)
    except Refused as refused:
        return refused.message
    return ""


@blueprint.post("/<int:number>/tell")
@requires(Can.PUBLISH)
def tell(edition: str, number: int) -> ResponseReturnValue:
    """Have those told for whom the latest version changed something, when it was published without telling them."""
    said = _("The messages about version %(number)d are being written.", number=number)
    return _done_with(edition, number, releases.tell, said)


@blueprint.post("/<int:number>/printed")
@requires(Can.PUBLISH)
def printed(edition: str, number: int) -> ResponseReturnValue:
    """Note that a version went to the printer."""
    said = _("Version %(number)d is noted as printed. What changes from now on is an erratum.", number=number)
    return _done_with(edition, number, releases.mark_printed, said)


def _done_with(edition: str, number: int, do: Callable[..., object], said: str) -> ResponseReturnValue:
    here = edition_here(edition)
    release = find_release(here, number)
    with transaction():
        do(release, by=current_actor())
    flash(said)
    return redirect(url_for(".listed", edition=here.slug))

"""Door screens: what goes on in a room and what comes next, with delays, on a television that nobody touches."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference.models import Edition
from conference.queries.delays import delays_stamp, live_spans
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY, sessions_on
from conference.views.grid import Told, brief, hour_label
from conference.views.present import midnight, next_change, today_at
from conference.views.shell import edition_here
from core import clock, copies, i18n
from core.access import public
from core.copies import copied
from core.errors import NotFound
from core.offline import readable_offline

blueprint = Blueprint("screens", __name__, url_prefix="/e/<edition>/screens")


@dataclass(frozen=True)
class Door:
    """One room's screen: its name, and the sessions of the day as they are held now."""

    room: Told
    sessions: list[Told]


@blueprint.get("/")
@public
@readable_offline
@copied(delays_stamp)
def listed(edition: str) -> ResponseReturnValue:
    """Show all rooms at once, for the hall."""
    return shown(edition_here(edition), None)


@blueprint.get("/<int:room>")
@public
@readable_offline
@copied(delays_stamp)
def door(edition: str, room: int) -> ResponseReturnValue:
    """Show one room, for the screen beside its door."""
    return shown(edition_here(edition), room)


def shown(edition: Edition, wanted: int | None) -> str:
    """Return a screen: every room's, or one room's."""
    release = latest_release(edition)
    content = release.content if release else EMPTY
    rooms = [room for room in content["rooms"] if wanted in (None, room["id"])]
    if wanted is not None and not rooms:
        raise NotFound
    day = today_at(edition) or edition.starts_on
    held = as_held(edition, sessions_on(content, day, edition.time_zone))
    copies.until(next_change(held, clock.now()) or midnight(edition, day))
    return render_template(
        "conference/public/screen.html",
        edition=edition,
        day=i18n.capitalize_first(i18n.day(day)),
        is_one=wanted is not None,
        doors=[Door(room, [each for each in held if each["room"] in (room["id"], None)]) for room in rooms],
        now=clock.now(),
    )


def as_held(edition: Edition, sessions: list[Told]) -> list[Told]:
    """Return published sessions at the hours at which they are held now, with how late that is."""
    live = live_spans(edition)
    return sorted((_held(session, live, edition) for session in sessions), key=lambda each: each["starts"])


def _held(session: Told, live: dict[int, tuple[datetime, datetime, int | None]], edition: Edition) -> Told:
    planned = datetime.fromisoformat(session["starts"])
    found = live.get(session["id"])
    late = found[0] - planned if found else planned - planned
    ends = found[1] if found else datetime.fromisoformat(session["ends"])
    talks = [brief(talk) | {"at": (datetime.fromisoformat(talk["at"]) + late).isoformat()} for talk in session["talks"]]
    starts = (planned + late).isoformat()
    return {
        **session,
        "starts": starts,
        "ends": ends.isoformat(),
        "room": found[2] if found else session["room"],
        "talks": talks,
        "late": round(late.total_seconds() / 60),
        "hour": hour_label(starts, edition.time_zone),
        "hour_ends": hour_label(ends.isoformat(), edition.time_zone),
        "is_off": found is None,
    }

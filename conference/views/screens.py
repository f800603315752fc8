"""Door screens: what goes on in a room and what comes next, with delays, on a television that nobody touches."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference.models import Edition
from conference.queries.delays import delays_stamp, live_spans
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY
from conference.views.grid import Told, brief, hour_label
from conference.views.present import midnight, next_change
from conference.views.shell import edition_here
from core import clock, copies, i18n
from core.access import public
from core.copies import copied
from core.errors import NotFound
from core.i18n import gettext as _
from core.offline import readable_offline

blueprint = Blueprint("screens", __name__, url_prefix="/e/<edition>/screens")


@dataclass(frozen=True)
class Door:
    """One room's screen: a day of the room as it is held now, and what is next in it on a later one."""

    room: Told
    sessions: list[Told]
    day: str = ""
    later: Told | None = None


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
    held = as_held(edition, content["sessions"])
    today = clock.at_place(clock.now(), edition.time_zone).date()
    tomorrow = midnight(edition, today + timedelta(days=1))
    copies.until(min(next_change(held, clock.now()) or tomorrow, tomorrow))
    is_rest = not edition.starts_on <= today <= edition.ends_on
    return render_template(
        "conference/public/screen.html",
        edition=edition,
        today=i18n.capitalize_first(i18n.day(today)),
        is_one=wanted is not None,
        rest=rest_of(edition, today) if is_rest else "",
        doors=[door_at_rest(room, held, today) if is_rest else door_of(room, held, today) for room in rooms],
        now=clock.now(),
    )


def rest_of(edition: Edition, today: date) -> str:
    """Return why nothing is going on: the days have not begun, or they are over."""
    if today < edition.starts_on:
        return _("The days begin on %(day)s.", day=i18n.day(edition.starts_on))
    return _("The days ended on %(day)s.", day=i18n.day(edition.ends_on))


def door_of(room: Told, held: list[Told], today: date) -> Door:
    """Return what a room shows while the days are on: the day's sessions, then what is next on a later one."""
    here = held_in(room, held)
    later = next((each for each in here if each["day"] > today), None)
    if later:
        later = {**later, "on_day": i18n.capitalize_first(i18n.day(later["day"]))}
    return Door(room, [each for each in here if each["day"] == today], later=later)


def door_at_rest(room: Told, held: list[Told], today: date) -> Door:
    """Return what a room shows on any other date: the first day it will have, or the last it had."""
    here = held_in(room, held)
    coming = [each["day"] for each in here if each["day"] > today]
    day = min(coming, default=max((each["day"] for each in here), default=None))
    if day is None:
        return Door(room, [])
    return Door(room, [each for each in here if each["day"] == day], i18n.capitalize_first(i18n.day(day)))


def held_in(room: Told, held: list[Told]) -> list[Told]:
    """Return what is held in a room, or in all rooms together."""
    return [each for each in held if each["room"] in (room["id"], None)]


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
        "day": clock.at_place(planned + late, edition.time_zone).date(),
        "ends": ends.isoformat(),
        "room": found[2] if found else session["room"],
        "talks": talks,
        "late": round(late.total_seconds() / 60),
        "on_day": "",
        "hour": hour_label(starts, edition.time_zone),
        "hour_ends": hour_label(ends.isoformat(), edition.time_zone),
        "is_off": found is None,
    }

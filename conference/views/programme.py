"""The public programme, read from the last release only: by day and hour, filtered, as a calendar, talk by talk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.exports import calendar, sessions_on
from conference.models import Edition, Release
from conference.queries.editions import practised_specialties
from conference.queries.programme import find_presentation, latest_release
from conference.views.shell import edition_here
from core import clock, i18n, sections, typography
from core.access import public
from core.errors import NotFound
from core.i18n import gettext as _
from core.search import fold
from core.sections import Link
from core.web import validated

blueprint = Blueprint("programme", __name__, url_prefix="/e/<edition>")
WHOLE = "all"


@dataclass(frozen=True)
class Filters:
    """What the address asks to see of the programme."""

    day: str
    query: str
    specialty: str
    room: int | None

    @property
    def key(self) -> str:
        """Return these filters as a short text, the same for the same filters."""
        return f"{self.day}.{fold(self.query)}.{self.specialty}.{self.room or ''}"


Cell = dict[str, Any] | None


@dataclass(frozen=True)
class Hour:
    """The sessions that begin together: a row for those in rooms, in the rooms' order, and one for each other."""

    label: str
    rows: list[list[Cell]]


@blueprint.get("/programme")
@public
def page(edition: str) -> ResponseReturnValue:
    """Show the published programme; an unchanged one is answered from the visitor's own copy."""
    here = edition_here(edition)
    release = latest_release(here)
    filters = asked_filters(here)
    tag = f"{release.id if release else 0}-{here.version}-{current_app.config['BUILD']}-{fold(filters.key)}"
    return validated(tag, lambda: render(here, release, filters))


def asked_filters(edition: Edition) -> Filters:
    """Return the filters of the address; the day is today's during the edition, else the first."""
    today = clock.at_place(clock.now(), edition.time_zone).date()
    usual = today if edition.starts_on <= today <= edition.ends_on else edition.starts_on
    wished = request.args.get("day", "")
    known = {day.isoformat() for day in edition.days} | {WHOLE}
    return Filters(
        day=wished if wished in known else usual.isoformat(),
        query=request.args.get("q", "").strip()[:80],
        specialty=request.args.get("specialty", "")[:8],
        room=request.args.get("room", type=int),
    )


def render(edition: Edition, release: Release | None, filters: Filters) -> str:
    """Return the programme's page."""
    content = release.content if release else {"rooms": [], "sessions": []}
    return render_template(
        "conference/public/programme.html",
        edition=edition,
        release=release,
        rooms=content["rooms"],
        filters=filters,
        day_tabs=list(day_tabs(edition, filters)),
        specialties=practised_specialties(edition),
        hours=list(hours(content, filters, edition.time_zone)),
    )


def hours(content: dict[str, Any], filters: Filters, time_zone: str) -> Iterator[Hour]:
    """Yield the sessions that pass the filters, gathered by the hour at which they begin."""
    day = None if filters.day == WHOLE else date.fromisoformat(filters.day)
    names = {room["id"]: room["name"] for room in content["rooms"]}
    wanted = fold(filters.query)
    label, gathered = "", list[dict[str, Any]]()
    for session in sessions_on(content, day, time_zone):
        talks = [talk for talk in session["talks"] if passes(talk, session, filters, wanted)]
        if (filters.room and session["room"] not in (filters.room, None)) or (is_narrowed(filters) and not talks):
            continue
        begins = hour_label(session["starts"], time_zone, with_day=day is None)
        if begins != label and gathered:
            yield Hour(label, rows_of(gathered, names))
            gathered = []
        label = begins
        gathered.append(
            {
                **session,
                "room_name": names.get(session["room"], ""),
                "hours": f"{hour_label(session['starts'], time_zone)} – {hour_label(session['ends'], time_zone)}",
                "talks": [printed(talk) for talk in talks],
            }
        )
    if gathered:
        yield Hour(label, rows_of(gathered, names))


def rows_of(sessions: list[dict[str, Any]], rooms: dict[int, str]) -> list[list[Cell]]:
    """Return sessions that begin together as rows of a table: one cell a room, or one cell for all rooms."""
    held = {session["room"]: session for session in sessions if session["room"]}
    shared: list[list[Cell]] = [[session] for session in sessions if not session["room"]]
    return [*shared, [held.get(room) for room in rooms]] if held else shared


def printed(talk: dict[str, Any]) -> dict[str, Any]:
    """Return a talk as the page prints it: the presenter apart, to be underlined."""
    authors, presenter = talk["authors"], talk["presenter"]
    if presenter is None:
        return {**talk, "before": " " + ", ".join(authors), "who": "", "after": ""}
    before, after = authors[:presenter], authors[presenter + 1 :]
    return {
        **talk,
        "before": f" {', '.join(before)}, " if before else " ",
        "who": authors[presenter],
        "after": f", {', '.join(after)}" if after else "",
    }


def day_tabs(edition: Edition, filters: Filters) -> Iterator[Link]:
    """Yield a tab for each day, and one for the whole programme."""
    address = url_for(".page", edition=edition.slug)
    for day in edition.days:
        label = i18n.capitalize_first(typography.day_in_words(day, i18n.language()).rpartition(" ")[0])
        yield Link(label, f"{address}?day={day}", current=filters.day == day.isoformat())
    yield Link(_("All days"), f"{address}?day={WHOLE}", current=filters.day == WHOLE)


def is_narrowed(filters: Filters) -> bool:
    """Tell whether sessions without a matching talk are left out."""
    return bool(filters.query or filters.specialty)


def passes(talk: dict[str, Any], session: dict[str, Any], filters: Filters, wanted: str) -> bool:
    """Tell whether a talk passes the filters: its specialty, and every word asked for in what is printed of it."""
    if filters.specialty and talk["specialty"] != filters.specialty:
        return False
    if not wanted:
        return True
    printed = fold(" ".join([talk["code"], talk["title"], session["title"], *talk["authors"]]))
    return all(word in printed for word in wanted.split())


def hour_label(moment: str, time_zone: str, *, with_day: bool = False) -> str:
    """Return « 14 h 30 », after the day when several days are shown together."""
    local = clock.at_place(datetime.fromisoformat(moment), time_zone)
    label = typography.clock_time(local, i18n.language())
    return f"{typography.day_in_words(local.date(), i18n.language())}, {label}" if with_day else label


@blueprint.get("/programme.ics")
@public
def ical(edition: str) -> Response:
    """Give the published programme, or one day of it, to a calendar."""
    here = edition_here(edition)
    release = latest_release(here)
    if release is None:
        raise NotFound
    wished = request.args.get("day", "")
    day = next((day for day in here.days if day.isoformat() == wished), None)
    document = calendar(
        here, release, day=day, base_url=current_app.config["BALANZAN"].base_url, language=i18n.language()
    )
    name = f"{here.slug}{f'-{day}' if day else ''}.ics"
    return Response(
        document,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/programme/<code>")
@public
def talk(edition: str, code: str) -> ResponseReturnValue:
    """Show one presentation with its authors, its place, and what other packages know of it."""
    here = edition_here(edition)
    presentation = find_presentation(here, code)
    begins = presentation.session.times().get(presentation.id) if presentation.session else None
    return render_template(
        "conference/public/presentation.html",
        edition=here,
        presentation=presentation,
        begins=begins,
        blocks=sections.gather("presentation", presentation),
    )

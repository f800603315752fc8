"""The public programme, read from the last release only: by day and hour, filtered, as a calendar, talk by talk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.exports import calendar
from conference.models import Edition, Release, SessionKind
from conference.queries.editions import practised_specialties
from conference.queries.programme import find_presentation, latest_release
from conference.queries.published import published_slots, published_stamp, room_names, sessions_on
from conference.views.shell import edition_here
from core import clock, copies, i18n, sections, typography
from core.access import public
from core.copies import copied
from core.errors import NotFound
from core.i18n import gettext as _
from core.offline import readable_offline
from core.outbox import whatsapp
from core.rich_text import bare, plain
from core.search import fold
from core.sections import Link
from core.web import absolute_url

blueprint = Blueprint("programme", __name__, url_prefix="/e/<edition>")
WHOLE = "all"
SHOWN_TALKS = 3
Told = dict[str, Any]
EMPTY: Told = {"rooms": [], "sessions": []}


@dataclass(frozen=True)
class Filters:
    """What the address asks to see of the programme."""

    day: str
    query: str
    specialty: str
    room: int | None


@dataclass(frozen=True)
class Hour:
    """The sessions that begin together: a row for those in rooms, in the rooms' order, and one for each other."""

    anchor: str
    day: str
    label: str
    rows: list[list[Told | None]]


@dataclass(frozen=True)
class Present:
    """What is going on at the place at this moment, and what begins next."""

    now: list[Told]
    later: list[Told]
    later_at: str
    href: str
    ends: datetime | None

    @property
    def live(self) -> set[int]:
        """Return the sessions going on."""
        return {session["id"] for session in self.now}


NOTHING = Present([], [], "", "", None)


@blueprint.get("/programme")
@public
@readable_offline
@copied(published_stamp, by=("day", "specialty", "room"))
def page(edition: str) -> ResponseReturnValue:
    """Show the published programme; an unchanged one is answered from a copy, or from the visitor's own."""
    here = edition_here(edition)
    release = latest_release(here)
    present = present_of(here, release.content if release else EMPTY)
    copies.until(present.ends)
    return render(here, release, asked_filters(here), present)


def asked_filters(edition: Edition) -> Filters:
    """Return the filters of the address; a search looks at all days, else the day is today or the first."""
    query, specialty = request.args.get("q", "").strip()[:80], request.args.get("specialty", "")[:8]
    room = request.args.get("room", type=int)
    wished = request.args.get("day", "")
    known = {day.isoformat() for day in edition.days} | {WHOLE}
    usual = WHOLE if query or specialty or room else (today_at(edition) or edition.starts_on).isoformat()
    return Filters(day=wished if wished in known else usual, query=query, specialty=specialty, room=room)


def today_at(edition: Edition) -> date | None:
    """Return today's date at the place, if it is a day of the edition."""
    today = clock.at_place(clock.now(), edition.time_zone).date()
    return today if edition.starts_on <= today <= edition.ends_on else None


def present_of(edition: Edition, content: Told) -> Present:
    """Return what is going on at this moment, and what begins next today."""
    if (today := today_at(edition)) is None:
        return NOTHING
    moment = clock.now()
    held = sessions_on(content, today, edition.time_zone)
    coming = [session for session in held if datetime.fromisoformat(session["starts"]) > moment]
    first = min((session["starts"] for session in coming), default="")
    names = room_names(content)
    return Present(
        now=[
            named(session, names) | {"talk": talk_at(session, moment)}
            for session in held
            if datetime.fromisoformat(session["starts"]) <= moment < datetime.fromisoformat(session["ends"])
        ],
        later=[named(session, names) | {"talk": {}} for session in coming if session["starts"] == first],
        later_at=hour_label(first, edition.time_zone) if first else "",
        href=url_for(".page", edition=edition.slug, day=today),
        ends=next_change(held, moment),
    )


def next_change(held: list[Told], moment: datetime) -> datetime | None:
    """Return when a session or a talk of the day next begins or ends."""
    sessions = (session[edge] for session in held for edge in ("starts", "ends"))
    talks = (talk["at"] for session in held for talk in session["talks"])
    changes = map(datetime.fromisoformat, (*sessions, *talks))
    return min((change for change in changes if change > moment), default=None)


def talk_at(session: Told, moment: datetime) -> Told:
    """Return the talk that a session has reached, or nothing: posters are all there at once."""
    if session["kind"] == SessionKind.POSTERS:
        return {}
    begun = (talk for talk in reversed(session["talks"]) if datetime.fromisoformat(talk["at"]) <= moment)
    return next(begun, {})


def named(session: Told, rooms: dict[int, str]) -> Told:
    """Return a session with the name of its room."""
    return {**session, "room_name": rooms.get(session["room"], "")}


def render(edition: Edition, release: Release | None, filters: Filters, present: Present) -> str:
    """Return the programme's page."""
    content = release.content if release else EMPTY
    return render_template(
        "conference/public/programme.html",
        edition=edition,
        release=release,
        rooms=content["rooms"],
        columns=columns_of(content, filters),
        filters=filters,
        present=present,
        day_tabs=list(day_tabs(edition, filters)),
        specialties=practised_specialties(edition),
        hours=list(hours(content, filters, edition.time_zone)),
    )


def columns_of(content: Told, filters: Filters) -> list[Told]:
    """Return the rooms that stand across the page: all, or the one asked for."""
    return [room for room in content["rooms"] if filters.room in (room["id"], None)]


def hours(content: Told, filters: Filters, time_zone: str) -> Iterator[Hour]:
    """Yield the sessions that pass the filters, gathered by the hour at which they begin."""
    columns = [room["id"] for room in columns_of(content, filters)]
    together = groupby(passing(content, filters, time_zone), key=itemgetter("starts"))
    day_before = None
    for place, (starts, sessions) in enumerate(together, start=1):
        day = clock.at_place(datetime.fromisoformat(starts), time_zone).date()
        begins_day = filters.day == WHOLE and day != day_before
        yield Hour(
            anchor=f"h{place}",
            day=i18n.capitalize_first(i18n.day(day)) if begins_day else "",
            label=hour_label(starts, time_zone),
            rows=rows_of(list(sessions), columns),
        )
        day_before = day


def passing(content: Told, filters: Filters, time_zone: str) -> Iterator[Told]:
    """Yield the sessions that pass the filters, as the page prints them."""
    day = None if filters.day == WHOLE else date.fromisoformat(filters.day)
    names = room_names(content)
    wanted = fold(filters.query)
    for session in sessions_on(content, day, time_zone):
        talks = [talk for talk in session["talks"] if passes(talk, session, filters, wanted)]
        elsewhere = filters.room and session["room"] not in (filters.room, None)
        if elsewhere or (is_narrowed(filters) and not talks):
            continue
        first = len(talks) if is_narrowed(filters) or len(talks) <= SHOWN_TALKS + 1 else SHOWN_TALKS
        yield {
            **named(session, names),
            "hours": hours_of(session, time_zone),
            "talks": [brief(talk) for talk in talks[:first]],
            "rest": [brief(talk) for talk in talks[first:]],
        }


def hours_of(session: Told, time_zone: str) -> str:
    """Return « 11 h 30 – 12 h 30 », as the clocks of the place show it."""
    return f"{hour_label(session['starts'], time_zone)} – {hour_label(session['ends'], time_zone)}"


def brief(talk: Told) -> Told:
    """Return a talk as the day's page prints it: who presents, and whether others signed with them."""
    who = talk["authors"][talk["presenter"]] if talk["presenter"] is not None else ", ".join(talk["authors"])
    return {**talk, "who": who, "has_others": talk["presenter"] is not None and len(talk["authors"]) > 1}


def rows_of(sessions: list[Told], columns: list[int]) -> list[list[Told | None]]:
    """Return sessions that begin together as rows of a table: one cell a room, or one cell for all rooms."""
    held = {room: [session for session in sessions if session["room"] == room] for room in columns}
    shared: list[list[Told | None]] = [[session] for session in sessions if not session["room"]]
    return [*shared, *map(list, zip_longest(*held.values()))]


def printed(talk: Told) -> Told:
    """Return a talk as its session's page prints it: every author, the presenter apart, to be underlined."""
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
    """Yield a tab for each day, and one for the whole programme, each with the same search."""
    kept: dict[str, Any] = {"q": filters.query or None, "specialty": filters.specialty or None, "room": filters.room}
    labels = {day.isoformat(): day_label(day) for day in edition.days} | {WHOLE: _("All days")}
    for day, label in labels.items():
        yield Link(label, url_for(".page", edition=edition.slug, day=day, **kept), current=filters.day == day)


def day_label(day: date) -> str:
    """Return « Vendredi 28 juin », without the year."""
    return i18n.capitalize_first(i18n.day(day).rpartition(" ")[0])


def is_narrowed(filters: Filters) -> bool:
    """Tell whether sessions without a matching talk are left out."""
    return bool(filters.query or filters.specialty)


def passes(talk: Told, session: Told, filters: Filters, wanted: str) -> bool:
    """Tell whether a talk passes the filters: its specialty, and every word asked for in what is printed of it."""
    if filters.specialty and talk["specialty"] != filters.specialty:
        return False
    if not wanted:
        return True
    printed = fold(" ".join([talk["code"], bare(talk["title"]), session["title"], *talk["authors"]]))
    return all(word in printed for word in wanted.split())


def hour_label(moment: str, time_zone: str) -> str:
    """Return « 14 h 30 », as the clocks of the place show it."""
    return typography.clock_time(clock.at_place(datetime.fromisoformat(moment), time_zone), i18n.language())


@blueprint.get("/programme.ics")
@public
def ical(edition: str) -> Response:
    """Give the published programme, or one day of it, to a calendar."""
    here = edition_here(edition)
    release = release_of(here)
    wished = request.args.get("day", "")
    day = next((day for day in here.days if day.isoformat() == wished), None)
    held = sessions_on(release.content, day, here.time_zone)
    return calendar_answer(here, release, held, name=f"{here.slug}{f'-{day}' if day else ''}")


@blueprint.get("/programme/sessions/<int:number>.ics")
@public
def session_ical(edition: str, number: int) -> Response:
    """Give one published session to a calendar."""
    here = edition_here(edition)
    release = release_of(here)
    return calendar_answer(here, release, [published(release, number)], name=f"{here.slug}-{number}")


def calendar_answer(edition: Edition, release: Release, held: list[Told], *, name: str) -> Response:
    """Answer with sessions as a file for a calendar."""
    base_url = current_app.config["BALANZAN"].base_url
    return Response(
        calendar(edition, release, held, base_url=base_url, language=i18n.language()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def release_of(edition: Edition) -> Release:
    """Return the programme as last published, or raise NotFound."""
    release = latest_release(edition)
    if release is None:
        raise NotFound
    return release


def published(release: Release, number: int) -> Told:
    """Return the session of this number in a published programme, or raise NotFound."""
    found: Told | None = next((each for each in release.content["sessions"] if each["id"] == number), None)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/programme/sessions/<int:number>")
@public
@readable_offline
@copied(published_stamp)
def session(edition: str, number: int) -> ResponseReturnValue:
    """Show one published session: its talks with every author, and what goes on elsewhere meanwhile."""
    here = edition_here(edition)
    release = release_of(here)
    told = published(release, number)
    return render_session(here, release.content, told)


def render_session(edition: Edition, content: Told, told: Told) -> str:
    """Return a session's page."""
    day = clock.at_place(datetime.fromisoformat(told["starts"]), edition.time_zone).date()
    names = room_names(content)
    others = [
        named(other, names)
        for other in content["sessions"]
        if other is not told and other["starts"] < told["ends"] and other["ends"] > told["starts"]
    ]
    return render_template(
        "conference/public/session.html",
        edition=edition,
        session=named(told, names),
        kind=SessionKind(told["kind"]),
        day=day,
        hours=hours_of(told, edition.time_zone),
        day_href=url_for(".page", edition=edition.slug, day=day),
        talks=[printed(talk) | {"hour": hour_label(talk["at"], edition.time_zone)} for talk in told["talks"]],
        others=others,
        share=share_link(edition, told["title"], "programme.session", number=told["id"]),
    )


def share_link(edition: Edition, title: str, endpoint: str, **values: Any) -> str:
    """Return the address that opens WhatsApp with a title, the edition's name and the link to a page."""
    address = absolute_url(endpoint, edition=edition.slug, **values)
    return whatsapp(f"{title}, {edition.name(i18n.language())} : {address}")


@blueprint.get("/programme/<code>")
@public
@readable_offline
def talk(edition: str, code: str) -> ResponseReturnValue:
    """Show one presentation with its authors, its place, and what other packages know of it."""
    here = edition_here(edition)
    presentation = find_presentation(here, code)
    if presentation.is_silent:
        raise NotFound
    affiliations = list(dict.fromkeys(author.affiliation for author in presentation.authors if author.affiliation))
    return render_template(
        "conference/public/presentation.html",
        edition=here,
        presentation=presentation,
        affiliations=affiliations,
        slot=published_slots([here]).get((here.id, presentation.code)),
        blocks=sections.gather("presentation", presentation),
        share=share_link(
            here, f"{presentation.code} {plain(presentation.title)}", "programme.talk", code=presentation.code
        ),
    )

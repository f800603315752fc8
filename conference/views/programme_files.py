"""The published programme as files for other programs, filtered by the same address as its page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Response, current_app, request

from conference.exports import FORMATS
from conference.exports import ical as calendars
from conference.models import Edition, Release
from conference.queries.differences import placed
from conference.queries.published import Told, published_stamp, room_names, sessions_by_id, sessions_on
from conference.views.grid import WHOLE, Filters, passes
from conference.views.programme import FILTERED, asked_filters, release_of
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import public
from core.copies import copied
from core.errors import NotFound
from core.search import fold

blueprint = Blueprint("programme_files", __name__, url_prefix="/e/<edition>")


@blueprint.get("/programme.ics")
@public
@copied(published_stamp, by=FILTERED)
def ical(edition: str) -> Response:
    """Give the published programme to a calendar: all of it, one day, one room, or what a search finds."""
    here = edition_here(edition)
    source = source_of(here)
    filters = filters_of(here, source.release.content)
    held, gone = chosen(here, source.release, filters), dropped(here, source.release, filters)
    content = calendars.calendar(source, held, gone, language=i18n.language())
    return file_answer(source, content, "ics", calendars.CONTENT_TYPE, filters)


@blueprint.get("/programme/sessions/<int:number>.ics")
@public
def session_ical(edition: str, number: int) -> Response:
    """Give one session to a calendar, also when it is on the programme no more."""
    here = edition_here(edition)
    source = source_of(here)
    told = sessions_by_id(source.release.content).get(number)
    gone = [each for each in dropped(here, source.release) if each["id"] == number and not told]
    if told is None and not gone:
        raise NotFound
    content = calendars.calendar(source, [told] if told else [], gone, language=i18n.language())
    return file_answer(source, content, "ics", calendars.CONTENT_TYPE, name=str(number))


@blueprint.get("/programme/<code>.ics")
@public
def talk_ical(edition: str, code: str) -> Response:
    """Give one presentation to a calendar, also when it is on the programme no more."""
    here = edition_here(edition)
    source = source_of(here)
    item = placed(source.release.content).get(code)
    gone = [each for each in source.release.content.get("dropped", ()) if each["code"] == code]
    if item is None and not gone:
        raise NotFound
    entries = [calendars.talk_entry(source, item)] if item else [calendars.cancelled(source, each) for each in gone]
    content = calendars.written(here.name(i18n.language()), entries)
    return file_answer(source, content, "ics", calendars.CONTENT_TYPE, name=code)


@blueprint.get("/programme.xml", defaults={"ending": "xml"})
@blueprint.get("/programme.json", defaults={"ending": "json"})
@blueprint.get("/programme.csv", defaults={"ending": "csv"})
@blueprint.get("/programme.xlsx", defaults={"ending": "xlsx"})
@public
@copied(published_stamp, by=FILTERED)
def exported(edition: str, ending: str) -> Response:
    """Give the published programme to another program or to a spreadsheet, filtered like its page."""
    here = edition_here(edition)
    source = source_of(here)
    filters = filters_of(here, source.release.content)
    content, content_type = FORMATS[ending](source, chosen(here, source.release, filters))
    return file_answer(source, content, ending, content_type, filters)


def source_of(edition: Edition) -> calendars.Source:
    """Return the programme as last published, or raise NotFound."""
    return calendars.Source(edition, release_of(edition), current_app.config["BALANZAN"].base_url)


def filters_of(edition: Edition, content: Told) -> Filters:
    """Return the filters of the address; a file holds all days unless one is named."""
    asked = asked_filters(edition, content)
    is_named = request.args.get("day", "") == asked.day
    return asked if is_named else replace(asked, day=WHOLE)


def chosen(edition: Edition, release: Release, filters: Filters) -> list[Told]:
    """Return the published sessions that pass the filters, each with the presentations that do."""
    return list(_chosen(edition, release.content, filters))


def _chosen(edition: Edition, content: Told, filters: Filters) -> Iterator[Told]:
    day = None if filters.day == WHOLE else datetime.fromisoformat(filters.day).date()
    wanted = fold(filters.query)
    for session in sessions_on(content, day, edition.time_zone):
        held = [talk for talk in session["talks"] if passes(talk, session, filters, wanted)]
        elsewhere = filters.room and session["room"] not in (filters.room, None)
        if not elsewhere and (held or not filters.is_narrow):
            yield session if len(held) == len(session["talks"]) else {**session, "talks": held}


def dropped(edition: Edition, release: Release, filters: Filters | None = None) -> list[Told]:
    """Return the sessions that were on the programme once, of a day and a room if these are asked for."""
    gone = [each for each in release.content.get("dropped", ()) if not each["code"]]
    if filters is None:
        return gone
    room = room_names(release.content).get(filters.room or 0, "")
    return [
        each
        for each in gone
        if filters.day in (WHOLE, _day(each, edition)) and (not filters.room or each["room"] in (room, ""))
    ]


def _day(gone: Told, edition: Edition) -> str:
    return clock.at_place(datetime.fromisoformat(gone["starts"]), edition.time_zone).date().isoformat()


def file_answer(
    source: calendars.Source,
    content: bytes,
    ending: str,
    content_type: str,
    filters: Filters | None = None,
    *,
    name: str = "",
) -> Response:
    """Answer with a file named after the edition and what was asked for."""
    day = f"-{filters.day}" if filters and filters.day != WHOLE else ""
    named = "-".join(filter(None, (source.edition.slug, name))) + day
    answer = Response(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{named}.{ending}"'
    answer.set_etag(sha256(content).hexdigest()[:24], weak=True)
    answer.make_conditional(request)
    return answer

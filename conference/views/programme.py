"""The public programme, read from the last release only: by day and hour, filtered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition, PresentationKind, Release
from conference.queries.editions import practised_specialties
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY, published_stamp, room_names
from conference.views.grid import WHOLE, Filters, Told, columns_of, hours
from conference.views.present import Present, present_of, today_at
from conference.views.sharing import Shared, edition_shared, place_and_days
from conference.views.shell import edition_here
from conference.words import PRESENTATIONS
from core import clock, copies, i18n
from core.access import public
from core.copies import copied
from core.errors import NotFound
from core.i18n import gettext as _
from core.offline import readable_offline
from core.search import fold
from core.sections import Link

blueprint = Blueprint("programme", __name__, url_prefix="/e/<edition>")
FILTERED = ("day", "specialty", "kind", "room", "person")


@blueprint.get("/programme")
@public
@readable_offline
@copied(published_stamp, by=FILTERED)
def page(edition: str) -> ResponseReturnValue:
    """Show the published programme; an unchanged one is answered from a copy, or from the visitor's own."""
    here = edition_here(edition)
    release = latest_release(here)
    content = release.content if release else EMPTY
    present = present_of(here, content)
    copies.until(present.ends)
    return render(here, release, content, asked_filters(here, content), present)


def asked_filters(edition: Edition, content: Told) -> Filters:
    """Return the filters of the address; a search looks at all days, else the day is today or the first."""
    asked = Filters(
        day=WHOLE,
        query=request.args.get("q", "").strip()[:80],
        specialty=request.args.get("specialty", "")[:8],
        kind=request.args.get("kind", "")[:20],
        room=request.args.get("room", type=int),
        person=known_person(content, request.args.get("person", type=int)),
    )
    wished = request.args.get("day", "")
    known = {day.isoformat() for day in edition.days} | {WHOLE}
    is_search = asked.is_narrow or asked.room
    usual = WHOLE if is_search else (today_at(edition) or edition.starts_on).isoformat()
    return replace(asked, day=wished if wished in known else usual)


def known_person(content: Told, number: int | None) -> int | None:
    """Return the number of somebody whom the published programme names, or None."""
    return number if str(number) in content.get("people", {}) else None


def render(edition: Edition, release: Release | None, content: Told, filters: Filters, present: Present) -> str:
    """Return the programme's page."""
    return render_template(
        "conference/public/programme.html",
        edition=edition,
        release=release,
        rooms=content["rooms"],
        columns=columns_of(content, filters),
        filters=filters,
        person=content.get("people", {}).get(str(filters.person)),
        present=present,
        follows=is_followed(filters, present),
        day_tabs=list(day_tabs(edition, filters)),
        specialties=specialties_in(edition, content),
        kinds=kinds_in(content),
        hours=hours(content, filters, edition.time_zone),
        shared=programme_shared(edition, content, filters),
    )


def programme_shared(edition: Edition, content: Told, filters: Filters) -> Shared:
    """Return the programme as it is shared: a room's when one is asked for, its day's when one is."""
    room = room_names(content).get(filters.room, "") if filters.room else ""
    day = "" if filters.day == WHOLE else i18n.capitalize_first(i18n.day(date.fromisoformat(filters.day)))
    text = ", ".join(filter(None, (day, room))) or place_and_days(edition)
    title = f"{_('Programme')} · {edition.name(i18n.language())}"
    asked = {"day": filters.day, "room": filters.room}
    return edition_shared(edition, title, text, "programme.page", **asked)


def is_followed(filters: Filters, present: Present) -> bool:
    """Tell whether the page has all of today, so that a script can follow the clock without asking."""
    is_today = present.day is not None and filters.day in (WHOLE, present.day.isoformat())
    return is_today and not filters.is_narrow and not filters.room


def specialties_in(edition: Edition, content: Told) -> list[tuple[str, str]]:
    """Return the specialties of what is presented, with their names; a version without names has those practised."""
    language = i18n.language()
    if "specialties" in content:
        held = ((code, names[language]) for code, names in content["specialties"].items())
    else:
        held = ((each.code, each.name(language)) for each in practised_specialties(edition))
    return sorted(held, key=lambda pair: fold(pair[1]))


def kinds_in(content: Told) -> list[tuple[str, str]]:
    """Return the kinds of presentations that the programme holds, with their names."""
    held = {talk["kind"] for session in content["sessions"] for talk in session["talks"]}
    return [(kind.value, str(PRESENTATIONS[kind])) for kind in PresentationKind if kind in held]


def day_tabs(edition: Edition, filters: Filters) -> Iterator[Link]:
    """Yield a tab for each day, and one for the whole programme, each with the same search."""
    kept: dict[str, Any] = filters.others
    labels = {day.isoformat(): day_label(day) for day in edition.days} | {WHOLE: _("All days")}
    for day, label in labels.items():
        yield Link(label, url_for(".page", edition=edition.slug, day=day, **kept), current=filters.day == day)


def day_of(moment: str, edition: Edition) -> date:
    """Return the day of a published moment at the place."""
    return clock.at_place(datetime.fromisoformat(moment), edition.time_zone).date()


def day_label(day: date) -> str:
    """Return « Vendredi 28 juin », without the year."""
    return i18n.capitalize_first(i18n.day(day).rpartition(" ")[0])


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

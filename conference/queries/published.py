"""Reading the published programme: what a release says of its sessions, and where and when each thing is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, func, select

from conference.models import Edition, Release
from conference.queries.standing import latest_releases
from core import clock
from core.db import db, glance

Told = dict[str, Any]
EMPTY: Told = {"rooms": [], "sessions": []}
NAMESPACE = UUID("6f1a0a5e-3c0b-5a52-9d0e-5b5f0c8f7a31")  # ours; whoever changes it breaks what others remember


@dataclass(frozen=True)
class Slot:
    """Where and when the published programme has something."""

    begins: datetime
    ends: datetime
    room: str
    session: str
    number: int


def guid_of(edition: Edition, key: str) -> UUID:
    """Return the number by which other programs know something of an edition: a session by its id, a talk by its code.

    It follows from the edition and that key alone: the same in every version, and it says nothing of anybody.
    """
    return _guid(edition.slug, key)


@lru_cache(maxsize=20_000)
def _guid(slug: str, key: str) -> UUID:
    return uuid5(NAMESPACE, f"{slug}/{key}")


def sessions_by_id(content: Told) -> dict[int, Told]:
    """Return the published sessions, by number."""
    return {session["id"]: session for session in content["sessions"]}


def talks_by_code(content: Told) -> dict[str, Told]:
    """Return the published presentations, by code."""
    return {talk["code"]: talk for session in content["sessions"] for talk in session["talks"]}


def flashes_in(content: Told) -> dict[str, str]:
    """Return the code of the flash that introduces each poster, by the poster's code."""
    return {talk["poster"]: code for code, talk in talks_by_code(content).items() if talk.get("poster")}


def sessions_on(content: Told, day: date | None, time_zone: str) -> list[Told]:
    """Return the published sessions of one day, or of all days."""
    return [session for session in content["sessions"] if day in (None, _day(session["starts"], time_zone))]


def _day(moment: str, time_zone: str) -> date:
    return clock.at_place(datetime.fromisoformat(moment), time_zone).date()


def room_names(content: Told) -> dict[int, str]:
    """Return the names of the published rooms, by number."""
    return {room["id"]: room["name"] for room in content["rooms"]}


PRESENT = select(
    Edition.id, Edition.version, select(func.max(Release.id)).where(Release.edition_id == Edition.id).scalar_subquery()
).where(Edition.slug == bindparam("slug"))


def published_stamp(edition: str, **_rest: object) -> str:
    """Return what the published pages of an edition hang on: its own version and its last release. One light query."""
    return str(glance(PRESENT, slug=edition))


def release_numbers(edition_ids: Iterable[int]) -> dict[int, int]:
    """Return the number of each edition's published programme. One query."""
    last = select(Release.edition_id, func.max(Release.number)).where(Release.edition_id.in_(set(edition_ids)))
    return {row[0]: row[1] for row in db.session.execute(last.group_by(Release.edition_id))}


def published_slots(editions: Iterable[Edition]) -> dict[tuple[int, int | str], Slot]:
    """Return when and where the published programmes have each session, by number, and each talk, by code."""
    wanted = {edition.id for edition in editions}
    releases = latest_releases(wanted) if wanted else {}
    return {(key, place): slot for key, each in releases.items() for place, slot in _slots(each.content)}


def _slots(content: Told) -> Iterator[tuple[int | str, Slot]]:
    rooms = room_names(content)
    for session in content["sessions"]:
        begins, ends = map(datetime.fromisoformat, (session["starts"], session["ends"]))
        slot = Slot(begins, ends, rooms.get(session["room"], ""), session["title"], session["id"])
        yield session["id"], slot
        for talk in session["talks"]:
            yield talk["code"], replace(slot, begins=datetime.fromisoformat(talk["at"]))

"""Publishing the programme: a numbered copy, complete and immutable, that public pages and exports read."""

import hashlib
import json
from typing import Any

from sqlalchemy import select

from conference.models import Edition, Presentation, PresentationState, Release, Room, Session, SessionDuty
from conference.queries.programme import latest_release, rooms_of, sessions_of
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext


def publish(edition: Edition, *, by: Actor) -> Release:
    """Publish the programme as it stands, as the next version; refused when nothing changed since the last."""
    _refuse_silent(edition)
    previous = latest_release(edition)
    number = previous.number + 1 if previous else 1
    content = content_of(edition)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    if previous is not None and previous.digest == digest:
        raise Refused(
            _("Nothing has changed since version %(number)d.", number=previous.number), code="nothing-changed"
        )
    _number_changes(content, previous.content if previous else {}, number)
    release = Release(
        edition=edition,
        number=number,
        published_at=clock.now(),
        published_by=by.actor_name,
        content=content,
        digest=digest,
    )
    db.session.add(release)
    audit.log(release, "published", by=by, number=number)
    return release


def _refuse_silent(edition: Edition) -> None:
    """Refuse to publish what its own authors have not been told."""
    silent = select(Presentation.code).filter_by(
        edition_id=edition.id, state=PresentationState.PROGRAMMED, is_silent=True
    )
    if codes := list(db.session.scalars(silent.order_by(Presentation.code))):
        raise Refused(
            ngettext(
                "%(code)s is on the programme and its authors have not been told: announce the decision first.",
                "%(num)d presentations are on the programme and their authors have not been told:"
                " announce the decisions first.",
                len(codes),
                code=codes[0],
            ),
            code="not-announced",
        )


def content_of(edition: Edition) -> dict[str, Any]:
    """Return the whole programme as plain values: rooms, sessions in order, their presentations with times."""
    return {
        "rooms": [_room(room) for room in rooms_of(edition)],
        "sessions": [_session(session) for session in sessions_of(edition)],
    }


def _room(room: Room) -> dict[str, Any]:
    return {"id": room.id, "name": room.name, "capacity": room.capacity}


def _session(session: Session) -> dict[str, Any]:
    times = session.times()
    return {
        "id": session.id,
        "kind": session.kind,
        "title": session.title,
        "room": session.room_id,
        "starts": session.starts_at.isoformat(),
        "ends": session.ends_at.isoformat(),
        "chairs": [role.person.name for role in session.roles if role.duty is SessionDuty.CHAIR],
        "talks": [_talk(talk, times[talk.id].isoformat()) for talk in session.presentations],
    }


def _talk(talk: Presentation, at: str) -> dict[str, Any]:
    return {
        "code": talk.code,
        "kind": talk.kind,
        "title": talk.title,
        "at": at,
        "minutes": talk.minutes,
        "specialty": talk.specialty.code if talk.specialty else "",
        "authors": [author.person.short_name for author in talk.authors],
        "presenter": next((place for place, author in enumerate(talk.authors) if author.is_presenter), None),
    }


def _number_changes(content: dict[str, Any], before: dict[str, Any], number: int) -> None:
    """Give each session and presentation the number of the version that last changed it: iCal's SEQUENCE."""
    known = {session["id"]: session for session in before.get("sessions", [])}
    known_talks = {talk["code"]: talk for session in known.values() for talk in session["talks"]}
    for session in content["sessions"]:
        for talk in session["talks"]:
            talk["sequence"] = _sequence(talk, known_talks.get(talk["code"]), number)
        session["sequence"] = _sequence(session, known.get(session["id"]), number)


def _sequence(item: dict[str, Any], earlier: dict[str, Any] | None, number: int) -> int:
    if earlier is not None and {**earlier, "sequence": None} == {**item, "sequence": None}:
        return int(earlier["sequence"])
    return number

"""Sessions and presentations as plain values, put where they belong and put back where they were."""

from datetime import datetime
from typing import Any

from conference.models import (
    Edition,
    Presentation,
    PresentationState,
    Room,
    Session,
    SessionDuty,
    SessionKind,
    SessionRole,
)
from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move
from people.models import Person

Thing = Session | Presentation
Values = dict[str, Any]
GAP = 10  # between two positions, so that one may come between without moving the others


def values_of(thing: Thing) -> Values:
    """Return a session or a presentation as a step keeps it."""
    if isinstance(thing, Presentation):
        return {"session": thing.session_id, "place": _place_of(thing), "pinned": thing.is_pinned}
    return {
        "kind": thing.kind.value,
        "title": thing.title,
        "room": thing.room_id,
        "starts": thing.starts_at.isoformat(),
        "ends": thing.ends_at.isoformat(),
        "seats": thing.seats,
        "needs": sorted(thing.needs or ()),
        "pinned": thing.is_pinned,
        "roles": sorted([role.person_id, role.duty.value] for role in thing.roles),
    }


def same(kind: str, now: Values | None, then: Values | None, *, was: Values | None) -> bool:
    """Tell whether a thing is still as a step left it: the place of a presentation counts when it was only ordered."""
    if (
        kind == "talk"
        and now is not None
        and then is not None
        and was is not None
        and was["session"] != then["session"]
    ):
        return {**now, "place": 0} == {**then, "place": 0}
    return now == then


def _place_of(talk: Presentation) -> int:
    if talk.session is None:
        return 0
    return [each.id for each in ordered(talk.session)].index(talk.id)


def ordered(session: Session) -> list[Presentation]:
    """Return the presentations of a session in their order, whatever was put in last."""
    return sorted(session.presentations, key=lambda talk: (talk.position, talk.id))


def seat(talk: Presentation, session: Session, place: int | None = None) -> None:
    """Put a presentation into a session before the one at a place, or at its end."""
    others = [each for each in ordered(session) if each.id != talk.id]
    place = len(others) if place is None else max(0, min(place, len(others)))
    low = others[place - 1].position if place else 0
    high = others[place].position if place < len(others) else low + 2 * GAP
    if high - low < 2:
        for number, other in enumerate(others, start=1):
            other.position = number * GAP
        low, high = place * GAP, (place + 1) * GAP
    position = (low + high) // 2
    if talk.state is PresentationState.PROGRAMMED:
        talk.session, talk.position = session, position
    else:
        move(talk, PresentationState.PROGRAMMED, session=session, position=position)


def unseat(talk: Presentation) -> None:
    """Put a presentation back among those that wait for a session."""
    move(talk, PresentationState.ACCEPTED, session=None)


def give_duties(session: Session, duties: list[tuple[int, SessionDuty]]) -> None:
    """Have exactly these people serve a session."""
    for role in list(session.roles):
        if (role.person_id, role.duty) not in duties:
            session.roles.remove(role)
            db.session.delete(role)
    kept = {(role.person_id, role.duty) for role in session.roles}
    for number, duty in duties:
        person = db.session.get(Person, number)
        if (number, duty) not in kept and person is not None:
            session.roles.append(SessionRole(person=person, duty=duty))


# ── Put back where it was ───────────────────────────────────────────────────────────────────────────────────────────


def restore(edition: Edition, kind: str, number: int, values: Values | None, *, by: Actor) -> None:
    """Make a session or a presentation what it was; none closes a session that had been opened."""
    if kind == "talk" and values is not None:
        _restore_talk(number, values, by=by)
    elif values is None:
        close(_session(number), by=by)
    else:
        _restore_session(edition, number, values, by=by)


def _restore_talk(number: int, values: Values, *, by: Actor) -> None:
    talk = db.session.get_one(Presentation, number)
    talk.is_pinned = values["pinned"]
    if values["session"] is not None:
        session = _session(values["session"])
        seat(talk, session, values["place"])
        audit.log(talk, "placed", by=by, session=session.id, title=session.title)
    elif talk.session is not None:
        unseat(talk)
        audit.log(talk, "unplaced", by=by)


def _restore_session(edition: Edition, number: int, values: Values, *, by: Actor) -> None:
    session = db.session.get(Session, number) or Session(id=number, edition=edition)
    if values["room"] is not None and db.session.get(Room, values["room"]) is None:
        raise Refused(_("The room it was in is no longer there."), code="room-gone")
    session.kind, session.title, session.room_id = SessionKind(values["kind"]), values["title"], values["room"]
    session.starts_at, session.ends_at = map(datetime.fromisoformat, (values["starts"], values["ends"]))
    session.seats, session.needs, session.is_pinned = values["seats"], values["needs"], values["pinned"]
    db.session.add(session)
    give_duties(session, [(person, SessionDuty(duty)) for person, duty in values["roles"]])
    db.session.flush()
    audit.log(session, "put back", by=by, title=session.title)


def _session(number: int) -> Session:
    session = db.session.get(Session, number)
    if session is None:
        raise Refused(_("The session it was in is no longer there."), code="session-gone")
    return session


def close(session: Session, *, by: Actor) -> None:
    """Take a session off the programme; what it held waits again, who served it is free."""
    for talk in list(session.presentations):
        unseat(talk)
        audit.log(talk, "unplaced", by=by)
    audit.log(session, "closed", by=by, title=session.title)
    db.session.flush()
    for role in list(session.roles):
        db.session.delete(role)
    db.session.flush()
    db.session.delete(session)
    db.session.flush()

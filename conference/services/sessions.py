"""Sessions opened, changed, moved, shifted and closed, and who serves them; each is a step that can be undone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from conference.models import Deed, Edition, Room, Session, SessionDuty, SessionKind, SessionReport
from conference.queries.programme import sessions_of
from conference.services import arranging
from conference.services.arranging import Thing, give_duties
from conference.services.steps import step
from conference.timetable.plan import HOLDS, Plan
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext
from people.models import Person
from people.services.records import join

LONGEST = 24 * 60


class Reach(StrEnum):
    """What is shifted together with a session."""

    SESSION = "session"
    ROOM = "room"
    DAY = "day"


@dataclass(frozen=True)
class Facts:
    """What a session is, apart from what it holds and who serves it."""

    kind: SessionKind
    title: str
    starts_at: datetime
    minutes: int
    room: Room | None = None
    seats: int | None = None
    needs: Collection[str] = ()


def open_session(
    edition: Edition,
    kind: SessionKind,
    *,
    title: str,
    starts_at: datetime,
    minutes: int,
    by: Actor,
    room: Room | None = None,
    seats: int | None = None,
    needs: Collection[str] = (),
) -> Session:
    """Put a session into a room, or into all rooms at once when none is given."""
    session = Session(edition=edition)
    _write(session, Facts(kind, title, starts_at, minutes, room, seats, needs))
    _refuse_impossible(session)
    told = {"what": title, "room": room.name if room else "", "at": starts_at.isoformat()}
    with step(edition, Deed.OPENED, (), by=by, seen=None, **told) as done:
        db.session.add(session)
        done.opened(session)
        audit.log(session, "opened", by=by, title=title)
    return session


def change(session: Session, facts: Facts, *, by: Actor) -> Plan | None:
    """Give a session another kind, title, room, hour, length, or other needs; what it holds stays in it."""
    _refuse_strangers(session, facts.kind)
    with step(session.edition, Deed.CHANGED, [session], by=by, what=facts.title) as done:
        _write(session, facts)
        _refuse_impossible(session)
        audit.log(session, "rearranged", by=by, title=facts.title)
    return done.plan


def move_session(
    session: Session, starts_at: datetime, room: Room | None, *, by: Actor, seen: int | None = None
) -> Plan | None:
    """Have a session begin at another hour or in another room; it stays as long as it is."""
    facts = {"what": session.title, "room": room.name if room else "", "at": starts_at.isoformat()}
    with step(session.edition, Deed.MOVED, [session], by=by, seen=seen, **facts) as done:
        _begin(session, starts_at)
        session.room = room
        _refuse_impossible(session)
        audit.log(session, "moved", by=by, title=session.title)
    return done.plan


def shift(
    session: Session, minutes: int, *, by: Actor, reach: Reach = Reach.SESSION, seen: int | None = None
) -> Plan | None:
    """Have a session begin later or earlier, alone, with all that follow in its room, or with the rest of its day.

    People who would then be in two places are drawn and told, and keep nothing from being shifted: on the morning
    itself the delay is there already.
    """
    if minutes == 0 or abs(minutes) > LONGEST:
        raise Refused(_("Say by how many minutes: 15 for later, -15 for earlier."), code="no-shift")
    together = shifted_with(session, reach)
    facts = {"what": session.title, "minutes": f"{minutes:+d}"}
    with step(session.edition, Deed.SHIFTED, together, by=by, seen=seen, **facts) as done:
        for each in together:
            _begin(each, each.starts_at + timedelta(minutes=minutes))
            _refuse_impossible(each)
            audit.log(each, "shifted", by=by, minutes=minutes)
    return done.plan


def shifted_with(session: Session, reach: Reach) -> list[Session]:
    """Return a session and those that are shifted with it: the later ones of its day, in its room or in all."""
    if reach is Reach.SESSION:
        return [session]
    edition = session.edition
    day = clock.at_place(session.starts_at, edition.time_zone).date()
    return [
        each
        for each in sessions_of(edition)
        if each.starts_at >= session.starts_at
        and clock.at_place(each.starts_at, edition.time_zone).date() == day
        and (reach is Reach.DAY or each.room_id == session.room_id)
    ]


def close_session(session: Session, *, by: Actor, seen: int | None = None) -> Plan | None:
    """Take a session off the programme; its presentations wait again. With notes of its chair it was held: it stays."""
    if db.session.scalar(select(SessionReport.id).filter_by(session_id=session.id)) is not None:
        raise Refused(
            _("“%(title)s” was held and its chair's notes are kept: it stays on the programme.", title=session.title),
            code="held",
        )
    touched: list[Thing] = [session, *session.presentations]
    with step(session.edition, Deed.CLOSED, touched, by=by, seen=seen, what=session.title) as done:
        arranging.close(session, by=by)
    return done.plan


def entrust(session: Session, person: Person, duty: SessionDuty, *, by: Actor) -> Plan | None:
    """Have somebody chair, report or keep the time in a session; the council knows them from now on."""
    duties = _duties(session)
    with step(session.edition, Deed.CHANGED, [session], by=by, what=session.title) as done:
        join(person, session.edition.council, by=by)
        give_duties(session, [*duties, (person.id, duty)])
        audit.log(session, "entrusted", by=by, name=person.name, duty=duty.value)
    return done.plan


def relieve(session: Session, person: Person, duty: SessionDuty, *, by: Actor) -> Plan | None:
    """Take a duty in a session back."""
    duties = [each for each in _duties(session) if each != (person.id, duty)]
    with step(session.edition, Deed.CHANGED, [session], by=by, what=session.title) as done:
        give_duties(session, duties)
        audit.log(session, "relieved", by=by, name=person.name, duty=duty.value)
    return done.plan


def _duties(session: Session) -> list[tuple[int, SessionDuty]]:
    return [(role.person_id, role.duty) for role in session.roles]


def _write(session: Session, facts: Facts) -> None:
    session.kind, session.title, session.room = facts.kind, facts.title, facts.room
    session.starts_at, session.ends_at = facts.starts_at, facts.starts_at + timedelta(minutes=facts.minutes)
    session.seats, session.needs = facts.seats, sorted(facts.needs)


def _begin(session: Session, starts_at: datetime) -> None:
    length = session.ends_at - session.starts_at
    session.starts_at, session.ends_at = starts_at, starts_at + length


def _refuse_impossible(session: Session) -> None:
    """Refuse a session without minutes, outside the days of its edition, or across midnight at the place."""
    edition = session.edition
    if session.ends_at <= session.starts_at:
        raise Refused(_("A session lasts a minute at least."), code="no-minutes")
    begins, last = (
        clock.at_place(moment, edition.time_zone)
        for moment in (session.starts_at, session.ends_at - timedelta(minutes=1))
    )
    if begins.date() not in edition.days:
        raise Refused(
            _("“%(title)s” would be outside the days of the edition.", title=session.title), code="outside-days"
        )
    if last.date() != begins.date():
        raise Refused(
            _("“%(title)s” would go on after midnight: end it before, or open a second one.", title=session.title),
            code="past-midnight",
        )


def _refuse_strangers(session: Session, kind: SessionKind) -> None:
    """Refuse a kind of session that does not hold what the session has been given."""
    strangers = [talk for talk in session.presentations if talk.kind not in HOLDS.get(kind, frozenset())]
    if strangers:
        raise Refused(
            ngettext(
                "A session of this kind does not hold %(code)s: take it out first.",
                "A session of this kind does not hold %(code)s and %(others)d others: take them out first.",
                len(strangers),
                code=strangers[0].code,
                others=len(strangers) - 1,
            ),
            code="wrong-kind",
        )

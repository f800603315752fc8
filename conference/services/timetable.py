"""Placing presentations in sessions: what fits, what clashes, said in a sentence."""

from datetime import datetime, timedelta

from sqlalchemy import select

from conference.models import (
    BlockedHour,
    Edition,
    Presentation,
    PresentationAuthor,
    PresentationKind,
    PresentationState,
    Room,
    Session,
    SessionKind,
    SessionRole,
)
from conference.timetable.plan import HOLDS
from core import audit, i18n
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move


def open_session(
    edition: Edition,
    kind: SessionKind,
    *,
    title: str,
    starts_at: datetime,
    minutes: int,
    by: Actor,
    room: Room | None = None,
) -> Session:
    """Put a session into a room, or into all rooms at once when none is given."""
    session = Session(
        edition=edition,
        kind=kind,
        title=title,
        room=room,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
    )
    _refuse_taken(session)
    db.session.add(session)
    audit.log(session, "opened", by=by, title=title)
    return session


def _refuse_taken(session: Session) -> None:
    with db.session.no_autoflush:
        overlapping = (Session.starts_at < session.ends_at) & (Session.ends_at > session.starts_at)
        statement = select(Session).where(Session.edition_id == session.edition.id, overlapping)
        for other in db.session.scalars(statement):
            if other.id != session.id and (not other.room_id or not session.room or other.room_id == session.room.id):
                raise Refused(
                    _("%(title)s already takes place there at that time.", title=other.title), code="room-taken"
                )
        blocked = (BlockedHour.starts_at < session.ends_at) & (BlockedHour.ends_at > session.starts_at)
        statement_of_hours = select(BlockedHour).where(BlockedHour.edition_id == session.edition.id, blocked)
        for hour in db.session.scalars(statement_of_hours):
            if session.kind is not SessionKind.PRAYER:
                label = hour.label_en if i18n.language() == "en" else hour.label_fr
                raise Refused(_("Nothing is programmed during: %(label)s.", label=label), code="blocked-hour")


def place(presentation: Presentation, session: Session, *, by: Actor) -> None:
    """Put a presentation at the end of a session, if it fits and nobody would be in two rooms at once."""
    _refuse_unfit(presentation, session)
    _refuse_two_rooms(presentation, session)
    if presentation.state is PresentationState.PROGRAMMED:
        unplace(presentation, by=by)
    last = max((other.position for other in session.presentations), default=0)
    move(presentation, PresentationState.PROGRAMMED, session=session, position=last + 1)
    audit.log(presentation, "placed", by=by, session=session.id, title=session.title)


def unplace(presentation: Presentation, *, by: Actor) -> None:
    """Put a presentation back among those that wait for a session."""
    move(presentation, PresentationState.ACCEPTED, session=None)
    audit.log(presentation, "unplaced", by=by)


def _refuse_unfit(presentation: Presentation, session: Session) -> None:
    if presentation.edition_id != session.edition_id or presentation.kind not in HOLDS.get(session.kind, set()):
        raise Refused(_("This session does not hold presentations of this kind."), code="wrong-kind")
    others = [other for other in session.presentations if other.id != presentation.id]
    missing = sum(other.minutes for other in others) + presentation.minutes - session.minutes
    if missing > 0:
        raise Refused(
            _("“%(title)s” is too short by %(minutes)d minutes.", title=session.title, minutes=missing),
            code="session-full",
        )


def _refuse_two_rooms(presentation: Presentation, session: Session) -> None:
    presenter = presentation.presenter
    if presenter is None or presentation.kind is PresentationKind.POSTER:  # a poster hangs by itself
        return
    meanwhile = (
        (Session.id != session.id)
        & (Session.edition_id == session.edition_id)
        & (Session.starts_at < session.ends_at)
        & (Session.ends_at > session.starts_at)
    )
    presents = Session.presentations.any(
        (Presentation.id != presentation.id)
        & (Presentation.kind != PresentationKind.POSTER)
        & Presentation.authors.any(
            (PresentationAuthor.person_id == presenter.id) & PresentationAuthor.is_presenter.is_(True)
        )
    )
    chairs = Session.roles.any(SessionRole.person_id == presenter.id)
    if clash := db.session.scalar(select(Session).where(meanwhile, presents | chairs).limit(1)):
        raise Refused(
            _(
                "%(name)s is expected at that time in “%(title)s”.",
                name=presenter.name,
                title=clash.title,
            ),
            code="person-in-two-rooms",
        )

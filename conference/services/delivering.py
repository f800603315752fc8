"""The day itself: what really happened to each presentation, and what the chair of a session reports."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from conference.models import Delivery, Outcome, Presentation, PresentationState, Session, SessionReport
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Person
from people.services.records import join


def record_delivery(
    presentation: Presentation,
    outcome: Outcome,
    *,
    by: Actor,
    presenter: Person | None = None,
    noted_at: datetime | None = None,
) -> Delivery:
    """Note what really happened to a presentation, at the moment at which it was noted.

    The latest note counts, whichever arrives last; one that was made before it stays in the log.
    """
    if presentation.state is not PresentationState.PROGRAMMED:
        raise Refused(_("Only a presentation on the programme can be delivered."), code="not-programmed")
    if outcome is Outcome.REPLACED and presenter is None:
        raise Refused(_("Say who presented instead."), code="no-presenter")
    delivery = presentation.delivery or Delivery(presentation=presentation)
    old, moment = delivery.outcome, noted_at or clock.now()
    if old is not None and delivery.noted_at > moment:
        audit.log(presentation, "delivery noted before", by=by, new=outcome, at=moment.isoformat())
        return delivery
    delivery.outcome = outcome
    delivery.presenter = {Outcome.DELIVERED: presentation.presenter, Outcome.REPLACED: presenter}.get(outcome)
    delivery.noted_at, delivery.noted_by = moment, by.actor_name
    db.session.add(delivery)
    if delivery.presenter is not None:
        join(delivery.presenter, presentation.edition.council, by=by)
    audit.log(presentation, "delivery noted", by=by, old=old, new=outcome)
    return delivery


@dataclass(frozen=True)
class Notes:
    """What a chair writes down of a session."""

    attendance: int | None
    questions: str
    recommendations: str


def report(session: Session, notes: Notes, *, by: Actor, noted_at: datetime | None = None) -> SessionReport:
    """Keep the chair's notes on a session; the latest count, and those made before them stay in the log."""
    moment = noted_at or clock.now()
    found = db.session.scalar(select(SessionReport).filter_by(session_id=session.id))
    if found is not None and found.noted_at > moment:
        audit.log(session, "reported before", by=by, at=moment.isoformat(), **asdict(notes))
        return found
    kept = found or SessionReport(session=session)
    kept.attendance, kept.questions, kept.recommendations = notes.attendance, notes.questions, notes.recommendations
    kept.noted_at, kept.noted_by = moment, by.actor_name
    db.session.add(kept)
    audit.log(session, "reported", by=by)
    return kept

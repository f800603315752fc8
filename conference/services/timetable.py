"""Placing presentations in sessions, ordering them, pinning them; each is a step that can be undone."""

from conference.models import Deed, Presentation, PresentationState, Session
from conference.services.arranging import ordered, seat, unseat
from conference.services.steps import step
from conference.timetable.plan import HOLDS, Plan
from core import audit
from core.audit import Actor
from core.errors import Refused
from core.i18n import gettext as _


def place(
    presentation: Presentation,
    session: Session,
    *,
    by: Actor,
    before: Presentation | None = None,
    seen: int | None = None,
) -> Plan | None:
    """Put a presentation into a session, before another one or at the end, unless somebody would be in two rooms.

    A session may hold more than it has minutes for: the plan that is returned says so, and so does the editor.
    """
    _refuse_unfit(presentation, session)
    came_from = presentation.session
    facts = {"what": presentation.code, "where": session.title}
    with step(session.edition, Deed.PLACED, [presentation], by=by, seen=seen, **facts) as done:
        if came_from is not None and came_from.id != session.id:
            audit.log(presentation, "unplaced", by=by)
        seat(presentation, session, _place_before(before, session, presentation))
        audit.log(presentation, "placed", by=by, session=session.id, title=session.title)
    return done.plan


def _place_before(before: Presentation | None, session: Session, mover: Presentation) -> int | None:
    if before is None or before.id == mover.id:
        return None if before is None else ordered(session).index(mover)
    others = [talk.id for talk in ordered(session) if talk.id != mover.id]
    if before.id not in others:
        raise Refused(
            _("%(code)s is no longer in this session: look where it went.", code=before.code), code="no-longer-there"
        )
    return others.index(before.id)


def unplace(presentation: Presentation, *, by: Actor, seen: int | None = None) -> Plan | None:
    """Put a presentation back among those that wait for a session."""
    where = presentation.session.title if presentation.session else ""
    facts = {"what": presentation.code, "where": where}
    with step(presentation.edition, Deed.UNPLACED, [presentation], by=by, seen=seen, **facts) as done:
        unseat(presentation)
        audit.log(presentation, "unplaced", by=by)
    return done.plan


def pin(thing: Presentation | Session, *, by: Actor, seen: int | None = None) -> Plan | None:
    """Have a session or a presentation stay where it is whatever is composed; pinned already, let it go."""
    what = thing.code if isinstance(thing, Presentation) else thing.title
    deed = Deed.UNPINNED if thing.is_pinned else Deed.PINNED
    with step(thing.edition, deed, [thing], by=by, seen=seen, what=what) as done:
        thing.is_pinned = not thing.is_pinned
        audit.log(thing, "pinned" if thing.is_pinned else "unpinned", by=by)
    return done.plan


def _refuse_unfit(presentation: Presentation, session: Session) -> None:
    if presentation.edition_id != session.edition_id or presentation.kind not in HOLDS.get(session.kind, frozenset()):
        raise Refused(_("This session does not hold presentations of this kind."), code="wrong-kind")
    if presentation.state is PresentationState.WITHDRAWN:
        raise Refused(
            _("%(code)s was withdrawn: it takes no place any more.", code=presentation.code), code="no-such-step"
        )


def is_fitting(presentation: Presentation, session: Session) -> bool:
    """Tell whether a session holds presentations of this kind."""
    return presentation.kind in HOLDS.get(session.kind, frozenset())

"""Making a plan the programme of an edition: whatever differs is moved, in the caller's one transaction."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.models import Deed, Edition, Presentation, PresentationState, Session
from conference.queries.plans import plan_of
from conference.queries.programme import sessions_of
from conference.services.arranging import close, give_duties
from conference.services.steps import step
from conference.timetable.clashes import added, sentence
from conference.timetable.plan import Block, Plan
from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move


def apply(edition: Edition, plan: Plan, *, by: Actor) -> int:
    """Take a plan over: its sessions, rooms, times, duties and presentations. Return how many presentations moved.

    Sessions that the plan has no more are closed, those with a number below one are opened. Refused when it would bring
    a clash that makes a programme impossible, or when it speaks of what is no longer there.
    """
    present = plan_of(edition)
    refuse_outdated(present, plan)
    for clash in added(present, plan):
        if clash.is_hard:
            raise Refused(sentence(clash, plan), code=clash.kind.value)
    sessions = {session.id: session for session in sessions_of(edition)}
    talks = talks_of(edition)
    with step(edition, Deed.COMPOSED, [*sessions.values(), *talks.values()], by=by) as done:
        kept = {block.id: sessions.get(block.id) or opened(edition, block) for block in plan.blocks}
        for number in kept.keys() - sessions.keys():
            done.opened(kept[number])
        moved = place_all(plan, kept, talks, by)
        for block in plan.blocks:
            set_up(kept[block.id], block)
            give_duties(kept[block.id], list(block.duties))
        for number, session in sessions.items():
            if number not in kept:
                close(session, by=by)
        audit.log(edition, "composed", by=by, moved=moved, sessions=len(plan.blocks))
    return moved


def refuse_outdated(present: Plan, plan: Plan) -> None:
    """Refuse a plan that holds presentations withdrawn meanwhile, or sessions and rooms closed meanwhile."""
    held = {number for block in plan.blocks for number in block.items}
    numbers = {block.id for block in plan.blocks if block.id > 0}
    rooms = {block.room for block in plan.blocks} - {None}
    gone = held - present.items.keys() or numbers - {block.id for block in present.blocks}
    if gone or rooms - {room.id for room in present.rooms}:
        raise outdated()


def outdated() -> Refused:
    """Return the refusal of a plan that was made for another programme than the present one."""
    return Refused(_("The programme has changed since this one was composed: compose again."), code="programme-changed")


def talks_of(edition: Edition) -> dict[int, Presentation]:
    """Return the presentations of an edition by number. Three queries."""
    statement = select(Presentation).filter_by(edition_id=edition.id).options(selectinload(Presentation.session))
    return {talk.id: talk for talk in db.session.scalars(statement)}


def opened(edition: Edition, block: Block) -> Session:
    """Bring in a session of a plan."""
    session = Session(edition=edition, kind=block.kind)
    set_up(session, block)
    db.session.add(session)
    return session


def set_up(session: Session, block: Block) -> None:
    """Give a session the kind, title, hours and room of a plan."""
    session.kind, session.title, session.room_id = block.kind, block.title, block.room
    session.starts_at, session.ends_at = block.span.starts, block.span.ends


def place_all(plan: Plan, kept: dict[int, Session], talks: dict[int, Presentation], by: Actor) -> int:
    """Put every presentation where a plan has it, and take out those it leaves waiting; return how many moved."""
    wanted = {
        number: (kept[block.id], place) for block in plan.blocks for place, number in enumerate(block.items, start=1)
    }
    placed, taken_out = list[Presentation](), list[Presentation]()
    for number, talk in talks.items():
        session, place = wanted.get(number, (None, 0))
        if session is None:
            if talk.state is PresentationState.PROGRAMMED:
                move(talk, PresentationState.ACCEPTED, session=None)
                taken_out.append(talk)
        else:
            if talk.session_id != session.id:
                placed.append(talk)
            if talk.state is PresentationState.ACCEPTED:
                move(talk, PresentationState.PROGRAMMED, session=session)
            talk.session, talk.position = session, place
    audit.log_each(placed, "composed", by=by)
    audit.log_each(taken_out, "unplaced", by=by)
    return len(placed) + len(taken_out)

"""Programmes composed by the machine: asked for, searched in the background, looked at, then taken over or left."""

from datetime import datetime

from sqlalchemy import select

from conference.models import Composition, CompositionState, Edition
from conference.queries.plans import plan_of
from conference.services import applying
from conference.timetable import keeping
from conference.timetable.moves import moves
from conference.timetable.tasks import Found
from core import clock, jobs
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.jobs import Job
from core.states import may_move, move

SECONDS = (10, 20, 60, 120)
UNDER_WAY = (CompositionState.WAITING, CompositionState.SEARCHING)


def ask(edition: Edition, *, is_repair: bool, seconds: int, by: Actor) -> Composition:
    """Have a programme searched in the background: from nothing, or with the fewest moves. One at a time."""
    statement = select(Composition.id).where(Composition.edition_id == edition.id, Composition.state.in_(UNDER_WAY))
    if db.session.scalar(statement.limit(1)):
        raise Refused(_("A programme is being composed already: wait for it, or stop it."), code="under-way")
    composition = Composition(
        edition=edition,
        is_repair=is_repair,
        seconds=seconds,
        seed=edition.id,
        asked_at=clock.now(),
        asked_by=by.actor_name,
        began_from=keeping.fingerprint(plan_of(edition)),
    )
    db.session.add(composition)
    db.session.flush()
    jobs.enqueue("conference.jobs:compose", key=job_key(composition.id), composition_id=composition.id)
    return composition


def job_key(number: int) -> str:
    """Return the key of the job that searches."""
    return f"composition/{number}"


def searching(composition: Composition) -> Job | None:
    """Return the job that searches, if there is one. One query."""
    return jobs.find(job_key(composition.id))


def wanted(number: int) -> Composition | None:
    """Return a composition that is still to be searched; nobody stops it before this transaction is over."""
    statement = select(Composition).where(Composition.id == number, Composition.state.in_(UNDER_WAY)).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def begin(composition: Composition) -> None:
    """Note that the search has begun, from the programme as it is now."""
    if composition.state is CompositionState.WAITING:
        move(composition, CompositionState.SEARCHING)
    composition.began_from = keeping.fingerprint(plan_of(composition.edition))


def keep(composition: Composition, found: Found) -> None:
    """Keep the best programme so far."""
    composition.plan = keeping.kept(found.plan, found.unplaced)
    composition.cost, composition.bound, composition.found_at = found.cost, found.bound, clock.now()


def finish(composition: Composition) -> None:
    """Note that the search is over: with what it found, or with nothing."""
    composition.ended_at = clock.now()
    move(composition, CompositionState.FAILED if composition.plan is None else CompositionState.FOUND)


def stop(composition: Composition) -> None:
    """Stop a search; the best so far is kept, to be taken over or left."""
    if composition.state not in UNDER_WAY:
        return
    composition.ended_at = clock.now()
    move(composition, CompositionState.DROPPED if composition.plan is None else CompositionState.FOUND)


def leave(composition: Composition) -> None:
    """Leave a composed programme aside; the present one stays as it is."""
    move(composition, CompositionState.DROPPED)


def take_over(composition: Composition, *, by: Actor) -> int:
    """Make a composed programme the edition's; return how many presentations moved.

    Refused when the programme has changed since it was composed.
    """
    if not may_move(composition, CompositionState.TAKEN) or composition.plan is None:
        raise Refused(_("There is no composed programme to take over."), code="nothing-found")
    present = plan_of(composition.edition)
    if composition.began_from != keeping.fingerprint(present):
        raise applying.outdated()
    wished = keeping.restored(composition.plan, present)
    applying.apply(composition.edition, wished, by=by)
    move(composition, CompositionState.TAKEN, taken_at=clock.now())
    return sum(each.item is not None for each in moves(present, wished))


def begun_by(edition: Edition) -> datetime | None:
    """Return the present moment once an edition's days have come: what has begun by then stays where it is."""
    is_there = clock.at_place(clock.now(), edition.time_zone).date() >= edition.starts_on
    is_over = clock.at_place(clock.now(), edition.time_zone).date() > edition.ends_on
    return clock.now() if is_there and not is_over else None

"""Reading what was done to a timetable: by whom, since when, what can be undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from conference.models import Deed, Edition, Presentation, TimetableStep
from conference.words import STEPS
from core import i18n
from core.audit import Actor
from core.db import db
from core.i18n import gettext as _

MOST_UNDONE = 200
ANSWERS = (Deed.UNDONE, Deed.REDONE)


def last_step(edition: Edition) -> int:
    """Return the number of the last step of a timetable, 0 before the first. One query."""
    return db.session.scalar(select(func.max(TimetableStep.id)).filter_by(edition_id=edition.id)) or 0


class Mark(NamedTuple):
    """What changes with every change of a timetable and of what waits for it: a board drawn from it is current."""

    last_step: int
    presentations: int
    versions: int

    def __str__(self) -> str:
        return ".".join(map(str, self))


def mark_of(edition: Edition) -> Mark:
    """Return the mark of a timetable as it is now. Two queries."""
    sums = select(func.count(Presentation.id), func.sum(Presentation.version)).filter_by(edition_id=edition.id)
    number, versions = db.session.execute(sums).one()
    return Mark(last_step(edition), number, versions or 0)


def steps_since(edition: Edition, seen: int) -> list[TimetableStep]:
    """Return the steps after one that somebody has seen, the first of them first. One query."""
    statement = select(TimetableStep).where(TimetableStep.edition_id == edition.id, TimetableStep.id > seen)
    return list(db.session.scalars(statement.order_by(TimetableStep.id)))


def latest_steps(edition: Edition, number: int) -> list[TimetableStep]:
    """Return the last steps of a timetable, the newest first. One query."""
    statement = select(TimetableStep).filter_by(edition_id=edition.id).options(defer(TimetableStep.things))
    return list(db.session.scalars(statement.order_by(TimetableStep.id.desc()).limit(number)))


def _mine(edition: Edition, who: Actor) -> Sequence[Any]:
    """Return what somebody did last, the newest first, as far back as one would undo. One query."""
    columns = (TimetableStep.id, TimetableStep.deed, TimetableStep.is_reversed)
    statement = select(*columns).filter_by(edition_id=edition.id, by_id=who.actor_id)
    statement = statement.where(TimetableStep.deed != Deed.SET)
    return db.session.execute(statement.order_by(TimetableStep.id.desc()).limit(MOST_UNDONE)).all()


def to_undo(edition: Edition, who: Actor) -> TimetableStep | None:
    """Return somebody's last step that is not undone, if it can be. Two queries."""
    done = (row.id for row in _mine(edition, who) if row.deed not in ANSWERS and not row.is_reversed)
    return _step(next(done, None))


def to_redo(edition: Edition, who: Actor) -> TimetableStep | None:
    """Return the undoing that somebody may take back: as long as they did nothing else since. Two queries."""
    for row in _mine(edition, who):
        if row.deed is Deed.UNDONE and not row.is_reversed:
            return _step(row.id)
        if row.deed not in ANSWERS:
            return None
    return None


def _step(number: int | None) -> TimetableStep | None:
    return db.session.get(TimetableStep, number) if number else None


def said(step: TimetableStep, time_zone: str) -> str:
    """Say what was done, in the reader's language: « CO-014 mise dans « Cardiologie II » »."""
    if step.reverses_id is None:
        return _said(step.deed, step.facts, time_zone)
    what = _said(Deed(step.facts["deed"]), step.facts, time_zone)
    return str(STEPS[step.deed]) % {"what": what}


def _said(deed: Deed, told: Mapping[str, Any], time_zone: str) -> str:
    facts = {"what": "", "where": "", "minutes": 0, **told}
    if at := told.get("at"):
        facts["where"] = _(
            "%(room)s, %(when)s",
            room=told.get("room") or _("all rooms"),
            when=i18n.short_moment(datetime.fromisoformat(at), time_zone),
        )
    return str(STEPS[deed]) % facts


def told(step: TimetableStep, time_zone: str) -> str:
    """Say who did what when: « Mariam Coulibaly, 14 h 32 : CO-014 mise dans « Cardiologie II » »."""
    return _(
        "%(name)s, %(hour)s: %(deed)s",
        name=step.by_name,
        hour=i18n.clock_time(step.at, time_zone),
        deed=said(step, time_zone),
    )

"""Every change of a timetable is a step: written down, refused when somebody overtook it, and undone again."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from conference.models import Deed, Edition, Presentation, Session, TimetableStep
from conference.queries.plans import plan_of
from conference.queries.steps import steps_since, to_redo, to_undo, told
from conference.services.arranging import Thing, restore, same, values_of
from conference.timetable.clashes import ClashKind, added, sentence
from conference.timetable.keeping import reverted
from conference.timetable.plan import Plan
from core import clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _

REFUSED = frozenset({
    ClashKind.PERSON_TWICE, ClashKind.CHAIR_PRESENTS, ClashKind.ROOM_TWICE, ClashKind.BLOCKED_HOUR,
})  # fmt: skip
REFUSED_WHEN_SHIFTED = frozenset({ClashKind.ROOM_TWICE, ClashKind.BLOCKED_HOUR})  # the morning itself decides the rest
Values = dict[str, Any]


class Step:
    """A change of a timetable under way: what it touches, and the programme as it stands afterwards."""

    def __init__(self, edition: Edition, things: Iterable[Thing]) -> None:
        self.edition = edition
        self.before: dict[tuple[str, int], Values | None] = {key_of(thing): values_of(thing) for thing in things}
        self.plan: Plan | None = None

    def opened(self, session: Session) -> None:
        """Say that a session was not there before."""
        db.session.flush()
        self.before[key_of(session)] = None

    def things(self) -> list[dict[str, Any]]:
        """Return what changed, before and after."""
        changed = []
        for (kind, number), before in self.before.items():
            thing = find(kind, number)
            after = values_of(thing) if thing is not None else None
            if after != before:
                changed.append({"kind": kind, "id": number, "before": before, "after": after})
        return changed


def key_of(thing: Thing) -> tuple[str, int]:
    """Return what a session or a presentation is called in a step."""
    return ("session" if isinstance(thing, Session) else "talk", thing.id)


def find(kind: str, number: int) -> Thing | None:
    """Return the session or presentation of a step, if it is still there."""
    if kind == "session":
        return db.session.get(Session, number)
    return db.session.get(Presentation, number)


@contextmanager
def step(
    edition: Edition, deed: Deed, things: Iterable[Thing], *, by: Actor, seen: int | None = None, **facts: str
) -> Iterator[Step]:
    """Have what is inside be one step: whole, written down, and refused when it makes the programme impossible.

    `seen` is the last step whoever acts has seen: what somebody did since to the same things goes before.
    """
    touched = list(things)
    refuse_overtaken(edition, touched, seen)
    under_way = Step(edition, touched)
    yield under_way
    _write(under_way, deed, by=by, facts=facts)


def _write(under_way: Step, deed: Deed, *, by: Actor, facts: Values, reverses: TimetableStep | None = None) -> None:
    db.session.flush()
    things = under_way.things()
    db.session.expire_all()  # what was put into a session last stands last in memory: read it in its order
    under_way.plan = plan_of(under_way.edition)
    if not things:
        return
    refuse_clashes(under_way.plan, things, REFUSED_WHEN_SHIFTED if deed is Deed.SHIFTED else REFUSED)
    db.session.add(
        TimetableStep(
            edition_id=under_way.edition.id,
            at=clock.now(),
            by_id=by.actor_id,
            by_name=by.actor_name,
            deed=deed,
            facts=facts,
            things=things,
            reverses=reverses,
        )
    )
    db.session.flush()


def note(edition: Edition, what: str, *, by: Actor) -> None:
    """Write down that rooms, hours or rules were set, so that open editors learn of it."""
    db.session.add(
        TimetableStep(
            edition_id=edition.id, at=clock.now(), by_id=by.actor_id, by_name=by.actor_name,
            deed=Deed.SET, facts={"what": what}, things=[],
        )
    )  # fmt: skip


def refuse_overtaken(edition: Edition, things: Iterable[Thing], seen: int | None) -> None:
    """Refuse to change what somebody changed since one looked, and say who did what: both are then known."""
    if seen is None:
        return
    keys = [key_of(thing) for thing in things]
    others = [each for each in steps_since(edition, seen) if any(each.touches(*key) for key in keys)]
    if others:
        raise Refused(
            _(
                "Meanwhile: %(done)s. Yours was not done; look, and do it again if it still holds.",
                done=told(others[-1], edition.time_zone),
            ),
            code="overtaken",
        )


def refuse_clashes(plan: Plan, things: list[dict[str, Any]], kinds: frozenset[ClashKind]) -> None:
    """Refuse a step that puts somebody or a room to two uses at once, or something into blocked hours."""
    new = [clash for clash in added(reverted(plan, things), plan) if clash.kind in kinds]
    if new:
        sentences = [sentence(clash, plan) for clash in new[:2]]
        raise Refused(" ".join(sentences), code=new[0].kind.value)


# ── Undoing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def undo(edition: Edition, *, by: Actor) -> Plan | None:
    """Take back the last thing somebody did to a timetable, unless it was changed again since; return how it stands."""
    done = to_undo(edition, by)
    if done is None:
        raise Refused(_("There is nothing of yours left to undo."), code="nothing-to-undo")
    return _reverse(done, Deed.UNDONE, by=by)


def redo(edition: Edition, *, by: Actor) -> Plan | None:
    """Do again what somebody undid last, unless it was changed since; return how the timetable stands."""
    undone = to_redo(edition, by)
    if undone is None or undone.reverses is None:
        raise Refused(_("There is nothing of yours left to do again."), code="nothing-to-redo")
    first = undone.reverses
    plan = _reverse(undone, Deed.REDONE, by=by)
    first.is_reversed = False
    return plan


def _reverse(done: TimetableStep, deed: Deed, *, by: Actor) -> Plan | None:
    _refuse_changed_since(done)
    facts = {**done.facts, "deed": done.facts["deed"] if done.reverses_id else done.deed}
    found = {(thing["kind"], thing["id"]): find(thing["kind"], thing["id"]) for thing in done.things}
    under_way = Step(done.edition, [thing for thing in found.values() if thing is not None])
    under_way.before |= {key: None for key, thing in found.items() if thing is None}
    for thing in sorted(done.things, key=lambda thing: (thing["kind"] != "session", thing["before"] is None)):
        restore(done.edition, thing["kind"], thing["id"], thing["before"], by=by)
    done.is_reversed = True
    _write(under_way, deed, by=by, facts=facts, reverses=done)
    return under_way.plan


def _refuse_changed_since(done: TimetableStep) -> None:
    for thing in done.things:
        present = find(thing["kind"], thing["id"])
        now = values_of(present) if present is not None else None
        if not same(thing["kind"], now, thing["after"], was=thing["before"]):
            later = select(TimetableStep).where(
                TimetableStep.edition_id == done.edition_id, TimetableStep.id > done.id
            ).order_by(TimetableStep.id.desc())  # fmt: skip
            by = next((each for each in db.session.scalars(later) if each.touches(thing["kind"], thing["id"])), None)
            raise Refused(
                _("This was changed since: %(done)s.", done=told(by, done.edition.time_zone))
                if by
                else _("This was changed since, and can no longer be undone here."),
                code="changed-since",
            )

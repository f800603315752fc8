"""What one programme changes in another, move by move and in words: what a repair or a composition would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.models import SessionDuty
from conference.timetable.plan import Plan
from core import clock, i18n
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a presentation is: the session, its room, and when the presentation itself begins."""

    session: int
    title: str
    room: int | None
    starts: datetime
    begins: datetime

    @property
    def place(self) -> tuple[datetime, int | None]:
        """Return the hour and the room."""
        return self.starts, self.room


@dataclass(frozen=True, slots=True)
class Move:
    """One presentation that is placed, taken out, or goes elsewhere; or somebody whose duty begins or ends."""

    item: int | None
    was: Spot | None
    now: Spot | None
    person: int | None = None
    duty: SessionDuty | None = None


def moves(before: Plan, after: Plan) -> list[Move]:
    """Return what changes: presentations by code, then duties by hour."""
    return [*_of_items(before, after), *_of_duties(before, after)]


def _of_items(before: Plan, after: Plan) -> Iterator[Move]:
    had, have = spots(before), spots(after)
    for item in sorted(after.items.values(), key=lambda each: each.code):
        was, now = had.get(item.id), have.get(item.id)
        if (was and was.place) != (now and now.place):
            yield Move(item.id, was, now)


def _of_duties(before: Plan, after: Plan) -> Iterator[Move]:
    had, have = duties(before), duties(after)
    for changed, is_over in ((had.keys() - have.keys(), True), (have.keys() - had.keys(), False)):
        for key in sorted(changed, key=lambda each: (each[0], each[1] or 0, each[2])):
            spot = (had if is_over else have)[key]
            yield Move(None, spot if is_over else None, None if is_over else spot, person=key[2], duty=key[3])


def spots(plan: Plan) -> dict[int, Spot]:
    """Return where every presentation on the programme is."""
    found = {}
    for block in plan.blocks:
        begins = block.span.starts
        for number in block.items:
            found[number] = Spot(block.id, block.title, block.room, block.span.starts, begins)
            begins += timedelta(minutes=plan.items[number].minutes if number in plan.items else 0)
    return found


def duties(plan: Plan) -> dict[tuple[datetime, int | None, int, SessionDuty], Spot]:
    """Return who has which duty, when and where."""
    return {
        (block.span.starts, block.room, person, duty): Spot(
            block.id, block.title, block.room, block.span.starts, block.span.starts
        )
        for block in plan.blocks
        for person, duty in block.duties
    }


# ── In words ────────────────────────────────────────────────────────────────────────────────────────────────────────

OF_ITEMS = {
    (True, True): _l("%(code)s, %(name)s: %(now)s, instead of %(was)s."),
    (False, True): _l("%(code)s, %(name)s: placed %(now)s."),
    (True, False): _l("%(code)s, %(name)s: taken out of %(was)s; it waits."),
}
OF_DUTIES = {
    (SessionDuty.CHAIR, True): _l("%(name)s chairs “%(title)s”, %(now)s."),
    (SessionDuty.CHAIR, False): _l("%(name)s no longer chairs “%(title)s”, %(was)s."),
    (SessionDuty.RAPPORTEUR, True): _l("%(name)s reports on “%(title)s”, %(now)s."),
    (SessionDuty.RAPPORTEUR, False): _l("%(name)s no longer reports on “%(title)s”, %(was)s."),
    (SessionDuty.TIMEKEEPER, True): _l("%(name)s keeps the time of “%(title)s”, %(now)s."),
    (SessionDuty.TIMEKEEPER, False): _l("%(name)s no longer keeps the time of “%(title)s”, %(was)s."),
}


def said(move: Move, plan: Plan) -> str:
    """Say a move: who, from where to where, at the clocks of the place."""
    facts = {"was": where(move.was, plan), "now": where(move.now, plan)}
    if move.duty is not None:
        spot = move.now or move.was
        person = plan.people.get(move.person or 0)
        facts |= {"name": person.name if person else "", "title": spot.title if spot else ""}
        return str(OF_DUTIES[move.duty, move.now is not None]) % facts
    item = plan.items[move.item or 0]
    presenter = plan.people.get(item.presenter or 0)
    facts |= {"code": item.code, "name": presenter.name if presenter else item.title}
    return str(OF_ITEMS[move.was is not None, move.now is not None]) % facts


def where(spot: Spot | None, plan: Plan) -> str:
    """Say a place: « vendredi 28 juin 2024 à 9 h 10, Salle Niono »."""
    if spot is None:
        return ""
    hall = plan.hall(spot.room)
    return _(
        "%(day)s at %(time)s, %(room)s",
        day=i18n.day(clock.at_place(spot.begins, plan.time_zone).date()),
        time=i18n.clock_time(spot.begins, plan.time_zone),
        room=hall.name if hall else _("all rooms"),
    )

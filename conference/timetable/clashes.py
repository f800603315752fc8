"""What is wrong with a programme, and how it is said: editor, releases, API and composer all ask here."""

from conference.timetable.kinds import Clash, ClashKind, is_hard
from conference.timetable.plan import Block, Plan
from conference.timetable.seen import Seen, neighbours, together
from core import clock, i18n
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l

__all__ = ["Clash", "ClashKind", "added", "clashes", "is_hard", "sentence"]

SAID = {
    ClashKind.PERSON_TWICE: _l("%(name)s is expected in two sessions at once on %(when)s: %(one)s and %(other)s."),
    ClashKind.CHAIR_PRESENTS: _l("%(name)s presents and has a duty elsewhere on %(when)s: %(one)s and %(other)s."),
    ClashKind.ROOM_TWICE: _l("%(place)s is taken twice on %(when)s: %(one)s and %(other)s."),
    ClashKind.BLOCKED_HOUR: _l("Nothing is programmed on %(when)s (%(label)s), and %(one)s is."),
    ClashKind.ROOM_CLOSED: _l("%(place)s cannot be used on %(when)s, and %(one)s takes place there."),
    ClashKind.TOO_FULL: _l("%(one)s, %(when)s, is too short by %(minutes)d minutes for what it holds."),
    ClashKind.WRONG_KIND: _l("%(one)s, %(when)s, does not hold presentations of this kind: %(codes)s."),
    ClashKind.PERSON_AWAY: _l("%(name)s cannot be there on %(when)s, and is expected in %(one)s."),
    ClashKind.TOO_SMALL: _l("%(place)s has %(capacity)d seats; %(seats)d are awaited in %(one)s on %(when)s."),
    ClashKind.NOT_EQUIPPED: _l("%(place)s has no %(lacking)s, which %(one)s needs on %(when)s."),
    ClashKind.OUTSIDE: _l("%(one)s, %(when)s, lies outside the half-days."),
    ClashKind.TOO_CLOSE: _l("%(name)s has %(minutes)d minutes on %(when)s to go from %(one)s to %(other)s."),
    ClashKind.PARALLEL: _l("%(lacking)s is spoken of in two rooms at once on %(when)s: %(one)s and %(other)s."),
    ClashKind.OUT_OF_ORDER: _l("%(codes)s are not in the order their organisers gave: %(one)s, %(when)s."),
    ClashKind.SILENT: _l("%(codes)s is on the programme, %(one)s, %(when)s, and its authors have not been told."),
}  # fmt: skip


def clashes(plan: Plan) -> list[Clash]:
    """Return all that is wrong with a programme, by time; the order of the sessions does not matter."""
    seen = [Seen(block, plan) for block in plan.blocks]
    found = [clash for each in seen for clash in each.by_itself()]
    found += [clash for one, other in neighbours(seen, plan.rules.buffer_minutes) for clash in together(one, other)]
    return sorted(found, key=lambda clash: (clash.span, clash.kind, clash.blocks, clash.items, clash.people))


def added(before: Plan, after: Plan) -> list[Clash]:
    """Return the clashes that a change brings: those of the programme after it that were not there before."""
    known = set(clashes(before))
    return [clash for clash in clashes(after) if clash not in known]


def sentence(clash: Clash, plan: Plan) -> str:
    """Say a clash: who, where, when, at the clocks of the place."""
    block, other = plan.block(clash.blocks[0]), plan.block(clash.blocks[-1])
    hall = plan.hall(clash.room)
    return str(SAID[clash.kind]) % {
        "name": ", ".join(plan.people[number].name for number in clash.people if number in plan.people),
        "codes": ", ".join(plan.items[number].code for number in clash.items if number in plan.items),
        "lacking": ", ".join(plan.specialties.get(each, each) for each in clash.lacking),
        "place": hall.name if hall else _("Every room"),
        "capacity": hall.capacity if hall else 0,
        "seats": block.seats or 0,
        "when": when(clash, plan),
        "one": named(block, plan),
        "other": named(other, plan),
        "minutes": minutes(clash, plan),
        "label": ", ".join(hour.label for hour in plan.blocked if hour.span == clash.span),
    }


def when(clash: Clash, plan: Plan) -> str:
    """Say the stretch of time of a clash: « vendredi 28 juin 2024, de 9 h à 10 h »."""
    return _(
        "%(day)s, from %(begins)s to %(ends)s",
        day=i18n.day(clock.at_place(clash.span.starts, plan.time_zone).date()),
        begins=i18n.clock_time(clash.span.starts, plan.time_zone),
        ends=i18n.clock_time(clash.span.ends, plan.time_zone),
    )


def named(block: Block, plan: Plan) -> str:
    """Name a session with its room: « Cardiologie II » (Salle Niono)."""
    hall = plan.hall(block.room)
    return _("“%(title)s” (%(room)s)", title=block.title, room=hall.name if hall else _("all rooms"))


def minutes(clash: Clash, plan: Plan) -> int:
    """Return how many minutes a session is short of, or how many there are between two."""
    if clash.kind is ClashKind.TOO_FULL:
        held = sum(plan.items[number].minutes for number in clash.items if number in plan.items)
        return held - plan.block(clash.blocks[0]).span.minutes
    return clash.span.minutes

"""Whether what is accepted fits into the rooms and hours there are: an account in minutes, and one sentence."""

from dataclasses import dataclass
from datetime import date

from conference.models import PresentationKind, SessionKind
from conference.timetable.hours import common_hours, total, without
from conference.timetable.plan import HOLDS, Block, Hall, Plan, Span
from core import clock, i18n
from core.i18n import gettext as _
from core.i18n import ngettext

IN_A_ROOM = frozenset({PresentationKind.ORAL, PresentationKind.FLASH, PresentationKind.SYMPOSIUM_TALK})
IN_ALL_ROOMS = frozenset({PresentationKind.KEYNOTE, PresentationKind.SPEECH})


@dataclass(frozen=True, slots=True)
class Share:
    """What one room offers on one day, and what of it is taken."""

    day: date
    room: Hall
    usable: int
    taken: int

    @property
    def spare(self) -> int:
        """Return the minutes that nothing takes yet."""
        return self.usable - self.taken


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The account of an edition: what its presentations need, what its rooms offer, room by room and day by day."""

    needed: int
    usable: int
    of_a_further_room: int
    shares: tuple[Share, ...]

    @property
    def spare(self) -> int:
        """Return the minutes that stay; below zero, those that are missing."""
        return self.usable - self.needed

    @property
    def rooms(self) -> int:
        """Return how many rooms there are."""
        return len({share.room.id for share in self.shares})

    @property
    def further_rooms(self) -> int | None:
        """Return how many rooms more would make it possible; none when a room would offer nothing."""
        if self.spare >= 0 or not self.of_a_further_room:
            return 0 if self.spare >= 0 else None
        return -(self.spare // self.of_a_further_room)

    def of_days(self) -> dict[date, list[Share]]:
        """Return the shares of the rooms by day."""
        days: dict[date, list[Share]] = {}
        for share in self.shares:
            days.setdefault(share.day, []).append(share)
        return days


def feasibility(plan: Plan) -> Feasibility:
    """Return the account of a plan, placed or not.

    Usable is what the half-days leave in each room without ceremonies, breaks, meals, prayers and plenary sessions;
    keynotes and speeches for which no such session has room take the same minutes from every room.
    """
    hours = common_hours(plan)
    shares = tuple(_share(plan, hours, room, day) for day in _days(plan) for room in plan.rooms)
    waiting = sum(item.minutes for item in plan.waiting if item.kind in IN_A_ROOM)
    for_all = _minutes_for_all(plan)
    return Feasibility(
        needed=waiting + sum(_need(plan, block) for block in plan.blocks if block.room is not None),
        usable=sum(share.usable for share in shares) - for_all * len(plan.rooms),
        of_a_further_room=max(total(hours) - for_all, 0),
        shares=shares,
    )


def _days(plan: Plan) -> list[date]:
    return sorted({_day(half, plan) for half in plan.half_days})


def _day(span: Span, plan: Plan) -> date:
    return clock.at_place(span.starts, plan.time_zone).date()


def _share(plan: Plan, hours: list[Span], room: Hall, day: date) -> Share:
    of_day = without((span for span in hours if _day(span, plan) == day), room.closed)
    held = (block for block in plan.blocks if block.room == room.id and _day(block.span, plan) == day)
    return Share(day, room, total(of_day), sum(_need(plan, block) for block in held))


def _need(plan: Plan, block: Block) -> int:
    """Return the minutes a session takes: free papers what they hold, everything else all its time."""
    held = plan.minutes_of(block.items)
    return held if block.kind is SessionKind.FREE_PAPERS else max(held, block.span.minutes)


def _minutes_for_all(plan: Plan) -> int:
    """Return the minutes of keynotes and speeches that the sessions made for them cannot take."""
    return sum(max(_awaited(plan, kind) - _free_for(plan, kind), 0) for kind in IN_ALL_ROOMS)


def _awaited(plan: Plan, kind: PresentationKind) -> int:
    return sum(item.minutes for item in plan.waiting if item.kind is kind)


def _free_for(plan: Plan, kind: PresentationKind) -> int:
    made_for_it = (block for block in plan.blocks if kind in HOLDS.get(block.kind, frozenset()))
    return sum(max(block.span.minutes - plan.minutes_of(block.items), 0) for block in made_for_it)


# ── In words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def verdict(found: Feasibility) -> str:
    """Say in one sentence whether it fits, and if not what would help."""
    if not found.rooms:
        return _("Impossible: the edition has no room or no half-day yet.")
    if found.spare > 0:
        return ngettext(
            "Possible: %(minutes)s minute to spare.", "Possible: %(minutes)s minutes to spare.", found.spare,
            minutes=i18n.number(found.spare),
        )  # fmt: skip
    if found.spare == 0:
        return _("Possible, to the minute.")
    missing, further = -found.spare, found.further_rooms
    if not further:
        return ngettext(
            "Impossible: %(minutes)s minute is missing.", "Impossible: %(minutes)s minutes are missing.", missing,
            minutes=i18n.number(missing),
        )  # fmt: skip
    if further == 1:
        return _(
            "Impossible: %(minutes)s minutes are missing, or one room more (%(number)d in all).",
            minutes=i18n.number(missing),
            number=found.rooms + 1,
        )
    return _(
        "Impossible: %(minutes)s minutes are missing, or %(further)d rooms more.",
        minutes=i18n.number(missing),
        further=further,
    )


def of_day(day: date, shares: list[Share]) -> str:
    """Say what a day still has: « vendredi 28 juin 2024 : 960 minutes dans 4 salles, 120 de reste »."""
    return _(
        "%(day)s: %(usable)s minutes in %(rooms)d rooms, %(spare)s of them free.",
        day=i18n.capitalize_first(i18n.day(day)),
        usable=i18n.number(sum(share.usable for share in shares)),
        rooms=len(shares),
        spare=i18n.number(sum(share.spare for share in shares)),
    )


def of_room(share: Share) -> str:
    """Say what a room still has on a day."""
    if share.spare < 0:
        return _("%(room)s: %(minutes)s minutes too many.", room=share.room.name, minutes=i18n.number(-share.spare))
    return _(
        "%(room)s: %(spare)s minutes free of %(usable)s.",
        room=share.room.name,
        spare=i18n.number(share.spare),
        usable=i18n.number(share.usable),
    )

"""Rooms and their equipment, blocked hours, who and what is not available when, and the rules of a timetable."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from conference.models import BlockedHour, Edition, Room, Session, TimetableRules, Unavailability
from conference.queries.rooms import absences
from conference.services.steps import note
from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext
from people.models import Person

MOST_OF_ONE = 20  # absences that one person says by themselves, in one edition


def set_room(
    edition: Edition,
    room: Room | None,
    *,
    name: str,
    capacity: int,
    position: int | None,
    equipment: Collection[str],
    by: Actor,
) -> Room:
    """Bring in a room, or change one; it takes its place in the order, the others follow."""
    _refuse_name(edition, name, but=room)
    is_new = room is None
    room = room or Room(edition_id=edition.id)
    room.name, room.capacity, room.equipment = name, capacity, sorted(equipment)
    others = [each for each in all_rooms(edition) if each is not room]
    db.session.add(room)
    place = len(others) if position is None else max(0, min(position - 1, len(others)))
    for number, each in enumerate([*others[:place], room, *others[place:]], start=1):
        each.position = number
    db.session.flush()
    audit.log(room, "room added" if is_new else "room changed", by=by, name=name)
    note(edition, name, by=by)
    return room


def remove_room(edition: Edition, room: Room, *, by: Actor) -> None:
    """Take a room away; one in which sessions take place stays until they are elsewhere."""
    held = db.session.scalar(select(func.count(Session.id)).filter_by(room_id=room.id)) or 0
    if held:
        raise Refused(
            ngettext(
                "A session takes place in %(name)s: move it elsewhere first.",
                "%(num)d sessions take place in %(name)s: move them elsewhere first.",
                held,
                name=room.name,
            ),
            code="room-used",
        )
    for absence in db.session.scalars(select(Unavailability).filter_by(room_id=room.id)):
        db.session.delete(absence)
    audit.log(room, "room removed", by=by, name=room.name)
    note(edition, room.name, by=by)
    db.session.flush()
    db.session.delete(room)


def block(edition: Edition, starts_at: datetime, ends_at: datetime, *, label_fr: str, label_en: str, by: Actor) -> None:
    """Keep some hours free of every session; those that stand there already are shown as clashes."""
    _refuse_no_time(starts_at, ends_at)
    hour = BlockedHour(
        edition_id=edition.id, starts_at=starts_at, ends_at=ends_at, label_fr=label_fr, label_en=label_en or label_fr
    )
    db.session.add(hour)
    audit.log(edition, "hours blocked", by=by, label=label_fr)
    note(edition, label_fr, by=by)


def unblock(edition: Edition, hour: BlockedHour, *, by: Actor) -> None:
    """Give blocked hours back to the sessions."""
    audit.log(edition, "hours given back", by=by, label=hour.label_fr)
    note(edition, hour.label_fr, by=by)
    db.session.delete(hour)


def say_absent(
    edition: Edition, who: Person | Room, starts_at: datetime, ends_at: datetime, *, reason: str, by: Actor
) -> Unavailability:
    """Note when somebody cannot be there, or a room cannot be used; what is programmed then is shown as a clash."""
    _refuse_no_time(starts_at, ends_at)
    absence = Unavailability(
        edition=edition,
        person=who if isinstance(who, Person) else None,
        room=who if isinstance(who, Room) else None,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
    )
    db.session.add(absence)
    audit.log(absence, "said absent", by=by, name=who.name)
    note(edition, who.name, by=by)
    return absence


def say_own_absence(
    edition: Edition, person: Person, starts_at: datetime, ends_at: datetime, *, reason: str, by: Actor
) -> Unavailability:
    """Note when somebody says that they cannot be there; said twice it is said, and nobody fills the book with it."""
    said = absences(edition, person)
    if any((each.starts_at, each.ends_at) == (starts_at, ends_at) for each in said):
        raise Refused(_("You have said so already."), code="said-already")
    if len(said) >= MOST_OF_ONE:
        raise Refused(
            _("That is more than the committee can compose around: write to it instead."), code="too-many-absences"
        )
    return say_absent(edition, person, starts_at, ends_at, reason=reason, by=by)


def take_back_absence(edition: Edition, absence: Unavailability, *, by: Actor) -> None:
    """Have somebody, or a room, be available again."""
    who = absence.person or absence.room
    name = who.name if who else ""
    audit.log(absence, "available again", by=by, name=name)
    note(edition, name, by=by)
    db.session.delete(absence)


def rules_row(edition: Edition) -> TimetableRules:
    """Return how an edition composes its programme, as usual when it has said nothing yet. One query."""
    kept = db.session.scalar(select(TimetableRules).filter_by(edition_id=edition.id))
    return kept or TimetableRules(
        edition_id=edition.id, session_minutes=60, most_talks=6, buffer_minutes=0, weights={}, version=0
    )


def set_rules(
    edition: Edition,
    *,
    session_minutes: int,
    most_talks: int,
    buffer_minutes: int,
    weights: Mapping[str, int],
    by: Actor,
) -> TimetableRules:
    """Say how long sessions are, how many talks they hold, how long the way between rooms takes, what weighs more."""
    rules = db.session.scalar(select(TimetableRules).filter_by(edition_id=edition.id))
    if rules is None:
        rules = TimetableRules(edition=edition)
        db.session.add(rules)
    rules.session_minutes, rules.most_talks, rules.buffer_minutes = session_minutes, most_talks, buffer_minutes
    rules.weights = dict(weights)
    db.session.flush()
    audit.log(rules, "rules set", by=by)
    note(edition, _("Rules of the timetable"), by=by)
    return rules


def all_rooms(edition: Edition) -> list[Room]:
    """Return the rooms of an edition in their order. One query."""
    return list(db.session.scalars(select(Room).filter_by(edition_id=edition.id).order_by(Room.position, Room.id)))


def _refuse_name(edition: Edition, name: str, *, but: Room | None) -> None:
    with db.session.no_autoflush:
        same = db.session.scalar(select(Room).filter_by(edition_id=edition.id, name=name))
    if same is not None and same is not but:
        raise Refused(_("There is a room of this name already."), code="room-name-taken")


def _refuse_no_time(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused(_("The end comes after the beginning."), code="no-minutes")

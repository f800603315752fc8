"""The address at which somebody's calendar reads their own programme: given, changed, ended."""

from sqlalchemy import select

from conference.models import CalendarAddress
from core import audit, clock
from core.audit import Actor
from core.db import db
from people.models import Person


def give(person: Person, *, by: Actor) -> CalendarAddress:
    """Give somebody an address for their calendar; asked again, another one, and the one before opens nothing more."""
    statement = select(CalendarAddress).filter_by(person_id=person.id).with_for_update(of=CalendarAddress)
    address = db.session.scalar(statement)
    if address is None:
        address = CalendarAddress(person=person, made_at=clock.now())
        db.session.add(address)
    else:
        address.serial, address.made_at = address.serial + 1, clock.now()
    db.session.flush()
    audit.log(address, "given", by=by)
    return address


def end(person: Person, *, by: Actor) -> None:
    """End the address somebody's calendar reads at."""
    address = db.session.scalar(select(CalendarAddress).filter_by(person_id=person.id))
    if address is not None:
        audit.log(address, "ended", by=by)
        db.session.delete(address)

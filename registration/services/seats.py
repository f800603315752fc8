"""Registering, confirming and cancelling: a seat is taken by one statement that cannot oversell."""

from sqlalchemy import update

from conference.models import Edition, Module, ParticipationRole
from conference.services.presentations import take_part
from core import audit, clock, codes
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move
from people.models import Person
from people.services.records import join
from registration import mails
from registration.models import Category, Order, OrderLine, Quota, Registration, SeatState
from registration.queries.seats import registration_of
from registration.services import badges


def register(edition: Edition, person: Person, category: Category, *, by: Actor, on_site: bool = False) -> Registration:
    """Register a person in a category at today's tariff; a free seat is confirmed at once."""
    _refuse_closed(edition, category)
    if earlier := registration_of(person, edition):
        raise Refused(
            _("%(name)s is already registered, under the code %(code)s.", name=person.name, code=earlier.code),
            code="registered-already",
        )
    tariff = category.tariff_at(clock.now())
    if tariff is None:
        raise Refused(_("This category is not open yet."), code="category-not-open")
    take_seat(category.quota_id)
    registration = Registration(
        edition=edition,
        person=person,
        category=category,
        code=codes.spoken(),
        registered_at=clock.now(),
        on_site=on_site,
        state=SeatState.PRE_REGISTERED,
    )
    order = Order(
        edition=edition,
        code=codes.spoken(),
        payer=person.name,
        currency=edition.currency,
        total=tariff.amount,
        ordered_at=clock.now(),
        lines=[OrderLine(registration=registration, amount=tariff.amount)],
    )
    db.session.add_all([registration, order])
    join(person, edition.council, by=by)
    audit.log(registration, "registered", by=by, category=category.key, amount=tariff.amount)
    mails.registered(registration, order)
    if order.due == 0:
        confirm(registration, by=by)
    return registration


def _refuse_closed(edition: Edition, category: Category) -> None:
    if category.edition_id != edition.id:
        raise Refused(_("This category belongs to another edition."), code="other-edition")
    if edition.is_over or not edition.has(Module.REGISTRATION):
        raise Refused(_("Registration is closed."), code="registration-closed")


def take_seat(quota_id: int, number: int = 1) -> None:
    """Take seats, or raise Refused when they have run out: two desks never sell the last one twice."""
    taken = db.session.execute(
        update(Quota)
        .where(Quota.id == quota_id, Quota.used + number <= Quota.capacity)
        .values(used=Quota.used + number)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise Refused(_("There is no seat left."), code="sold-out")


def free_seat(quota_id: int) -> None:
    """Give one seat back."""
    db.session.execute(
        update(Quota)
        .where(Quota.id == quota_id)
        .values(used=Quota.used - 1)
        .execution_options(synchronize_session=False)
    )


def confirm(registration: Registration, *, by: Actor) -> None:
    """Hold a seat for good and make its badge."""
    move(registration, SeatState.CONFIRMED, confirmed_at=clock.now())
    take_part(registration.edition, registration.person, ParticipationRole.DELEGATE, by=by)
    audit.log(registration, "confirmed", by=by)
    badges.make(registration, by=by)


def cancel(registration: Registration, *, by: Actor) -> None:
    """Give a seat back; its badge no longer opens the door, what was paid stays in the books."""
    move(registration, SeatState.CANCELLED)
    free_seat(registration.category.quota_id)
    badges.revoke_of(registration, by=by)
    audit.log(registration, "cancelled", by=by)

"""To whom the desk and the treasurer write: those registered, by seat and category, and those who owe."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, func, select

from conference.models import Edition, Module
from conference.sections import Audience, Word, listed
from core import i18n
from core.db import db
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from people.models import Person
from registration.models import Category, Order, OrderLine, Payment, PaymentState, Registration, SeatState
from registration.permissions import Can
from registration.queries.seats import categories_of


def _living(edition: Edition, people: Sequence[Person]) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.edition_id == edition.id,
        Registration.state != SeatState.CANCELLED,
        Registration.person_id.in_([person.id for person in people]),
    )


def codes_of(edition: Edition, people: Sequence[Person], _language: str) -> dict[int, str]:
    """Return the code of each person's registration. One query."""
    statement = select(Registration.person_id, Registration.code).where(*_living(edition, people))
    return listed(db.session.execute(statement))


def categories_said(edition: Edition, people: Sequence[Person], language: str) -> dict[int, str]:
    """Return the category in which each person is registered. One query."""
    name = Category.name_en if language == "en" else Category.name_fr
    statement = select(Registration.person_id, name).join(Registration.category).where(*_living(edition, people))
    return listed(db.session.execute(statement))


def owed_by(edition: Edition, people: Sequence[Person], _language: str) -> dict[int, str]:
    """Return what is still owed for each person's registration, as one reads it. One query."""
    statement = (
        select(Registration.person_id, Order.total - paid(), Order.currency)
        .join(OrderLine, OrderLine.registration_id == Registration.id)
        .join(Order, OrderLine.order_id == Order.id)
        .where(*_living(edition, people))
    )
    found = {row[0]: i18n.money(max(0, int(row[1])), row[2]) for row in db.session.execute(statement)}
    return {person.id: found.get(person.id, i18n.money(0, edition.currency)) for person in people}


def paid() -> ColumnElement[int]:
    """Return what the treasurer has seen of an order, as a question inside another."""
    seen = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.order_id == Order.id, Payment.state == PaymentState.VALIDATED
    )
    return seen.correlate(Order).scalar_subquery()


CODE = Word("inscription", "registration", _l("the code of their registration"), codes_of)
CATEGORY = Word("catégorie", "category", _l("the category in which they are registered"), categories_said)
OWED = Word("reste à payer", "owed", _l("what is still owed"), owed_by)
WORDS = (CODE, CATEGORY, OWED)


def audiences(edition: Edition) -> Iterator[Audience]:
    """Offer those registered, by the state of their seat, by category, and those who owe."""
    if not edition.has(Module.REGISTRATION):
        return
    group, area = _("Registrations"), Can.SEE_REGISTRATIONS
    everybody = select(Registration.person_id).filter_by(edition_id=edition.id)
    living = everybody.where(Registration.state != SeatState.CANCELLED)
    yield Audience("registered", group, _("Everybody registered"), living, area, WORDS)
    labels = {
        SeatState.PRE_REGISTERED: _("Registered, seat not confirmed"),
        SeatState.CONFIRMED: _("Seat confirmed"),
        SeatState.CANCELLED: _("Registration cancelled"),
    }
    for state, label in labels.items():
        words = () if state is SeatState.CANCELLED else WORDS
        yield Audience(f"seat-{state}", group, label, everybody.where(Registration.state == state), area, words)
    if edition.has(Module.FEES):
        owing = (
            living.join(OrderLine, OrderLine.registration_id == Registration.id)
            .join(Order, OrderLine.order_id == Order.id)
            .where(Order.total > paid())
        )
        yield Audience("unpaid", group, _("Registered who have still to pay"), owing, area, WORDS)
    for category in categories_of(edition):
        people = living.where(Registration.category_id == category.id)
        label = _("Category: %(name)s", name=category.name(i18n.language()))
        yield Audience(f"category-{category.key}", group, label, people, area, WORDS)

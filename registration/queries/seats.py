"""Finding categories, registrations and badges."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from conference.models import Edition
from core.db import db
from core.errors import NotFound
from core.search import fold, matches_all_words
from people.models import Person
from registration.models import Badge, BadgeState, Category, Order, OrderLine, Registration, SeatState


def categories_of(edition: Edition) -> list[Category]:
    """Return the categories of an edition with their tariffs and seats, in their order. Two queries."""
    statement = (
        select(Category)
        .filter_by(edition_id=edition.id)
        .options(selectinload(Category.tariffs), joinedload(Category.quota))
        .order_by(Category.position)
    )
    return list(db.session.scalars(statement))


def find_registration(edition: Edition, code: str) -> Registration:
    """Return the registration of this code in this edition, or raise NotFound. One query."""
    found = db.session.scalar(select(Registration).filter_by(edition_id=edition.id, code=code.upper()))
    if found is None:
        raise NotFound
    return found


def registration_of(person: Person, edition: Edition) -> Registration | None:
    """Return a person's living registration in an edition. One query."""
    statement = select(Registration).filter_by(person_id=person.id, edition_id=edition.id)
    return db.session.scalar(statement.where(Registration.state != SeatState.CANCELLED))


def registrations_by(person: Person) -> list[Registration]:
    """Return a person's registrations over all editions, the latest first. One query."""
    statement = select(Registration).filter_by(person_id=person.id).options(joinedload(Registration.edition))
    return list(db.session.scalars(statement.order_by(Registration.id.desc())))


def registrations_of(edition: Edition, *, search: str = "") -> Select[Registration]:
    """Return the list of an edition's registrations, by name; `search` takes names in any order, phone or code."""
    statement = (
        select(Registration)
        .join(Registration.person)
        .where(Registration.edition_id == edition.id)
        .order_by(Person.search, Registration.id)
    )
    if fold(search):
        statement = statement.where(
            matches_all_words(Person.search, search) | (Registration.code == search.strip().upper())
        )
    return statement


def order_of(registration: Registration) -> Order:
    """Return the order that holds a registration, with its payments. Two queries."""
    return db.session.scalars(
        select(Order)
        .join(OrderLine)
        .where(OrderLine.registration_id == registration.id)
        .options(selectinload(Order.payments), selectinload(Order.lines).joinedload(OrderLine.registration))
    ).one()


def badge_of(registration: Registration) -> Badge | None:
    """Return a registration's valid badge. One query."""
    return db.session.scalar(select(Badge).filter_by(registration_id=registration.id, state=BadgeState.VALID))


def count_by_state(edition: Edition) -> dict[SeatState, int]:
    """Return how many registrations stand in each state. One query."""
    statement = select(Registration.state, func.count()).filter_by(edition_id=edition.id).group_by(Registration.state)
    return {row[0]: row[1] for row in db.session.execute(statement)}

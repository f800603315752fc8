"""What waits in registration, and what is somebody's own: constant in queries, however many editions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from conference.models import Delivery, Edition, HalfDay, Outcome, Presentation
from core.db import db
from core.errors import NotFound
from people.models import Person
from registration.models import (
    Badge,
    BadgeState,
    Certificate,
    CertificateState,
    Order,
    OrderLine,
    Payment,
    PaymentState,
    Registration,
    Scan,
    SeatState,
    Verdict,
)


@dataclass(frozen=True)
class Declared:
    """How many payments wait for the treasurer, what they come to, and since when the first does."""

    number: int
    amount: int
    since: datetime


def declared_in(editions: Iterable[Edition]) -> dict[int, Declared]:
    """Return the payments of each edition that wait for the treasurer. One query."""
    statement = (
        select(Order.edition_id, func.count(Payment.id), func.sum(Payment.amount), func.min(Payment.declared_at))
        .join(Payment, Payment.order_id == Order.id)
        .where(Order.edition_id.in_([edition.id for edition in editions]), Payment.state == PaymentState.DECLARED)
        .group_by(Order.edition_id)
    )
    return {row[0]: Declared(row[1], int(row[2]), row[3]) for row in db.session.execute(statement)}


def unattested_in(editions: Iterable[Edition]) -> dict[int, int]:
    """Return how many delivered presentations of each edition have no certificate. One query."""
    attested = select(Certificate.presentation_id).where(
        Certificate.state == CertificateState.ISSUED, Certificate.presentation_id.is_not(None)
    )
    statement = (
        select(Presentation.edition_id, func.count(Presentation.id))
        .join(Delivery, Delivery.presentation_id == Presentation.id)
        .where(
            Presentation.edition_id.in_([edition.id for edition in editions]),
            Delivery.outcome != Outcome.ABSENT,
            Delivery.presenter_id.is_not(None),
            Presentation.id.not_in(attested),
        )
        .group_by(Presentation.edition_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def seats_of(person: Person) -> dict[int, Registration]:
    """Return a person's living registrations by edition. One query."""
    statement = select(Registration).where(
        Registration.person_id == person.id, Registration.state != SeatState.CANCELLED
    )
    found = db.session.scalars(statement.options(joinedload(Registration.edition)))
    return {registration.edition_id: registration for registration in found}


def orders_of(registrations: Iterable[Registration]) -> dict[int, Order]:
    """Return the order that holds each of some registrations, by the registration's number. Three queries."""
    wanted = [registration.id for registration in registrations]
    lines = select(OrderLine).where(OrderLine.registration_id.in_(wanted))
    whole = joinedload(OrderLine.order).options(selectinload(Order.payments), selectinload(Order.lines))
    return {line.registration_id: line.order for line in db.session.scalars(lines.options(whole))}


def badges_of(registrations: Iterable[Registration]) -> dict[int, Badge]:
    """Return the valid badge of each of some registrations, by the registration's number. One query."""
    statement = select(Badge).where(
        Badge.registration_id.in_([registration.id for registration in registrations]), Badge.state == BadgeState.VALID
    )
    return {badge.registration_id: badge for badge in db.session.scalars(statement)}


def badge_of_holder(code: str, person: Person) -> Badge:
    """Return a person's own valid badge by its six characters; anybody else's is not found. One query."""
    statement = (
        select(Badge)
        .join(Badge.registration)
        .where(Badge.code == code.upper(), Badge.state == BadgeState.VALID, Registration.person_id == person.id)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def attended_by(person: Person) -> dict[int, list[HalfDay]]:
    """Return the half-days of each edition a person was admitted to, in order. One query."""
    statement = (
        select(HalfDay)
        .join(Scan, Scan.half_day_id == HalfDay.id)
        .join(Badge, Badge.id == Scan.badge_id)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(Registration.person_id == person.id, Scan.verdict == Verdict.ADMITTED)
        .distinct()
        .order_by(HalfDay.starts_at)
    )
    found: dict[int, list[HalfDay]] = {}
    for half_day in db.session.scalars(statement):
        found.setdefault(half_day.edition_id, []).append(half_day)
    return found

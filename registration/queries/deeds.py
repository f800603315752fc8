"""Somebody's places and certificates with a council, and what two records hold in one edition."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from conference.models import Edition, Series
from core.db import db
from people.models import Council, Person
from registration.models import Certificate, CertificateState, OrderLine, Payment, PaymentState, Registration, SeatState


def seats_with(person: Person, council: Council) -> list[Registration]:
    """Return a person's registrations for a council's editions, the latest first. One query."""
    statement = select(Registration).join(Registration.edition).join(Edition.series)
    mine = statement.where(Registration.person_id == person.id, Series.council_id == council.id)
    return list(db.session.scalars(mine.order_by(Registration.id.desc())).unique())


def attested_by(person: Person, council: Council) -> list[tuple[Edition, Certificate]]:
    """Return what a council's editions attested to a person, the latest first. One query."""
    statement = select(Edition, Certificate).join(Certificate, Certificate.edition_id == Edition.id)
    mine = statement.join(Edition.series).where(Certificate.person_id == person.id, Series.council_id == council.id)
    return [(row[0], row[1]) for row in db.session.execute(mine.order_by(Certificate.id.desc()))]


def registered_both(one: Person, other: Person) -> Sequence[Edition]:
    """Return the editions for which two people both have a place. One query."""
    return _in_both(_seated(one), _seated(other))


def paid_both(one: Person, other: Person) -> Sequence[Edition]:
    """Return the editions for which money of two people was received. One query."""
    return _in_both(_paid(one), _paid(other))


def certified_both(one: Person, other: Person) -> Sequence[Edition]:
    """Return the editions that attested something to two people. One query."""
    return _in_both(_certified(one), _certified(other))


def _in_both(these: Select[int], those: Select[int]) -> Sequence[Edition]:
    return db.session.scalars(select(Edition).where(Edition.id.in_(these), Edition.id.in_(those))).unique().all()


def _seated(person: Person) -> Select[int]:
    living = select(Registration.edition_id).where(Registration.state != SeatState.CANCELLED)
    return living.where(Registration.person_id == person.id)


def _paid(person: Person) -> Select[int]:
    received = select(Registration.edition_id).join(OrderLine, OrderLine.registration_id == Registration.id)
    by_order = received.join(Payment, Payment.order_id == OrderLine.order_id)
    return by_order.where(Registration.person_id == person.id, Payment.state == PaymentState.VALIDATED)


def _certified(person: Person) -> Select[int]:
    issued = select(Certificate.edition_id).where(Certificate.state == CertificateState.ISSUED)
    return issued.where(Certificate.person_id == person.id)

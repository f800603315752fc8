"""What the doors saw: presence by half-day is a function of the set of scans."""

from sqlalchemy import func, select

from conference.models import Edition, HalfDay
from core.db import db
from people.models import Person
from registration.models import Badge, Registration, Scan, Verdict


def presence(edition: Edition) -> list[tuple[HalfDay, int]]:
    """Return for each half-day of an edition how many registrations were admitted. One query."""
    statement = (
        select(HalfDay, func.count(Badge.registration_id.distinct()))
        .outerjoin(Scan, (Scan.half_day_id == HalfDay.id) & (Scan.verdict == Verdict.ADMITTED))
        .outerjoin(Badge, Badge.id == Scan.badge_id)
        .where(HalfDay.edition_id == edition.id)
        .group_by(HalfDay.id)
        .order_by(HalfDay.starts_at)
    )
    return [(half_day, number) for half_day, number in db.session.execute(statement)]


def half_days_attended(person: Person, edition: Edition) -> list[HalfDay]:
    """Return the half-days of an edition a person was admitted to, in order. One query."""
    statement = (
        select(HalfDay)
        .join(Scan, Scan.half_day_id == HalfDay.id)
        .join(Badge, Badge.id == Scan.badge_id)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(
            HalfDay.edition_id == edition.id,
            Registration.person_id == person.id,
            Scan.verdict == Verdict.ADMITTED,
        )
        .distinct()
        .order_by(HalfDay.starts_at)
    )
    return list(db.session.scalars(statement))


def find_scan(edition: Edition, scan_id: int) -> Scan | None:
    """Return a scan of an edition's doors, or None. One query."""
    return db.session.scalar(select(Scan).join(HalfDay).where(Scan.id == scan_id, HalfDay.edition_id == edition.id))


def first_admission(badge: Badge, half_day: HalfDay) -> Scan | None:
    """Return the first time a registration was admitted in a half-day, by any of its badges. One query."""
    same_person = select(Badge.id).filter_by(registration_id=badge.registration_id)
    statement = select(Scan).where(
        Scan.badge_id.in_(same_person), Scan.half_day_id == half_day.id, Scan.verdict == Verdict.ADMITTED
    )
    return db.session.scalar(statement.order_by(Scan.at, Scan.id).limit(1))

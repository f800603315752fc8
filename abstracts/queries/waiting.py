"""What waits in the calls of some editions: constant in queries, however many editions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from abstracts.models import Abstract, Assignment, Call, Review
from abstracts.states import DECIDABLE
from conference.models import Edition
from core import clock
from core.db import db
from people.models import Person


def undecided_of(editions: Iterable[Edition]) -> dict[int, tuple[int, int]]:
    """Return for each edition how many abstracts have all their reviews, and how many no reviewer. One query."""
    statement = (
        select(Call.edition_id, func.count(Assignment.id), func.count(Review.id))
        .select_from(Abstract)
        .join(Call, Abstract.call_id == Call.id)
        .outerjoin(Assignment, Assignment.abstract_id == Abstract.id)
        .outerjoin(Assignment.review)
        .where(Call.edition_id.in_([edition.id for edition in editions]), Abstract.state.in_(DECIDABLE))
        .group_by(Call.edition_id, Abstract.id)
    )
    counted: dict[int, tuple[int, int]] = {}
    for edition_id, asked, came in db.session.execute(statement):
        read, unassigned = counted.get(edition_id, (0, 0))
        counted[edition_id] = (read + (asked == came > 0), unassigned + (asked == 0))
    return counted


@dataclass(frozen=True)
class Outstanding:
    """How many abstracts a reviewer has still to read, and since when they have had the first of them."""

    reviewer: Person
    number: int
    since: datetime


def outstanding_of(editions: Iterable[Edition]) -> dict[int, list[Outstanding]]:
    """Return for each edition who has still to read how many abstracts, the most first. One query."""
    number, since = func.count(Assignment.id), func.min(Assignment.assigned_at)
    counted = (
        select(Call.edition_id, Assignment.reviewer_id, number.label("number"), since.label("since"))
        .select_from(Assignment)
        .join(Abstract, Assignment.abstract_id == Abstract.id)
        .join(Call, Abstract.call_id == Call.id)
        .outerjoin(Assignment.review)
        .where(Call.edition_id.in_([each.id for each in editions]), Abstract.state.in_(DECIDABLE), Review.id.is_(None))
        .group_by(Call.edition_id, Assignment.reviewer_id)
        .subquery()
    )
    statement = (
        select(counted.c.edition_id, Person, counted.c.number, counted.c.since)
        .join(Person, Person.id == counted.c.reviewer_id)
        .order_by(counted.c.number.desc(), Person.id)
    )
    found: dict[int, list[Outstanding]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row[0], []).append(Outstanding(*row[1:]))
    return found


def open_calls() -> list[Call]:
    """Return the calls that take abstracts now, the first to close first. One query."""
    now = clock.now()
    return list(
        db.session.scalars(select(Call).where(Call.opens_at <= now, Call.closes_at > now).order_by(Call.closes_at))
    )

"""What somebody wrote and read for a council, and what two records did with one abstract."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from abstracts.models import Abstract, AbstractAuthor, Assignment, Call
from conference.models import Edition, Series
from core.db import db
from people.models import Council, Person


def written_for(person: Person, council: Council) -> list[Abstract]:
    """Return the abstracts a person signs or submitted in a council's editions, the latest first. One query."""
    signs = select(AbstractAuthor.abstract_id).where(AbstractAuthor.person_id == person.id)
    statement = (
        select(Abstract)
        .join(Abstract.call)
        .join(Edition, Edition.id == Call.edition_id)
        .join(Edition.series)
        .where(Series.council_id == council.id, or_(Abstract.id.in_(signs), Abstract.submitter_id == person.id))
    )
    return list(db.session.scalars(statement.order_by(Abstract.id.desc())).unique())


def signed_by_both(one: Person, other: Person) -> Sequence[str]:
    """Return the codes of the abstracts that two people sign together. One query."""
    first, second = aliased(AbstractAuthor), aliased(AbstractAuthor)
    statement = (
        select(Abstract.code)
        .join(first, first.abstract_id == Abstract.id)
        .join(second, second.abstract_id == Abstract.id)
        .where(first.person_id == one.id, second.person_id == other.id)
    )
    return db.session.scalars(statement.order_by(Abstract.id)).all()


def read_by_one_of_other(one: Person, other: Person) -> Sequence[str]:
    """Return the codes of the abstracts that one of two people signs and the other reads. One query."""
    statement = (
        select(Abstract.code)
        .join(AbstractAuthor, AbstractAuthor.abstract_id == Abstract.id)
        .join(Assignment, Assignment.abstract_id == Abstract.id)
        .where(
            or_(
                (AbstractAuthor.person_id == one.id) & (Assignment.reviewer_id == other.id),
                (AbstractAuthor.person_id == other.id) & (Assignment.reviewer_id == one.id),
            )
        )
    )
    return db.session.scalars(statement.order_by(Abstract.id)).all()


def read_by_both(one: Person, other: Person) -> Sequence[str]:
    """Return the codes of the abstracts that two people both read. One query."""
    first, second = aliased(Assignment), aliased(Assignment)
    statement = (
        select(Abstract.code)
        .join(first, first.abstract_id == Abstract.id)
        .join(second, second.abstract_id == Abstract.id)
        .where(first.reviewer_id == one.id, second.reviewer_id == other.id)
    )
    return db.session.scalars(statement.order_by(Abstract.id)).all()

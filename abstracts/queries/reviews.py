"""What a reviewer may see, and what the chair sees of the reviews.

A reviewer gets plain values made here and nothing else: no author, affiliation, submitter or date.
"""

from dataclasses import dataclass
from statistics import mean

from sqlalchemy import exists, func, select
from sqlalchemy.orm import contains_eager, defaultload, joinedload

from abstracts.models import Abstract, Assignment, Call, Review
from abstracts.states import DECIDABLE
from conference.models import Edition
from core.db import db
from core.errors import NotFound
from people.models import Person

OF_A_READING = (
    contains_eager(Assignment.abstract),
    defaultload(Assignment.abstract).lazyload(Abstract.invitation),  # it names somebody
    joinedload(Assignment.review),
)


@dataclass(frozen=True)
class BlindAbstract:
    """An abstract as its reviewer sees it."""

    code: str
    title: str
    specialty: str
    template: str
    sections: tuple[tuple[str, str], ...]
    keywords: tuple[str, ...]
    words: int
    answers: tuple[tuple[str, str], ...] = ()


def blind(abstract: Abstract, *, language: str) -> BlindAbstract:
    """Return what a reviewer may see of an abstract."""
    template = abstract.kind
    named = template.sections if template else ()
    answers = abstract.rules.answers(abstract.template, abstract.answers, of_reviewers=True)
    return BlindAbstract(
        code=abstract.code,
        title=abstract.title,
        specialty=abstract.specialty.name(language),
        template=template.label(language) if template else "",
        sections=tuple((section.label(language), abstract.sections.get(section.key, "")) for section in named),
        keywords=tuple(abstract.keywords),
        words=abstract.words,
        answers=tuple((question.label(language), said) for question, said in answers),
    )


@dataclass(frozen=True)
class QueueItem:
    """One abstract of a reviewer's lot: what it is called, and whether it has been read."""

    code: str
    title: str
    specialty: str
    total: int | None
    is_open: bool


def lot_of(reviewer: Person, edition: Edition, *, language: str) -> list[QueueItem]:
    """Return a reviewer's lot, unread first. One query."""
    statement = (
        select(Assignment)
        .join(Assignment.abstract)
        .join(Call)
        .where(Assignment.reviewer_id == reviewer.id, Call.edition_id == edition.id)
        .options(*OF_A_READING)
        .order_by(Abstract.code)
    )
    items = [
        QueueItem(
            code=assignment.abstract.code,
            title=assignment.abstract.title,
            specialty=assignment.abstract.specialty.name(language),
            total=assignment.review.total if assignment.review else None,
            is_open=assignment.abstract.state in DECIDABLE,
        )
        for assignment in db.session.scalars(statement).unique()
    ]
    return sorted(items, key=lambda item: (item.total is not None, item.code))


def find_assignment(edition: Edition, code: str, reviewer: Person) -> Assignment:
    """Return a reviewer's own assignment for an abstract; any other abstract is not found. One query."""
    found = db.session.scalar(
        select(Assignment)
        .join(Assignment.abstract)
        .join(Call)
        .where(Assignment.reviewer_id == reviewer.id, Call.edition_id == edition.id, Abstract.code == code)
        .options(*OF_A_READING)
    )
    if found is None:
        raise NotFound
    return found


def is_reader(abstract: Abstract, person: Person | None) -> bool:
    """Tell whether an abstract is in somebody's lot. One query."""
    mine = (Assignment.abstract_id == abstract.id, Assignment.reviewer_id == (person.id if person else None))
    return bool(db.session.scalar(select(exists().where(*mine))))


def reviews_of(abstract: Abstract) -> list[Assignment]:
    """Return the assignments of an abstract with their reviews, for the chair. One query."""
    statement = (
        select(Assignment)
        .filter_by(abstract_id=abstract.id)
        .options(joinedload(Assignment.review), joinedload(Assignment.reviewer))
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(statement).unique())


def mean_of(assignments: list[Assignment]) -> float | None:
    """Return the mean of the totals received, or None before the first."""
    totals = [assignment.review.total for assignment in assignments if assignment.review]
    return mean(totals) if totals else None


def scores_of(abstract_ids: list[int]) -> dict[int, tuple[int, int, float | None]]:
    """Return for each abstract how many reviews were asked for, how many came, and their mean. One query."""
    statement = (
        select(Assignment.abstract_id, func.count(Assignment.id), func.count(Review.id), func.avg(Review.total))
        .outerjoin(Assignment.review)
        .where(Assignment.abstract_id.in_(abstract_ids))
        .group_by(Assignment.abstract_id)
    )
    return {
        row[0]: (row[1], row[2], None if row[3] is None else float(row[3])) for row in db.session.execute(statement)
    }

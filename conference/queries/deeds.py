"""What somebody did in a council's editions, and what two records did in one place."""

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from conference.models import (
    Committee,
    CommitteeMember,
    Edition,
    Participation,
    Presentation,
    PresentationAuthor,
    PresentationState,
    Series,
)
from core.db import db
from people.models import Council, Person


def _editions(council: Council) -> Select[int]:
    return select(Edition.id).join(Edition.series).where(Series.council_id == council.id)


def parts_in(person: Person, council: Council) -> list[tuple[Edition, Participation]]:
    """Return in which roles a person took part in a council's editions, the latest first. One query."""
    statement = select(Edition, Participation).join(Participation, Participation.edition_id == Edition.id)
    mine = statement.where(Participation.person_id == person.id, Edition.id.in_(_editions(council)))
    return [(row[0], row[1]) for row in db.session.execute(mine.order_by(Edition.starts_on.desc(), Participation.id))]


def committees_of(person: Person, council: Council) -> list[Committee]:
    """Return in which committees of a council's editions a person sits. One query."""
    statement = select(Committee).join(CommitteeMember, CommitteeMember.committee_id == Committee.id)
    mine = statement.where(CommitteeMember.person_id == person.id, Committee.edition_id.in_(_editions(council)))
    return list(db.session.scalars(mine.order_by(Committee.id)))


def presentations_by(person: Person, council: Council) -> list[tuple[Edition, Presentation]]:
    """Return what a person signs on the programmes of a council's editions, the latest first. One query."""
    statement = (
        select(Edition, Presentation)
        .join(Presentation, Presentation.edition_id == Edition.id)
        .join(PresentationAuthor, PresentationAuthor.presentation_id == Presentation.id)
        .where(PresentationAuthor.person_id == person.id, Edition.id.in_(_editions(council)))
        .where(Presentation.state != PresentationState.WITHDRAWN)
    )
    found = db.session.execute(statement.order_by(Edition.starts_on.desc(), Presentation.id))
    return [(row[0], row[1]) for row in found]


def signed_by_both(one: Person, other: Person) -> list[str]:
    """Return the codes of the presentations that two people sign together. One query."""
    first, second = aliased(PresentationAuthor), aliased(PresentationAuthor)
    statement = (
        select(Presentation.code)
        .join(first, first.presentation_id == Presentation.id)
        .join(second, second.presentation_id == Presentation.id)
        .where(first.person_id == one.id, second.person_id == other.id)
    )
    return list(db.session.scalars(statement.order_by(Presentation.id)))

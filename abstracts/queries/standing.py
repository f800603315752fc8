"""How a call stands, for the chair: which specialties have sent something, which have not, and who is asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from abstracts.models import AbstractState
from abstracts.queries.scores import Board
from conference.models import CommitteeMember, Edition, EditionSpecialty, Participation, ParticipationRole
from conference.models.people import Committee
from core.db import db
from people.models import Person

COUNTED = (AbstractState.SUBMITTED, AbstractState.UNDER_REVIEW, AbstractState.TO_CORRECT, AbstractState.ACCEPTED)
ASKED = (ParticipationRole.REVIEWER, ParticipationRole.ORGANISER, ParticipationRole.PRESIDENT, ParticipationRole.CHAIR)


@dataclass(frozen=True)
class Covered:
    """A specialty practised in the region, with how many abstracts it has before the committee."""

    practised: EditionSpecialty
    abstracts: int


def coverage_of(board: Board, edition: Edition) -> list[Covered]:
    """Return every practised specialty with its abstracts, the most present first. One query."""
    counted = Counter(row.specialty_id for row in board.rows if row.state in COUNTED)
    found = [Covered(each, counted[each.specialty_id]) for each in practised_in(edition)]
    return sorted(found, key=lambda each: -each.abstracts)


def practised_in(edition: Edition) -> list[EditionSpecialty]:
    """Return the specialties practised in an edition's region with who speaks for each, by name. One query."""
    statement = select(EditionSpecialty).filter_by(edition_id=edition.id).options(joinedload(EditionSpecialty.referent))
    return sorted(db.session.scalars(statement), key=lambda each: each.specialty.name_fr)


def who_may_speak(edition: Edition) -> Mapping[int, Person]:
    """Return who may speak for a specialty: people of the committees, reviewers and organisers. One query."""
    member = select(CommitteeMember.person_id).join(Committee).where(Committee.edition_id == edition.id)
    part = select(Participation.person_id).where(Participation.edition_id == edition.id, Participation.role.in_(ASKED))
    statement = select(Person).where(Person.id.in_(member) | Person.id.in_(part)).order_by(Person.search, Person.id)
    return {person.id: person for person in db.session.scalars(statement)}

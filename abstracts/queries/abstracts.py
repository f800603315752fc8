"""Finding calls and abstracts, for authors and for the committee."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import selectinload

from abstracts.models import Abstract, AbstractAuthor, AbstractPresentation, AbstractState, Call, Decision
from conference.models import Edition, Presentation, PresentationAuthor, PresentationKind, PresentationState
from core.db import db
from core.errors import NotFound
from people.models import Person

WITH_AUTHORS = selectinload(Abstract.authors).joinedload(AbstractAuthor.person)


def find_call(edition: Edition) -> Call:
    """Return the call of an edition, or raise NotFound. One query."""
    call = db.session.scalar(select(Call).filter_by(edition_id=edition.id))
    if call is None:
        raise NotFound
    return call


def call_of(edition: Edition) -> Call | None:
    """Return the call of an edition if it has one. One query."""
    return db.session.scalar(select(Call).filter_by(edition_id=edition.id))


def find_abstract(edition: Edition, code: str) -> Abstract:
    """Return the abstract of this code with its authors, or raise NotFound. Two queries."""
    found = db.session.scalar(
        select(Abstract).join(Call).where(Call.edition_id == edition.id, Abstract.code == code).options(WITH_AUTHORS)
    )
    if found is None:
        raise NotFound
    return found


def find_received(edition: Edition, code: str) -> Abstract:
    """Return an abstract that was sent, for the committee; drafts are their authors' own. Two queries."""
    found = find_abstract(edition, code)
    if found.state is AbstractState.DRAFT:
        raise NotFound
    return found


def abstracts_of(edition: Edition, *, state: AbstractState | None = None) -> Select[Abstract]:
    """Return the list of an edition's abstracts for the committee, drafts left out, by code."""
    statement = (
        select(Abstract).join(Call).where(Call.edition_id == edition.id).options(WITH_AUTHORS).order_by(Abstract.code)
    )
    if state is None:
        return statement.where(Abstract.state != AbstractState.DRAFT)
    return statement.where(Abstract.state == state)


def abstracts_by(person: Person) -> list[Abstract]:
    """Return what a person submitted or is an author of, the latest first. Two queries."""
    wrote = exists().where(AbstractAuthor.abstract_id == Abstract.id, AbstractAuthor.person_id == person.id)
    statement = select(Abstract).where((Abstract.submitter_id == person.id) | wrote).options(WITH_AUTHORS)
    return list(db.session.scalars(statement.order_by(Abstract.id.desc())))


def abstract_of(presentation: Presentation) -> Abstract | None:
    """Return the abstract a presentation came of, if it did. Two queries."""
    return db.session.scalar(
        select(Abstract)
        .join(AbstractPresentation)
        .where(AbstractPresentation.presentation_id == presentation.id)
        .options(WITH_AUTHORS)
    )


def presentations_from(abstract: Abstract) -> list[Presentation]:
    """Return the presentations that came of an abstract. One query."""
    statement = select(Presentation).join(AbstractPresentation).where(AbstractPresentation.abstract_id == abstract.id)
    return list(db.session.scalars(statement.order_by(Presentation.id)))


def poster_from(abstract: Abstract) -> Presentation | None:
    """Return the poster that came of an abstract, unless it was withdrawn. One query."""
    posters = [each for each in presentations_from(abstract) if each.kind is PresentationKind.POSTER]
    return next((each for each in posters if each.state is not PresentationState.WITHDRAWN), None)


def silent_presentations(abstract_ids: Select[int]) -> list[Presentation]:
    """Return the presentations of some abstracts that nobody but the committee knows of. Two queries."""
    statement = (
        select(Presentation)
        .join(AbstractPresentation)
        .where(AbstractPresentation.abstract_id.in_(abstract_ids), Presentation.is_silent)
        .options(selectinload(Presentation.authors).joinedload(PresentationAuthor.person))
    )
    return list(db.session.scalars(statement.order_by(Presentation.id)))


def decision_on(abstract: Abstract) -> Decision | None:
    """Return the latest decision on an abstract. One query."""
    return db.session.scalar(select(Decision).filter_by(abstract_id=abstract.id).order_by(Decision.id.desc()).limit(1))


@dataclass(frozen=True)
class Funnel:
    """How many abstracts of an edition stand in each state."""

    by_state: dict[AbstractState, int]

    def total(self, states: Iterable[AbstractState]) -> int:
        """Return how many stand in any of some states."""
        return sum(self.by_state.get(state, 0) for state in states)


def funnel(edition: Edition) -> Funnel:
    """Return how many abstracts stand in each state. One query."""
    statement = (
        select(Abstract.state, func.count()).join(Call).where(Call.edition_id == edition.id).group_by(Abstract.state)
    )
    return Funnel({row[0]: row[1] for row in db.session.execute(statement)})

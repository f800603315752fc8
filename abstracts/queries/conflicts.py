"""Why somebody must not read an abstract: found from what is known, or said by somebody.

An author never reads their own. Every other reason can be lifted by the chair, with a reason of their own, because in a
small specialty everybody in the country may have worked with everybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from abstracts.models import Abstract, AbstractAuthor, AbstractState, Call, Conflict, Tie, TieKind
from abstracts.queries.abstracts import WITH_AUTHORS
from abstracts.states import DECIDABLE, Ground
from conference.models import Edition, Participation, ParticipationRole, Series
from core.db import db
from core.search import fold
from people.models import Person

LAST_EDITIONS = timedelta(days=3 * 366)


GROUND_OF_TIE = {TieKind.THESIS: Ground.THESIS, TieKind.FAMILY: Ground.FAMILY, TieKind.WORK: Ground.WORK}


@dataclass(frozen=True)
class Clash:
    """One reviewer and one abstract: why they must not meet, and what somebody said of it."""

    abstract: Abstract
    reviewer: Person
    grounds: tuple[Ground, ...]
    with_whom: tuple[str, ...]
    said: Conflict | None = None

    @property
    def is_lifted(self) -> bool:
        """Tell whether the chair lets this reviewer read it after all; nothing lifts authorship."""
        return self.said is not None and not self.said.holds and Ground.AUTHOR not in self.grounds

    @property
    def may_be_lifted(self) -> bool:
        """Tell whether the chair could."""
        return Ground.AUTHOR not in self.grounds


def read_in(call: Call) -> list[Abstract]:
    """Return the abstracts of a call that are to be read, with their authors, by code. Two queries."""
    statement = select(Abstract).where(Abstract.call_id == call.id, Abstract.state.in_(DECIDABLE))
    return list(
        db.session.scalars(
            statement.options(WITH_AUTHORS, joinedload(Abstract.submitter)).order_by(Abstract.code)
        ).unique()
    )


def reviewers_of(edition: Edition) -> list[Person]:
    """Return who reads for an edition, by name. One query."""
    statement = (
        select(Person)
        .join(Participation, Participation.person_id == Person.id)
        .where(Participation.edition_id == edition.id, Participation.role == ParticipationRole.REVIEWER)
    )
    return sorted(db.session.scalars(statement).unique(), key=lambda person: (person.sort_name, person.id))


def clashes(abstracts: Sequence[Abstract], reviewers: Sequence[Person]) -> dict[tuple[int, int], Clash]:
    """Return every pair of some abstracts and reviewers that must not meet, lifted ones too. Three queries."""
    if not abstracts or not reviewers:
        return {}
    bound, ties = _signed_with(abstracts[0].call, reviewers), _ties(reviewers)
    said = _said(abstracts, reviewers)
    found = {}
    for abstract in abstracts:
        people = {abstract.submitter_id: abstract.submitter} | {
            each.person_id: each.person for each in abstract.authors
        }
        names = {person.sort_name for person in people.values()}
        homes = {person.structure_id for person in people.values()} - {None}
        typed = {fold(each.affiliation) for each in abstract.authors} - {""}
        for reviewer in reviewers:
            grounds = dict.fromkeys(_grounds(reviewer, people, homes, typed, bound))
            grounds |= dict.fromkeys(ground for name, ground in ties[reviewer.id] if name in names)
            spoken = said.get((abstract.id, reviewer.id))
            if spoken is not None and (spoken.holds or not grounds):
                grounds[Ground.SAID] = None
            if grounds:
                whom = tuple(person.name for key, person in people.items() if bound[reviewer.id].get(key))
                found[abstract.id, reviewer.id] = Clash(abstract, reviewer, tuple(grounds), whom, spoken)
    return found


def forbidden(abstracts: Sequence[Abstract], reviewers: Sequence[Person]) -> frozenset[tuple[int, int]]:
    """Return the pairs of some abstracts and reviewers that must not meet, and no lifted one. Three queries."""
    return frozenset(pair for pair, clash in clashes(abstracts, reviewers).items() if not clash.is_lifted)


Bound = dict[int, dict[int, list[Ground]]]


def _grounds(
    reviewer: Person, people: Iterable[int], homes: set[int | None], typed: set[str], bound: Bound
) -> Iterable[Ground]:
    known = set(people)
    if reviewer.id in known:
        yield Ground.AUTHOR
    if reviewer.structure_id in homes or (reviewer.structure and fold(reviewer.structure.name) in typed):
        yield Ground.STRUCTURE
    for other, grounds in bound[reviewer.id].items():
        if other in known:
            yield from grounds


def _signed_with(call: Call, reviewers: Sequence[Person]) -> Bound:
    """Return with whom each reviewer signed, here or in the last editions."""
    numbers = [reviewer.id for reviewer in reviewers]
    mine, theirs = aliased(AbstractAuthor), aliased(AbstractAuthor)
    signed = (
        select(mine.person_id, theirs.person_id)
        .join(theirs, (theirs.abstract_id == mine.abstract_id) & (theirs.person_id != mine.person_id))
        .join(Abstract, Abstract.id == mine.abstract_id)
        .join(Call, Call.id == Abstract.call_id)
        .join(Edition, Edition.id == Call.edition_id)
        .join(Series, Series.id == Edition.series_id)
        .where(
            mine.person_id.in_(numbers),
            Abstract.state != AbstractState.DRAFT,
            Series.council_id == call.edition.council.id,
            Edition.starts_on >= call.edition.starts_on - LAST_EDITIONS,
        )
        .distinct()
    )
    bound: Bound = defaultdict(lambda: defaultdict(list))
    for reviewer, other in db.session.execute(signed):
        bound[reviewer][other].append(Ground.CO_AUTHOR)
    return bound


def _ties(reviewers: Sequence[Person]) -> dict[int, list[tuple[str, Ground]]]:
    """Return whom each reviewer is said to be bound to, by name: whoever says it knows no more than that."""
    numbers = [reviewer.id for reviewer in reviewers]
    statement = select(Tie).where(or_(Tie.person_id.in_(numbers), Tie.other_id.in_(numbers)))
    ties = defaultdict(list)
    for tie in db.session.scalars(statement.options(joinedload(Tie.person), joinedload(Tie.other))):
        for one, other in ((tie.person, tie.other), (tie.other, tie.person)):
            ties[one.id].append((other.sort_name, GROUND_OF_TIE[tie.kind]))
    return ties


def _said(abstracts: Sequence[Abstract], reviewers: Sequence[Person]) -> dict[tuple[int, int], Conflict]:
    numbers = [reviewer.id for reviewer in reviewers]
    statement = select(Conflict).where(Conflict.person_id.in_(numbers))
    if len(abstracts) == 1:
        statement = statement.where(Conflict.abstract_id == abstracts[0].id)
    return {(each.abstract_id, each.person_id): each for each in db.session.scalars(statement)}

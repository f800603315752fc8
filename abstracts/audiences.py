"""To whom the scientific committee writes: authors by the state of their abstracts, reviewers with readings left."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, func, select

from abstracts.models import Abstract, AbstractAuthor, Assignment, Call, Review
from abstracts.permissions import Can
from abstracts.states import DECIDABLE, AbstractState
from abstracts.words import STATES
from conference.models import Edition, Module
from conference.sections import Audience, Word, listed
from core.db import db
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from people.models import Person


def codes_of(edition: Edition, people: Sequence[Person], _language: str) -> dict[int, str]:
    """Return the codes of the abstracts each of some people submitted. One query."""
    statement = (
        select(Abstract.submitter_id, Abstract.code)
        .join(Call, Abstract.call_id == Call.id)
        .where(
            Call.edition_id == edition.id,
            Abstract.state != AbstractState.WITHDRAWN,
            Abstract.submitter_id.in_([person.id for person in people]),
        )
        .order_by(Abstract.code)
    )
    return listed(db.session.execute(statement))


def readings_of(edition: Edition, people: Sequence[Person], _language: str) -> dict[int, str]:
    """Return how many abstracts each of some reviewers has still to read. One query."""
    statement = (
        unread(edition)
        .with_only_columns(Assignment.reviewer_id, func.count(Assignment.id))
        .where(Assignment.reviewer_id.in_([person.id for person in people]))
        .group_by(Assignment.reviewer_id)
    )
    found = {row[0]: str(row[1]) for row in db.session.execute(statement)}
    return {person.id: found.get(person.id, "0") for person in people}


ABSTRACTS = Word("résumés", "abstracts", _l("the codes of the abstracts they submitted"), codes_of)
READINGS = Word("lectures", "readings", _l("how many abstracts they have still to read"), readings_of)


def unread(edition: Edition) -> Select[int]:
    """Return the assignments of an edition that wait for their review, by reviewer."""
    return (
        select(Assignment.reviewer_id)
        .join(Abstract, Assignment.abstract_id == Abstract.id)
        .join(Call, Abstract.call_id == Call.id)
        .outerjoin(Assignment.review)
        .where(Call.edition_id == edition.id, Abstract.state.in_(DECIDABLE), Review.id.is_(None))
    )


def audiences(edition: Edition) -> Iterator[Audience]:
    """Offer authors by the state of what they submitted, all authors of what is accepted, and reviewers."""
    if not edition.has(Module.CALL):
        return
    here = Call.edition_id == edition.id
    science, reviewing = _("Abstracts"), _("Reviewing")
    submitted = select(Abstract.submitter_id).join(Call, Abstract.call_id == Call.id).where(here)
    for state in AbstractState:
        label = _("Authors: %(state)s", state=STATES[state])
        people = submitted.where(Abstract.state == state)
        yield Audience(f"abstract-{state}", science, label, people, Can.SEE_ALL, (ABSTRACTS,))
    signed = (
        select(AbstractAuthor.person_id)
        .join(Abstract, AbstractAuthor.abstract_id == Abstract.id)
        .join(Call, Abstract.call_id == Call.id)
        .where(here, Abstract.state == AbstractState.ACCEPTED)
    )
    yield Audience("abstract-signed", science, _("All authors of accepted abstracts"), signed, Can.SEE_ALL)
    given = select(Assignment.reviewer_id).join(Abstract, Assignment.abstract_id == Abstract.id)
    asked = given.join(Call, Abstract.call_id == Call.id).where(here)
    yield Audience("reviewers", reviewing, _("Reviewers"), asked, Can.SEE_ALL, (READINGS,))
    late = unread(edition)
    yield Audience("reviewers-late", reviewing, _("Reviewers with readings left"), late, Can.SEE_ALL, (READINGS,))

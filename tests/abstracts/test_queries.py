"""Reading abstracts: what authors and the committee find, and how little it asks of the database."""

import pytest

from abstracts.models import AbstractState
from abstracts.permissions import is_author
from abstracts.queries.abstracts import (
    abstracts_by,
    abstracts_of,
    call_of,
    find_abstract,
    find_call,
    find_received,
    funnel,
)
from abstracts.states import DECIDABLE
from core.db import db
from core.errors import NotFound
from tests.factories.abstracts import AbstractFactory, CallFactory
from tests.factories.base import afresh
from tests.factories.conference import EditionFactory
from tests.factories.people import PersonFactory, StructureFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def somebody():
    """Return a person with a structure of their own."""
    return PersonFactory(structure=StructureFactory())


def line(abstract):
    """Return what a list prints of an abstract."""
    authors = [f"{author.person.short_name} {author.person.affiliation}" for author in abstract.authors]
    return abstract.code, abstract.specialty.name("fr") != "", abstract.call.edition.name("fr") != "", len(authors)


@SQLITE_ONLY
def test_the_committee_lists_all_that_was_sent_by_code(call):
    for code, state in [("R-003", AbstractState.SUBMITTED), ("R-001", AbstractState.WITHDRAWN)]:
        AbstractFactory(call=call, code=code, state=state)
    AbstractFactory(call=call, code="R-002", state=AbstractState.DRAFT)
    AbstractFactory(code="R-004")

    listed = {
        state: [abstract.code for abstract in db.session.scalars(abstracts_of(call.edition, state=state))]
        for state in (None, AbstractState.DRAFT, AbstractState.WITHDRAWN)
    }

    assert listed == {None: ["R-001", "R-003"], AbstractState.DRAFT: ["R-002"], AbstractState.WITHDRAWN: ["R-001"]}


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_the_committee_s_list_asks_the_database_twice(call, queries, number):
    for place in range(number):
        AbstractFactory(call=call, code=f"R-00{place}", presenter=somebody(), others=[somebody()])
    edition = afresh(call.edition)

    with queries() as count:
        shown = [line(abstract) for abstract in db.session.scalars(abstracts_of(edition))]

    assert shown == [(f"R-00{place}", True, True, 2) for place in range(number)]
    assert count.total == 2, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_a_person_s_abstracts_are_those_they_submitted_or_signed_in_two_queries(call, queries, number):
    awa = somebody()
    for place in range(number):
        AbstractFactory(call=call, code=f"R-00{place}", submitter=awa, presenter=somebody())
        AbstractFactory(call=CallFactory(), code=f"R-01{place}", others=[awa])
    AbstractFactory(call=call)
    awa = afresh(awa)

    with queries() as count:
        shown = [line(abstract)[0] for abstract in abstracts_by(awa)]

    assert shown == [f"R-0{kind}{place}" for place in reversed(range(number)) for kind in (1, 0)]
    assert count.total == 2, str(count)


@SQLITE_ONLY
def test_an_abstract_or_a_call_of_another_edition_is_not_found(call):
    abstract = AbstractFactory(call=call, code="R-014")
    without = EditionFactory()

    assert find_abstract(call.edition, "R-014") is abstract
    assert (find_call(call.edition), call_of(call.edition), call_of(without)) == (call, call, None)
    with pytest.raises(NotFound):
        find_call(without)
    with pytest.raises(NotFound):
        find_abstract(CallFactory().edition, "R-014")


@SQLITE_ONLY
def test_the_committee_does_not_find_drafts(call):
    AbstractFactory(call=call, code="R-001", state=AbstractState.DRAFT)
    received = AbstractFactory(call=call, code="R-002")

    assert find_received(call.edition, "R-002") is received
    with pytest.raises(NotFound):
        find_received(call.edition, "R-001")


def test_the_funnel_counts_the_abstracts_in_each_state(call):
    for number, state in enumerate(AbstractState):
        AbstractFactory.create_batch(number, call=call, state=state)
    AbstractFactory()

    counted = funnel(call.edition)

    assert counted.by_state == {state: number for number, state in enumerate(AbstractState) if number}
    assert (counted.total(DECIDABLE), counted.total([AbstractState.DRAFT])) == (1 + 2, 0)


@SQLITE_ONLY
def test_an_author_is_whoever_submitted_or_signed_and_nobody_else(call):
    presenter, other, submitter, stranger = (PersonFactory(family_name=name) for name in "ABCD")
    abstract = AbstractFactory(call=call, presenter=presenter, others=[other], submitter=submitter)

    authors = [who for who in (presenter, other, submitter, stranger, None) if is_author(who, abstract)]

    assert authors == [presenter, other, submitter]

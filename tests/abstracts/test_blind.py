"""Blind review: whatever a reviewer is given, nothing in it says who wrote, from where, or when."""

import re
from dataclasses import astuple
from datetime import datetime

import pytest
from sqlalchemy import inspect

from abstracts.models import AbstractState
from abstracts.queries.reviews import (
    BlindAbstract,
    QueueItem,
    blind,
    find_assignment,
    lot_of,
    mean_of,
    reviews_of,
    scores_of,
)
from core.db import db
from core.errors import NotFound
from people.models import Person
from tests.factories.abstracts import AbstractFactory, AssignmentFactory, CallFactory, ReviewFactory
from tests.factories.base import afresh
from tests.factories.people import PersonFactory, SpecialtyFactory, StructureFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ABOUT_THE_AUTHORS = ("Ɛssa", "N’Diaye", "Ŋolo", "Bakary", "Salif", "Fomba", "courriel", "+223", "2024", "SECRET")


@pytest.fixture
def abstract(call):
    """An abstract about whose authors much is known."""
    hospital = StructureFactory(name="Hôpital Nianankoro Fomba")
    essa, bakary, salif = (
        PersonFactory(
            given_names=name, email=f"{name}@courriel.example", phone="+22376000001", structure=hospital, **more
        )
        for name, more in [("Ɛssa", {"family_name": "N’Diaye", "known_as": "Ŋolo"}), ("Bakary", {}), ("Salif", {})]
    )
    return AbstractFactory(
        call=call,
        code="R-014",
        title="Lithiase urinaire",
        specialty=SpecialtyFactory(code="UROL", name_fr="Urologie", name_en="Urology"),
        presenter=essa,
        others=[bakary],
        submitter=salif,
        interests="SECRET: employed by its maker",
        state=AbstractState.UNDER_REVIEW,
    )


@pytest.fixture
def reviewer(abstract):
    """Somebody who is to read it."""
    return AssignmentFactory(abstract=abstract, reviewer__given_names="Djénéba").reviewer


def facts_in(given):
    """Return all that is written anywhere in plain values, as one text."""
    return repr(astuple(given))


@SQLITE_ONLY
def test_the_reviewer_s_abstract_is_its_text_and_nothing_else(abstract):
    seen = blind(abstract, language="en")

    assert seen == BlindAbstract(
        code="R-014",
        title="Lithiase urinaire",
        specialty="Urology",
        template="Original study",
        sections=(("Introduction", "Décrire les cas."), ("Results", "Nous avons vu 126 cas.")),
        keywords=("paludisme", "enfant", "Ségou"),
        words=8,
    )
    assert [word for word in ABOUT_THE_AUTHORS if word in facts_in(seen)] == []


@SQLITE_ONLY
def test_what_a_reviewer_gets_is_plain_values_through_which_no_author_is_reached(abstract, reviewer):
    given = [blind(abstract, language="fr"), *lot_of(reviewer, abstract.call.edition, language="fr")]

    values = [value for each in given for value in astuple(each)]
    assert {type(value) for value in values} <= {str, int, bool, tuple, type(None)}
    assert not any(isinstance(value, datetime) for value in values)


@SQLITE_ONLY
def test_a_template_that_is_gone_shows_nothing(call):
    abstract = AbstractFactory(call=call, template="gone", specialty__name_fr="Urologie")

    seen = blind(abstract, language="fr")

    assert (seen.template, seen.sections, seen.specialty) == ("", (), "Urologie")


@SQLITE_ONLY
def test_a_lot_holds_a_reviewer_s_own_abstracts_unread_first(abstract, reviewer):
    read = AssignmentFactory(
        reviewer=reviewer,
        abstract=AbstractFactory(
            call=abstract.call, code="R-002", title="Décidé", specialty=abstract.specialty, state=AbstractState.ACCEPTED
        ),
    )
    ReviewFactory(assignment=read, total=6)
    AssignmentFactory(abstract=abstract)
    AssignmentFactory(reviewer=reviewer)

    lot = lot_of(reviewer, abstract.call.edition, language="fr")

    assert lot == [
        QueueItem(code="R-014", title="Lithiase urinaire", specialty="Urologie", total=None, is_open=True),
        QueueItem(code="R-002", title="Décidé", specialty="Urologie", total=6, is_open=False),
    ]
    assert [word for item in lot for word in ABOUT_THE_AUTHORS if word in facts_in(item)] == []


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_a_lot_asks_the_database_once_and_for_no_author(call, queries, number):
    reviewer = PersonFactory()
    for _abstract in range(number):
        ReviewFactory(assignment__reviewer=reviewer, assignment__abstract=AbstractFactory(call=call))
    edition = afresh(call.edition)
    reviewer = db.session.get_one(Person, reviewer.id)

    with queries() as count:
        lot = lot_of(reviewer, edition, language="fr")

    assert (len(lot), count.total) == (number, 1), str(count)
    assert {"abstract_author", "person", "structure"} & set(re.findall(r"\w+", str(count))) == set()


@SQLITE_ONLY
def test_the_assignment_a_reviewer_opens_has_loaded_no_author(abstract, reviewer, queries):
    edition = afresh(abstract.call.edition)
    reviewer = db.session.get_one(Person, reviewer.id)

    with queries() as count:
        assignment = find_assignment(edition, "R-014", reviewer)
        blind(assignment.abstract, language="fr")

    assert (count.total, assignment.reviewer_id) == (1, reviewer.id), str(count)
    assert {"authors", "submitter"} <= inspect(assignment.abstract).unloaded


def test_an_abstract_somebody_is_not_to_read_is_not_found(abstract, reviewer):
    stranger, other = PersonFactory(), CallFactory().edition
    AssignmentFactory(abstract=AbstractFactory(call=abstract.call, code="R-015"), reviewer=stranger)

    for edition, code, who in [
        (abstract.call.edition, "R-015", reviewer),
        (abstract.call.edition, "R-014", stranger),
        (other, "R-014", reviewer),
    ]:
        with pytest.raises(NotFound):
            find_assignment(edition, code, who)


# ── What the chair sees of it ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_the_chair_sees_the_reviews_of_an_abstract_in_one_query(call, queries, number):
    abstract = AbstractFactory(call=call)
    AssignmentFactory(abstract=abstract)
    for place in range(number):
        ReviewFactory(assignment__abstract=abstract, total=place + 2)
    abstract = afresh(abstract)

    with queries() as count:
        assignments = reviews_of(abstract)
        shown = [(bool(each.reviewer.name), each.review.total if each.review else None) for each in assignments]

    assert shown == [(True, None), *((True, place + 2) for place in range(number))]
    assert mean_of(assignments) == {1: 2, 3: 3}[number]
    assert count.total == 1, str(count)


@SQLITE_ONLY
def test_there_is_no_mean_before_the_first_review(call):
    assert mean_of([AssignmentFactory(abstract=AbstractFactory(call=call))]) is None


def test_scores_of_say_how_many_reviews_were_asked_for_came_and_their_mean(call):
    unread, waiting, read = (AbstractFactory(call=call) for _abstract in range(3))
    AssignmentFactory(abstract=waiting)
    AssignmentFactory(abstract=read)
    for total in (2, 5):
        ReviewFactory(assignment__abstract=read, total=total)

    scores = scores_of([abstract.id for abstract in (unread, waiting, read)])

    assert scores == {waiting.id: (1, 0, None), read.id: (3, 2, 3.5)}

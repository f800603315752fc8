"""Reviewers at work: who may read what, what a review needs, and until when it can be sent."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from abstracts.models import AbstractState, Assignment, DecisionOutcome, Review
from abstracts.services.assigning import assign
from abstracts.services.reviewing import send_review
from abstracts.states import DECIDABLE
from core import clock
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from tests.factories.abstracts import IN_TIME, AbstractFactory, AssignmentFactory, ReviewFactory
from tests.factories.people import PersonFactory, StructureFactory
from tests.support.refusals import refusal_of

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
COMPLETE = {"originality": 4, "clarity": 0}
ORAL = DecisionOutcome.ORAL


# ── Assigning ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_assigning_gives_a_reviewer_an_abstract_and_opens_its_evaluation(call):
    abstract, reviewers = AbstractFactory(call=call), PersonFactory.create_batch(2, structure=StructureFactory())

    for reviewer in reviewers:
        with transaction():
            assign(abstract, reviewer, by=SYSTEM)

    assigned = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(each.abstract, each.reviewer, each.assigned_at) for each in assigned] == [
        (abstract, reviewers[0], IN_TIME),
        (abstract, reviewers[1], IN_TIME),
    ]
    assert abstract.state is AbstractState.UNDER_REVIEW


@SQLITE_ONLY
def test_nobody_reads_what_they_wrote_submitted_or_what_comes_from_their_own_structure(call):
    hospital, other = StructureFactory(), StructureFactory()
    awa = PersonFactory(given_names="Awa", family_name="Diarra", structure=hospital)
    bakary = PersonFactory(given_names="Bakary", family_name="Koné")
    submitter = PersonFactory(given_names="Cheick", family_name="Ba", structure=other)
    neighbour = PersonFactory(given_names="Djénéba", family_name="Sy", structure=hospital)
    abstract = AbstractFactory(call=call, presenter=awa, others=[bakary], submitter=submitter)

    said = [refusal_of(assign, abstract, reviewer) for reviewer in (awa, bakary, submitter, neighbour)]

    assert said == [
        ("conflict-author", "Awa Diarra is an author of this abstract."),
        ("conflict-author", "Bakary Koné is an author of this abstract."),
        ("conflict-author", "Cheick Ba is an author of this abstract."),
        ("conflict-structure", "Djénéba Sy works in the same structure as an author."),
    ]
    assert (abstract.state, db.session.scalars(select(Assignment)).all()) == (AbstractState.SUBMITTED, [])


@SQLITE_ONLY
def test_two_people_without_a_structure_are_not_of_the_same_one(call):
    abstract = AbstractFactory(call=call, presenter__structure=None)

    with transaction():
        assignment = assign(abstract, PersonFactory(structure=None), by=SYSTEM)

    assert assignment.abstract is abstract


@SQLITE_ONLY
@pytest.mark.parametrize("state", sorted(set(AbstractState) - DECIDABLE))
def test_what_is_not_being_evaluated_is_given_to_nobody(call, state):
    abstract = AbstractFactory(call=call, state=state)

    assert refusal_of(assign, abstract, PersonFactory()) == ("not-in-review", "This abstract is not being evaluated.")


# ── Sending a review ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def assignment(call):
    """Somebody is to read an abstract."""
    return AssignmentFactory(abstract=AbstractFactory(call=call, state=AbstractState.UNDER_REVIEW))


def test_a_review_keeps_the_points_of_the_grid_and_their_sum(assignment):
    with transaction():
        send_review(
            assignment,
            {"originality": 4, "clarity": 1, "sympathy": 100},
            proposal=DecisionOutcome.REFUSED,
            comment=" Trop court.\n",
            note=" Déjà vu ? ",
            by=SYSTEM,
        )

    review = db.session.scalars(select(Review)).one()
    assert (review.assignment, review.scores, review.total, review.proposal, review.comment, review.note) == (
        assignment,
        {"originality": 4, "clarity": 1},
        5,
        DecisionOutcome.REFUSED,
        "Trop court.",
        "Déjà vu ?",
    )
    assert review.sent_at == IN_TIME


def test_sending_a_review_again_replaces_it(assignment):
    for points in (1, 3):
        with transaction():
            send_review(assignment, {"originality": points, "clarity": 3}, proposal=ORAL, by=SYSTEM)

    reviews = db.session.scalars(select(Review)).all()
    assert [(review.scores, review.total) for review in reviews] == [({"originality": 3, "clarity": 3}, 6)]
    log = select(AuditEntry.facts).filter_by(object_kind="review", action="sent").order_by(AuditEntry.id)
    assert db.session.scalars(log).all() == [{"total": 4}, {"total": 6}]


@SQLITE_ONLY
@pytest.mark.parametrize(
    "scores",
    [{}, {"originality": 4}, {"originality": 5, "clarity": 0}, {"originality": -1, "clarity": 0}],
    ids=["nothing", "a line missing", "too many points", "less than none"],
)
def test_every_line_of_the_grid_gets_its_points(assignment, scores):
    assert refusal_of(send_review, assignment, scores, proposal=ORAL) == (
        "grid-incomplete",
        "Give every line of the grid its points.",
    )
    assert db.session.scalars(select(Review)).all() == []


@SQLITE_ONLY
def test_a_comment_is_needed_unless_the_reviewer_accepts(assignment):
    needed = {}
    for proposal in DecisionOutcome:
        try:
            with transaction():
                send_review(assignment, COMPLETE, proposal=proposal, comment="  ", by=SYSTEM)
        except Refused as refusal:
            needed[proposal] = (refusal.code, str(refusal))

    sentence = ("comment-needed", "Tell the authors why: a comment is needed unless you accept.")
    assert needed == {DecisionOutcome.TO_CORRECT: sentence, DecisionOutcome.REFUSED: sentence}


@SQLITE_ONLY
@pytest.mark.parametrize("state", sorted(set(AbstractState) - DECIDABLE))
def test_reviews_are_closed_once_it_is_decided(call, state):
    assignment = AssignmentFactory(abstract=AbstractFactory(call=call, state=state))

    assert refusal_of(send_review, assignment, COMPLETE, proposal=ORAL) == (
        "review-closed",
        "This abstract has been decided; its reviews are closed.",
    )


# ── What the database refuses by itself ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.filterwarnings("ignore:.*conflicts with")
def test_the_database_keeps_one_assignment_for_each_reader_and_one_review_for_each_assignment(call, assignment):
    with pytest.raises(IntegrityError):
        AssignmentFactory(abstract=assignment.abstract, reviewer=assignment.reviewer)
    with clock.stopped(IN_TIME), pytest.raises(IntegrityError):
        ReviewFactory.create_batch(2, assignment_id=assignment.id, assignment=None)

    assert db.session.scalars(select(Assignment)).all() == [assignment]

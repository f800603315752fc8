"""The committee decides: what becomes of an abstract, and who is told."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from abstracts.models import AbstractAuthor, AbstractState, Decision, DecisionOutcome
from abstracts.queries.abstracts import abstract_of, decision_on, presentations_from
from abstracts.services.deciding import accept, decide
from abstracts.services.submission import begin, save, submit
from abstracts.states import DECIDABLE
from conference.models import Presentation, PresentationKind
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from core.outbox import Message
from tests.factories.abstracts import IN_TIME, AbstractFactory, AuthorGivenFactory, ContentFactory
from tests.factories.conference import PresentationFactory
from tests.factories.people import PersonFactory, UserFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def told():
    """Return who was told of a decision."""
    return db.session.scalars(select(Message.to_name).filter_by(kind="abstract-decided").order_by(Message.id)).all()


@pytest.mark.parametrize(
    ("outcome", "state", "becomes"),
    [
        (DecisionOutcome.ORAL, AbstractState.ACCEPTED, [("CO-001", PresentationKind.ORAL)]),
        (DecisionOutcome.POSTER, AbstractState.ACCEPTED, [("CA-001", PresentationKind.POSTER)]),
        (DecisionOutcome.TO_CORRECT, AbstractState.TO_CORRECT, []),
        (DecisionOutcome.REFUSED, AbstractState.REFUSED, []),
    ],
)
def test_each_outcome_has_its_state_and_what_is_accepted_becomes_a_presentation(call, outcome, state, becomes):
    chair = UserFactory(person__given_names="Fatoumata", person__family_name="Koné")
    abstract = AbstractFactory(call=call, state=AbstractState.UNDER_REVIEW)

    with transaction():
        decide(abstract, outcome, by=chair, comment=" Merci. ")

    assert abstract.state is state
    assert [(talk.code, talk.kind) for talk in presentations_from(abstract)] == becomes
    decision = decision_on(abstract)
    assert (decision.outcome, decision.comment, decision.decided_by, decision.decided_at) == (
        outcome,
        "Merci.",
        "Fatoumata Koné",
        IN_TIME,
    )
    log = select(AuditEntry.actor_name, AuditEntry.facts).filter_by(action="decided")
    assert db.session.execute(log).all() == [("Fatoumata Koné", {"outcome": outcome})]


@SQLITE_ONLY
def test_the_presentation_has_the_abstract_s_title_specialty_and_authors_in_order(call):
    bakary = AbstractAuthor(
        person=PersonFactory(given_names="Bakary"), position=1, is_presenter=False, affiliation="CSRéf de Niono"
    )
    essa = PersonFactory(given_names="Ɛssa", family_name="N’Diaye dit Ŋolo")
    abstract = AbstractFactory(
        call=call, presenter=essa, authors=[bakary, AbstractAuthor(person=essa, position=2, is_presenter=True)]
    )

    with transaction():
        decide(abstract, DecisionOutcome.ORAL, by=SYSTEM)

    (talk,) = presentations_from(abstract)
    assert (talk.edition, talk.title, talk.specialty) == (call.edition, abstract.title, abstract.specialty)
    authors = [(each.person.given_names, each.is_presenter, each.affiliation) for each in talk.authors]
    assert authors == [("Bakary", False, "CSRéf de Niono"), ("Ɛssa", True, "")]
    assert talk.presenter.name == "Ɛssa N’Diaye dit Ŋolo"
    assert (abstract_of(talk), abstract_of(PresentationFactory())) == (abstract, None)


@SQLITE_ONLY
def test_the_submitter_and_the_presenter_are_told_once_each(call):
    awa, bakary, cheick = (PersonFactory(given_names=name, family_name="Sy") for name in ("Awa", "Bakary", "Cheick"))
    by_herself = AbstractFactory(call=call, presenter=awa, others=[cheick])
    by_another = AbstractFactory(call=call, presenter=awa, others=[cheick], submitter=bakary)

    with transaction():
        decide(by_herself, DecisionOutcome.ORAL, by=SYSTEM)
    first = told()
    with transaction():
        decide(by_another, DecisionOutcome.REFUSED, by=SYSTEM, comment="Hors sujet.")

    assert (first, told()) == (["Awa Sy"], ["Awa Sy", "Bakary Sy", "Awa Sy"])


@SQLITE_ONLY
@pytest.mark.parametrize("outcome", [DecisionOutcome.TO_CORRECT, DecisionOutcome.REFUSED])
def test_the_authors_are_told_why_unless_they_are_accepted(call, outcome):
    abstract = AbstractFactory(call=call)

    with pytest.raises(Refused) as refusal, transaction():
        decide(abstract, outcome, by=SYSTEM, comment=" ")

    assert (refusal.value.code, str(refusal.value)) == (
        "comment-needed",
        "Tell the authors why: a comment is needed unless you accept.",
    )
    assert (abstract.state, told()) == (AbstractState.SUBMITTED, [])


@SQLITE_ONLY
@pytest.mark.parametrize("state", sorted(set(AbstractState) - DECIDABLE))
def test_what_is_decided_or_not_sent_is_not_decided_again(call, state):
    abstract = AbstractFactory(call=call, state=state)

    with pytest.raises(Refused) as refusal, transaction():
        decide(abstract, DecisionOutcome.ORAL, by=SYSTEM)

    assert (refusal.value.code, abstract.state) == ("decided-already", state)
    assert (db.session.scalars(select(Presentation)).all(), told()) == ([], [])


@SQLITE_ONLY
def test_one_abstract_may_become_a_poster_and_a_flash(call):
    abstract = AbstractFactory(call=call)
    with transaction():
        decide(abstract, DecisionOutcome.POSTER, by=SYSTEM)

    with transaction():
        accept(abstract, PresentationKind.FLASH, by=SYSTEM)

    assert [talk.code for talk in presentations_from(abstract)] == ["CA-001", "FL-001"]


@SQLITE_ONLY
def test_what_was_to_correct_is_changed_sent_again_and_decided_again_and_both_decisions_stay(call):
    awa = AuthorGivenFactory(is_presenter=True)
    content = ContentFactory(authors=[awa])
    with transaction():
        abstract = begin(call, content, submitter=PersonFactory(), by=SYSTEM)
        submit(abstract, by=SYSTEM)
        decide(abstract, DecisionOutcome.TO_CORRECT, by=SYSTEM, comment="Précisez la méthode.")

    with transaction():
        save(abstract, replace(content, title="Titre précisé"), by=SYSTEM)
        submit(abstract, by=SYSTEM)
        decide(abstract, DecisionOutcome.ORAL, by=SYSTEM)

    outcomes = db.session.scalars(select(Decision.outcome).order_by(Decision.id)).all()
    assert outcomes == [DecisionOutcome.TO_CORRECT, DecisionOutcome.ORAL]
    assert [talk.title for talk in presentations_from(abstract)] == ["Titre précisé"]

"""Authors at work: the limits of the call, to the word, the second and the name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from abstracts.models import Abstract, AbstractAuthor, AbstractPresentation, AbstractState, Wish
from abstracts.queries.abstracts import presentations_from
from abstracts.services.completeness import lacks_of
from abstracts.services.submission import begin, retag, save, submit, withdraw
from conference.models import Participation, PresentationKind, PresentationState
from conference.services import timetable
from core import clock, jobs
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from core.outbox import Message
from tests.factories.abstracts import (
    CLOSES,
    OPENS,
    AbstractFactory,
    AuthorGivenFactory,
    CallFactory,
    ContentFactory,
)
from tests.factories.base import afresh
from tests.factories.conference import PresentationFactory, SessionFactory
from tests.factories.people import PersonFactory, SpecialtyFactory
from tests.support.refusals import refusal_of

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)


def begun(call, **facts):
    """Return a draft of an abstract."""
    with transaction():
        return begin(call, ContentFactory(**facts), submitter=PersonFactory(), by=SYSTEM)


def sent(call, **facts):
    """Return an abstract that was written and sent."""
    abstract = begun(call, **facts)
    with transaction():
        submit(abstract, by=SYSTEM)
    return abstract


def messages():
    """Return the kind and the recipient of every message that waits."""
    return db.session.execute(select(Message.kind, Message.to_name).order_by(Message.id)).all()


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_keeps_everything_that_was_typed_under_a_code_of_its_own(call):
    specialty, submitter = SpecialtyFactory(), PersonFactory()
    content = ContentFactory(
        title="Éclampsie",
        specialty=specialty,
        wish=Wish.POSTER,
        sections={"introduction": "Décrire\n\nles cas", "results": ""},
        keywords=["éclampsie"],
        on_theme=True,
        declared=[],
        interests="Aucun",
    )

    with transaction():
        abstract = begin(call, content, submitter=submitter, by=submitter)

    abstract = afresh(abstract)
    kept = {
        name: getattr(abstract, name)
        for name in ("code", "state", "title", "template", "wish", "sections", "keywords", "on_theme", "interests")
    }
    assert kept == {
        "code": "R-001",
        "state": AbstractState.DRAFT,
        "title": "Éclampsie",
        "template": "original",
        "wish": Wish.POSTER,
        "sections": {"introduction": "Décrire\n\nles cas", "results": ""},
        "keywords": ["éclampsie"],
        "on_theme": True,
        "interests": "Aucun",
    }
    assert (abstract.specialty_id, abstract.submitter_id, abstract.submitted_at) == (specialty.id, submitter.id, None)
    assert messages() == []


def test_the_codes_of_a_call_follow_one_another(call):
    codes = [begun(each).code for each in (call, call, CallFactory(), call)]

    assert codes == ["R-001", "R-002", "R-001", "R-003"]


def test_saving_brings_the_authors_to_what_was_typed_and_who_stays_is_the_same_person(call):
    awa, bakary, cheick = (
        AuthorGivenFactory(who__given_names=name, who__family_name="Traoré", who__structure=f"CSRéf de {name}")
        for name in ("Awa", "Bakary", "Cheick")
    )
    abstract = begun(call, authors=[replace(awa, is_presenter=True), bakary])
    before = {author.person.given_names: author.person_id for author in abstract.authors}

    with transaction():
        save(abstract, ContentFactory(authors=[cheick, replace(awa, is_presenter=True)]), by=SYSTEM)

    abstract = afresh(abstract)
    listed = [
        (each.person.given_names, each.position, each.is_presenter, each.affiliation) for each in abstract.authors
    ]
    assert listed == [("Cheick", 1, False, "CSRéf de Cheick"), ("Awa", 2, True, "CSRéf de Awa")]
    assert abstract.authors[1].person_id == before["Awa"]
    assert len(db.session.scalars(select(AbstractAuthor)).all()) == 2


@SQLITE_ONLY
@pytest.mark.parametrize(
    "state", [AbstractState.UNDER_REVIEW, AbstractState.ACCEPTED, AbstractState.REFUSED, AbstractState.WITHDRAWN]
)
def test_what_is_being_evaluated_can_no_longer_be_changed(call, state):
    abstract = AbstractFactory(call=call, state=state, title="Avant")

    said = refusal_of(save, abstract, ContentFactory(title="Après"))

    assert said == ("not-editable", "This abstract is being evaluated; it can no longer be changed.")
    assert abstract.title == "Avant"


# ── Sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sending_writes_down_when_and_tells_the_submitter_once(call):
    abstract = begun(call)
    moment = datetime(2024, 5, 2, 10, tzinfo=UTC)

    with clock.stopped(moment):
        with transaction():
            submit(abstract, by=abstract.submitter)
        jobs.drain()

    assert (abstract.state, abstract.submitted_at) == (AbstractState.SUBMITTED, moment)
    assert ("abstract-received", abstract.submitter.name) in messages()
    actions = select(AuditEntry.action).filter_by(object_kind="abstract").order_by(AuditEntry.id)
    assert db.session.scalars(actions).all() == ["begun", "submitted"]


@SQLITE_ONLY
def test_what_was_sent_can_be_changed_and_sent_again_until_it_is_read(call):
    abstract = sent(call)
    jobs.drain()

    with transaction():
        save(abstract, ContentFactory(title="Titre corrigé", specialty=abstract.specialty), by=SYSTEM)
        submit(abstract, by=SYSTEM)
    jobs.drain()

    assert (abstract.state, abstract.title) == (AbstractState.SUBMITTED, "Titre corrigé")
    assert messages().count(("abstract-received", abstract.submitter.name)) == 2


@SQLITE_ONLY
def test_what_was_sent_must_go_on_keeping_the_rules_when_it_is_changed(call):
    awa = AuthorGivenFactory(is_presenter=True, who__family_name="Diarra", who__email="awa@courriel.example")
    for _abstract in range(3):
        sent(call, authors=[awa])
    abstract = sent(call, title="Avant")

    said = [
        refusal_of(save, abstract, ContentFactory(title="", specialty=abstract.specialty)),
        refusal_of(save, abstract, ContentFactory(authors=[awa], specialty=abstract.specialty)),
    ]

    assert said == [
        ("incomplete", "The title is missing."),
        (
            "too-many-abstracts",
            "Awa Diarra has already sent 3 abstracts, the most this call accepts from one author.",
        ),
    ]
    assert (abstract.title, abstract.authors[0].person.family_name != "Diarra") == ("Avant", True)


def words(number):
    """Return two sections that have so many words together."""
    return {"introduction": "mot\n " * 100, "results": "mot " * (number - 100)}


@SQLITE_ONLY
def test_three_hundred_words_are_accepted_and_one_more_is_refused_with_the_count(call):
    exact, longer = begun(call, sections=words(300)), begun(call, sections=words(301))

    with transaction():
        submit(exact, by=SYSTEM)
    said = refusal_of(submit, longer)

    assert said == ("incomplete", "The text has 301 words; the limit is 300.")
    assert (exact.state, longer.state) == (AbstractState.SUBMITTED, AbstractState.DRAFT)
    assert longer.words == 301


def test_the_last_second_of_the_call_is_in_time_and_the_next_one_is_not(call):
    in_time, late = begun(call), begun(call)

    with clock.stopped(CLOSES - SECOND), transaction():
        submit(in_time, by=SYSTEM)
    with clock.stopped(CLOSES):
        said = refusal_of(submit, late)

    assert said == (
        "call-closed",
        "The call closed on Wednesday 15 May 2024 at 23:59, Bamako time; what was typed is kept.",
    )
    assert in_time.state is AbstractState.SUBMITTED
    late = afresh(late)
    assert (late.state, late.sections["results"]) == (AbstractState.DRAFT, "Nous avons vu 126 cas.")


@SQLITE_ONLY
def test_nothing_begins_or_is_saved_outside_the_window_of_the_call(call):
    draft, person = begun(call), PersonFactory()
    closed = "The call closed on Wednesday 15 May 2024 at 23:59, Bamako time; what was typed is kept."
    not_open = "The call opens on Friday 1 March 2024 at 00:00, Bamako time."

    said = {}
    for moment in (OPENS - SECOND, CLOSES):
        with clock.stopped(moment):
            with pytest.raises(Refused) as refusal, transaction():
                begin(call, ContentFactory(), submitter=person, by=SYSTEM)
            said[moment] = [(refusal.value.code, str(refusal.value)), refusal_of(save, draft, ContentFactory())]

    assert said == {
        OPENS - SECOND: [("call-not-open", not_open)] * 2,
        CLOSES: [("call-closed", closed)] * 2,
    }
    assert (call.is_open(OPENS), call.is_open(CLOSES - SECOND), call.is_open(CLOSES)) == (True, True, False)
    assert len(db.session.scalars(select(Abstract)).all()) == 1


# ── What is missing ─────────────────────────────────────────────────────────────────────────────────────────────────

MISSING = {
    "nothing": ({}, []),
    "title": ({"title": ""}, ["The title is missing."]),
    "long title": ({"title": "t" * 201}, ["The title is longer than 200 characters."]),
    "longest title": ({"title": "t" * 200}, []),
    "template": ({"template": "none"}, ["Choose a kind of abstract."]),
    "words": ({"sections": words(1301)}, ["The text has 1301 words; the limit is 300."]),
    "few keywords": ({"keywords": ["a", "b"]}, ["Give 3 to 5 keywords."]),
    "many keywords": ({"keywords": list("abcdef")}, ["Give 3 to 5 keywords."]),
    "most keywords": ({"keywords": list("abcde")}, []),
    "authors": ({"authors": []}, ["Name at least one author."]),
    "presenter": (
        {"authors": AuthorGivenFactory.build_batch(2)},
        ["Say which one of the authors presents."],
    ),
    "two presenters": (
        {"authors": AuthorGivenFactory.build_batch(2, is_presenter=True)},
        ["Say which one of the authors presents."],
    ),
    "consent": ({"declared": []}, ["Confirm the declaration in the name of all authors."]),
    "section": ({"sections": {"introduction": "Décrire.", "results": " \n"}}, ["The section “Results” is empty."]),
    "sections": (
        {"sections": {"other": "Ailleurs."}},
        ["The section “Introduction” is empty.", "The section “Results” is empty."],
    ),
    "all": (
        {"title": "", "sections": {}, "keywords": [], "authors": [], "declared": []},
        [
            "The title is missing.",
            "The section “Introduction” is empty.",
            "The section “Results” is empty.",
            "Give 3 to 5 keywords.",
            "Name at least one author.",
            "Confirm the declaration in the name of all authors.",
        ],
    ),
}


@SQLITE_ONLY
def test_incomplete_says_one_sentence_for_each_thing_that_is_missing(call):
    drafts = {name: begun(call, **facts) for name, (facts, _sentences) in MISSING.items()}

    said = {name: [lack.sentence for lack in lacks_of(draft)] for name, draft in drafts.items()}

    assert said == {name: sentences for name, (_facts, sentences) in MISSING.items()}


@SQLITE_ONLY
def test_what_is_incomplete_is_refused_with_every_sentence_at_once(call):
    abstract = begun(call, title="", declared=[])

    said = refusal_of(submit, abstract)

    assert said == ("incomplete", "The title is missing. Confirm the declaration in the name of all authors.")
    assert (abstract.state, messages()) == (AbstractState.DRAFT, [])


@SQLITE_ONLY
def test_a_sending_that_is_refused_has_changed_nothing(call):
    abstract = begun(call, declared=[])

    with transaction():
        with pytest.raises(Refused):
            submit(abstract, by=SYSTEM)
        assert not db.session.is_modified(abstract)
        assert not db.session.new


# ── Taking back, moving ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def accepted(call):
    """An accepted abstract that became a talk and a poster, the talk on the programme."""
    abstract = AbstractFactory(call=call, state=AbstractState.ACCEPTED, specialty=SpecialtyFactory(code="MFAM"))
    facts = {"edition": call.edition, "specialty": abstract.specialty, "presenter": abstract.submitter}
    with transaction() as session:
        for kind in (PresentationKind.ORAL, PresentationKind.POSTER):
            talk = PresentationFactory(kind=kind, **facts)
            session.add(AbstractPresentation(abstract=abstract, presentation=talk))
    with transaction():
        timetable.place(presentations_from(abstract)[0], SessionFactory(edition=call.edition), by=SYSTEM)
    return abstract


def test_withdrawing_takes_what_came_of_it_off_the_programme_and_tells_the_submitter_once(accepted):
    with transaction():
        withdraw(accepted, by=SYSTEM)

    assert accepted.state is AbstractState.WITHDRAWN
    assert [(talk.state, talk.session) for talk in presentations_from(accepted)] == [
        (PresentationState.WITHDRAWN, None),
        (PresentationState.WITHDRAWN, None),
    ]
    assert messages() == [("abstract-withdrawn", accepted.submitter.name)]


@SQLITE_ONLY
@pytest.mark.parametrize("state", [AbstractState.REFUSED, AbstractState.WITHDRAWN])
def test_what_was_refused_or_withdrawn_is_not_taken_back(call, state):
    abstract = AbstractFactory(call=call, state=state)

    assert refusal_of(withdraw, abstract)[0] == "no-such-step"
    assert (abstract.state, messages()) == (state, [])


@SQLITE_ONLY
def test_retag_moves_an_abstract_and_all_that_came_of_it(accepted):
    gyno = SpecialtyFactory(code="GYNO")

    with transaction():
        retag(accepted, gyno, by=SYSTEM)

    assert [accepted.specialty, *(talk.specialty for talk in presentations_from(accepted))] == [gyno, gyno, gyno]
    facts = select(AuditEntry.facts).filter_by(object_kind="abstract", action="retagged")
    assert db.session.scalars(facts).all() == [{"old": "MFAM", "new": "GYNO"}]


# ── What the database refuses by itself ─────────────────────────────────────────────────────────────────────────────

IMPOSSIBLE = {
    "sent at no moment": lambda call: AbstractFactory(call=call, submitted_at=None),
    "two of one code": lambda call: AbstractFactory.create_batch(2, call=call, code="R-001"),
    "an author twice": lambda call: AbstractFactory(call=call, others=(twice := PersonFactory(), twice)),
    "a call that closes before it opens": lambda _call: CallFactory(opens_at=CLOSES, closes_at=OPENS),
    "a second call of one edition": lambda call: CallFactory(edition=call.edition),
    "a call for no words": lambda _call: CallFactory(most_words=0),
}


def test_the_database_refuses_rows_that_cannot_be(call):
    refused = set()
    for name, make in IMPOSSIBLE.items():
        try:
            make(call)
        except IntegrityError:
            refused.add(name)

    assert refused == set(IMPOSSIBLE)


@SQLITE_ONLY
def test_nobody_takes_part_in_an_edition_by_submitting(call):
    sent(call)

    assert db.session.scalars(select(Participation)).all() == []

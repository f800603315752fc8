"""C11: many abstracts decided at once, the effect seen first, the authors told when the chair says so.

The chair of the demonstration and its open call, read by three new readers, on both databases.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from abstracts.models import (
    Abstract,
    AbstractState,
    Assignment,
    Call,
    Decision,
    DecisionOutcome,
    Deliberation,
    DeliberationState,
    Review,
)
from abstracts.queries.abstracts import presentations_from
from abstracts.services import deciding, submission
from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Edition, PresentationState, Session
from core import clock, jobs
from core.audit import SYSTEM, AuditEntry
from core.db import again_on_conflict, db, transaction
from core.errors import Refused
from core.outbox import Message
from tests.factories.abstracts import AssignmentFactory, ReviewFactory
from tests.factories.conference import DeliveryFactory
from tests.factories.people import PersonFactory
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-8"
TOGETHER, ABSTRACTS = f"/e/{SLUG}/committee/decisions/together", f"/e/{SLUG}/committee/abstracts"
TOTALS = (18, 16, 14, 13, 11, 10, 8, 5)  # what three readers gave the eight abstracts of the call, by code
MONTH = clock.now().date() + timedelta(days=20)


@pytest.fixture
def app(demo_app):
    """The demonstration, each of the abstracts under review read by three, who wrote to the authors."""
    with demo_app.app_context():
        waiting = undecided()
        with transaction() as session:
            given = select(Assignment.id).where(Assignment.abstract_id.in_([each.id for each in waiting]))
            session.execute(delete(Review).where(Review.assignment_id.in_(given)))
            session.execute(delete(Assignment).where(Assignment.abstract_id.in_([each.id for each in waiting])))
        readers = [PersonFactory() for _reader in range(3)]
        for abstract, total in zip(waiting, TOTALS, strict=True):
            for reader in readers:
                assignment = AssignmentFactory(abstract=abstract, reviewer=reader)
                ReviewFactory(assignment=assignment, total=total, comment=f"À propos de {abstract.code}.")
    return demo_app


def undecided():
    """Return the abstracts that wait for a decision, by code."""
    statement = select(Abstract).join(Call).join(Edition).where(Edition.slug == SLUG)
    return list(
        db.session.scalars(statement.where(Abstract.state == AbstractState.UNDER_REVIEW).order_by(Abstract.code))
    )


@pytest.fixture
def chair(app):
    """The scientific chair, reading English."""
    visitor = Visitor(app)
    sign_in(visitor, f"chaire@{DOMAIN}", PASSWORD)
    visitor.get(f"{ABSTRACTS}/?lang=en", expect=200)
    return visitor


def look(chair, **typed):
    """Fill in the form of many decisions and look at the effect."""
    return chair.submit("#together", button="Show the effect", **typed)


def decide(chair, **typed):
    """Fill in the form of many decisions and decide what was shown."""
    button = next(each for each in chair.page.texts("#together button") if each.startswith("Decide"))
    return chair.submit("#together", button=button, **typed)


def numbers(page):
    """Return the figures of the effect, as the page shows them."""
    return [int(each.text) for each in page.all("[aria-labelledby=effect] .numbers b")]


def test_c11_the_effect_is_seen_before_it_is_done_and_the_authors_are_told_when_the_chair_says_so(chair, app):
    with app.app_context():
        before, codes = state_of(), [each.code for each in undecided()]
        told_before = messages()

    page = chair.get(TOGETHER, expect=200)
    assert numbers(page) == [4, 2, 0, 2]
    shown = look(chair, oral="13", poster="10", correct="8")

    assert numbers(shown) == [4, 2, 1, 1]
    with app.app_context():
        assert (state_of(), messages()) == (before, told_before)

    done = decide(chair, correct_by=MONTH.isoformat())
    assert "Nobody has been told yet" in done.text
    with app.app_context():
        states = [each.state for each in by_codes(codes)]
        assert states == ["accepted"] * 6 + ["to-correct", "refused"]
        assert messages() == told_before
        talks = [talk.kind for each in by_codes(codes) for talk in presentations_from(each)]
        assert talks == ["oral"] * 4 + ["poster"] * 2
        accepted = [talk.code for each in by_codes(codes) for talk in presentations_from(each)]
    assert publicly_known(app, accepted) == (set(), {404})

    chair.submit("form[action$='/words']", refused_fr="Merci de votre envoi.", refused_en="Thank you.")
    told = chair.submit("form[action$='/announce']")
    assert "Announced" in told.text
    with app.app_context():
        jobs.drain()
        letters = {each.subject.split(":")[0].split()[0]: each for each in sent(after=told_before)}
        assert set(letters) == set(codes)
        assert "Merci de votre envoi." in letters[codes[7]].body
        assert f"À propos de {codes[7]}." in letters[codes[7]].body
        assert str(MONTH.year) in letters[codes[6]].body
        assert len(sent(after=told_before)) == len({(each.person_id, each.subject) for each in sent(after=told_before)})
    assert publicly_known(app, accepted) == (set(accepted), {200})


def test_c11_what_nobody_has_been_told_is_taken_back_one_by_one_or_all_together(chair, app):
    with app.app_context():
        before, codes, told_before = state_of(), [each.code for each in undecided()], messages()
    chair.get(TOGETHER)
    look(chair, oral="13", poster="10", correct="8")
    decide(chair, correct_by=MONTH.isoformat())

    one = chair.submit("form[action$='/take-back']", code=[codes[0], codes[6]])
    with app.app_context():
        taken = by_codes([codes[0], codes[6]])
        assert [each.state for each in taken] == ["under-review"] * 2
        assert [presentations_from(each) for each in taken] == [[], []]
        assert db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.id.desc())) == "decisions taken back"
    every = chair.submit("form[action$='/take-back']", button="Take all of them back")
    chair.get(TOGETHER)
    look(chair, oral="13", poster="10", correct="8")
    decide(chair, correct_by=MONTH.isoformat())
    announced = chair.submit("form[action$='/announce']")

    assert "2 abstracts wait again." in one.text
    assert "6 abstracts wait again." in every.text
    assert not announced.all("form[action$='/take-back']"), "what was announced stands"
    with app.app_context():
        jobs.drain()
        assert state_of() != before
        assert {each.subject.split(":")[0].split()[0] for each in sent(after=told_before)} == set(codes)
        assert [len(presentations_from(each)) for each in by_codes(codes)] == [1] * 6 + [0] * 2


def publicly_known(app, codes):
    """Return which of some presentations the public list names, and what their pages answer a stranger."""
    stranger = Visitor(app)
    listed = stranger.get(f"/e/{SLUG}/abstracts", expect=200).text
    answers = {stranger.get(f"/e/{SLUG}/programme/{code}", expect=None).status for code in codes}
    return {code for code in codes if code in listed}, answers


def state_of():
    """Return what the call's abstracts are, all of them."""
    return [(each.code, each.state) for each in db.session.scalars(select(Abstract).order_by(Abstract.id))]


def by_codes(codes):
    """Return abstracts of the call by their codes."""
    statement = select(Abstract).join(Call).join(Edition).where(Edition.slug == SLUG, Abstract.code.in_(codes))
    return list(db.session.scalars(statement.order_by(Abstract.code)))


def messages():
    """Return the number of the last message written."""
    return db.session.scalar(select(Message.id).order_by(Message.id.desc()).limit(1)) or 0


def sent(*, after):
    """Return what was written to authors of decisions since some message."""
    return list(db.session.scalars(select(Message).where(Message.id > after, Message.kind == "abstract-decided")))


def test_c11_a_choice_by_hand_stands_over_the_thresholds_and_what_was_not_shown_is_not_done(chair, app):
    with app.app_context():
        first, last = (undecided()[place].id for place in (0, -1))

    chair.get(TOGETHER, expect=200)
    too_soon = decide(chair, expect=409, **{f"choice-{first}": "refused"})
    with app.app_context():
        assert db.session.get(Abstract, first).state == "under-review"
    assert "Something has changed" in too_soon.text

    moved = look(chair, oral="9")
    assert numbers(moved) == [5, 0, 0, 3]
    decide(chair)
    with app.app_context():
        assert db.session.get(Abstract, first).state == "refused"
        assert db.session.get(Abstract, last).state == "refused"


def test_c11_what_authors_are_not_told_yet_their_pages_do_not_say(chair, app):
    with app.app_context():
        abstract = undecided()[0]
        number = abstract.id
    chair.get(TOGETHER, expect=200)
    decide(chair)

    with app.app_context():
        abstract = db.session.get(Abstract, number)
        assert (abstract.state, abstract.told_state) == ("accepted", "under-review")


def test_c11_two_chairs_decide_at_once_and_one_is_told(app):
    together = threading.Barrier(2)

    def decide_all(outcome):
        with app.app_context():
            found = undecided()
            choices = dict.fromkeys([each.id for each in found], outcome)
            together.wait()
            try:
                again_on_conflict(lambda: committed(found[0].call, choices))
            except Refused as refusal:
                return refusal.code
            return outcome

    with ThreadPoolExecutor(2) as chairs:
        got = set(chairs.map(decide_all, (DecisionOutcome.ORAL, DecisionOutcome.POSTER)))

    assert "decided-already" in got
    with app.app_context():
        (one,) = db.session.scalars(select(Deliberation).filter_by(state=DeliberationState.DECIDED))
        decided = db.session.scalars(select(Decision).filter_by(deliberation_id=one.id)).all()
        assert {each.outcome for each in decided} == got - {"decided-already"}
        assert len(decided) == len(TOTALS)


def committed(call, choices):
    """Decide in a transaction of its own."""
    with transaction():
        return deciding.decide_together(call, choices, by=SYSTEM)


def test_c11_two_abstracts_become_one_presentation_with_the_authors_of_both(chair, app):
    chair.get(TOGETHER, expect=200)
    decide(chair)
    with app.app_context():
        kept, gone = (each for each in by_state(AbstractState.ACCEPTED)[-6:-4])
        told_before, kept_code, gone_code = messages(), kept.code, gone.code
        authors = {author.person_id for each in (kept, gone) for author in each.authors}
        submitters = {kept.submitter_id, gone.submitter_id}

    chair.get(f"{ABSTRACTS}/{kept_code}", expect=200)
    refused = chair.submit("form[action$='/merge']", expect=409, other="R-999")
    assert "No abstract of this call is called R-999." in refused.one(".error-summary").text_content()
    chair.submit("form[action$='/merge']", other=gone_code.lower())

    with app.app_context():
        kept, gone = by_codes([kept_code, gone_code])
        (talk,) = presentations_from(kept)
        assert {author.person_id for author in talk.authors} == authors
        assert sum(author.is_presenter for author in talk.authors) == 1
        assert [each.state for each in presentations_from(gone)] == [PresentationState.WITHDRAWN]
        assert (gone.state, gone.merged_into_id) == ("withdrawn", kept.id)
        said = db.session.scalars(select(Message).where(Message.id > told_before, Message.kind == "abstract-merged"))
        assert {each.person_id for each in said} == submitters


def by_state(state):
    """Return the call's abstracts in one state, by code."""
    statement = select(Abstract).join(Call).join(Edition).where(Edition.slug == SLUG, Abstract.state == state)
    return list(db.session.scalars(statement.order_by(Abstract.code)))


def test_c11_an_abstract_is_withdrawn_at_any_stage_until_it_is_delivered(chair, app):
    with app.app_context():
        waiting, accepted = by_state(AbstractState.UNDER_REVIEW)[0].code, by_state(AbstractState.ACCEPTED)[0].code

    for code in (waiting, accepted):
        chair.get(f"{ABSTRACTS}/{code}", expect=200)
        chair.submit("form[action$='/withdraw']")

    with app.app_context():
        assert [each.state for each in by_codes([waiting, accepted])] == ["withdrawn", "withdrawn"]
        assert [talk.state for talk in presentations_from(by_codes([accepted])[0])] == ["withdrawn"]
        with transaction():
            delivered = by_state(AbstractState.ACCEPTED)[0]
            (talk,) = presentations_from(delivered)
            talk.state, talk.session = PresentationState.PROGRAMMED, a_session(talk)
        DeliveryFactory(presentation=talk, presenter=talk.presenter)
        with pytest.raises(Refused) as refusal, transaction():
            submission.withdraw(delivered, by=SYSTEM)
        assert refusal.value.code == "delivered"


def a_session(talk):
    """Return any session of a talk's edition."""
    return db.session.scalars(select(Session).filter_by(edition_id=talk.edition_id)).first()


def test_c11_corrections_come_back_to_the_same_reviewers(chair, app):
    with app.app_context():
        abstract = undecided()[0]
        code, number = abstract.code, abstract.id
        readers = set(db.session.scalars(select(Assignment.reviewer_id).filter_by(abstract_id=number)))
    chair.get(f"{ABSTRACTS}/{code}", expect=200)
    chair.submit(
        "form[action$='/decision']", outcome="to-correct", comment="Précisez la méthode.", correct_by=MONTH.isoformat()
    )

    with app.app_context():
        with transaction():
            submission.submit(db.session.get(Abstract, number), by=SYSTEM)
        again = db.session.scalars(select(Assignment).filter_by(abstract_id=number)).all()
        assert {each.reviewer_id for each in again} == readers
        assert {(each.round, each.review) for each in again} == {(2, None)}
        assert db.session.get(Abstract, number).state == "under-review"
        assert (
            DecisionOutcome.TO_CORRECT
            in db.session.scalars(select(Decision.outcome).filter_by(abstract_id=number)).all()
        )

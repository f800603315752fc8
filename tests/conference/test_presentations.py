"""Presentations: how they enter an edition, change, leave it, and what is noted of them in the room."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference.models import (
    Delivery,
    Outcome,
    Participation,
    ParticipationRole,
    Presentation,
    PresentationKind,
    PresentationState,
)
from conference.services import timetable
from conference.services.delivering import record_delivery
from conference.services.presentations import Author, create, retag, take_part, withdraw
from core import clock
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from tests.factories.conference import (
    DeliveryFactory,
    EditionFactory,
    PresentationFactory,
    RoomFactory,
    SessionFactory,
    friday,
)
from tests.factories.people import PersonFactory, SpecialtyFactory, UserFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def created(edition, kind=PresentationKind.ORAL, *authors):
    """Return a new presentation by some authors, the first of whom presents."""
    authors = authors or (PersonFactory(),)
    with transaction():
        return create(
            edition,
            kind,
            title="Paludisme grave à Ségou",
            authors=[Author(person, is_presenter=person is authors[0]) for person in authors],
            by=SYSTEM,
        )


def actions(subject):
    """Return what the log says was done to an object."""
    return db.session.execute(
        select(AuditEntry.action, AuditEntry.facts)
        .filter_by(object_kind=subject.__tablename__, object_id=subject.id)
        .order_by(AuditEntry.id)
    ).all()


# ── Entering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_codes_follow_one_another_for_each_kind_and_edition_without_a_gap(edition):
    other = EditionFactory()
    oral, poster, flash = PresentationKind.ORAL, PresentationKind.POSTER, PresentationKind.FLASH
    with pytest.raises(ZeroDivisionError), transaction():
        create(edition, oral, title="Perdue", authors=[], by=SYSTEM)
        1 / 0  # noqa: B018 - the failure

    codes = [created(where, kind).code for where, kind in [(edition, oral), (edition, poster), (edition, oral)]]
    codes += [created(where, kind).code for where, kind in [(other, oral), (edition, flash), (edition, oral)]]

    assert codes == ["CO-001", "CA-001", "CO-002", "CO-001", "FL-001", "CO-003"]


@SQLITE_ONLY
def test_each_kind_has_its_letters_and_its_usual_minutes(edition):
    assert {kind.value: (talk.code, talk.minutes) for kind in PresentationKind if (talk := created(edition, kind))} == {
        "oral": ("CO-001", 10),
        "poster": ("CA-001", 0),
        "flash": ("FL-001", 3),
        "keynote": ("CP-001", 30),
        "symposium_talk": ("SY-001", 20),
        "speech": ("AL-001", 10),
    }


@SQLITE_ONLY
def test_create_keeps_the_authors_in_order_and_the_presenter_takes_part(edition):
    awa, bakary = PersonFactory(given_names="Awa"), PersonFactory(given_names="Bakary")
    specialty = SpecialtyFactory()

    with transaction():
        talk = create(
            edition,
            PresentationKind.ORAL,
            title="Éclampsie à Niono",
            authors=[Author(bakary, False, "CSRéf de Niono"), Author(awa, True)],
            by=SYSTEM,
            specialty=specialty,
            minutes=7,
        )

    authors = [(each.person, each.position, each.is_presenter, each.affiliation) for each in talk.authors]
    assert authors == [(bakary, 1, False, "CSRéf de Niono"), (awa, 2, True, "")]
    assert (talk.title, talk.specialty, talk.minutes, talk.presenter) == ("Éclampsie à Niono", specialty, 7, awa)
    assert (talk.state, talk.session) == (PresentationState.ACCEPTED, None)
    taking_part = db.session.scalars(select(Participation)).all()
    assert [(each.person, each.role, each.edition_id) for each in taking_part] == [
        (awa, ParticipationRole.PRESENTER, edition.id)
    ]
    assert actions(talk) == [("created", {"code": "CO-001", "title": "Éclampsie à Niono"})]


@SQLITE_ONLY
def test_who_presents_twice_takes_part_once_and_keeps_the_function_first_written(edition):
    awa = PersonFactory()
    with transaction():
        first = take_part(edition, awa, ParticipationRole.PRESENTER, by=SYSTEM, function="Médecin-chef")

    created(edition, PresentationKind.ORAL, awa)
    created(edition, PresentationKind.POSTER, awa)

    assert db.session.scalars(select(Participation)).all() == [first]
    assert first.function == "Médecin-chef"


# ── Changing and leaving ────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_retag_moves_a_presentation_and_says_from_where_to_where(edition):
    gyno, mfam = SpecialtyFactory(code="GYNO"), SpecialtyFactory(code="MFAM")
    talk = PresentationFactory(edition=edition, specialty=mfam)

    with transaction():
        retag(talk, gyno, by=SYSTEM)

    assert talk.specialty is gyno
    assert actions(talk) == [("retagged", {"old": "MFAM", "new": "GYNO"})]


def test_withdraw_takes_a_presentation_off_the_programme_and_keeps_its_code(edition):
    session = SessionFactory(edition=edition)
    talk = created(edition)
    with transaction():
        timetable.place(talk, session, by=SYSTEM)

    with transaction():
        withdraw(talk, by=SYSTEM)

    assert (talk.state, talk.session, session.presentations) == (PresentationState.WITHDRAWN, None, [])
    assert (talk.code, created(edition).code) == ("CO-001", "CO-002")


@SQLITE_ONLY
@pytest.mark.parametrize("outcome", [Outcome.DELIVERED, Outcome.REPLACED])
def test_what_was_delivered_can_no_longer_be_withdrawn(in_english, outcome):
    talk = DeliveryFactory(outcome=outcome).presentation

    with pytest.raises(Refused) as refusal, transaction():
        withdraw(talk, by=SYSTEM)

    assert (refusal.value.code, str(refusal.value)) == (
        "delivered",
        "This presentation has been delivered; it can no longer be withdrawn.",
    )
    assert talk.state is PresentationState.PROGRAMMED


@SQLITE_ONLY
def test_what_nobody_came_to_present_can_be_withdrawn(in_english):
    talk = DeliveryFactory(outcome=Outcome.ABSENT, presenter=None).presentation

    with transaction():
        withdraw(talk, by=SYSTEM)

    assert talk.state is PresentationState.WITHDRAWN


# ── In the room ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def talk(edition):
    """A presentation on the programme."""
    return PresentationFactory(session=SessionFactory(edition=edition), presenter=PersonFactory(given_names="Awa"))


@SQLITE_ONLY
def test_record_delivery_says_who_really_presented(talk):
    secretary = UserFactory(person__given_names="Salif", person__family_name="Keïta")
    substitute = PersonFactory()

    noted = []
    for outcome, presenter in [(Outcome.DELIVERED, substitute), (Outcome.REPLACED, substitute), (Outcome.ABSENT, None)]:
        with clock.stopped(friday(9)), transaction():
            delivery = record_delivery(talk, outcome, by=secretary, presenter=presenter)
        noted.append((delivery.outcome, delivery.presenter, delivery.noted_at, delivery.noted_by))

    assert noted == [
        (Outcome.DELIVERED, talk.presenter, friday(9), "Salif Keïta"),
        (Outcome.REPLACED, substitute, friday(9), "Salif Keïta"),
        (Outcome.ABSENT, None, friday(9), "Salif Keïta"),
    ]


def test_noting_again_replaces_the_note_and_the_log_keeps_both(talk):
    for outcome in (Outcome.ABSENT, Outcome.DELIVERED):
        with transaction():
            record_delivery(talk, outcome, by=SYSTEM)

    assert [delivery.outcome for delivery in db.session.scalars(select(Delivery))] == [Outcome.DELIVERED]
    assert actions(talk) == [
        ("delivery noted", {"old": None, "new": "absent"}),
        ("delivery noted", {"old": "absent", "new": "delivered"}),
    ]


@SQLITE_ONLY
def test_what_is_not_on_the_programme_cannot_be_delivered(edition):
    waiting = PresentationFactory(edition=edition)

    with pytest.raises(Refused) as refusal, transaction():
        record_delivery(waiting, Outcome.DELIVERED, by=SYSTEM)

    assert (refusal.value.code, str(refusal.value)) == (
        "not-programmed",
        "Only a presentation on the programme can be delivered.",
    )


@SQLITE_ONLY
def test_a_replacement_is_named(talk):
    with pytest.raises(Refused) as refusal, transaction():
        record_delivery(talk, Outcome.REPLACED, by=SYSTEM)

    assert (refusal.value.code, str(refusal.value)) == ("no-presenter", "Say who presented instead.")
    assert talk.delivery is None


# ── What the database refuses by itself ─────────────────────────────────────────────────────────────────────────────

IMPOSSIBLE = {
    "programmed without a session": lambda edition: PresentationFactory(
        edition=edition, state=PresentationState.PROGRAMMED
    ),
    "in a session but withdrawn": lambda edition: PresentationFactory(
        session=SessionFactory(edition=edition), state=PresentationState.WITHDRAWN
    ),
    "of less than no minutes": lambda edition: PresentationFactory(edition=edition, minutes=-1),
    "two of one code": lambda edition: PresentationFactory.create_batch(2, edition=edition, code="CO-001"),
    "a session that ends before it starts": lambda edition: SessionFactory(edition=edition, minutes=-5),
    "two rooms of one name": lambda edition: RoomFactory.create_batch(2, edition=edition, name="Salle Niono"),
    "two deliveries of one": lambda edition: DeliveryFactory.create_batch(
        2, presentation=PresentationFactory(session=SessionFactory(edition=edition))
    ),
}


@pytest.mark.filterwarnings("ignore:.*conflicts with")
def test_the_database_refuses_rows_that_cannot_be(edition):
    refused = set()
    for name, make in IMPOSSIBLE.items():
        try:
            make(edition)
        except IntegrityError:
            refused.add(name)

    assert refused == set(IMPOSSIBLE)
    assert db.session.scalars(select(Presentation).filter_by(state=PresentationState.WITHDRAWN)).all() == []

"""Reading the programme: what each list holds, in which order, and how little it asks of the database."""

import pytest

from conference.models import PresentationKind, PresentationState, SessionKind
from conference.queries.programme import (
    find_presentation,
    find_session,
    presentations_by,
    presentations_of,
    rooms_of,
    sessions_of,
    unplaced,
)
from core.db import db, transaction
from core.errors import NotFound
from tests.factories.base import afresh
from tests.factories.conference import (
    DeliveryFactory,
    EditionFactory,
    PresentationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    friday,
)
from tests.factories.people import PersonFactory, SpecialtyFactory, StructureFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ORAL, POSTER = PresentationKind.ORAL, PresentationKind.POSTER


def somebody():
    """Return a person with a structure of their own."""
    return PersonFactory(structure=StructureFactory())


def line(talk):
    """Return what a list prints of a presentation."""
    authors = [(author.person.short_name, author.person.affiliation, author.is_presenter) for author in talk.authors]
    return talk.code, talk.specialty.code, talk.session.title if talk.session else "", len(authors)


def listed(edition, *kinds, **filters):
    """Return the codes of the presentations of some kinds."""
    return [talk.code for talk in db.session.scalars(presentations_of(edition, kinds, **filters))]


def test_presentations_of_are_those_of_the_kinds_asked_by_code_without_those_withdrawn(edition):
    gyno = SpecialtyFactory(code="GYNO")
    for code, kind, specialty in [("CO-003", ORAL, None), ("CO-001", ORAL, gyno), ("CA-001", POSTER, gyno)]:
        PresentationFactory(edition=edition, code=code, kind=kind, specialty=specialty)
    PresentationFactory(edition=edition, code="CO-002", state=PresentationState.WITHDRAWN)
    PresentationFactory(code="CO-004")

    assert listed(edition, ORAL) == ["CO-001", "CO-003"]
    assert listed(edition, ORAL, POSTER) == ["CA-001", "CO-001", "CO-003"]
    assert listed(edition, ORAL, POSTER, specialty_code="GYNO") == ["CA-001", "CO-001"]


def talks_of(edition, number):
    """Make presentations that share no row: each with its specialty, its session, two authors and their structures."""
    with transaction():
        for _talk in range(number):
            PresentationFactory(
                session=SessionFactory(edition=edition),
                specialty=SpecialtyFactory(),
                presenter=somebody(),
                others=[somebody()],
            )


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_presentations_of_asks_the_database_twice(edition, queries, number):
    talks_of(edition, number)
    edition = afresh(edition)

    with queries() as count:
        shown = [line(talk) for talk in db.session.scalars(presentations_of(edition, [ORAL]))]

    assert (len(shown), count.total) == (number, 2), str(count)


@SQLITE_ONLY
def test_a_page_of_a_thousand_presentations_asks_no_more_than_one_of_ten(edition, queries):
    asked = {}
    for number in (10, 1000):
        days = EditionFactory()
        with transaction():
            session, presenter, specialty = SessionFactory(edition=days), somebody(), SpecialtyFactory()
            db.session.add_all(
                PresentationFactory.build(
                    edition=days, session=session, presenter=presenter, specialty=specialty, code=f"CO-{place:04d}"
                )
                for place in range(number)
            )
        days = afresh(days)
        with queries() as count:
            page = [line(talk) for talk in db.session.scalars(presentations_of(days, [ORAL]).limit(50))]
        asked[number] = (len(page), count.total)

    assert asked == {10: (10, 2), 1000: (50, 2)}


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_sessions_of_come_by_time_and_room_with_all_they_hold_in_four_queries(edition, queries, number):
    SessionFactory(edition=edition, starts_at=friday(11), kind=SessionKind.PLENARY)
    for position in range(number):
        room = RoomFactory(edition=edition, position=number - position, name=f"Salle {position}")
        session = SessionFactory(edition=edition, room=room, starts_at=friday(8, 30))
        SessionRoleFactory(session=session, person=somebody())
        talk = PresentationFactory(session=session, presenter=somebody(), specialty=SpecialtyFactory())
        DeliveryFactory(presentation=talk, presenter=somebody())
    SessionFactory()
    edition = afresh(edition)

    with queries() as count:
        shown = [
            (
                session.room.name if session.room else "",
                [role.person.name and role.person.affiliation for role in session.roles] != [],
                [(*line(talk)[2:], talk.delivery.presenter.name != "") for talk in session.presentations],
            )
            for session in sessions_of(edition)
        ]

    assert [(room, chaired, len(talks)) for room, chaired, talks in shown] == [
        *((f"Salle {position}", True, 1) for position in reversed(range(number))),
        ("", False, 0),
    ]
    assert count.total == 4, str(count)


@SQLITE_ONLY
def test_sessions_of_one_kind_are_those_of_that_kind(edition):
    SessionFactory(edition=edition)
    symposium = SessionFactory(edition=edition, kind=SessionKind.SYMPOSIUM)

    assert sessions_of(edition, kind=SessionKind.SYMPOSIUM) == [symposium]


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_unplaced_are_the_accepted_ones_by_code_in_two_queries(edition, queries, number):
    for place in range(number):
        PresentationFactory(
            edition=edition, code=f"CO-00{number - place}", specialty=SpecialtyFactory(), presenter=somebody()
        )
    PresentationFactory(edition=edition, state=PresentationState.WITHDRAWN)
    PresentationFactory(session=SessionFactory(edition=edition))
    PresentationFactory()
    edition = afresh(edition)

    with queries() as count:
        shown = [(talk.code, talk.specialty.code != "", talk.presenter.name != "") for talk in unplaced(edition)]

    assert shown == [(f"CO-00{place}", True, True) for place in range(1, number + 1)]
    assert count.total == 2, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_presentations_by_are_those_somebody_signs_the_latest_first_in_two_queries(edition, queries, number):
    awa = PersonFactory()
    for place in range(number):
        PresentationFactory(session=SessionFactory(edition=EditionFactory()), others=[awa], code=f"CO-00{place}")
    PresentationFactory()
    awa = afresh(awa)

    with queries() as count:
        shown = [
            (talk.code, talk.edition.name("fr"), talk.session.starts_at, len(talk.authors))
            for talk in presentations_by(awa)
        ]

    name = "7es Journées scientifiques de Ségou"
    assert shown == [(f"CO-00{place}", name, friday(8, 30), 2) for place in reversed(range(number))]
    assert count.total == 2, str(count)


@SQLITE_ONLY
def test_presentations_by_in_one_edition_leave_the_others_out(edition):
    awa = PersonFactory()
    here = PresentationFactory(edition=edition, presenter=awa)
    PresentationFactory(presenter=awa)

    assert presentations_by(awa, edition) == [here]


@SQLITE_ONLY
def test_rooms_of_come_in_their_order(edition):
    rooms = [RoomFactory(edition=edition, position=position) for position in (3, 1, 2)]
    RoomFactory()

    assert rooms_of(edition) == [rooms[1], rooms[2], rooms[0]]


def test_a_presentation_or_session_of_another_edition_is_not_found(edition):
    talk = PresentationFactory(session=SessionFactory(edition=edition), code="CO-014")
    other = EditionFactory()

    assert find_presentation(edition, "CO-014") is talk
    assert find_session(edition, talk.session_id) is talk.session
    for find, key in [(find_presentation, "CO-014"), (find_session, talk.session_id)]:
        with pytest.raises(NotFound):
            find(other, key)

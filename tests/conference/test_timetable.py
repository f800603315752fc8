"""The timetable: what fits into a session, who would be in two rooms, which rooms and hours are free."""

import pytest
from sqlalchemy import select

from conference.models import PresentationKind, PresentationState, Session, SessionDuty, SessionKind
from conference.services.sessions import open_session
from conference.services.timetable import place, unplace
from conference.timetable.clashes import ClashKind, clashes, sentence
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from tests.factories.base import afresh
from tests.factories.conference import (
    BlockedHourFactory,
    EditionFactory,
    PresentationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    friday,
    saturday,
)
from tests.factories.people import PersonFactory
from tests.support.refusals import refusal_of

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def placed(talk, session):
    """Put a presentation into a session."""
    with transaction():
        place(talk, session, by=SYSTEM)


# ── What fits ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_presentations_are_placed_one_after_the_other_and_their_times_follow(edition):
    session = SessionFactory(edition=edition, starts_at=friday(8, 30))
    talks = [PresentationFactory(edition=edition, minutes=minutes) for minutes in (10, 15, 10)]

    titles = [talk.title for talk in talks]
    for talk in talks:
        placed(talk, session)

    session = afresh(session)
    begins = session.times()
    assert [(talk.title, talk.state, begins[talk.id]) for talk in session.presentations] == [
        (titles[0], PresentationState.PROGRAMMED, friday(8, 30)),
        (titles[1], PresentationState.PROGRAMMED, friday(8, 40)),
        (titles[2], PresentationState.PROGRAMMED, friday(8, 55)),
    ]


HELD = {
    "plenary": {"keynote", "oral"},
    "free_papers": {"oral", "flash"},
    "symposium": {"symposium_talk"},
    "posters": {"poster"},
    "ceremony": {"speech"},
    "round_table": {"symposium_talk", "speech"},
}


@SQLITE_ONLY
def test_a_session_holds_the_kinds_it_is_made_for(edition):
    sessions = {kind: SessionFactory(edition=edition, kind=kind) for kind in SessionKind}
    talks = {kind: PresentationFactory(edition=edition, kind=kind, minutes=5) for kind in PresentationKind}

    held = {kind.value: set() for kind in SessionKind}
    for kind, session in sessions.items():
        for talk in talks.values():
            try:
                placed(talk, session)
                held[kind.value].add(talk.kind.value)
            except Refused as refusal:
                assert refusal.code == "wrong-kind"  # noqa: PT017 - most of them are refused

    assert held == {kind.value: HELD.get(kind.value, set()) for kind in SessionKind}


@SQLITE_ONLY
def test_a_presentation_of_another_edition_is_not_held(edition):
    session = SessionFactory(edition=edition)

    assert refusal_of(place, PresentationFactory(edition=EditionFactory()), session) == (
        "wrong-kind",
        "This session does not hold presentations of this kind.",
    )


@SQLITE_ONLY
def test_a_session_may_hold_more_than_its_minutes_and_the_plan_says_by_how_many(edition):
    session = SessionFactory(edition=edition, title="Urologie II", minutes=30)
    for minutes in (10, 20):
        placed(PresentationFactory(edition=edition, minutes=minutes), session)
    one_more = PresentationFactory(edition=edition, minutes=7)

    with transaction():
        plan = place(one_more, session, by=SYSTEM)

    (clash,) = [each for each in clashes(plan) if each.kind is ClashKind.TOO_FULL]
    assert sentence(clash, plan) == (
        "“Urologie II” (all rooms), Friday 28 June 2024, from 08:30 to 09:00,"
        " is too short by 7 minutes for what it holds."
    )
    assert one_more.session is session


@SQLITE_ONLY
def test_what_is_moved_within_its_session_goes_to_the_end_and_needs_no_more_minutes(edition):
    session = SessionFactory(edition=edition, minutes=20)
    first, second = (PresentationFactory(edition=edition) for _talk in range(2))
    as_moved = [second.id, first.id]
    for talk in (first, second, first):
        placed(talk, session)

    assert [talk.id for talk in afresh(session).presentations] == as_moved


def test_placing_again_moves_a_presentation_and_the_log_says_so(edition):
    morning, afternoon = (
        SessionFactory(edition=edition, title=title, starts_at=begins)
        for title, begins in [("Matin", friday(8, 30)), ("Après-midi", friday(15))]
    )
    talk = PresentationFactory(edition=edition)

    placed(talk, morning)
    placed(talk, afternoon)

    assert (talk.session, morning.presentations) == (afternoon, [])
    log = db.session.execute(select(AuditEntry.action, AuditEntry.facts).order_by(AuditEntry.id)).all()
    assert log == [
        ("placed", {"session": morning.id, "title": "Matin"}),
        ("unplaced", {}),
        ("placed", {"session": afternoon.id, "title": "Après-midi"}),
    ]


@SQLITE_ONLY
def test_what_is_taken_out_of_its_session_waits_again_and_what_was_withdrawn_does_not_come_back(edition):
    talk = PresentationFactory(session=SessionFactory(edition=edition))
    withdrawn = PresentationFactory(edition=edition, state=PresentationState.WITHDRAWN)

    with transaction():
        unplace(talk, by=SYSTEM)

    assert (talk.state, talk.session) == (PresentationState.ACCEPTED, None)
    assert refusal_of(place, withdrawn, SessionFactory(edition=edition))[0] == "no-such-step"
    assert refusal_of(unplace, withdrawn)[0] == "no-such-step"


# ── Nobody is in two rooms ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def awa(edition):
    """Somebody who is asked for in several places."""
    return PersonFactory(given_names="Awa", family_name="Diarra")


def room_session(edition, begins, **facts):
    """Return a session of an hour in a room of its own."""
    return SessionFactory(edition=edition, room=RoomFactory(edition=edition), starts_at=begins, **facts)


def test_a_presenter_who_presents_elsewhere_at_that_time_is_refused(edition, awa):
    elsewhere = room_session(edition, friday(9), title="Urologie II")
    PresentationFactory(session=elsewhere, presenter=awa)
    talk = PresentationFactory(edition=edition, presenter=awa)

    said = [refusal_of(place, talk, room_session(edition, begins)) for begins in (friday(8, 30), friday(9, 59))]

    assert [code for code, _sentence in said] == ["person-in-two-rooms"] * 2
    assert all("Awa Diarra" in sentence and "“Urologie II”" in sentence for _code, sentence in said)


@SQLITE_ONLY
@pytest.mark.parametrize("duty", list(SessionDuty))
def test_a_presenter_who_chairs_or_serves_elsewhere_at_that_time_is_refused(edition, awa, duty):
    elsewhere = room_session(edition, friday(9), title="Urologie II")
    SessionRoleFactory(session=elsewhere, person=awa, duty=duty)
    talk = PresentationFactory(edition=edition, presenter=awa)

    code, said = refusal_of(place, talk, room_session(edition, friday(9, 30)))

    assert code == "chair-presents-elsewhere"
    assert said.startswith("Awa Diarra presents and has a duty elsewhere on Friday 28 June 2024, from 09:30 to 10:00")


def test_nobody_stands_in_the_way_of_a_presenter_before_after_or_in_the_same_session(edition, awa):
    session = room_session(edition, friday(9))
    PresentationFactory(session=session, presenter=awa)
    SessionRoleFactory(session=session, person=awa)
    PresentationFactory(session=room_session(edition, friday(8)), presenter=awa)
    PresentationFactory(session=room_session(edition, friday(10)), presenter=awa)
    PresentationFactory(session=room_session(edition, friday(9)), others=[awa])
    PresentationFactory(session=room_session(EditionFactory(), friday(9)), presenter=awa)
    talk = PresentationFactory(edition=edition, presenter=awa)

    placed(talk, session)

    assert talk.session is session


@SQLITE_ONLY
@pytest.mark.parametrize("first", ["oral", "poster"])
def test_a_poster_hangs_while_its_presenter_speaks_whichever_was_placed_first(edition, awa, first):
    sessions = {
        "oral": room_session(edition, friday(9)),
        "poster": room_session(edition, friday(9), kind=SessionKind.POSTERS),
    }
    talks = {
        kind: PresentationFactory(edition=edition, presenter=awa, kind=PresentationKind(kind), minutes=0)
        for kind in sessions
    }

    for kind in sorted(sessions, key=lambda kind: kind != first):
        placed(talks[kind], sessions[kind])

    assert {kind: talk.session for kind, talk in talks.items()} == sessions


# ── Rooms and hours ─────────────────────────────────────────────────────────────────────────────────────────────────


def opened(edition, begins, *, minutes=60, room=None, kind=SessionKind.FREE_PAPERS, title="Nouvelle"):
    """Put a session into a room, or into all."""
    with transaction():
        return open_session(edition, kind, title=title, starts_at=begins, minutes=minutes, room=room, by=SYSTEM)


def test_open_session_takes_a_room_that_is_free_before_and_after(edition):
    niono, markala = (RoomFactory(edition=edition, name=name) for name in ("Niono", "Markala"))
    SessionFactory(edition=edition, room=niono, starts_at=friday(9))
    SessionFactory(room=niono, starts_at=friday(8))

    made = [
        opened(edition, begins, room=room)
        for begins, room in [(friday(8), niono), (friday(10), niono), (friday(9), markala), (saturday(9), niono)]
    ]

    assert [(session.starts_at, session.minutes, session.room.name) for session in made] == [
        (friday(8), 60, "Niono"),
        (friday(10), 60, "Niono"),
        (friday(9), 60, "Markala"),
        (saturday(9), 60, "Niono"),
    ]


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("there", "wanted"),
    [("Niono", "Niono"), (None, "Niono"), ("Niono", None), (None, None)],
    ids=["same room", "all rooms taken", "all rooms wanted", "all and all"],
)
def test_open_session_refuses_a_room_that_is_taken_for_a_minute(edition, there, wanted):
    rooms = {name: RoomFactory(edition=edition, name=name) for name in ("Niono", "Markala")} | {None: None}
    SessionFactory(edition=edition, room=rooms[there], title="Urologie II", starts_at=friday(9))
    facts = {"title": "Nouvelle", "minutes": 60, "room": rooms[wanted]}

    said = [
        refusal_of(open_session, edition, SessionKind.FREE_PAPERS, starts_at=begins, **facts)
        for begins in (friday(8, 1), friday(9, 59))
    ]

    assert [code for code, _sentence in said] == ["room-taken"] * 2
    assert all("“Urologie II”" in sentence and "“Nouvelle”" in sentence for _code, sentence in said)
    assert db.session.scalars(select(Session.title)).all() == ["Urologie II"]


@SQLITE_ONLY
@pytest.mark.parametrize("begins", [friday(12, 1), friday(13, 30), friday(14, 29)])
def test_nothing_but_the_prayer_is_programmed_during_the_friday_prayer(edition, begins):
    BlockedHourFactory(edition=edition)

    said = refusal_of(open_session, edition, SessionKind.FREE_PAPERS, title="N", starts_at=begins, minutes=60)

    assert said == (
        "blocked-hour",
        "Nothing is programmed on Friday 28 June 2024, from 13:00 to 14:30 (Friday prayer), and “N” (all rooms) is.",
    )


def test_the_prayer_itself_and_what_ends_or_begins_with_it_are_programmed(edition):
    BlockedHourFactory(edition=edition)
    BlockedHourFactory(edition=EditionFactory(), starts_at=friday(8), ends_at=friday(18))

    made = [
        opened(edition, friday(12)),
        opened(edition, friday(13), minutes=90, kind=SessionKind.PRAYER),
        opened(edition, friday(14, 30)),
    ]

    assert [session.ends_at for session in made] == [friday(13), friday(14, 30), friday(15, 30)]

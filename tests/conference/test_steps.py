"""Every change of a timetable is a step: undone exactly, done again, refused when overtaken; nothing is lost."""

import pytest
from sqlalchemy import select

from conference.models import Deed, Presentation, Session, SessionDuty, SessionKind, TimetableStep
from conference.queries.steps import mark_of, said
from conference.services import rooms, sessions, timetable
from conference.services.sessions import Reach
from conference.services.steps import redo, undo
from conference.timetable.clashes import clashes
from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import Refused
from tests.factories.conference import (
    BlockedHourFactory,
    PresentationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    friday,
)
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def mariam(edition):
    return UserFactory()


@pytest.fixture
def issa(edition):
    return UserFactory()


def does(call, *args, **facts):
    """Do one thing to a timetable."""
    with transaction():
        return call(*args, **facts)


def refused(call, *args, **facts):
    """Return the code and the sentence with which something is refused; nothing of it stays."""
    with pytest.raises(Refused) as refusal:
        does(call, *args, **facts)
    return refusal.value.code, refusal.value.message


def afresh(row):
    """Return a row as the database has it now."""
    db.session.expire_all()
    return row


def picture(edition):
    """Return the whole programme: sessions with what they are, hold and who serves them, and what waits."""
    db.session.rollback()
    db.session.expire_all()
    held = db.session.scalars(select(Session).filter_by(edition_id=edition.id).order_by(Session.id)).unique()
    talks = db.session.scalars(select(Presentation).order_by(Presentation.id)).unique()
    return (
        [
            (each.title, each.kind, each.room_id, each.starts_at, each.ends_at, each.seats, each.is_pinned,
             [talk.code for talk in each.presentations], sorted((role.person_id, role.duty) for role in each.roles))
            for each in held
        ],
        [(talk.code, talk.state, talk.is_pinned) for talk in talks],
    )  # fmt: skip


@pytest.fixture
def programme(edition):
    """Two rooms, two sessions after each other in the first, one in the second, talks in each and one that waits."""
    niono, markala = (RoomFactory(edition=edition, name=name) for name in ("Niono", "Markala"))
    first = SessionFactory(edition=edition, room=niono, starts_at=friday(9), title="Pédiatrie")
    second = SessionFactory(edition=edition, room=niono, starts_at=friday(10), title="Urologie")
    third = SessionFactory(edition=edition, room=markala, starts_at=friday(9), title="Cardiologie")
    for session in (first, second, third):
        PresentationFactory.create_batch(3, edition=edition, session=session)
        SessionRoleFactory(session=session)
    return {
        "rooms": (niono, markala),
        "sessions": (first, second, third),
        "waiting": PresentationFactory(edition=edition),
    }


def deeds(edition, programme):
    """Return each thing one can do to a timetable, by its name."""
    niono, markala = programme["rooms"]
    first, second, third = programme["sessions"]
    talk, waiting = first.presentations[0], programme["waiting"]
    return {
        "placed": lambda by: timetable.place(waiting, second, before=second.presentations[1], by=by),
        "moved between": lambda by: timetable.place(talk, third, before=third.presentations[0], by=by),
        "ordered": lambda by: timetable.place(first.presentations[2], first, before=talk, by=by),
        "unplaced": lambda by: timetable.unplace(talk, by=by),
        "pinned": lambda by: timetable.pin(talk, by=by),
        "session pinned": lambda by: timetable.pin(first, by=by),
        "opened": lambda by: sessions.open_session(
            edition, SessionKind.FREE_PAPERS, title="Neuve", starts_at=friday(15), minutes=30, room=markala, by=by
        ),
        "changed": lambda by: sessions.change(
            first, sessions.Facts(SessionKind.FREE_PAPERS, "Autre", friday(8), 45, niono, 80, ["micro"]), by=by
        ),
        "session moved": lambda by: sessions.move_session(first, friday(15), markala, by=by),
        "shifted": lambda by: sessions.shift(first, 20, reach=Reach.ROOM, by=by),
        "entrusted": lambda by: sessions.entrust(first, PersonFactory(), SessionDuty.RAPPORTEUR, by=by),
        "closed": lambda by: sessions.close_session(first, by=by),
    }  # fmt: skip


NAMES = [
    "placed", "moved between", "ordered", "unplaced", "pinned", "session pinned", "opened", "changed", "session moved",
    "shifted", "entrusted", "closed",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_done_is_undone_exactly_and_done_again(edition, programme, mariam, name):
    before = picture(edition)

    does(deeds(edition, programme)[name], mariam)
    after = picture(edition)
    does(undo, edition, by=mariam)
    undone = picture(edition)
    does(redo, edition, by=mariam)

    assert after != before
    assert undone == before
    assert picture(edition) == after
    assert refused(redo, edition, by=mariam)[0] == "nothing-to-redo"


def test_one_undoes_ones_own_last_step_whatever_others_did_elsewhere(edition, programme, mariam, issa):
    first, second, _third = programme["sessions"]
    mine, theirs = first.presentations[0], first.presentations[1]

    does(timetable.place, mine, second, by=mariam)
    does(timetable.place, theirs, second, by=issa)
    does(undo, edition, by=mariam)

    assert (afresh(mine).session_id, afresh(theirs).session_id) == (first.id, second.id)
    assert refused(undo, edition, by=mariam) == ("nothing-to-undo", "There is nothing of yours left to undo.")


def test_what_somebody_changed_since_is_not_undone_and_one_learns_who_did(edition, programme, mariam, issa):
    first, second, third = programme["sessions"]
    talk = first.presentations[0]
    does(timetable.place, talk, second, by=mariam)
    does(timetable.place, talk, third, by=issa)

    code, sentence = refused(undo, edition, by=mariam)

    assert code == "changed-since"
    assert issa.actor_name in sentence
    assert f"{talk.code} put into “Cardiologie”" in sentence
    assert afresh(talk).session_id == third.id


def test_who_acts_on_what_was_moved_meanwhile_learns_it_first_and_nothing_is_done(edition, programme, mariam, issa):
    first, second, third = programme["sessions"]
    talk, other = first.presentations[:2]
    does(timetable.place, talk, second, by=issa)

    code, sentence = refused(timetable.place, talk, third, by=mariam, seen=0)

    assert (code, afresh(talk).session_id) == ("overtaken", second.id)
    assert f"{talk.code} put into “Urologie”" in sentence
    does(timetable.place, other, third, by=mariam, seen=0)
    assert afresh(other).session_id == third.id


def test_two_who_put_something_into_one_slot_both_find_theirs_there(edition, programme, mariam, issa):
    _first, second, _third = programme["sessions"]
    before = second.presentations[0]
    talks = [PresentationFactory(edition=edition) for _talk in range(2)]

    for talk, who in zip(talks, (mariam, issa), strict=True):
        does(timetable.place, talk, second, before=before, by=who, seen=0)

    assert [talk.id for talk in afresh(second).presentations][:3] == [talks[0].id, talks[1].id, before.id]


def test_a_presentation_put_before_itself_stays_where_it_is_and_is_no_step(edition, programme, mariam):
    first = programme["sessions"][0]
    order = [talk.id for talk in first.presentations]

    does(timetable.place, first.presentations[1], first, before=first.presentations[1], by=mariam)

    assert [talk.id for talk in afresh(first).presentations] == order
    assert db.session.scalars(select(TimetableStep)).all() == []


def test_shifting_takes_the_rest_of_the_room_or_of_the_day_along(edition, programme, mariam):
    first, second, third = programme["sessions"]

    does(sessions.shift, first, 45, reach=Reach.ROOM, by=mariam)
    assert [afresh(each).starts_at for each in (first, second, third)] == [friday(9, 45), friday(10, 45), friday(9)]
    does(sessions.shift, third, 15, reach=Reach.DAY, by=mariam)

    assert [afresh(each).starts_at for each in (first, second, third)] == [friday(10), friday(11), friday(9, 15)]
    step = db.session.scalars(select(TimetableStep).order_by(TimetableStep.id.desc())).first()
    assert said(step, edition.time_zone) == "“Cardiologie” shifted by +15 minutes"


def test_a_delay_is_written_down_even_when_somebody_is_then_in_two_places_but_never_into_the_prayer(
    edition, programme, mariam
):
    first, second, third = programme["sessions"]
    SessionRoleFactory(session=second, person=third.roles[0].person)
    BlockedHourFactory(edition=edition)

    plan = does(sessions.shift, third, 30, by=mariam)

    assert "person-in-two-rooms" in {clash.kind.value for clash in clashes(plan)}
    assert refused(sessions.shift, second, 150, by=mariam)[0] == "blocked-hour"
    assert refused(sessions.shift, first, 60, by=mariam)[0] == "room-taken"
    assert refused(sessions.shift, first, 0, by=mariam)[0] == "no-shift"


@pytest.mark.parametrize(
    ("begins", "minutes", "code"),
    [(friday(9), 0, "no-minutes"), (friday(23, 30), 45, "past-midnight"), (friday(16), -5, "no-minutes")],
)
def test_no_session_is_without_minutes_or_across_midnight(edition, begins, minutes, code):
    said_no = refused(
        sessions.open_session, edition, SessionKind.PLENARY, title="Tard", starts_at=begins, minutes=minutes, by=SYSTEM
    )

    assert said_no[0] == code


def test_a_session_may_end_at_midnight_of_the_place_and_begins_on_a_day_of_the_edition(edition, mariam):
    facts = {"title": "Gala", "minutes": 60, "by": mariam}
    late = does(sessions.open_session, edition, SessionKind.CEREMONY, starts_at=friday(23), **facts)

    assert late.minutes == 60
    with pytest.raises(Refused, match="outside the days"):
        does(
            sessions.open_session,
            edition,
            SessionKind.CEREMONY,
            starts_at=friday(9).replace(day=20),
            **facts,
        )


def test_a_session_that_holds_talks_does_not_become_one_that_cannot(edition, programme, mariam):
    first = programme["sessions"][0]
    facts = sessions.Facts(SessionKind.POSTERS, "Affiches", first.starts_at, 60, first.room)

    assert refused(sessions.change, first, facts, by=mariam) == (
        "wrong-kind",
        f"A session of this kind does not hold {first.presentations[0].code} and 2 others: take them out first.",
    )


def test_a_room_with_sessions_stays_and_an_empty_one_goes(edition, programme, mariam):
    niono, _markala = programme["rooms"]
    empty = RoomFactory(edition=edition, name="Annexe")

    assert refused(rooms.remove_room, edition, niono, by=mariam) == (
        "room-used", "2 sessions take place in Niono: move them elsewhere first.",
    )  # fmt: skip
    does(rooms.remove_room, edition, empty, by=mariam)
    assert [room.name for room in rooms.all_rooms(edition)] == ["Niono", "Markala"]


def test_the_mark_of_a_timetable_changes_with_each_change_and_with_nothing_else(edition, programme, mariam):
    marks = [mark_of(edition)]
    does(timetable.place, programme["waiting"], programme["sessions"][1], by=mariam)
    marks.append(mark_of(edition))
    does(rooms.say_absent, edition, programme["rooms"][0], friday(9), friday(10), reason="", by=mariam)
    marks.append(mark_of(edition))

    assert len(set(marks)) == 3
    assert mark_of(edition) == marks[-1]
    assert db.session.scalars(select(TimetableStep.deed).order_by(TimetableStep.id)).all() == [Deed.PLACED, Deed.SET]

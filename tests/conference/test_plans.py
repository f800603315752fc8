"""An edition's programme read as plain values."""

from datetime import timedelta

from conference.models import SessionDuty
from conference.queries.plans import plan_of
from conference.timetable.plan import Span
from core.db import db
from tests.factories.conference import (
    PresentationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    TimetableRulesFactory,
    UnavailabilityFactory,
    friday,
)
from tests.support.statements import counted


def hold(edition, room, hour, talks=1):
    """Bring in a session of an hour with its chair and its presentations."""
    session = SessionFactory(edition=edition, room=room, starts_at=friday(hour))
    SessionRoleFactory(session=session, duty=SessionDuty.CHAIR)
    PresentationFactory.create_batch(talks, edition=edition, session=session)
    return session


def test_a_plan_holds_what_is_placed_what_waits_and_who_is_away(edition):
    room = RoomFactory(edition=edition)
    session = hold(edition, room, 9)
    waiting = PresentationFactory(edition=edition)
    (role,), away = session.roles, Span(friday(14), friday(15))
    UnavailabilityFactory(edition=edition, person_id=role.person_id)
    UnavailabilityFactory(edition=edition, room_id=room.id)
    TimetableRulesFactory(edition=edition, session_minutes=90, buffer_minutes=5)

    plan = plan_of(edition)

    (block,) = plan.blocks
    assert (block.room, block.span, block.items) == (
        room.id, Span(session.starts_at, session.ends_at), (session.presentations[0].id,)
    )  # fmt: skip
    assert block.duties == ((role.person_id, SessionDuty.CHAIR),)
    assert [item.code for item in plan.waiting] == [waiting.code]
    assert plan.people[role.person_id].away == (away,)
    assert plan.rooms[0].closed == (away,)
    assert (plan.rules.session_minutes, plan.rules.most_talks, plan.rules.buffer_minutes) == (90, 6, 5)


def test_reading_a_plan_costs_the_same_however_much_there_is(edition):
    def read():
        db.session.expire_all()
        with counted() as statements:
            plan_of(edition)
        return statements.total

    room = RoomFactory(edition=edition)
    hold(edition, room, 9)
    few = read()
    for hour in (10, 11, 14):
        hold(edition, room, hour, talks=3)

    assert read() == few <= 13


def test_stretches_of_time_meet_hold_and_widen():
    hour = Span(friday(9), friday(10))

    assert hour.meets(Span(friday(9, 59), friday(11)))
    assert not hour.meets(Span(friday(10), friday(11)))
    assert hour.holds(Span(friday(9), friday(9, 30)))
    assert not hour.holds(hour.widened(1))
    assert hour.widened(5) == Span(hour.starts - timedelta(minutes=5), hour.ends + timedelta(minutes=5))

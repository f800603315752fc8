"""D02: the machine composes the demonstration and larger editions, within seconds and without a clash."""

import time

import pytest

from conference.models import Edition, SessionDuty, SessionKind
from conference.queries.plans import plan_of
from conference.timetable.clashes import clashes
from conference.timetable.composing import compose
from conference.timetable.feasibility import feasibility
from conference.timetable.tasks import Task
from core.db import db
from tests.support.plans import all_oral, from_nothing, large, with_rooms

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FREE, SYMPOSIUM = SessionKind.FREE_PAPERS, SessionKind.SYMPOSIUM


def hard(programme):
    """Return what makes a programme impossible."""
    return [clash for clash in clashes(programme) if clash.is_hard]


def followed(before, seconds):
    """Compose a programme; return what was found and after how many seconds the first one was told."""
    began, told = time.monotonic(), []
    found = compose(Task(before, seconds=seconds), lambda _found: told.append(time.monotonic() - began))
    return found, told[0]


@pytest.fixture
def segou(demo_app):
    """The programme of Ségou as it was published."""
    with demo_app.test_request_context("/?lang=en"):
        yield plan_of(db.session.query(Edition).filter_by(slug="js-segou-2024").one())


# ── The demonstration ───────────────────────────────────────────────────────────────────────────────────────────────


def variants(segou):
    """Return Ségou as seeded in four rooms, from nothing, and all spoken in five."""
    return {"as it was": segou, "from nothing": from_nothing(segou), "all spoken": with_rooms(all_oral(segou), 5)}


@pytest.mark.prove
@SQLITE_ONLY
def test_d02_segou_is_composed_within_ten_seconds_without_a_hard_clash_and_nearly_as_well_as_in_a_minute(
    segou, at_size, figure
):
    for name, before in variants(segou).items():
        made, first = followed(before, seconds=at_size(small=3, full=10))
        best = followed(before, seconds=60)[0] if at_size(small=False, full=True) else made

        assert first <= 10
        assert (made.plan.waiting, hard(made.plan)) == ([], []), name
        assert made.bound <= best.cost
        assert made.cost <= max(best.cost, made.bound) * 1.05, name
        figure(f"D02 {name}: first {first:.1f} s, costs {made.cost} (bound {made.bound}), after a minute {best.cost}")


@SQLITE_ONLY
def test_d02_chairs_symposiums_and_what_all_attend_are_as_they_must_be(segou):
    made = compose(Task(from_nothing(segou), seconds=3)).plan

    free = [block for block in made.blocks if block.kind is FREE]
    chairs = [(person, block) for block in free for person, duty in block.duties if duty is SessionDuty.CHAIR]
    assert len(chairs) == len(free)
    for person, block in chairs:
        presenters = [made.people[made.items[number].presenter] for number in block.items]
        assert {each.structure for each in presenters} != {made.people[person].structure}, "among their own alone"
        assert made.people[person].is_faculty
    people = [person for person, _block in chairs]
    assert max(map(people.count, people)) == 1, "somebody chairs twice while others never do"
    assert order_of(made) == order_of(segou)
    standing = [block for block in segou.blocks if block.room is None]
    assert [block for block in made.blocks if block.room is None] == standing


def order_of(programme):
    """Return the talks of each symposium in their order."""
    return {block.title: block.items for block in programme.blocks if block.kind is SYMPOSIUM}


# ── Many ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.prove
def test_d02_1800_talks_in_15_rooms_over_4_days_are_composed_without_a_clash_within_120_seconds(at_size, figure):
    talks, rooms = at_size(small=300, full=1_800), at_size(small=6, full=15)
    before, began = large(talks=talks, rooms=rooms, days=at_size(small=2, full=4)), time.monotonic()

    made, first = followed(before, seconds=at_size(small=3, full=60))

    took = time.monotonic() - began
    assert feasibility(before).spare > 0
    assert (made.plan.waiting, hard(made.plan)) == ([], [])
    assert took <= 120
    figure(f"D02 {talks} talks, {rooms} rooms: first answer after {first:.1f} s, all placed within {took:.0f} s")

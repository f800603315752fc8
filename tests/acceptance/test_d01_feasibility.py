"""D01, story S4: three rooms are impossible and the sentence says by how much; four are enough, and nobody is torn."""

from dataclasses import replace

import pytest

from conference.models import Edition
from conference.queries.plans import plan_of
from conference.timetable.clashes import ClashKind, clashes
from conference.timetable.composing import compose
from conference.timetable.feasibility import feasibility, of_day, verdict
from conference.timetable.tasks import Task
from core.db import db
from tests.support.plans import all_oral, with_rooms

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def segou(demo_app):
    """Ségou 2024 with all 178 communications spoken, seen in English."""
    with demo_app.test_request_context("/?lang=en"):
        yield all_oral(plan_of(db.session.query(Edition).filter_by(slug="js-segou-2024").one()))


def test_d01_three_rooms_lack_490_minutes_and_four_leave_20(segou):
    three, four = feasibility(with_rooms(segou, 3)), feasibility(segou)

    assert (three.needed, three.usable, four.usable) == (178 * 10 + 4 * 60, 3 * 510, 4 * 510)
    assert verdict(three) == "Impossible: 490 minutes are missing, or one room more (4 in all)."
    assert verdict(four) == "Possible: 20 minutes to spare."
    assert {share.usable for share in four.shares} == {240, 270}
    assert [of_day(day, shares) for day, shares in four.of_days().items()] == [
        "Friday 28 June 2024: 960 minutes in 4 rooms, 840 of them free.",
        "Saturday 29 June 2024: 1,080 minutes in 4 rooms, 960 of them free.",
    ]


@SQLITE_ONLY
def test_d01_four_rooms_hold_everything_and_nobody_is_in_two_places_nor_anything_in_the_prayer(segou):
    made = compose(Task(segou, seconds=10)).plan

    wrong = [clash.kind for clash in clashes(made)]
    assert made.waiting == []
    assert [kind for kind in wrong if kind is not ClashKind.PARALLEL] == []
    (prayer,) = made.blocked
    assert [block.title for block in made.blocks if block.room and block.span.meets(prayer.span)] == []
    assert feasibility(made).spare == 20


@SQLITE_ONLY
def test_d01_the_sentence_names_what_is_not_there_and_how_many_rooms_would_help(segou):
    assert verdict(feasibility(replace(segou, rooms=()))) == "Impossible: the edition has no room or no half-day yet."
    assert verdict(feasibility(with_rooms(segou, 1))) == "Impossible: 1,510 minutes are missing, or 3 rooms more."

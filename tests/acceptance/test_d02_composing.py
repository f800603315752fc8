"""D02: the machine composes the demonstration and larger editions, within seconds and without a clash."""

import time
from dataclasses import replace

import pytest

from conference.models import Edition, PresentationKind, SessionDuty, SessionKind
from conference.queries.plans import plan_of
from conference.timetable.clashes import ClashKind, clashes
from conference.timetable.composing import compose
from conference.timetable.feasibility import feasibility
from conference.timetable.filling import settled, with_plenaries
from conference.timetable.plan import Hall, Item, Span
from conference.timetable.tasks import Task
from core.db import db
from tests.support.plans import all_oral, at, from_nothing, hour, large, plan, with_rooms

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


# ── What all attend ─────────────────────────────────────────────────────────────────────────────────────────────────


def without_plenaries(segou):
    """Return Ségou before anybody opened a session for its keynotes: they wait, and their hours are free."""
    return replace(segou, blocks=tuple(block for block in segou.blocks if block.kind is not SessionKind.PLENARY))


@SQLITE_ONLY
def test_d02_keynotes_get_plenary_sessions_in_the_minutes_that_the_account_kept_for_them(segou):
    before = without_plenaries(from_nothing(segou))
    keynotes = {item.id: item for item in before.waiting if item.kind is PresentationKind.KEYNOTE}
    torn = keynotes[min(keynotes)].presenter
    people = {**before.people, torn: replace(before.people[torn], away=before.half_days[1:])}

    opened = with_plenaries(settled(replace(before, people=people)))
    made = compose(Task(replace(before, people=people), seconds=3)).plan

    plenaries = [block for block in made.blocks if block.kind is SessionKind.PLENARY]
    assert sorted(number for block in plenaries for number in block.items) == sorted(keynotes)
    assert ({block.room for block in plenaries}, made.waiting) == ({None}, [])
    assert feasibility(opened).spare == feasibility(before).spare
    assert (hard(made), [clash for clash in clashes(made) if clash.kind is ClashKind.PERSON_AWAY]) == ([], [])
    assert len({block.span.starts.date() for block in plenaries}) > 1, "each day has its share"


def test_d02_no_plenary_session_is_opened_in_what_is_past_closed_or_too_short():
    keynote = Item(1, "CF-001", "Conférence", PresentationKind.KEYNOTE, 45)
    given = {"rooms": [Hall(1, "A"), Hall(2, "B", closed=(hour(0, 10, 30),))], "items": [keynote]}
    morning = plan(half_days=[hour(0, 8, 180)], **given)

    assert plenary_of(with_plenaries(morning)) == Span(at(0, 9, 15), at(0, 10))
    assert plenary_of(with_plenaries(morning, at(0, 9, 30))) is None
    assert with_plenaries(plan(half_days=[hour(0, 8, 40)], **given)).waiting == [keynote]


def test_d02_symposium_talks_make_a_session_of_each_theme_and_those_without_any_fill_usual_hours():
    themes = {number: "Paludisme" if number > 4 else "" for number in range(1, 9)}
    talks = [
        Item(number, f"SY-{number}", "Exposé", PresentationKind.SYMPOSIUM_TALK, 20, theme=theme)
        for number, theme in themes.items()
    ]
    waiting = plan(rooms=[Hall(1, "A"), Hall(2, "B")], items=talks, half_days=[hour(0, 8, 240)])

    made = compose(Task(waiting, seconds=1)).plan

    held = sorted(block.items for block in made.blocks if block.kind is SYMPOSIUM)
    assert (held, made.waiting, hard(made)) == ([(1, 2, 3), (4,), (5, 6, 7, 8)], [], [])


def plenary_of(programme):
    """Return when the one plenary session of a programme is held, if there is one."""
    return next((block.span for block in programme.blocks if block.kind is SessionKind.PLENARY), None)

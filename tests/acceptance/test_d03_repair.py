"""D03: the repair moves no more presentations than necessary, keeps all pins, and says each move."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from conference.models import Edition, PresentationKind, SessionDuty, SessionKind
from conference.queries.plans import plan_of
from conference.timetable.clashes import ClashKind, clashes
from conference.timetable.costs import moved
from conference.timetable.moves import moves, said
from conference.timetable.plan import Block, Hall, Item, Rules, Someone
from conference.timetable.repairing import repair
from conference.timetable.tasks import Task
from core.db import db
from tests.support.plans import hour, plan

ORAL, FREE, CHAIR = PresentationKind.ORAL, SessionKind.FREE_PAPERS, SessionDuty.CHAIR
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
HOURS, ROOMS, NOWHERE = (8, 9), (1, 2), None


# ── Small cases, against every programme there is ───────────────────────────────────────────────────────────────────


def small(seed):
    """Return two rooms and two hours with four or five talks of one half-hour each, and something that went wrong."""
    chance = Random(seed)
    number = chance.choice((4, 5))
    people = [
        Someone(n, f"Dr {n}", away=(hour(0, chance.choice(HOURS)),) if chance.random() < 0.35 else ())
        for n in range(1, 5)
    ]
    items = [
        Item(n, f"CO-{n}", "T", ORAL, 30, presenter=chance.randint(1, 4), specialty=chance.choice("AB"),
             is_pinned=chance.random() < 0.15)
        for n in range(1, number + 1)
    ]  # fmt: skip
    places = [(begins, room) for begins in HOURS for room in ROOMS]
    homes = chance.choices(range(4), k=number)
    blocks = [
        Block(n + 1, FREE, f"S{n}", hour(0, *[place[0]]), place[1],
              duties=((chance.randint(1, 4), CHAIR),) if chance.random() < 0.4 else (),
              items=tuple(item.id for item, home in zip(items, homes, strict=True) if home == n)[:2])
        for n, place in enumerate(places)
    ]  # fmt: skip
    closed = (hour(0, chance.choice(HOURS)),) if chance.random() < 0.5 else ()
    return plan(
        rooms=[Hall(1, "A", closed=closed), Hall(2, "B")], people=people, items=items, blocks=blocks,
        half_days=[hour(0, 8, 120)], rules=Rules(session_minutes=60),
    )  # fmt: skip


def every_programme(before):
    """Yield every way to have the talks in the sessions or nowhere; pins where they are, duties left aside."""
    pinned_blocks = {b.id for b in before.blocks if any(before.items[n].is_pinned for n in b.items)}
    home = {number: block.id for block in before.blocks for number in block.items}
    choices = [
        [home[n]]
        if home.get(n) in pinned_blocks
        else [NOWHERE, *(b.id for b in before.blocks if b.id not in pinned_blocks)]
        for n in before.items
    ]
    for chosen in product(*choices):
        held = {block.id: [] for block in before.blocks}
        for number, where in zip(before.items, chosen, strict=True):
            if where is not NOWHERE:
                held[where].append(number)
        yield replace(
            before, blocks=tuple(replace(b, items=tuple(held[b.id]), duties=()) for b in before.blocks if held[b.id])
        )


def worth(after, before):
    """Return what a programme is worth: impossible, waiting, away, moved; the smallest is the best."""
    wrong = clashes(after)
    pinned = {b.id for b in before.blocks if any(before.items[n].is_pinned for n in b.items)}
    hard = sum(clash.is_hard and not set(clash.blocks) <= pinned for clash in wrong)
    away = sum(len(clash.items) for clash in wrong if clash.kind is ClashKind.PERSON_AWAY and clash.items)
    return hard, len(after.waiting), away, len(moved(before, after))


def without_duties(made):
    """Return a programme without its duties and empty sessions."""
    return replace(made, blocks=tuple(replace(b, duties=()) for b in made.blocks if b.items))


@pytest.mark.parametrize("seed", range(40))
def test_d03_no_programme_there_is_needs_fewer_moves(seed):
    before = small(seed)

    made = repair(Task(before, seconds=5)).plan

    best = min(worth(each, before) for each in every_programme(before))
    assert worth(without_duties(made), before) == best


# ── Ségou, on the morning itself ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def segou(demo_app):
    """The programme of Ségou as it was published, seen in English."""
    with demo_app.test_request_context("/?lang=en"):
        yield plan_of(db.session.query(Edition).filter_by(slug="js-segou-2024").one())


def without(before, numbers):
    """Return a programme from which presentations were withdrawn."""
    items = {number: item for number, item in before.items.items() if number not in numbers}
    blocks = (replace(block, items=tuple(n for n in block.items if n in items)) for block in before.blocks)
    return replace(before, items=items, blocks=tuple(blocks))


def absent(before, number, spans):
    """Return a programme in which somebody cannot be there at times."""
    people = {**before.people, number: replace(before.people[number], away=tuple(spans))}
    return replace(before, people=people)


def morning_of(segou):
    """Return five talks withdrawn, a chair who stays away, and the programme without them."""
    free = [block for block in segou.blocks if block.kind is FREE]
    gone = [block.items[0] for block in free[:5]]
    chair = free[0].duties[0][0]
    return absent(without(segou, gone), chair, segou.half_days), chair


@SQLITE_ONLY
def test_d03_five_talks_and_a_chair_fall_away_and_nobody_else_has_to_move(segou):
    before, chair = morning_of(segou)
    presides = [block.id for block in before.blocks if (chair, CHAIR) in block.duties]

    made = repair(Task(before, seconds=10, now=segou.half_days[0].starts)).plan

    assert [clash for clash in clashes(made) if clash.is_hard or clash.kind is ClashKind.PERSON_AWAY] == []
    assert moved(before, made) == []
    told = [said(move, made) for move in moves(before, made)]
    name = before.people[chair].name
    assert len(told) == 2 * len(presides)
    assert all(f"{name} no longer chairs" in line for line in told[: len(presides)])
    assert all(" chairs “" in line and name not in line for line in told[len(presides) :])


@SQLITE_ONLY
def test_d03_a_room_closed_on_the_morning_moves_what_it_held_and_nothing_that_is_pinned(segou):
    day = segou.half_days[0]
    rooms = tuple(replace(room, closed=(day,)) if room is segou.rooms[-1] else room for room in segou.rooms)
    blocks = tuple(replace(block, is_pinned=block.room == rooms[0].id) for block in segou.blocks)
    before = replace(segou, rooms=rooms, blocks=blocks)
    held = {n for block in blocks if block.room == rooms[-1].id and block.span.meets(day) for n in block.items}
    assert held

    made = repair(Task(before, seconds=10)).plan

    assert [clash for clash in clashes(made) if clash.is_hard] == []
    assert set(moved(before, made)) == held
    assert [block for block in made.blocks if block.is_pinned] == [block for block in blocks if block.is_pinned]
    assert made.waiting == []
    assert all(", instead of Friday 28 June 2024 at " in said(move, made) for move in moves(before, made) if move.item)

"""Programmes as plain values, for tests and benches: Ségou in the variants the promises name, and large ones drawn."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from conference.models import PresentationKind, SessionDuty, SessionKind
from conference.timetable.plan import Block, Blocked, Hall, Item, Plan, Rules, Someone, Span

FIRST = datetime(2024, 6, 24, tzinfo=UTC)
SPECIALTIES = 25


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of an edition that begins on a Monday."""
    return FIRST + timedelta(days=day, hours=hour, minutes=minute)


def hour(day: int, begins: int, minutes: int = 60) -> Span:
    """Return an hour of a day, or a longer or shorter stretch."""
    return Span(at(day, begins), at(day, begins) + timedelta(minutes=minutes))


def plan(
    *,
    rooms: Iterable[Hall] = (),
    people: Iterable[Someone] = (),
    items: Iterable[Item] = (),
    blocks: Iterable[Block] = (),
    half_days: Iterable[Span] = (),
    blocked: Iterable[Blocked] = (),
    rules: Rules | None = None,
) -> Plan:
    """Return a programme of what is given, at a place that keeps UTC."""
    return Plan(
        time_zone="UTC",
        half_days=tuple(half_days),
        rooms=tuple(rooms),
        people={person.id: person for person in people},
        items={item.id: item for item in items},
        blocks=tuple(blocks),
        blocked=tuple(blocked),
        rules=rules or Rules(),
    )


def all_oral(segou: Plan) -> Plan:
    """Return Ségou with all its posters spoken, nothing of it grouped yet, and no visit of posters: story S4."""
    items = {
        number: replace(item, kind=PresentationKind.ORAL, minutes=10) if item.kind is PresentationKind.POSTER else item
        for number, item in segou.items.items()
    }
    return replace(from_nothing(segou), items=items, blocks=tuple(
        block for block in from_nothing(segou).blocks if block.kind is not SessionKind.POSTERS
    ))  # fmt: skip


def from_nothing(segou: Plan) -> Plan:
    """Return a programme without its sessions of free papers: all they held waits."""
    return replace(segou, blocks=tuple(block for block in segou.blocks if block.kind is not SessionKind.FREE_PAPERS))


def with_rooms(segou: Plan, number: int) -> Plan:
    """Return a programme in another number of rooms; sessions of a room that goes are held in the first."""
    added = (Hall(-1 - place, f"Salle {place}", 100) for place in range(len(segou.rooms), number))
    rooms = (*segou.rooms[:number], *added)
    kept = {room.id for room in rooms}
    blocks = (
        block if block.room is None or block.room in kept else replace(block, room=rooms[0].id)
        for block in segou.blocks
    )
    return replace(segou, rooms=rooms, blocks=tuple(blocks))


def large(*, talks: int = 1_800, rooms: int = 15, days: int = 4, seed: int = 7) -> Plan:
    """Return a large edition to be composed: symposiums and plenaries beside the talks, some people away at times."""
    rng = Random(seed)
    halls = [Hall(number, f"Salle {number}", rng.choice((80, 120, 180, 320))) for number in range(1, rooms + 1)]
    halves = [
        Span(at(day, *begins), at(day, *ends))
        for day in range(days)
        for begins, ends in (((8,), (13,)), ((14,), (18,)))
    ]
    away = {number: (rng.choice(halves),) for number in range(1, talks + 1) if rng.random() < 0.15}
    people = [
        Someone(number, f"Dr {number}", structure=f"Service {number % 40}", away=away.get(number, ()),
                specialty=f"S{number % SPECIALTIES}", is_faculty=number <= talks // 12)
        for number in range(1, talks + 1)
    ]  # fmt: skip
    drawn = [int(SPECIALTIES * rng.random() ** 1.6) for _talk in range(talks)]
    items = [
        Item(number, f"CO-{number:04d}", f"Titre {number}", PresentationKind.ORAL, 10,
             presenter=rng.randint(1, talks), specialty=f"S{specialty}")
        for number, specialty in enumerate(drawn, start=1)
    ]  # fmt: skip
    blocks = [
        Block(number, SessionKind.PLENARY, "Conférence", hour(day, begins, 30))
        for number, (day, begins) in enumerate(((day, begins) for day in range(days) for begins in (8, 14)), start=1)
    ]
    for number in range(days * 4):
        held = [
            Item(10_000 + 10 * number + rank, f"SY-{number}{rank}", "Exposé", PresentationKind.SYMPOSIUM_TALK, 20,
                 presenter=rng.randint(1, talks), rank=rank)
            for rank in range(1, 4)
        ]  # fmt: skip
        items += held
        span = Span(at(number % days, 9 + number // days, 30), at(number % days, 10 + number // days, 30))
        chair = ((1 + number, SessionDuty.CHAIR),)
        blocks.append(
            Block(100 + number, SessionKind.SYMPOSIUM, f"Symposium {number}", span, room=1, duties=chair,
                  items=tuple(item.id for item in held))
        )  # fmt: skip
    return plan(rooms=halls, people=people, items=items, blocks=blocks, half_days=halves)

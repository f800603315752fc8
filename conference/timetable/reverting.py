"""A programme as it was before a step, made of the programme after it: nothing is read again to compare."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from conference.models import SessionDuty, SessionKind
from conference.timetable.plan import Block, Plan, Span

Thing = Mapping[str, Any]


def reverted(plan: Plan, things: Iterable[Thing]) -> Plan:
    """Return the plan with each session and presentation of a step put back where it was."""
    blocks = {block.id: block for block in plan.blocks}
    sessions = [thing for thing in things if thing["kind"] == "session"]
    talks = [thing for thing in things if thing["kind"] == "talk"]
    for thing in sessions:
        held = blocks.pop(thing["id"]).items if thing["id"] in blocks else ()
        if thing["before"] is not None:
            blocks[thing["id"]] = _block(thing["id"], thing["before"], held)
    for thing in talks:
        _put_back(blocks, thing["id"], thing["before"])
    return replace(plan, blocks=tuple(blocks.values()))


def _block(number: int, was: Mapping[str, Any], items: tuple[int, ...]) -> Block:
    return Block(
        id=number,
        kind=SessionKind(was["kind"]),
        title=was["title"],
        span=Span(datetime.fromisoformat(was["starts"]), datetime.fromisoformat(was["ends"])),
        room=was["room"],
        duties=tuple((person, SessionDuty(duty)) for person, duty in was["roles"]),
        items=items,
        seats=was["seats"],
        needs=frozenset(was["needs"]),
        is_pinned=was["pinned"],
    )


def _put_back(blocks: dict[int, Block], item: int, was: Mapping[str, Any]) -> None:
    for number, block in blocks.items():
        if item in block.items:
            blocks[number] = replace(block, items=tuple(each for each in block.items if each != item))
    if (home := blocks.get(was["session"])) is not None:
        items = (*home.items[: was["place"]], item, *home.items[was["place"] :])
        blocks[home.id] = replace(home, items=items)

"""A programme as JSON keeps it, and back again; its fingerprint; a programme as it was before a step that was kept."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from conference.models import SessionDuty, SessionKind
from conference.timetable.plan import Block, Plan, Span
from conference.timetable.tasks import Reason

Thing = Mapping[str, Any]


def kept(plan: Plan, unplaced: Iterable[Reason] = ()) -> dict[str, Any]:
    """Return what is kept of a composed programme: its sessions, and why something has no place."""
    return {
        "blocks": [_of_block(block) for block in plan.blocks],
        "unplaced": [[reason.item, reason.code] for reason in unplaced],
    }


def _of_block(block: Block) -> dict[str, Any]:
    return {
        "id": block.id,
        "kind": block.kind.value,
        "title": block.title,
        "span": [block.span.starts.isoformat(), block.span.ends.isoformat()],
        "room": block.room,
        "duties": [[person, duty.value] for person, duty in block.duties],
        "items": list(block.items),
        "seats": block.seats,
        "needs": sorted(block.needs),
        "is_pinned": block.is_pinned,
    }


def restored(values: dict[str, Any], present: Plan) -> Plan:
    """Return a kept programme with the rooms, people and presentations of the present one; what is gone is left out."""
    blocks = (_block(each) for each in values["blocks"])
    return replace(
        present,
        blocks=tuple(
            replace(block, items=tuple(number for number in block.items if number in present.items)) for block in blocks
        ),
    )


def _block(values: dict[str, Any]) -> Block:
    starts, ends = map(datetime.fromisoformat, values["span"])
    return Block(
        values["id"],
        SessionKind(values["kind"]),
        values["title"],
        Span(starts, ends),
        room=values["room"],
        duties=tuple((person, SessionDuty(duty)) for person, duty in values["duties"]),
        items=tuple(values["items"]),
        seats=values["seats"],
        needs=frozenset(values["needs"]),
        is_pinned=values["is_pinned"],
    )


def reasons_of(values: dict[str, Any], present: Plan) -> list[Reason]:
    """Return why something has no place in a kept programme."""
    return [Reason(number, code) for number, code in values["unplaced"] if number in present.items]


def fingerprint(plan: Plan) -> str:
    """Return what tells a programme from another: its sessions, and which presentations there are."""
    told = [sorted(map(_of_block, plan.blocks), key=lambda each: each["id"]), sorted(plan.items)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


# ── Before a step ───────────────────────────────────────────────────────────────────────────────────────────────────


def reverted(plan: Plan, things: Iterable[Thing]) -> Plan:
    """Return the plan with each session and presentation of a step put back where it was."""
    blocks = {block.id: block for block in plan.blocks}
    sessions = [thing for thing in things if thing["kind"] == "session"]
    talks = [thing for thing in things if thing["kind"] == "talk"]
    for thing in sessions:
        held = blocks.pop(thing["id"]).items if thing["id"] in blocks else ()
        if thing["before"] is not None:
            blocks[thing["id"]] = _block_before(thing["id"], thing["before"], held)
    for thing in talks:
        _put_back(blocks, thing["id"], thing["before"])
    return replace(plan, blocks=tuple(blocks.values()))


def _block_before(number: int, was: Mapping[str, Any], items: tuple[int, ...]) -> Block:
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

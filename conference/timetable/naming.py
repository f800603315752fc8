"""What sessions of free papers are called: by their specialty, numbered when there are several."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import replace

from conference.models import SessionKind
from conference.timetable.plan import Block, Plan

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def titled(plan: Plan, made: AbstractSet[int], mixed: str) -> Plan:
    """Return a programme whose sessions made just now are called by what they hold."""
    names = {block.id: named(block, plan, mixed) for block in plan.blocks if block.id in made}
    several, reached, titles = Counter(names.values()), Counter[str](), dict[int, str]()
    for block in sorted(plan.blocks, key=lambda each: (each.span, each.room or 0)):
        if name := names.get(block.id):
            reached[name] += 1
            is_numbered = several[name] > 1 and block.kind is SessionKind.FREE_PAPERS
            titles[block.id] = f"{name} {roman(reached[name])}" if is_numbered else name
    blocks = tuple(replace(block, title=titles.get(block.id, block.title)) for block in plan.blocks)
    return replace(plan, blocks=blocks)


def named(block: Block, plan: Plan, mixed: str) -> str:
    """Return what a session is called: its title, its one specialty, or what mixed sessions are called."""
    if block.kind is not SessionKind.FREE_PAPERS:
        return block.title or next(
            (plan.items[each].theme for each in block.items if plan.items[each].theme), "Symposium"
        )
    spoken = {plan.items[each].specialty for each in block.items}
    only = next(iter(spoken)) if len(spoken) == 1 else ""
    return plan.specialties.get(only, only) or mixed


def roman(number: int) -> str:
    """Return a number as sessions are numbered: IV."""
    written = ""
    for worth, letters in ROMAN:
        written, number = written + letters * (number // worth), number % worth
    return written

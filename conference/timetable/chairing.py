"""Proposing who chairs: of the faculty, each as often as the others, never twice at once nor among their own alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from conference.models import SessionDuty
from conference.timetable.matching import best_match
from conference.timetable.plan import Block, Plan, Someone, Span
from conference.timetable.seen import Seen

LOAD, SOMEBODY_ELSE, OTHER_SPECIALTY, OWN_SERVICE = 100, 60, 40, 5
CHAIR = SessionDuty.CHAIR


@dataclass
class Diary:
    """When everybody is expected, and how often they chair."""

    busy: defaultdict[int, list[Span]]
    load: Counter[int]


def chaired(plan: Plan, wanting: AbstractSet[int], before: Plan) -> Plan:
    """Return a programme in which those of the sessions named that nobody chairs have somebody proposed.

    Nobody chairs where they are expected elsewhere or away, nor a session in which all come from their own service;
    of those who may, who chairs least, chaired it before, and practises what is spoken of.
    """
    diary = diary_of(plan)
    former = {(block.id, person) for block in before.blocks for person, duty in block.duties if duty is CHAIR}
    faculty = sorted((person for person in plan.people.values() if person.is_faculty), key=lambda person: person.id)
    without = [block for block in plan.blocks if block.id in wanting and not has_chair(block)]
    proposed: dict[int, int] = {}
    for span in sorted({block.span for block in without}):
        here = [block for block in without if block.span == span]
        prices = [prices_of(Seen(block, plan), faculty, diary, former) for block in here]
        for block, chair in zip(here, best_match(prices), strict=True):
            if chair is not None:
                proposed[block.id] = chair
                diary.busy[chair].append(span)
                diary.load[chair] += 1
    blocks = (
        replace(block, duties=((proposed[block.id], CHAIR), *block.duties)) if block.id in proposed else block
        for block in plan.blocks
    )
    return replace(plan, blocks=tuple(blocks))


def has_chair(block: Block) -> bool:
    """Tell whether somebody chairs a session."""
    return any(duty is CHAIR for _person, duty in block.duties)


def diary_of(plan: Plan) -> Diary:
    """Return when everybody is expected, and how often they chair."""
    busy, load = defaultdict[int, list[Span]](list), Counter[int]()
    for block in plan.blocks:
        for person in Seen(block, plan).expected:
            busy[person].append(block.span)
        load.update(person for person, duty in block.duties if duty is CHAIR)
    return Diary(busy, load)


def prices_of(
    session: Seen, faculty: Iterable[Someone], diary: Diary, former: AbstractSet[tuple[int, int]]
) -> dict[int, int]:
    """Return who may chair a session and at what price."""
    span, plan = session.block.span, session.plan
    buffer = span.widened(plan.rules.buffer_minutes)
    presenters = (plan.people.get(number) for number in session.presenting)
    services = {presenter.structure for presenter in presenters if presenter}
    return {
        person.id: LOAD * diary.load[person.id] ** 2
        + SOMEBODY_ELSE * ((session.block.id, person.id) not in former)
        + OTHER_SPECIALTY * (person.specialty not in session.specialties)
        + OWN_SERVICE * (person.structure in services)
        for person in faculty
        if not any(spot.meets(buffer) for spot in diary.busy[person.id])
        and not any(away.meets(span) for away in person.away)
        and not (person.structure and services == {person.structure})
    }

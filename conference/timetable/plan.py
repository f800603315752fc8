"""A programme as plain values: everything the clashes, the feasibility and the composer look at, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from conference.models import PresentationKind, SessionDuty, SessionKind

HOLDS = {
    SessionKind.PLENARY: frozenset({PresentationKind.KEYNOTE, PresentationKind.ORAL}),
    SessionKind.FREE_PAPERS: frozenset({PresentationKind.ORAL, PresentationKind.FLASH}),
    SessionKind.SYMPOSIUM: frozenset({PresentationKind.SYMPOSIUM_TALK}),
    SessionKind.POSTERS: frozenset({PresentationKind.POSTER}),
    SessionKind.CEREMONY: frozenset({PresentationKind.SPEECH}),
    SessionKind.ROUND_TABLE: frozenset({PresentationKind.SYMPOSIUM_TALK, PresentationKind.SPEECH}),
}
Duties = tuple[tuple[int, SessionDuty], ...]
PAUSES = frozenset({SessionKind.BREAK, SessionKind.PRAYER})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, its end not included."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """Return how long it lasts."""
        return int((self.ends - self.starts).total_seconds() // 60)

    def meets(self, other: "Span") -> bool:
        """Tell whether two stretches have a moment in common."""
        return self.starts < other.ends and self.ends > other.starts

    def holds(self, other: "Span") -> bool:
        """Tell whether another stretch lies wholly inside."""
        return self.starts <= other.starts and other.ends <= self.ends

    def widened(self, minutes: int) -> "Span":
        """Return the stretch with so many minutes before and after."""
        return Span(self.starts - timedelta(minutes=minutes), self.ends + timedelta(minutes=minutes))


@dataclass(frozen=True, slots=True)
class Hall:
    """A room: how many it seats, what it is equipped with, when it cannot be used."""

    id: int
    name: str
    capacity: int = 0
    equipment: frozenset[str] = frozenset()
    closed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Someone:
    """A person: their name, the structure and service they come from, when they cannot be there, whether they chair."""

    id: int
    name: str
    structure: str = ""
    away: tuple[Span, ...] = ()
    specialty: str = ""
    is_faculty: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A presentation: who is needed in the room for it, how long it takes, what it speaks of."""

    id: int
    code: str
    title: str
    kind: PresentationKind
    minutes: int
    presenter: int | None = None
    specialty: str = ""
    theme: str = ""
    rank: int | None = None
    is_pinned: bool = False
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A session: where and when, who has a duty in it, what it holds in order. Without a room it takes them all."""

    id: int
    kind: SessionKind
    title: str
    span: Span
    room: int | None = None
    duties: Duties = ()
    items: tuple[int, ...] = ()
    seats: int | None = None
    needs: frozenset[str] = frozenset()
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """Hours in which nothing is programmed, and why."""

    span: Span
    label: str


@dataclass(frozen=True)
class Rules:
    """How an edition composes its programme: usual lengths, minutes between two rooms, what weighs how much."""

    session_minutes: int = 60
    most_talks: int = 6
    buffer_minutes: int = 0
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A whole programme, placed or not: items that no block holds wait to be placed."""

    time_zone: str
    half_days: tuple[Span, ...]
    rooms: tuple[Hall, ...]
    people: Mapping[int, Someone]
    items: Mapping[int, Item]
    blocks: tuple[Block, ...]
    blocked: tuple[Blocked, ...] = ()
    rules: Rules = field(default_factory=Rules)
    specialties: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _halls(self) -> dict[int | None, Hall]:
        return {room.id: room for room in self.rooms}

    @cached_property
    def _blocks(self) -> dict[int, Block]:
        return {block.id: block for block in self.blocks}

    def hall(self, number: int | None) -> Hall | None:
        """Return the room of this number, if there is one."""
        return self._halls.get(number)

    def block(self, number: int) -> Block:
        """Return the session of this number."""
        return self._blocks[number]

    def minutes_of(self, items: Iterable[int]) -> int:
        """Return how long some presentations take; those that are gone take no time."""
        return sum(self.items[number].minutes for number in items if number in self.items)

    def is_away(self, person: int | None, span: Span) -> bool:
        """Tell whether somebody cannot be there for all of a stretch of time."""
        someone = self.people.get(person or 0)
        return someone is not None and any(away.meets(span) for away in someone.away)

    @property
    def waiting(self) -> list[Item]:
        """Return the presentations that no session holds yet, by code."""
        placed = {number for block in self.blocks for number in block.items}
        return sorted((item for item in self.items.values() if item.id not in placed), key=lambda item: item.code)


class Contents:
    """What a session of a plan holds, looked up: who presents, who serves, what is spoken of, in which room."""

    def __init__(self, block: Block, plan: Plan) -> None:
        self.block, self.plan = block, plan
        self.items = [plan.items[number] for number in block.items if number in plan.items]

    @cached_property
    def presenting(self) -> Mapping[int, tuple[int, ...]]:
        """Who presents what here; a poster hangs by itself and nobody is bound to it."""
        found: dict[int, tuple[int, ...]] = {}
        for item in self.items:
            if item.presenter is not None and item.kind is not PresentationKind.POSTER:
                found[item.presenter] = (*found.get(item.presenter, ()), item.id)
        return found

    @cached_property
    def on_duty(self) -> frozenset[int]:
        """Who chairs, reports or keeps the time."""
        return frozenset(person for person, _duty in self.block.duties)

    @cached_property
    def expected(self) -> frozenset[int]:
        """Everybody who must be in the room for the whole session."""
        return self.on_duty | self.presenting.keys()

    @cached_property
    def specialties(self) -> Mapping[str, tuple[int, ...]]:
        """Which specialties are spoken of, and by which presentations; posters are looked at whenever one likes."""
        found: dict[str, tuple[int, ...]] = {}
        for item in self.items:
            if item.specialty and item.kind is not PresentationKind.POSTER:
                found[item.specialty] = (*found.get(item.specialty, ()), item.id)
        return found

    @cached_property
    def hall(self) -> Hall | None:
        """The room, unless it takes them all."""
        return self.plan.hall(self.block.room)

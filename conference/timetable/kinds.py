"""What may be wrong with a programme."""

from dataclasses import dataclass
from enum import StrEnum

from conference.timetable.plan import Span


class ClashKind(StrEnum):
    """What may be wrong; the value is also the code of a refusal."""

    PERSON_TWICE = "person-in-two-rooms"
    CHAIR_PRESENTS = "chair-presents-elsewhere"
    ROOM_TWICE = "room-taken"
    BLOCKED_HOUR = "blocked-hour"
    ROOM_CLOSED = "room-closed"
    TOO_FULL = "session-full"
    WRONG_KIND = "wrong-kind"
    PERSON_AWAY = "person-away"
    TOO_SMALL = "room-too-small"
    NOT_EQUIPPED = "equipment-missing"
    OUTSIDE = "outside-half-days"
    TOO_CLOSE = "too-close"
    PARALLEL = "specialty-in-parallel"
    OUT_OF_ORDER = "out-of-order"
    SILENT = "not-announced"


IMPOSSIBLE = frozenset({
    ClashKind.PERSON_TWICE, ClashKind.CHAIR_PRESENTS, ClashKind.ROOM_TWICE, ClashKind.BLOCKED_HOUR,
    ClashKind.ROOM_CLOSED, ClashKind.TOO_FULL, ClashKind.WRONG_KIND,
})  # fmt: skip


def is_hard(kind: ClashKind) -> bool:
    """Tell whether a clash makes a programme impossible, and not only worse."""
    return kind in IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that is wrong: with which sessions, presentations and people, in which room, and when."""

    kind: ClashKind
    blocks: tuple[int, ...]
    span: Span
    items: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    room: int | None = None
    lacking: tuple[str, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Tell whether it makes the programme impossible."""
        return is_hard(self.kind)

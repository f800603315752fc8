"""What a search is asked, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from conference.timetable.plan import Plan
from conference.timetable.reasons import Reason


@dataclass(frozen=True)
class Task:
    """What is to be composed: from which programme, for how long, from which seed; what has begun stays."""

    plan: Plan
    seconds: float = 20
    seed: int = 1
    now: datetime | None = None
    mixed: str = "Communications libres"
    is_repair: bool = False


@dataclass(frozen=True)
class Found:
    """A composed programme, what it costs, what none could go below, and why something has no place."""

    plan: Plan
    cost: int
    bound: int
    unplaced: tuple[Reason, ...] = ()


Tell = Callable[[Found], None]

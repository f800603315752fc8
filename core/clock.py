"""The one clock: always UTC inside, the place's own time outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


class _Hands:
    """How far this process's clock is set off from the machine's, and whether it is stopped."""

    offset = timedelta(0)
    stopped_at: datetime | None = None


def now() -> datetime:
    """Return the present moment in UTC."""
    return _Hands.stopped_at or datetime.now(UTC) + _Hands.offset


def set_off(seconds: int) -> None:
    """Move this process's clock, so that a rehearsal can be held the evening before."""
    _Hands.offset = timedelta(seconds=seconds)


@contextmanager
def stopped(moment: datetime) -> Iterator[None]:
    """Hold the clock at one moment: rehearsals of deadlines, to the second."""
    before, _Hands.stopped_at = _Hands.stopped_at, moment.astimezone(UTC)
    try:
        yield
    finally:
        _Hands.stopped_at = before


def at_place(moment: datetime, time_zone: str) -> datetime:
    """Return a moment as the clocks of a place show it."""
    return moment.astimezone(ZoneInfo(time_zone))


def from_place(local: datetime, time_zone: str) -> datetime:
    """Return the UTC moment of a date and time typed at a place."""
    return local.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)

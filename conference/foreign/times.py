"""Moments and lengths as programmes from elsewhere write them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from conference.foreign.shapes import line
from core import clock

_LENGTH = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})$")
_HOUR = re.compile(r"(\d{1,2})(?:\s*[:hH]\s*(\d{2}))?(?::\d{2})?$")
LONGEST = timedelta(days=2)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


def moment(value: Any, time_zone: str) -> datetime | None:
    """Return a moment, one without a time zone as the clocks of the place show it; None for what is none."""
    try:
        read = datetime.fromisoformat(line(value).replace(" ", "T", 1))
        return (read if read.tzinfo else clock.from_place(read, time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def length(value: Any) -> timedelta | None:
    """Return « 00:30 », « 1:30:00 » or a number of minutes as a length; None for what is none."""
    text = line(value)
    if text.isdecimal():
        found = timedelta(minutes=int(text[:6]))
    elif match := _LENGTH.match(text):
        first, hours, minutes = (int(part or 0) for part in match.groups())
        is_long = match[1] is not None  # hours, minutes and seconds
        found = timedelta(hours=first, minutes=hours) if is_long else timedelta(hours=hours, minutes=minutes)
    else:
        return None
    return found if timedelta(0) < found <= LONGEST else None


def day(value: Any) -> date | None:
    """Return a day, written in whichever usual way; None for what is none."""
    text = line(value)[:10]
    for way in DAYS:
        try:
            return datetime.strptime(text, way).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def at(on: date | None, hour: Any, time_zone: str, *, day_begins: int = 0) -> datetime | None:
    """Return an hour of a day; one before the day begins belongs to the night after it."""
    match = _HOUR.match(line(hour))
    if on is None or match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    local = datetime.combine(on, datetime.min.time().replace(hour=int(match[1]), minute=int(match[2] or 0)))
    try:
        return clock.from_place(local + timedelta(days=int(match[1]) < day_begins), time_zone)
    except OverflowError:
        return None

"""What is going on at the place at this moment, and what begins next, by the published programme."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from conference.models import Edition, SessionKind
from conference.queries.published import room_names, sessions_on
from conference.views.grid import Told, hour_label, named
from core import clock


@dataclass(frozen=True)
class Present:
    """What goes on, what begins next and when, and until when that stays so."""

    day: date | None = None
    midnights: tuple[datetime, ...] = ()
    now: tuple[Told, ...] = ()
    later: tuple[Told, ...] = ()
    later_at: str = ""
    ends: datetime | None = None

    @property
    def live(self) -> set[int]:
        """Return the sessions going on."""
        return {session["id"] for session in self.now}


def today_at(edition: Edition) -> date | None:
    """Return today's date at the place, if it is a day of the edition."""
    today = clock.at_place(clock.now(), edition.time_zone).date()
    return today if edition.starts_on <= today <= edition.ends_on else None


def present_of(edition: Edition, content: Told) -> Present:
    """Return what is going on at this moment, and what begins next today."""
    if (today := today_at(edition)) is None:
        return Present()
    moment = clock.now()
    names = room_names(content)
    held = [named(session, names) for session in sessions_on(content, today, edition.time_zone)]
    coming = [session for session in held if datetime.fromisoformat(session["starts"]) > moment]
    first = min((session["starts"] for session in coming), default="")
    return Present(
        day=today,
        midnights=tuple(midnight(edition, today + timedelta(days=after)) for after in (0, 1)),
        now=tuple(session | {"talk": talk_at(session, moment)} for session in held if is_on(session, moment)),
        later=tuple(session | {"talk": {}} for session in coming if session["starts"] == first),
        later_at=hour_label(first, edition.time_zone) if first else "",
        ends=next_change(held, moment),
    )


def midnight(edition: Edition, day: date) -> datetime:
    """Return when a day begins at the place."""
    return clock.from_place(datetime.combine(day, time()), edition.time_zone)


def is_on(session: Told, moment: datetime) -> bool:
    """Tell whether a session is going on at a moment."""
    return datetime.fromisoformat(session["starts"]) <= moment < datetime.fromisoformat(session["ends"])


def next_change(held: list[Told], moment: datetime) -> datetime | None:
    """Return when a session or a talk of the day next begins or ends."""
    edges = [session[edge] for session in held for edge in ("starts", "ends")]
    talks = [talk["at"] for session in held for talk in session["talks"]]
    return min((change for change in map(datetime.fromisoformat, edges + talks) if change > moment), default=None)


def talk_at(session: Told, moment: datetime) -> Told:
    """Return the talk that a session has reached, or nothing: posters are all there at once."""
    if session["kind"] == SessionKind.POSTERS:
        return {}
    begun = (talk for talk in reversed(session["talks"]) if datetime.fromisoformat(talk["at"]) <= moment)
    return next(begun, {})

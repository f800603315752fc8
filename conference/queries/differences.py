"""What two versions of a programme do not tell alike, in words: for the committee, and for the sheet of errata."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from conference.models import PresentationKind, SessionDuty, SessionKind
from conference.queries.published import Told, room_names
from conference.words import DUTIES, PRESENTATIONS, SESSIONS
from core import clock, i18n
from core.i18n import gettext as _
from core.rich_text import bare


class Fate(StrEnum):
    """What became of something from one version to another."""

    NEW = "new"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Placed:
    """A session, or a presentation in its session, where and when a version has it."""

    told: Told
    session: Told
    starts: datetime
    ends: datetime
    room: str

    @property
    def is_talk(self) -> bool:
        """Tell whether this is a presentation."""
        return self.told is not self.session

    @property
    def after(self) -> timedelta:
        """Return how long after its session this begins."""
        return self.starts - datetime.fromisoformat(self.session["starts"])

    def where(self, time_zone: str) -> str:
        """Return « vendredi 28 juin, 8 h 30, Salle Niono »."""
        day = i18n.day(clock.at_place(self.starts, time_zone).date()).rpartition(" ")[0]
        return ", ".join([day, i18n.clock_time(self.starts, time_zone), self.room or _("all rooms")])


@dataclass(frozen=True)
class Changed:
    """Something that two versions do not tell alike, and how, in sentences."""

    fate: Fate
    code: str
    title: str
    kind: str
    starts: datetime
    room: str
    sentences: tuple[str, ...]


def placed(content: Told) -> dict[str | int, Placed]:
    """Return what a version holds: sessions by number, presentations by code; posters hang as long as their visit."""
    rooms, found = room_names(content), dict[str | int, Placed]()
    for session in content["sessions"]:
        begins, ends = (datetime.fromisoformat(session[name]) for name in ("starts", "ends"))
        room = rooms.get(session["room"], "")
        found[session["id"]] = Placed(session, session, begins, ends, room)
        for talk in session["talks"]:
            at = datetime.fromisoformat(talk["at"])
            until = at + timedelta(minutes=talk["minutes"])
            times = (begins, ends) if talk["kind"] == PresentationKind.POSTER else (at, until)
            found[talk["code"]] = Placed(talk, session, *times, room)
    return found


def changes_between(before: Told, after: Told, time_zone: str) -> list[Changed]:
    """Return what a later version tells otherwise than an earlier one, by hour and room, in the reader's language.

    Presentations that follow their session to another hour are not said one by one.
    """
    return _Comparison(before, after, time_zone).found()


class _Comparison:
    """Two versions side by side."""

    def __init__(self, before: Told, after: Told, time_zone: str) -> None:
        self.before, self.after, self.time_zone = before, after, time_zone
        self.old, self.new = placed(before), placed(after)
        self.reordered = {key for key in self.new if isinstance(key, int) and self._orders(key) is not None}

    def found(self) -> list[Changed]:
        """Return everything that is told otherwise."""
        keys = dict.fromkeys([*self.old, *self.new])
        changes = [change for key in keys if (change := self._change(key))]
        return sorted(changes, key=lambda each: (each.starts, each.room, bool(each.code), each.code))

    def _change(self, key: str | int) -> Changed | None:
        old, new = self.old.get(key), self.new.get(key)
        if new is None:
            assert old is not None  # noqa: S101 - a key of one of the two
            was = _("Taken off the programme. It was on: %(where)s", where=old.where(self.time_zone))
            return self._said(Fate.DROPPED, old, [was])
        if old is None:
            return self._said(Fate.NEW, new, [_("New: %(where)s", where=new.where(self.time_zone))])
        sentences = list(self._sentences(old, new))
        return self._said(Fate.CHANGED, new, sentences) if sentences else None

    @staticmethod
    def _said(fate: Fate, item: Placed, sentences: list[str]) -> Changed:
        told = item.told
        kind = PRESENTATIONS[PresentationKind(told["kind"])] if item.is_talk else SESSIONS[SessionKind(told["kind"])]
        title = bare(told["title"])
        return Changed(fate, told.get("code", ""), title, str(kind), item.starts, item.room, tuple(sentences))

    def _sentences(self, old: Placed, new: Placed) -> Iterator[str]:
        yield from self._moves(old, new)
        if old.told["title"] != new.told["title"]:
            yield _("Title: “%(new)s” (before: “%(old)s”)", new=bare(new.told["title"]), old=bare(old.told["title"]))
        yield from self._of_talk(old.told, new.told) if new.is_talk else self._of_session(old.told, new.told)

    # ── Where and when ──────────────────────────────────────────────────────────────────────────────────────────────

    def _moves(self, old: Placed, new: Placed) -> Iterator[str]:
        if self._follows(old, new):
            return
        where, was = new.where(self.time_zone), old.where(self.time_zone)
        if new.is_talk and old.session["id"] != new.session["id"]:
            yield _("Now in “%(session)s”: %(where)s (before: “%(old)s”, %(was)s)",
                    session=new.session["title"], where=where, old=old.session["title"], was=was)  # fmt: skip
        elif where != was:
            yield _("Now: %(where)s (before: %(was)s)", where=where, was=was)
        if (long := new.ends - new.starts) != (was_long := old.ends - old.starts):
            yield _("Lasts %(new)d minutes (before: %(old)d)", new=_minutes(long), old=_minutes(was_long))

    def _follows(self, old: Placed, new: Placed) -> bool:
        """Tell whether a presentation only goes where its session goes, or where its session's new order puts it."""
        if not new.is_talk or old.session["id"] != new.session["id"]:
            return False
        stays = old.after == new.after and (new.ends - new.starts == old.ends - old.starts)
        hangs = new.told["kind"] == PresentationKind.POSTER
        return stays or hangs or new.session["id"] in self.reordered

    def _orders(self, number: int) -> tuple[list[str], list[str]] | None:
        """Return the presentations of a session in both orders, if those it keeps are ordered otherwise."""
        old, new = self.old.get(number), self.new.get(number)
        if old is None or new is None:
            return None
        was, now = ([talk["code"] for talk in each.told["talks"]] for each in (old, new))
        kept_was, kept_now = ([code for code in one if code in other] for one, other in ((was, now), (now, was)))
        return (kept_was, kept_now) if kept_was != kept_now else None

    # ── Who and what ────────────────────────────────────────────────────────────────────────────────────────────────

    def _of_session(self, old: Told, new: Told) -> Iterator[str]:
        yield from _kinds(old, new, SESSIONS, SessionKind)
        was, now = (duties(content, session) for content, session in ((self.before, old), (self.after, new)))
        known = SessionDuty if "roles" in old else (SessionDuty.CHAIR,)
        for duty in known:
            if was.get(duty) != now.get(duty):
                yield _replaced(str(DUTIES[duty]), was.get(duty, ""), now.get(duty, ""))
        if orders := self._orders(new["id"]):
            yield _("Order: %(new)s (before: %(old)s)", new=", ".join(orders[1]), old=", ".join(orders[0]))

    def _of_talk(self, old: Told, new: Told) -> Iterator[str]:
        yield from _kinds(old, new, PRESENTATIONS, PresentationKind)
        if (was := presenter(old)) != (now := presenter(new)):
            yield _replaced(_("Presenter"), was, now)
        elif old["authors"] != new["authors"]:
            yield _replaced(_("Authors"), ", ".join(old["authors"]), ", ".join(new["authors"]))
        for key, label in (("board", _("Board")), ("specialty", _("Specialty")), ("theme", _("Theme"))):
            if key in old and (old[key] or "") != (new[key] or ""):
                yield _replaced(label, str(old[key] or ""), str(new[key] or ""))


def _kinds(old: Told, new: Told, words: Mapping[Any, object], kind: type[StrEnum]) -> Iterator[str]:
    if old["kind"] != new["kind"]:
        yield _replaced(_("Kind"), str(words[kind(old["kind"])]), str(words[kind(new["kind"])]))


def _replaced(label: str, was: str, now: str) -> str:
    if not was:
        return _("%(label)s: %(now)s", label=label, now=now)
    return _("%(label)s: %(now)s (before: %(was)s)", label=label, now=now or _("nobody yet"), was=was)


def _minutes(long: timedelta) -> int:
    return int(long.total_seconds() // 60)


def duties(content: Told, session: Told) -> dict[SessionDuty, str]:
    """Return who has each duty in a published session; early versions name its chairs alone."""
    if "roles" not in session:
        return {SessionDuty.CHAIR: ", ".join(session["chairs"])}
    named: dict[SessionDuty, str] = {}
    for role in session["roles"]:
        duty, name = SessionDuty(role["duty"]), name_of(content, role["person"])
        named[duty] = f"{named[duty]}, {name}" if duty in named else name
    return named


def presenter(talk: Told) -> str:
    """Return who presents a published presentation, by the short name that the programme prints."""
    return "" if talk["presenter"] is None else str(talk["authors"][talk["presenter"]])


def name_of(content: Told, person: int) -> str:
    """Return the full name of somebody as a version has it."""
    return str(content.get("people", {}).get(str(person), ""))

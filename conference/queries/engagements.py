"""What a version of a programme asks of each person, and for whom another version asks something else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from conference.models import Release, SessionDuty
from conference.models.editions import Edition
from conference.queries.differences import Placed, placed
from conference.queries.published import Told
from core import clock
from core.db import db
from core.i18n import gettext as _
from core.rich_text import bare
from people.models import Person

Key = tuple[str | int, str]  # a presentation by code or a session by number, and as what


@dataclass(frozen=True)
class Engagement:
    """Somebody presents something, or has a duty in a session: as what, where and when."""

    duty: SessionDuty | None
    item: Placed

    @property
    def name(self) -> str:
        """Return the code of a presentation, or « Urologie I »."""
        return str(self.item.told.get("code") or f"« {self.item.told['title']} »")

    def same(self, other: "Engagement") -> bool:
        """Tell whether both ask the same of somebody: the same hour, room and board."""
        mine, theirs = self.item, other.item
        return (mine.starts, mine.ends, mine.room, mine.told.get("board")) == (
            theirs.starts, theirs.ends, theirs.room, theirs.told.get("board"),
        )  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """What becomes of one engagement of somebody: asked from now on, asked otherwise, or asked no more."""

    before: Engagement | None
    after: Engagement | None

    def said(self, time_zone: str) -> str:
        """Return this in a sentence to whom it concerns."""
        now = self.after or self.before
        assert now is not None  # noqa: S101 - one of the two is there
        title = bare(now.item.told["title"])
        about = {"code": now.item.told.get("code", ""), "title": title, "where": now.item.where(time_zone)}
        if self.after is None:
            return _no_more(now, about)
        if self.before is None:
            return _from_now_on(now, about)
        about["was"] = self.before.item.where(time_zone)
        if now.duty is None:
            return _("%(code)s “%(title)s”: now %(where)s (before: %(was)s).", **about)
        return _("Session “%(title)s”, in which you serve: now %(where)s (before: %(was)s).", **about)

    def in_short(self, time_zone: str) -> str:
        """Return this in so few words that an SMS holds them."""
        now = self.after or self.before
        assert now is not None  # noqa: S101 - one of the two is there
        if self.after is None:
            return _("%(name)s: off the programme", name=now.name)
        local = clock.at_place(now.item.starts, time_zone)
        return f"{now.name}: {local:%d/%m %H:%M}, {now.item.room or _('all rooms')}"


def _no_more(now: Engagement, about: dict[str, str]) -> str:
    if now.duty is None:
        return _("You are no longer expected to present %(code)s “%(title)s” (%(where)s).", **about)
    return _("You are no longer expected to serve in “%(title)s” (%(where)s).", **about)


def _from_now_on(now: Engagement, about: dict[str, str]) -> str:
    match now.duty:
        case SessionDuty.CHAIR:
            return _("You chair “%(title)s”: %(where)s.", **about)
        case SessionDuty.RAPPORTEUR:
            return _("You report on “%(title)s”: %(where)s.", **about)
        case SessionDuty.TIMEKEEPER:
            return _("You keep the time in “%(title)s”: %(where)s.", **about)
        case _:
            return _("You present %(code)s “%(title)s”: %(where)s.", **about)


def engagements(content: Told) -> dict[int, dict[Key, Engagement]]:
    """Return what a version asks of each person, by number; of versions that do not number people, nothing."""
    found: dict[int, dict[Key, Engagement]] = {}
    for key, item in placed(content).items():
        if item.is_talk:
            people, place = item.told.get("people", ()), item.told["presenter"]
            if place is not None and people:
                found.setdefault(people[place], {})[key, "presenter"] = Engagement(None, item)
        else:
            for role in item.told.get("roles", ()):
                engagement = Engagement(SessionDuty(role["duty"]), item)
                found.setdefault(role["person"], {})[key, role["duty"]] = engagement
    return found


def turns(before: Told, after: Told, became: Mapping[int, int]) -> dict[int, list[Turn]]:
    """Return for whom a later version asks something else, and what; of what is over, nothing.

    `became` says as whom a record lives on that was put together with another.
    """
    old, new = (_by_person(engagements(content), became) for content in (before, after))
    found = {person: _turns(old.get(person, {}), new.get(person, {})) for person in sorted({*old, *new})}
    return {person: those for person, those in found.items() if those}


def _by_person(asked: dict[int, dict[Key, Engagement]], became: Mapping[int, int]) -> dict[int, dict[Key, Engagement]]:
    merged: dict[int, dict[Key, Engagement]] = {}
    for person, theirs in asked.items():
        merged.setdefault(became.get(person, person), {}).update(theirs)
    return merged


def _turns(old: dict[Key, Engagement], new: dict[Key, Engagement]) -> list[Turn]:
    moment = clock.now()
    pairs = [Turn(old.get(key), new.get(key)) for key in dict.fromkeys([*new, *old])]
    changed = [turn for turn in pairs if not (turn.before and turn.after and turn.before.same(turn.after))]
    return sorted((turn for turn in changed if _ends(turn) > moment), key=_ends)


def _ends(turn: Turn) -> datetime:
    return max(each.item.ends for each in (turn.before, turn.after) if each is not None)


def people_numbered(ids: Iterable[int]) -> dict[int, Person]:
    """Return, for each number that versions name, who that is now: nobody for those erased. Two queries at most."""
    wanted = set(ids)
    rows = {row.id: row for row in db.session.scalars(select(Person).where(Person.id.in_(wanted))).unique()}
    kept = {row.merged_into_id for row in rows.values() if row.merged_into_id} - set(rows)
    if kept:
        rows |= {row.id: row for row in db.session.scalars(select(Person).where(Person.id.in_(kept))).unique()}
    found = {number: _alive(rows, number) for number in wanted & set(rows)}
    return {number: person for number, person in found.items() if person is not None}


def _alive(rows: Mapping[int, Person], number: int) -> Person | None:
    person: Person | None = rows[number]
    while person is not None and person.merged_into_id is not None:
        person = rows.get(person.merged_into_id)
    return None if person is None or person.erased_at else person


def last_told(edition: Edition) -> Release | None:
    """Return the last version whose changes people were told. One query."""
    statement = select(Release).where(Release.edition_id == edition.id, Release.told_at.is_not(None))
    return db.session.scalar(statement.order_by(Release.number.desc()).limit(1))


@dataclass(frozen=True)
class ToTell:
    """Somebody who is to be told that something is asked of them, and what."""

    person: Person
    turns: tuple[Turn, ...]

    def sentences(self, time_zone: str) -> list[str]:
        """Return what they are told, sentence by sentence."""
        return [turn.said(time_zone) for turn in self.turns]


def to_tell(before: Told, after: Told) -> list[ToTell]:
    """Return whom a later version concerns otherwise than an earlier one, by name. Two queries at most."""
    people = people_numbered({*engagements(before), *engagements(after)})
    became = {number: person.id for number, person in people.items()}
    alive = {person.id: person for person in people.values()}
    changed = turns(before, after, became)
    found = [ToTell(alive[number], tuple(those)) for number, those in changed.items() if number in alive]
    return sorted(found, key=lambda each: each.person.sort_name)

"""The history of things, as people read it: when, who, what in a sentence, and from what to what, in words.

The lines come from the audit log. The words come from the packages, handed over at start as `Vocabulary`; what none of
them says is shown by the name the code has for it, so that a line is never left out.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm.interfaces import ORMOption

from core import clock, i18n
from core.audit import CHANGED, HIDDEN, AuditEntry
from core.db import Base, Moment, db
from core.i18n import gettext as _
from core.search import fold

MOST_LINES = 40
LONG = 120
Row = tuple[str, int]  # a table and a number
UNTOLD = ""  # the label of a field that means nothing to a reader
Said = Any  # a sentence, translated each time it is shown
Names = Mapping[Row, str]


@dataclass(frozen=True)
class Named:
    """How a row is called, and what is loaded with it so that a list of them is one query."""

    say: Callable[[Any], str]
    options: tuple[ORMOption, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """What a package says of its rows.

    A field is named `column` or, where a table says it otherwise, `table.column`; a part of one that holds several
    texts is `table.column.part`. `spoken` makes words of a field's value where its type does not suffice.
    """

    kinds: Mapping[str, Said] = field(default_factory=dict)
    deeds: Mapping[tuple[str, str], Said] = field(default_factory=dict)
    fields: Mapping[str, Said] = field(default_factory=dict)
    values: Mapping[type[Enum], Mapping[Any, Said]] = field(default_factory=dict)
    spoken: Mapping[str, Callable[[Any], Said]] = field(default_factory=dict)
    names: Mapping[type[Base], Named] = field(default_factory=dict)
    readers: Mapping[str, tuple[StrEnum, ...]] = field(default_factory=dict)

    def over(self, lower: "Vocabulary") -> "Vocabulary":
        """Return both as one; where both say something, this one."""
        parts = {name: {**getattr(lower, name), **getattr(self, name)} for name in self.__dataclass_fields__}
        return Vocabulary(**parts)


@dataclass(frozen=True)
class Change:
    """A field of a row, before and after; both are empty when they must not be read."""

    label: str
    before: str
    after: str
    is_kept_back: bool = False

    @property
    def is_long(self) -> bool:
        """Tell whether this is folded until somebody wants to read it."""
        return max(len(self.before), len(self.after)) > LONG


@dataclass(frozen=True)
class Line:
    """One thing that was done."""

    at: datetime
    who: str
    deed: str
    kind: str
    name: str
    changes: list[Change]
    actor_id: int | None = None


@dataclass(frozen=True)
class History:
    """The newest lines about something, and how many there are."""

    lines: list[Line]
    total: int
    time_zone: str
    is_mixed: bool = False

    @property
    def earlier(self) -> int:
        """Return how many lines are not shown."""
        return self.total - len(self.lines)


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def history_of(*rows: Base | None, time_zone: str) -> History:
    """Return what was done to some rows that are one thing to their reader, the newest first.

    Two queries, and one for each table that the changes point at.
    """
    wanted = [(row.__tablename__, row.id) for row in rows if row is not None]
    statement = select(AuditEntry).where(about(wanted))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    entries = db.session.scalars(newest_first(statement).limit(MOST_LINES)).all()
    return History(lines_of(entries, time_zone), total, time_zone, is_mixed=len({kind for kind, _id in wanted}) > 1)


def about(rows: Iterable[Row]) -> ColumnElement[bool]:
    """Return the condition that a line is about one of some rows."""
    numbers = defaultdict(set)
    for kind, number in rows:
        numbers[kind].add(number)
    return or_(
        *(and_(AuditEntry.object_kind == kind, AuditEntry.object_id.in_(found)) for kind, found in numbers.items())
    )


def newest_first(statement: Select[Any]) -> Select[Any]:
    """Return a selection of lines in the order they are read in."""
    return statement.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def legible(permissions: Container[str]) -> ColumnElement[bool]:
    """Return the condition that a line is about something that whoever holds some permissions may read."""
    return AuditEntry.object_kind.not_in([kind for kind in vocabulary().readers if not is_legible(kind, permissions)])


def is_legible(kind: str, permissions: Container[str]) -> bool:
    """Tell whether whoever holds some permissions may read what was done to the rows of a table."""
    return any(permission in permissions for permission in vocabulary().readers.get(kind, ()))


def on_day(day: date, time_zone: str) -> ColumnElement[bool]:
    """Return the condition that something was done on a day, by the clocks of a place."""
    begins = clock.from_place(datetime.combine(day, time(0)), time_zone)
    return and_(AuditEntry.at >= begins, AuditEntry.at < begins + timedelta(days=1))


def kinds_in(statement: Select[Any]) -> list[tuple[str, str]]:
    """Return the kinds of things a selection of lines is about, and how each is called, in the order of words."""
    found = db.session.scalars(statement.with_only_columns(AuditEntry.object_kind).order_by(None).distinct())
    return sorted(((kind, said_kind(kind)) for kind in found), key=lambda pair: fold(pair[1]))


def actors_in(statement: Select[Any], query: str) -> list[str]:
    """Return the names of whoever acted in a selection of lines and has every word of a query in the name."""
    wanted = fold(query).split()
    found = db.session.scalars(statement.with_only_columns(AuditEntry.actor_name).order_by(None).distinct())
    return [name for name in found if all(word in fold(name) for word in wanted)]


def lines_of(entries: Sequence[AuditEntry], time_zone: str) -> list[Line]:
    """Return lines of the log in words. One query for each table they are about or point at."""
    names = names_of({(entry.object_kind, entry.object_id) for entry in entries} | set(pointed_at(entries)))
    return [line_of(entry, names, time_zone) for entry in entries]


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def vocabulary() -> Vocabulary:
    """Return the words of all packages."""
    known: Vocabulary = current_app.extensions["history"]
    return known


def line_of(entry: AuditEntry, names: Names, time_zone: str) -> Line:
    """Return one line of the log in words."""
    telling = Telling(entry.object_kind, names, time_zone)
    return Line(
        at=entry.at,
        who=entry.actor_name,
        deed=said_deed(entry.object_kind, entry.action) % telling.facts(entry.facts),
        kind=said_kind(entry.object_kind),
        name=names.get((entry.object_kind, entry.object_id), ""),
        changes=list(telling.changes({**(entry.changes or {}), **texts_in(entry.facts)})),
        actor_id=entry.actor_id,
    )


def texts_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the texts whose wording before and after a service wrote down itself, since the columns stay unread."""
    old, new = facts.get("old"), facts.get("new")
    return {name: [old.get(name), new[name]] for name in new} if isinstance(old, dict) and isinstance(new, dict) else {}


def said_kind(kind: str) -> str:
    """Return how the rows of a table are called."""
    return str(vocabulary().kinds.get(kind, readable(kind)))


def said_deed(kind: str, action: str) -> str:
    """Return the sentence for what was done to a row, with the places of its facts."""
    if action == CHANGED:
        return _("Changed")
    return str(vocabulary().deeds.get((kind, action), readable(action).replace("%", "%%")))


def readable(name: str) -> str:
    """Return a name of the code as words, when nobody said it better."""
    return i18n.capitalize_first(name.removesuffix("_id").replace("_", " ").replace("-", " "))


class Facts(dict[str, str]):
    """The facts of a line, in words; one that an older line does not know is left open."""

    def __missing__(self, name: str) -> str:
        """Return what stands where a fact is not known."""
        return "…"


@dataclass(frozen=True)
class Telling:
    """Says the values of one table's fields in words."""

    kind: str
    names: Names
    time_zone: str

    def facts(self, facts: Mapping[str, Any]) -> Facts:
        """Return the facts of a line in words."""
        return Facts({name: self.say(name, value) or "—" for name, value in facts.items()})

    def changes(self, changes: Mapping[str, Any]) -> Iterator[Change]:
        """Yield every field that changed, in words; a field of several parts by its parts."""
        told = ((name, change) for name, change in changes.items() if self.label(name) != UNTOLD)
        for name, (before, after) in told:
            if HIDDEN in (before, after):
                yield Change(self.label(name), "", "", is_kept_back=True)
            elif isinstance(before or after, dict):
                yield from self.parts(name, before or {}, after or {})
            else:
                yield Change(self.label(name), self.say(name, before), self.say(name, after))

    def parts(self, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
        """Yield every part of a field that changed."""
        for part in dict.fromkeys([*before, *after]):
            old, new = before.get(part), after.get(part)
            if old != new:
                label = f"{self.label(name)} · {self.label(f'{name}.{part}')}"
                yield Change(label, self.say(f"{name}.{part}", old), self.say(f"{name}.{part}", new))

    def label(self, name: str) -> str:
        """Return how a field is called."""
        known = vocabulary().fields
        return str(known.get(f"{self.kind}.{name}", known.get(name, readable(name.rpartition(".")[2]))))

    def say(self, name: str, value: Any) -> str:
        """Return a value of a field in words; nothing when there is none."""
        if value is None or value in ("", []):
            return ""
        if spoken := vocabulary().spoken.get(f"{self.kind}.{name}"):
            return str(spoken(value))
        if target := targets(self.kind).get(name):
            return self.names.get((target, value)) or _("no. %(number)s", number=value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return ", ".join(self.say(name, each) for each in value)
        return self.say_by_type(types(self.kind).get(name), value)

    def say_by_type(self, of_type: Any, value: Any) -> str:
        """Return a value in the words of its column's type."""
        if isinstance(of_type, Moment):
            return i18n.short_moment(datetime.fromisoformat(value), self.time_zone)
        if isinstance(of_type, type) and issubclass(of_type, Enum):
            said = {member.value: words for member, words in vocabulary().values.get(of_type, {}).items()}
            return str(said.get(value, readable(str(value))))
        if of_type is date:
            return i18n.day(date.fromisoformat(value))
        return str(value)


# ── Rows by name ────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def tables() -> Mapping[str, type[Base]]:
    """Return the class of each table."""
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@cache
def targets(kind: str) -> Mapping[str, str]:
    """Return the table each column of a table points at, for those that point at one."""
    columns = tables()[kind].__table__.columns if kind in tables() else ()
    return {column.name: key.column.table.name for column in columns for key in column.foreign_keys}


@cache
def types(kind: str) -> Mapping[str, Any]:
    """Return what the columns of a table hold: an enumeration, `date`, or the type itself."""
    columns = tables()[kind].__table__.columns if kind in tables() else ()
    return {column.name: held_by(column.type) for column in columns}


def held_by(of_type: Any) -> Any:
    """Return the enumeration a column's type is made of, `date` for days, else the type."""
    if enumeration := getattr(of_type, "enum_class", None):
        return enumeration
    return date if getattr(of_type, "python_type", None) is date else of_type


def pointed_at(entries: Iterable[AuditEntry]) -> Iterator[Row]:
    """Yield every row that the changes of some lines point at."""
    for entry in entries:
        known = targets(entry.object_kind)
        for name, values in (entry.changes or {}).items():
            if name in known:
                yield from ((known[name], value) for value in values if isinstance(value, int))


def find(kind: str, number: int, scope: str) -> Base | None:
    """Return a row of a table that the log files under a scope, or None. One query, and what its scope takes."""
    owner = tables().get(kind)
    row = db.session.get(owner, number) if owner is not None else None
    return row if row is not None and getattr(row, "scope", None) == scope else None


def name_of(row: Base) -> str:
    """Return how a row is called."""
    named = vocabulary().names.get(type(row))
    return named.say(row) if named else ""


def names_of(rows: Iterable[Row]) -> Names:
    """Return how some rows are called. One query for each table."""
    numbers = defaultdict(set)
    for kind, number in rows:
        numbers[kind].add(number)
    found = {}
    for kind, wanted in numbers.items():
        owner = tables().get(kind)
        if owner is not None and (named := vocabulary().names.get(owner)):
            statement = select(owner).where(owner.id.in_(wanted)).options(*named.options)
            found.update({(kind, row.id): named.say(row) for row in db.session.scalars(statement).unique()})
    return found


def install(app: Flask, vocabularies: Iterable[Vocabulary]) -> None:
    """Give an application the words of its packages, the lower ones first."""
    whole = Vocabulary()
    for each in vocabularies:
        whole = each.over(whole)
    app.extensions["history"] = whole

"""Who may be one person, kept as pairs: whoever is new or changed is compared once, by the worker, not by each page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from core.db import db
from people.likeness import Likeness, Traits, alike
from people.models import LikelyPair, Person
from people.queries.duplicates import COLUMNS

WAITS = Person.weighed.is_(False)
AT_ONCE = 5_000
SHARED = (Person.phone, Person.order_number, Person.email)


@dataclass(frozen=True)
class Waiting:
    """Who is to be compared, each in which version, and all with whom they share something, themselves too."""

    versions: Mapping[int, int]
    traits: Sequence[Traits]


@dataclass(frozen=True)
class Weighed:
    """What was found: who was compared, each in which version, and with whom they may be one."""

    versions: Mapping[int, int]
    likely: Sequence[Likeness]


def waiting() -> Waiting:
    """Return whoever is new or changed, with those who share a number, an address or a structure. Two queries."""
    rows = db.session.execute(select(Person.id, Person.version).where(WAITS))
    versions = {row.id: row.version for row in rows}
    if not versions:
        return Waiting({}, [])
    living = Person.merged_into_id.is_(None), Person.erased_at.is_(None)
    statement = select(*COLUMNS).where(*living, or_(WAITS, *_shares_something()))
    return Waiting(versions, [Traits(*row) for row in db.session.execute(statement)])


def weigh(whom: Waiting) -> Weighed:
    """Compare them; nothing is read, so that no transaction stays open however long it takes."""
    likely = alike(whom.traits)
    return Weighed(whom.versions, [each for each in likely if whom.versions.keys() & {each.one, each.other}])


def _shares_something() -> list[ColumnElement[bool]]:
    """Return how somebody may have something in common with one who waits."""
    same = [column.in_(select(column).where(WAITS, column != "")) for column in SHARED]
    return [*same, Person.structure_id.in_(select(Person.structure_id).where(WAITS, Person.structure_id.is_not(None)))]


def keep(found: Weighed) -> None:
    """Keep the pairs of those who were compared in place of what was kept of them.

    Whoever changed meanwhile waits for the next time, and so does whoever came.
    """
    present = db.session.execute(select(Person.id, Person.version).where(WAITS).with_for_update())
    same = {number for number, version in present if found.versions.get(number) == version}
    still = select(Person.id).where(WAITS)
    theirs = or_(LikelyPair.one_id.in_(still), LikelyPair.other_id.in_(still))
    db.session.execute(delete(LikelyPair).where(theirs).execution_options(synchronize_session=False))
    rows = [
        {"one_id": each.one, "other_id": each.other, "score": each.score, "reasons": [*each.reasons]}
        for each in found.likely
        if same & {each.one, each.other}
    ]
    if rows:
        db.session.execute(insert(LikelyPair), rows)
    numbers = sorted(same)
    for some in (numbers[first : first + AT_ONCE] for first in range(0, len(numbers), AT_ONCE)):
        _mark(Person.id.in_(some), weighed=True)


def again(whom: ColumnElement[bool]) -> None:
    """Have some people compared anew whom a statement changed."""
    _mark(whom, weighed=False)


def _mark(whom: ColumnElement[bool], *, weighed: bool) -> None:
    marked = update(Person).where(whom).values(weighed=weighed)
    db.session.execute(marked.execution_options(synchronize_session=False))

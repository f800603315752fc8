"""Records in a council's books that may be one person, and what was merged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import Base, db
from core.errors import NotFound
from people.likeness import HINT, Likeness, Reason, Traits, compare
from people.models import Council, CouncilRecord, Distinct, LikelyPair, Merge, Person, User
from people.queries.people import people_of

DAYS_TO_UNDO = 30
PERSON = Base.metadata.tables["person"]
MOST_LIKE = 20
COLUMNS = (
    Person.id, Person.given_names, Person.family_name, Person.used_name, Person.email, Person.phone,
    Person.order_number, Person.structure_id,
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """Two people of a council who may be one, with the reasons."""

    one: Person
    other: Person
    likeness: Likeness


def proposals(council: Council, *, after: int = 0, most: int | None = None) -> list[Proposal]:
    """Return which people of a council may be one, the likeliest first, as the worker found them. One query."""
    pairs = _pairs_in(council).order_by(LikelyPair.score.desc(), LikelyPair.one_id, LikelyPair.other_id)
    found = db.session.scalars(pairs.offset(after).limit(most))
    return [
        Proposal(pair.one, pair.other, Likeness(pair.one_id, pair.other_id, tuple(map(Reason, pair.reasons))))
        for pair in found
    ]


def count_of_proposals(council: Council) -> int:
    """Return how many pairs of a council may be one person. One query."""
    pairs = _pairs_in(council).with_only_columns(LikelyPair.id).subquery()
    return db.session.scalar(select(func.count()).select_from(pairs)) or 0


def are_compared(council: Council) -> bool:
    """Tell whether some people of a council are new or changed, and wait to be compared. One query."""
    waiting = select(Person.id).join(CouncilRecord, CouncilRecord.person_id == Person.id)
    waiting = waiting.where(CouncilRecord.council_id == council.id, Person.weighed.is_(False))
    return bool(db.session.scalar(select(waiting.exists())))


def _pairs_in(council: Council) -> Select[LikelyPair]:
    """Return the pairs both of whom a council knows, and whom nobody told apart."""
    records = [aliased(CouncilRecord) for _person in range(2)]
    statement = select(LikelyPair)
    for record, number in zip(records, (LikelyPair.one_id, LikelyPair.other_id), strict=True):
        statement = statement.join(record, (record.person_id == number) & (record.council_id == council.id))
    apart = exists().where(Distinct.one_id == LikelyPair.one_id, Distinct.other_id == LikelyPair.other_id)
    return statement.where(~apart)


def like(council: Council, who: Person) -> list[Person]:
    """Return who in a council's books looks like somebody, known or about to be added. At most three queries."""
    own = traits_of(who)
    shared = [
        column == said for column, said in ((Person.phone, own.phone), (Person.order_number, own.order_number)) if said
    ]
    by_names = select(people_of(council, f"{who.given_names} {who.surname}").limit(MOST_LIKE).subquery().c.person_id)
    statement = _known(council).where(or_(*shared, Person.id.in_(by_names))).limit(MOST_LIKE)
    others = [Traits(*row) for row in db.session.execute(statement)]
    found = [other.id for other in others if other.id != own.id and _is_hint(compare(own, other))]
    if not found:
        return []
    pair = or_(
        and_(Distinct.one_id == own.id, Distinct.other_id.in_(found)),
        and_(Distinct.other_id == own.id, Distinct.one_id.in_(found)),
    )
    apart = {each for row in db.session.execute(select(Distinct.one_id, Distinct.other_id).where(pair)) for each in row}
    return list(db.session.scalars(select(Person).where(Person.id.in_(set(found) - apart)).order_by(Person.id)))


def _is_hint(likeness: Likeness | None) -> bool:
    return likeness is not None and likeness.score >= HINT


def traits_of(person: Person) -> Traits:
    """Return what of a person is compared."""
    return Traits(
        id=person.id or 0,
        given_names=person.given_names,
        family_name=person.family_name,
        used_name=person.used_name or "",
        email=person.email or "",
        phone=person.phone or "",
        order_number=person.order_number or "",
        structure_id=person.structure_id,
    )


def why(one: Person, other: Person) -> Likeness | None:
    """Return what speaks for two people being one."""
    return compare(traits_of(one), traits_of(other))


def _known(council: Council) -> Select[int, str, str, str, str, str, str, int | None]:
    statement = select(*COLUMNS).join(CouncilRecord, CouncilRecord.person_id == Person.id)
    return statement.where(CouncilRecord.council_id == council.id).order_by(Person.id)


def merges_of(council: Council, kept: Person | None = None) -> list[Merge]:
    """Return the merges of a council, or into one person, that can still be undone, the latest first. One query."""
    since = clock.now() - timedelta(days=DAYS_TO_UNDO)
    statement = select(Merge).where(Merge.council_id == council.id, Merge.undone_at.is_(None), Merge.at > since)
    if kept is not None:
        statement = statement.where(Merge.kept_id == kept.id)
    return list(db.session.scalars(statement.order_by(Merge.id.desc())))


def find_merge(council: Council, merge_id: int) -> Merge:
    """Return one merge of a council. One query."""
    if found := db.session.scalar(select(Merge).filter_by(council_id=council.id, id=merge_id)):
        return found
    raise NotFound


def have_account(people: Iterable[Person]) -> list[int]:
    """Return which of some people have an account. One query."""
    return list(db.session.scalars(select(User.person_id).where(User.person_id.in_([each.id for each in people]))))


# ── What points at a person ─────────────────────────────────────────────────────────────────────────────────────────


def references(target: Column[Any] = PERSON.c.id) -> Iterator[Column[Any]]:
    """Give every column of any table that points at such a record, a person's unless told, and follows it."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.references(target) and not column.info.get("stays"):
                yield column


def left_behind() -> Iterator[str]:
    """Name every row of any table that still points at a record that went. One query for each column."""
    gone = select(PERSON.c.id).where(PERSON.c.merged_into_id.is_not(None))
    for column in references():
        table = column.table
        numbers: list[int] = list(db.session.scalars(select(table.c.id).where(column.in_(gone))))
        yield from (f"{table.name} {number}: {column.name}" for number in numbers)

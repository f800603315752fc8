"""The list of structures as a council uses it, and what of it was put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, or_, select

from core import clock
from core.db import db
from core.errors import NotFound
from core.search import fold, matches_all_words
from people.models import Council, CouncilRecord, Person, Post, Structure, StructureMerge
from people.queries.duplicates import DAYS_TO_UNDO
from people.structure_likeness import Entry, alike

MOST = 120


def structures_of(council: Council) -> list[str]:
    """Return the names of the structures whose people are in a council's books, the largest first. One query."""
    statement = (
        select(Structure.name, Structure.acronym)
        .join(Person, Person.structure_id == Structure.id)
        .join(CouncilRecord, CouncilRecord.person_id == Person.id)
        .where(CouncilRecord.council_id == council.id)
        .group_by(Structure.id)
        .order_by(func.count().desc(), Structure.name)
        .limit(MOST)
    )
    return [f"{name} ({acronym})" if acronym else name for name, acronym in db.session.execute(statement)]


def structures_in(council: Council, query: str = "") -> Select[Structure]:
    """Return the statement that lists the structures where people in a council's books work or worked, by name."""
    books = select(CouncilRecord.person_id).where(CouncilRecord.council_id == council.id)
    present = select(Person.structure_id).where(Person.id.in_(books))
    past = select(Post.structure_id).where(Post.person_id.in_(books))
    used = or_(Structure.id.in_(present), Structure.id.in_(past))
    statement = select(Structure).where(used, Structure.merged_into_id.is_(None))
    if fold(query):
        either = or_(matches_all_words(Structure.search, query), func.lower(Structure.acronym) == query.lower())
        statement = statement.where(either)
    return statement.order_by(Structure.search, Structure.id)


def find_structure(council: Council, number: int) -> Structure:
    """Return a structure where somebody in a council's books works or worked; any other is not found. One query."""
    if found := db.session.scalar(structures_in(council).where(Structure.id == number)):
        return found
    raise NotFound


def people_in(council: Council, structures: Iterable[Structure]) -> dict[int, int]:
    """Return how many people in a council's books work in each of some structures. One query."""
    wanted = [structure.id for structure in structures]
    statement = select(Person.structure_id, func.count()).join(CouncilRecord, CouncilRecord.person_id == Person.id)
    statement = statement.where(CouncilRecord.council_id == council.id, Person.structure_id.in_(wanted))
    counted = db.session.execute(statement.group_by(Person.structure_id))
    return {row[0]: row[1] for row in counted if row[0] is not None}


@dataclass(frozen=True)
class Pair:
    """Two structures that may be one."""

    one: Structure
    other: Structure


def proposals(council: Council) -> list[Pair]:
    """Return which structures of a council may be one. One query."""
    known = {structure.id: structure for structure in db.session.scalars(structures_in(council))}
    entries = [Entry(each.id, each.name, each.acronym, each.city) for each in known.values()]
    return [Pair(known[one], known[other]) for one, other in alike(entries)]


def merges_of(council: Council) -> list[StructureMerge]:
    """Return what a council put together and can still take apart, the latest first. One query."""
    since = clock.now() - timedelta(days=DAYS_TO_UNDO)
    statement = select(StructureMerge).filter_by(council_id=council.id, undone_at=None)
    return list(db.session.scalars(statement.where(StructureMerge.at > since).order_by(StructureMerge.id.desc())))


def find_merge(council: Council, number: int) -> StructureMerge:
    """Return one of the structures a council put together, or raise NotFound. One query."""
    if found := db.session.scalar(select(StructureMerge).filter_by(council_id=council.id, id=number)):
        return found
    raise NotFound

"""The people in a council's books, and what is known of one of them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Select, func, intersect, or_, select

from core.db import db
from core.errors import NotFound
from core.history import Line
from core.i18n import gettext as _
from core.search import spellings
from people.models import Council, CouncilRecord, Person, PersonWord, Post, Structure, User

LAST = "\U0010ffff"  # after every word that begins with what was typed
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-]{4,}\d")


def find_council(slug: str) -> Council:
    """Return the council of an address. One query."""
    if council := db.session.scalar(select(Council).filter_by(slug=slug)):
        return council
    raise NotFound


def people_of(council: Council, query: str = "") -> Select[CouncilRecord]:
    """Return the statement that finds the people in a council's books, by the beginnings of words, in any order."""
    statement = select(CouncilRecord).where(CouncilRecord.council_id == council.id, *_found_by(query))
    return statement.order_by(CouncilRecord.sort_name, CouncilRecord.id)


def _found_by(query: str) -> list[ColumnElement[bool]]:
    """Return the conditions that somebody answers to each word typed: a name, a number, an address, a structure."""
    named = [_named(ways) for ways in _asked(query)]
    if not named:
        return []
    # One set after the other, each met with the one before: PostgreSQL would else nest a loop for each word.
    return [CouncilRecord.person_id.in_(intersect(*named) if len(named) > 1 else named[0])]


def _asked(query: str) -> list[list[str]]:
    """Return each thing a query asks for, in every way in which it may be kept."""
    asked = []
    for number in _NUMBER.findall(query):
        digits = re.sub(r"\D", "", number)
        asked.append([digits.removeprefix("00")])
        query = query.replace(number, " ")
    for address in re.findall(r"\S+@\S*", query):
        asked.append([address.lower()])
        query = query.replace(address, " ")
    return asked + spellings(query)


def _named(ways: list[str]) -> Select[int]:
    """Return the statement that finds who has a word beginning so, or works in a structure that has it."""
    words = or_(*((PersonWord.word >= way) & (PersonWord.word < way + LAST) for way in ways))
    places = or_(*(Structure.search.contains(way, autoescape=True) for way in ways))
    by_place = select(Person.id).join(Structure, Person.structure_id == Structure.id).where(places)
    found = select(PersonWord.person_id).where(words).union_all(by_place).subquery()
    return select(found.c.person_id)


def find_record(council: Council, person_id: int) -> CouncilRecord:
    """Return what a council's books say of a person; whom they do not know is not found. One query."""
    statement = select(CouncilRecord).filter_by(council_id=council.id, person_id=person_id)
    if record := db.session.scalar(statement):
        return record
    raise NotFound


def posts_of(person: Person) -> list[Post]:
    """Return the functions and titles of a person, the present one first. One query."""
    statement = select(Post).where(Post.person_id == person.id)
    last = func.coalesce(Post.until, Post.since)
    order = (Post.until.is_not(None), last.is_(None), last.desc(), Post.id.desc())
    return list(db.session.scalars(statement.order_by(*order)))


def told_in(council: Council, lines: Iterable[Line]) -> list[Line]:
    """Return lines as a council reads them: whoever acted and is not in its books is not named. One query."""
    lines = list(lines)
    actors = {line.actor_id for line in lines if line.actor_id}
    record = CouncilRecord.person_id == User.person_id
    statement = select(User.id).join(CouncilRecord, record).where(CouncilRecord.council_id == council.id)
    known = {None, *db.session.scalars(statement.where(User.id.in_(actors)))}
    return [line if line.actor_id in known else replace(line, who=_("another council")) for line in lines]

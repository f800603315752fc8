"""What people are found by: each word of their names and addresses in each spelling, kept in step with them."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, Text, UniqueConstraint, delete, event, insert, inspect, update
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column

from core.db import Base
from core.search import search_text
from core.typography import NUMBERING_PLANS
from people.models.persons import Person
from people.models.records import CouncilRecord

WORD = Text().with_variant(Text(collation="C"), "postgresql")  # compared letter by letter: a beginning is a range
FOUND_BY = ("given_names", "family_name", "used_name", "known_as", "email", "phone", "order_number", "merged_into_id")
_PARTICLE = re.compile(r"\b\w{1,2}['’‘ʼʻʹ‛′`´＇](?=\w)")


class PersonWord(Base):
    """One word by which a person is found; somebody who was merged into another has none."""

    __tablename__ = "person_word"
    is_audited = False
    __table_args__ = (UniqueConstraint("word", "person_id"), Index("ix_person_word_person", "person_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info={"stays": True})
    word: Mapped[str] = mapped_column(WORD)


def words_of(person: Person) -> set[str]:
    """Return every word by which a person is found: « N’Diaye » by ndiaye and by diaye, a phone without +223 too."""
    if person.merged_into_id is not None:
        return set()
    names = (person.given_names, person.family_name, person.used_name, person.known_as)
    without_particles = (_PARTICLE.sub("", name) for name in names if name)
    email = (person.email or "").lower()
    found = search_text(*names, *without_particles, email.partition("@")[0], person.order_number).split()
    return {*found, *_numbers(person.phone), email} - {""}


def _numbers(phone: str | None) -> list[str]:
    """Return a phone number as digits, with and without its country's code."""
    digits = (phone or "").removeprefix("+")
    national = (digits[len(plan.code) :] for plan in NUMBERING_PLANS.values() if digits.startswith(plan.code))
    return [number for number in (digits, *national) if number]


@event.listens_for(Session, "after_flush")
def welcome(session: Session, _context: object) -> None:
    """Have those who are new found from now on."""
    if new := [row for row in session.new if isinstance(row, Person)]:
        enter_words(session.connection(), new)


def enter_words(connection: Connection, people: Iterable[Person]) -> None:
    """Enter every word by which some people are found."""
    words = [{"person_id": person.id, "word": word} for person in people for word in sorted(words_of(person))]
    if words:
        connection.execute(insert(PersonWord), words)


@event.listens_for(Person, "after_update")
def keep_findable(_mapper: Mapper[Any], connection: Connection, person: Person) -> None:
    """Have somebody found, and sorted, by the names they have now."""
    state = inspect(person)
    if not any(state.attrs[name].history.has_changes() for name in FOUND_BY):
        return
    connection.execute(delete(PersonWord).where(PersonWord.person_id == person.id))
    enter_words(connection, [person])
    record = CouncilRecord.__table__
    renamed = update(CouncilRecord).where(record.c.person_id == person.id).values(sort_name=person.sort_name)
    connection.execute(renamed)

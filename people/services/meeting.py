"""Several people met at once, as those who sign one text: recognised or entered, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, select, union_all
from sqlalchemy.orm import joinedload

from core import audit
from core.audit import Actor
from core.db import Base, db
from core.search import fold
from people.likeness import Traits
from people.models import Council, CouncilRecord, Person, Structure
from people.services.persons import Introduction, structures_named

TOOLS = ("person_word", "council_record", "audit_entry")  # rows that every person has, and that say nothing of them


@dataclass(frozen=True)
class Met:
    """Somebody who was introduced: the person, and the structure they were said to be of."""

    person: Person
    structure: Structure | None


def meet_all(
    council: Council, introductions: Sequence[Introduction], *, by: Actor | None = None, listed: Sequence[Person] = ()
) -> list[Met]:
    """Return who is introduced, in order: those already listed, those whom the council's books know, and new people.

    Somebody is recognised by their names in any order, spelling of accents and capitals, together with an e-mail, a
    phone or a structure; names alone are enough among those listed already. An address nobody knows them by makes
    them somebody else: people who look alike are proposed to the secretariat, and never put together here. Where
    nobody is said to introduce the others, the first does. Two queries, none for those listed.
    """
    structures = structures_named(who.structure for who in introductions)
    known = _known(council, [who for who in introductions if not any(is_same(one, who) for one in listed)])
    met: list[Met] = []
    for who in introductions:
        structure = structures.get(who.structure)
        near = (one for one in [*listed, *(each.person for each in met)] if is_same(one, who))
        far = (one for one in known if (structure or who.email or who.phone) and is_same(one, who, structure))
        met.append(Met(next(near, None) or next(far, None) or _new(who, structure), structure))
    new = dict.fromkeys(each.person for each in met if each.person not in listed and each.person not in known)
    db.session.add_all(new)
    if new:
        audit.log_new(new, "introduced", by=by or met[0].person)
    return met


def _known(council: Council, introductions: Sequence[Introduction]) -> list[Person]:
    """Return who may be meant: those of these addresses, and those of these names in the council's books. One query."""
    if not introductions:
        return []
    emails = {who.email.strip().lower() for who in introductions} - {""}
    phones = {who.phone for who in introductions} - {""}
    names = {name for who in introductions for name in sort_names(who.given_names, who.family_name)}
    named = select(CouncilRecord.person_id).where(
        CouncilRecord.council_id == council.id, CouncilRecord.sort_name.in_(names)
    )
    statement = (
        select(Person)
        .where(Person.id.in_(named) | Person.email.in_(emails) | Person.phone.in_(phones))
        .where(Person.merged_into_id.is_(None), Person.erased_at.is_(None))
    )
    return list(db.session.scalars(statement.options(joinedload(Person.structure)).order_by(Person.id)))


def sort_names(given_names: str, family_name: str) -> set[str]:
    """Return how somebody is sorted, whichever of the two names was typed first."""
    return {fold(f"{family_name} {given_names}"), fold(f"{given_names} {family_name}")}


def is_same(person: Person, who: Introduction, structure: Structure | None = None) -> bool:
    """Tell whether somebody introduced is this person; where no structure is asked for, their names are enough."""
    if not has_names(person, who):
        return False
    given = [(typed, known) for typed, known in addresses_of(person, who) if typed]
    if given:
        return any(typed == known for typed, known in given)
    return structure is None or person.structure_id == structure.id


def addresses_of(person: Person, who: Introduction) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return e-mail and phone, each as typed and as known."""
    return (who.email.strip().lower(), person.email), (who.phone, person.phone)


def has_names(person: Person, who: Introduction) -> bool:
    """Tell whether somebody introduced has a person's names, in any order, whatever the accents and capitals."""
    said = Traits(0, who.given_names, who.family_name)
    return bool(Traits(0, person.given_names, person.family_name, person.used_name).names & said.names)


def _new(who: Introduction, structure: Structure | None) -> Person:
    return Person(
        title=who.title,
        given_names=who.given_names.strip(),
        family_name=who.family_name.strip(),
        email=who.email.strip().lower(),
        phone=who.phone,
        structure=structure,
        specialty=who.specialty,
        language=who.language,
    )


def is_known_besides(person: Person, *rows: Base) -> bool:
    """Tell whether anything but some rows and the council's books points at a person. One query."""
    own = {row.__tablename__: [row.id] for row in rows}
    column: Column[int] = Base.metadata.tables["person"].c.id
    pointing = [
        select(table.c.id).where(each == person.id, table.c.id.not_in(own.get(table.name, [0])))
        for table in Base.metadata.sorted_tables
        if table.name not in TOOLS
        for each in table.columns
        if each.references(column)
    ]
    found = union_all(*pointing).limit(1)
    return bool(person.order_number) or db.session.execute(found).first() is not None

"""Persons entering the books."""

from dataclasses import dataclass

from sqlalchemy import select

from core import audit
from core.audit import Actor
from core.db import db
from core.search import fold, search_text
from people.models import Person, Specialty, Structure


@dataclass(frozen=True)
class Introduction:
    """What somebody says of themselves when they first come."""

    given_names: str
    family_name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    structure: str = ""
    specialty: Specialty | None = None


def meet(introduction: Introduction, *, by: Actor | None = None) -> Person:
    """Return the person introduced: the one with the same names and the same e-mail or phone, or a new one.

    Recognising somebody opens nothing to whoever typed the names: what a person holds is reached by an
    account or by a personal link only.
    """
    email = introduction.email.strip().lower()
    if known := _same(introduction, email):
        return known
    person = Person(
        title=introduction.title,
        given_names=introduction.given_names.strip(),
        family_name=introduction.family_name.strip(),
        email=email,
        phone=introduction.phone,
        structure=structure_named(introduction.structure),
        specialty=introduction.specialty,
    )
    db.session.add(person)
    audit.log(person, "introduced", by=by or person)
    return person


def _same(introduction: Introduction, email: str) -> Person | None:
    same_email = (Person.email == email) & (Person.email != "")
    same_phone = (Person.phone == introduction.phone) & (Person.phone != "")
    names = fold(f"{introduction.given_names} {introduction.family_name}")
    alike = db.session.scalars(select(Person).where(same_email | same_phone).order_by(Person.id))
    return next((person for person in alike if fold(f"{person.given_names} {person.family_name}") == names), None)


def structure_named(name: str) -> Structure | None:
    """Return the structure of this name or acronym, entered in the list if it is new; None for no name."""
    if not (wanted := " ".join(name.split())):
        return None
    key = search_text(wanted)
    same = (Structure.search == key) | (Structure.acronym == wanted)
    if known := db.session.scalar(select(Structure).where(same).order_by(Structure.id)):
        return known
    structure = Structure(name=wanted, search=key)
    db.session.add(structure)
    return structure

"""Persons entering the books."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import func, select

from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.search import fold, search_text
from core.typography import one_line
from people import mails
from people.models import Council, CouncilRecord, Person, Specialty, Structure, User
from people.services import addresses, careers, roles
from people.services.accounts import account_of
from people.services.records import join
from people.services.structures import present

REACHED_BY = ("email", "phone", "order_number")
_ACRONYM = re.compile(r"(?P<name>.+?)\s*\((?P<acronym>[^()\s]{2,15})\)")


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
    language: str = "fr"


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
        language=introduction.language,
    )
    db.session.add(person)
    audit.log(person, "introduced", by=by or person)
    return person


def _same(introduction: Introduction, email: str) -> Person | None:
    same_email = (Person.email == email) & (Person.email != "")
    same_phone = (Person.phone == introduction.phone) & (Person.phone != "")
    names = fold(f"{introduction.given_names} {introduction.family_name}")
    alike = db.session.scalars(select(Person).where(same_email | same_phone).order_by(Person.id))
    found = next((person for person in alike if fold(f"{person.given_names} {person.family_name}") == names), None)
    return kept(found) if found else None


def kept(person: Person) -> Person:
    """Return who a person is now: themselves, or the one their record was put together with."""
    while person.merged_into_id is not None:
        person = db.session.get_one(Person, person.merged_into_id)
    return person


@dataclass(frozen=True)
class Details:
    """All that a council's secretariat keeps of a person."""

    given_names: str
    family_name: str
    title: str = ""
    used_name: str = ""
    known_as: str = ""
    sex: str = ""
    email: str = ""
    phone: str = ""
    order_number: str = ""
    function: str = ""
    structure: str = ""
    specialty: Specialty | None = None


def add(council: Council, details: Details, *, by: Actor) -> CouncilRecord:
    """Enter somebody in a council's books by hand; whoever they look like stays somebody else until merged."""
    person = Person(given_names=details.given_names, family_name=details.family_name)
    _write(person, details)
    db.session.add(person)
    audit.log(person, "added", by=by, council=council.slug)
    return join(person, council, by=by)


def edit(person: Person, details: Details, *, by: Actor) -> None:
    """Correct what is kept of a person; the log keeps what it said before.

    Who signs in is told at the former address when somebody else changed how they are reached.
    """
    before, former = kept_of(person), mails.recipient(person)
    _write(person, details)
    careers.correct_present(person)
    after = kept_of(person)
    if any(before[name] != after[name] for name in REACHED_BY):
        roles.refuse_to_reach(person, by=by)
        is_own = by is person or (isinstance(by, User) and by.person_id == person.id)
        if not is_own and (former.email or former.phone) and account_of(person) is not None:
            mails.contact_changed(former, person)
    referred = [name for name in ("structure", "specialty") if before[name] != after[name]]
    if before != after:
        audit.log(person, "edited", by=by, **{name: [before[name], after[name]] for name in referred})


def correct_own(person: Person, details: Details, *, by: Actor) -> str:
    """Correct one's own record; when another e-mail or phone is given, the former one is told.

    Another e-mail waits until its link was opened there; it is returned. A personal link may have been passed on: it
    does not change how the holder of an account is reached.
    """
    wished = details.email.strip().lower()
    awaited = wished if wished != person.email else ""
    before, reach = mails.recipient(person), (*_reach_of(person), "")
    edit(person, replace(details, email=person.email) if awaited else details, by=by)
    changed = (before.email, before.phone) != (person.email, person.phone)
    if reach != (*_reach_of(person), awaited) and not isinstance(by, User) and account_of(person) is not None:
        raise Refused(
            _("Sign in to change your addresses or your Order number: a link from a message is not enough for that."),
            code="sign-in",
        )
    if changed and (before.email or before.phone):
        mails.contact_changed(before, person)
    if awaited:
        addresses.ask(person, awaited)
    return awaited


def _reach_of(person: Person) -> tuple[str, ...]:
    return tuple(getattr(person, name) for name in REACHED_BY)


def kept_of(person: Person) -> dict[str, str]:
    """Return what is kept of a person, field by field, in words."""
    said = {name: getattr(person, name) for name in asdict(Details("", "")) if name not in ("structure", "specialty")}
    structure, specialty = person.structure, person.specialty
    return {**said, "structure": structure.name if structure else "", "specialty": specialty.code if specialty else ""}


def _write(person: Person, details: Details) -> None:
    for name in ("title", "given_names", "family_name", "used_name", "known_as", "sex", "phone", "function"):
        setattr(person, name, getattr(details, name))
    person.email = details.email.strip().lower()
    person.order_number = one_line(details.order_number).upper()
    person.structure = structure_named(details.structure)
    person.specialty = details.specialty


def structure_named(name: str) -> Structure | None:
    """Return the structure of this name or acronym, entered in the list if it is new; None for no name.

    « Hôpital Nianankoro Fomba (HNF) », hnf and « hopital nianankoro fomba » are one structure.
    """
    return structures_named([name]).get(name)


def structures_named(names: Iterable[str]) -> dict[str, Structure]:
    """Return the structure of each of these names, as `structure_named` finds it. One query."""
    wanted = {name: _ways(name) for name in names if one_line(name)}
    if not wanted:
        return {}
    ways = {way for each in wanted.values() for way in each}
    same = Structure.search.in_([search_text(way) for way in ways])
    known_as = func.lower(Structure.acronym).in_([way.lower() for way in ways])
    known = list(db.session.scalars(select(Structure).where(same | known_as).order_by(Structure.id)))
    found: dict[str, Structure] = {}
    for name, each in wanted.items():
        structure = next((one for one in known if _is_called(one, each)), None)
        if structure is None:
            outside, inside = _with_acronym(one_line(name))
            structure = Structure(name=outside, acronym=inside, search=search_text(outside))
            db.session.add(structure)
            known.append(structure)
        found[name] = present(structure)
    return found


def _ways(name: str) -> list[str]:
    """Return how a structure may be called: as typed, without its acronym, by its acronym."""
    wanted = one_line(name)
    return [way for way in dict.fromkeys([wanted, *_with_acronym(wanted)]) if way]


def _is_called(structure: Structure, ways: Iterable[str]) -> bool:
    acronym = structure.acronym.lower()
    return any(structure.search == search_text(way) or (acronym and acronym == way.lower()) for way in ways)


def _with_acronym(name: str) -> tuple[str, str]:
    """Return a structure's name and the acronym in brackets behind it, if there is one."""
    found = _ACRONYM.fullmatch(name)
    return (found["name"], found["acronym"]) if found else (name, "")

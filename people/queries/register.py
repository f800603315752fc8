"""Finding what a council's register says, the files it came from, and what waits for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import NotFound
from core.search import fold, matches_all_words
from people.likeness import Traits
from people.models import (
    Council,
    CouncilRecord,
    Decision,
    Known,
    Outcome,
    Person,
    RegisterDoubt,
    RegisterEntry,
    RegisterImport,
    RegisterRow,
    RegisterState,
    Structure,
)
from people.queries.people import people_of
from people.register_lines import Member
from people.register_matching import Books
from people.states import ImportState

MOST_IMPORTS = 10
TRAITS = (
    Person.id, Person.given_names, Person.family_name, Person.used_name, Person.email, Person.phone,
    Person.order_number, Person.structure_id,
)  # fmt: skip


@dataclass(frozen=True)
class Present:
    """A member as the register has them now."""

    id: int
    key: str
    person_id: int | None
    is_missing: bool
    says: tuple[object, ...]

    @property
    def on_reserve_list(self) -> bool:
        """Tell whether they are on the reserve list."""
        return bool(self.says[-2])


COMPARED = (
    RegisterEntry.order_number, RegisterEntry.family_name, RegisterEntry.given_names, RegisterEntry.used_name,
    RegisterEntry.section, RegisterEntry.specialty, RegisterEntry.structure, RegisterEntry.phone, RegisterEntry.email,
    RegisterEntry.on_reserve_list, RegisterEntry.registered_on,
)  # fmt: skip


def present_entries(council_id: int) -> dict[str, Present]:
    """Return the members of a council's register by their key. One query."""
    statement = select(
        RegisterEntry.id, RegisterEntry.key, RegisterEntry.person_id, RegisterEntry.missing_since_id, *COMPARED
    ).where(RegisterEntry.council_id == council_id)
    return {
        row[1]: Present(row[0], row[1], row[2], row[3] is not None, row[4:]) for row in db.session.execute(statement)
    }


def books_of(council_id: int) -> Books:
    """Return the people a council knows, ready to be recognised. Two queries."""
    known = select(*TRAITS).join(CouncilRecord, CouncilRecord.person_id == Person.id)
    people = db.session.execute(known.where(CouncilRecord.council_id == council_id, Person.merged_into_id.is_(None)))
    structures: dict[str, int] = {}
    present = func.coalesce(Structure.merged_into_id, Structure.id)
    for number, name, acronym in db.session.execute(select(present, Structure.name, Structure.acronym)):
        structures |= {fold(name): number} | ({fold(acronym): number} if acronym else {})
    return Books((Traits(*row) for row in people.all()), structures)


def told_apart(council_id: int) -> dict[int, frozenset[int]]:
    """Return for each member whom a person said not to be them. One query."""
    statement = select(RegisterDoubt.entry_id, RegisterDoubt.person_id).where(
        RegisterDoubt.council_id == council_id, RegisterDoubt.decision == Decision.OTHER
    )
    found: dict[int, set[int]] = {}
    for entry_id, person_id in db.session.execute(statement):
        found.setdefault(entry_id, set()).add(person_id)
    return {entry_id: frozenset(people) for entry_id, people in found.items()}


def last_written(council_id: int) -> int:
    """Return the number of the file that was written last, 0 when there is none. One query."""
    statement = select(RegisterImport.id).filter_by(council_id=council_id, state=ImportState.WRITTEN)
    return db.session.scalar(statement.order_by(RegisterImport.written_at.desc()).limit(1)) or 0


def find_import(council: Council, number: int) -> RegisterImport:
    """Return one file of a council. One query."""
    if found := db.session.scalar(select(RegisterImport).filter_by(council_id=council.id, id=number)):
        return found
    raise NotFound


def imports_of(council: Council) -> list[RegisterImport]:
    """Return the latest files of a council but those put aside, the latest first. One query."""
    statement = select(RegisterImport).where(
        RegisterImport.council_id == council.id, RegisterImport.state != ImportState.DROPPED
    )
    return list(db.session.scalars(statement.order_by(RegisterImport.id.desc()).limit(MOST_IMPORTS)))


# ── The lines of a file ─────────────────────────────────────────────────────────────────────────────────────────────

LINES = (Outcome.REFUSED, Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Known.MATCHED, Known.DOUBTFUL, "left-out")


def rows_of(found: RegisterImport, which: str = "") -> Select[RegisterRow]:
    """Return the statement that lists the lines of a file, or those of one kind."""
    statement = select(RegisterRow).filter_by(import_id=found.id).order_by(RegisterRow.line)
    if which in list(Outcome):
        return statement.where(RegisterRow.outcome == Outcome(which))
    if which in list(Known):
        return statement.where(RegisterRow.known == Known(which))
    return statement.where(RegisterRow.leaves_out) if which == "left-out" else statement


# ── The register ────────────────────────────────────────────────────────────────────────────────────────────────────


def members_of(council: Council, query: str = "", *, missing: bool = False) -> Select[RegisterEntry]:
    """Return the statement that lists the members of a register, or those who disappeared from it."""
    statement = select(RegisterEntry).options(joinedload(RegisterEntry.source), joinedload(RegisterEntry.missing_since))
    statement = statement.where(RegisterEntry.council_id == council.id)
    if missing:
        statement = statement.where(RegisterEntry.missing_since_id.is_not(None))
    if fold(query):
        statement = statement.where(matches_all_words(RegisterEntry.search, query))
    return statement.order_by(RegisterEntry.sort_name, RegisterEntry.id)


def known_in_state(council: Council, state: RegisterState, query: str = "") -> Select[CouncilRecord]:
    """Return the statement that lists the people of a council of whom the register says this."""
    return people_of(council, query).where(CouncilRecord.state == state)


@dataclass(frozen=True)
class Standing:
    """What a register holds, in figures."""

    members: int
    reserve_list: int
    missing: int
    doubts: int
    known: dict[RegisterState, int]


def standing_of(council: Council) -> Standing:
    """Return the figures of a council's register. Three queries."""
    members, reserve, missing = db.session.execute(
        select(
            func.count(),
            func.count().filter(RegisterEntry.on_reserve_list),
            func.count().filter(RegisterEntry.missing_since_id.is_not(None)),
        ).where(RegisterEntry.council_id == council.id)
    ).one()
    counted = select(CouncilRecord.state, func.count()).where(CouncilRecord.council_id == council.id)
    known = {row[0]: row[1] for row in db.session.execute(counted.group_by(CouncilRecord.state))}
    waiting = select(func.count()).select_from(doubts_of(council).order_by(None).subquery())
    return Standing(members, reserve, missing, db.session.scalar(waiting) or 0, known)


def doubts_of(council: Council) -> Select[RegisterDoubt]:
    """Return the statement that lists what waits for a decision."""
    statement = select(RegisterDoubt).join(RegisterDoubt.entry)
    statement = statement.where(RegisterDoubt.council_id == council.id, RegisterDoubt.decision.is_(None))
    return statement.order_by(RegisterEntry.sort_name, RegisterDoubt.id)


def find_doubt(council: Council, number: int) -> RegisterDoubt:
    """Return one doubt of a council. One query."""
    if found := db.session.scalar(select(RegisterDoubt).filter_by(council_id=council.id, id=number)):
        return found
    raise NotFound


def entry_of(person: Person, council: Council) -> RegisterEntry | None:
    """Return who a person is in a council's register, or None. One query."""
    statement = select(RegisterEntry).filter_by(council_id=council.id, person_id=person.id)
    return db.session.scalar(statement.options(joinedload(RegisterEntry.source)).order_by(RegisterEntry.id).limit(1))


def has_members(council: Council) -> bool:
    """Tell whether a council's register is here at all. One query."""
    return db.session.scalar(select(RegisterEntry.id).filter_by(council_id=council.id).limit(1)) is not None


def entries_numbered(council: Council, key: str) -> list[RegisterEntry]:
    """Return who has an Order number in a council's register. One query."""
    return list(db.session.scalars(select(RegisterEntry).filter_by(council_id=council.id, number_key=key)))


def states_of(people: Iterable[int], council_id: int) -> dict[int, CouncilRecord]:
    """Return what a council's register says of some people. One query."""
    statement = select(CouncilRecord).where(
        CouncilRecord.council_id == council_id, CouncilRecord.person_id.in_(list(people))
    )
    return {record.person_id: record for record in db.session.scalars(statement)}


def member_of(entry: RegisterEntry) -> Member:
    """Return what the register says of a member, as a line of a file says it."""
    said = {column.key: getattr(entry, column.key) for column in COMPARED if column.key != "registered_on"}
    day = entry.registered_on.isoformat() if entry.registered_on else ""
    return Member(key=entry.key, registered_on=day, **said)

"""Reading all that points at one person, whatever the table: the tables are asked, not listed."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, case, or_, select

from core.audit import AuditEntry
from core.db import Base, db
from core.errors import NotFound
from core.outbox import Message
from core.personal import PERSONAL, columns_pointing_at
from people.models import (
    Consent,
    Council,
    CouncilRecord,
    ErasureRequest,
    ErasureState,
    Filing,
    Person,
    Role,
    RoleHeld,
    Use,
    User,
)
from people.queries.roles import is_living

SECRETS = ("_hash", "secret", "token", "mac")  # what proves who somebody is stays where it is
Row = dict[str, Any]
PROTECTORS = (Role.SECRETARY_GENERAL, Role.ADMINISTRATOR)


def columns_about_people() -> Iterator[Column[Any]]:
    """Give every column that points at a person or at their account, and every one that says something of somebody."""
    yield from columns_pointing_at(*_tables(Person, User))
    for table in Base.metadata.sorted_tables:
        yield from (column for column in table.columns if column.info.get("personal") == PERSONAL["personal"])


def rows_of(person: Person) -> dict[str, list[Row]]:
    """Return every row that points at a person or at their account, by table, without what must not be read.

    One query for each column that can point there.
    """
    people, accounts = [person.id], account_numbers(person)
    found: dict[str, list[Row]] = {"person": _read(Person.__table__, Person.__table__.c.id, people)}
    found["user_account"] = _read(User.__table__, User.__table__.c.id, accounts)
    for row, numbers in ((Person, people), (User, accounts)):
        for column in columns_pointing_at(*_tables(row)):
            table = column.table
            rows = _read(table, column, numbers)
            present = found.setdefault(str(getattr(table, "name", table)), [])
            present += [each for each in rows if each not in present]
    return {table: rows for table, rows in found.items() if rows}


def _tables(*rows: type[Base]) -> list[Table]:
    return [Base.metadata.tables[row.__tablename__] for row in rows]


def _read(table: Any, column: Any, numbers: list[int]) -> list[Row]:
    statement = select(table).where(column.in_(numbers)).order_by(table.c.id)
    return [
        {name: value for name, value in row.items() if not any(secret in name for secret in SECRETS)}
        for row in db.session.execute(statement).mappings()
    ]


def account_numbers(person: Person) -> list[int]:
    """Return the number of a person's account, if they have one. One query."""
    return list(db.session.scalars(select(User.id).filter_by(person_id=person.id)))


def lines_about(person: Person, rows: dict[str, list[Row]]) -> list[AuditEntry]:
    """Return the lines of the log that somebody wrote, or that were written about what is theirs. One query."""
    theirs = [
        (AuditEntry.object_kind == table) & AuditEntry.object_id.in_([row["id"] for row in found])
        for table, found in rows.items()
    ]
    done_by = AuditEntry.actor_id.in_(account_numbers(person))
    statement = select(AuditEntry).where(or_(done_by, *theirs)).order_by(AuditEntry.id)
    return list(db.session.scalars(statement))


def messages_to(person: Person) -> list[Message]:
    """Return the messages written to a person: by their number, or else by address and name. Two queries.

    Of an address that nobody else has, every message is theirs, whatever their name was then.
    """
    addresses = [address for address in (person.email, person.phone) if address]
    shared = or_(Person.email.in_(addresses), Person.phone.in_(addresses))
    others = db.session.execute(select(Person.email, Person.phone).where(shared, Person.id != person.id))
    taken = {address for row in others for address in row}
    own = Message.to_address.in_([address for address in addresses if address not in taken])
    named = Message.to_address.in_(addresses) & (Message.to_name == person.name)
    nobodys = Message.person_id.is_(None) & or_(own, named)
    statement = select(Message).where(or_(Message.person_id == person.id, nobodys)).order_by(Message.id)
    return list(db.session.scalars(statement))


# ── Consents, requests, filings ─────────────────────────────────────────────────────────────────────────────────────


def consents_of(person: Person) -> list[Consent]:
    """Return all that a person said about the uses of their data, in its order. One query."""
    return list(db.session.scalars(select(Consent).filter_by(person_id=person.id).order_by(Consent.id)))


def agreed_by(person: Person) -> dict[int, set[Use]]:
    """Return to which uses a person agrees now, by the council's number. One query."""
    said: dict[tuple[int, Use], bool] = {(each.council_id, each.use): each.given for each in consents_of(person)}
    agreed: dict[int, set[Use]] = {}
    for (council_id, use), given in said.items():
        if given:
            agreed.setdefault(council_id, set()).add(use)
    return agreed


def books_with(person: Person) -> list[CouncilRecord]:
    """Return the lines of a person in the councils' books, the oldest first. One query."""
    statement = select(CouncilRecord).filter_by(person_id=person.id)
    return list(db.session.scalars(statement.order_by(CouncilRecord.since, CouncilRecord.id)))


def requests_by(person: Person) -> list[ErasureRequest]:
    """Return what a person asked to be erased, the newest first. One query."""
    statement = select(ErasureRequest).filter_by(person_id=person.id)
    return list(db.session.scalars(statement.order_by(ErasureRequest.id.desc())))


def filing_of(council_id: int) -> Filing | None:
    """Return what a council has filed with its authority, if anything. One query."""
    return db.session.scalar(select(Filing).filter_by(council_id=council_id))


def requests_to(council: Council) -> list[ErasureRequest]:
    """Return what a council is asked to erase, what waits first and the oldest of it on top. One query."""
    waits = case((ErasureRequest.state == ErasureState.WAITING, 0), else_=1)
    statement = select(ErasureRequest).filter_by(council_id=council.id)
    return list(db.session.scalars(statement.order_by(waits, ErasureRequest.asked_at, ErasureRequest.id)))


def find_request(council: Council, number: int) -> ErasureRequest:
    """Return one request a council is asked. One query."""
    if found := db.session.scalar(select(ErasureRequest).filter_by(council_id=council.id, id=number)):
        return found
    raise NotFound


def requests_for(person: Person) -> list[ErasureRequest]:
    """Return the requests that wait for somebody who protects data in a council. One query."""
    held = select(RoleHeld.council_id).join(User, RoleHeld.user_id == User.id)
    mine = held.where(
        User.person_id == person.id, is_living(), RoleHeld.edition_id.is_(None), RoleHeld.role.in_(PROTECTORS)
    )
    statement = select(ErasureRequest).where(
        ErasureRequest.state == ErasureState.WAITING, ErasureRequest.council_id.in_(mine)
    )
    return list(db.session.scalars(statement.order_by(ErasureRequest.asked_at, ErasureRequest.id)))

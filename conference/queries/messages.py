"""Finding what an edition wrote: its messages, those to many, the texts a council keeps, the addresses held back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, true

from conference.models import Edition, Mailing, MessageTemplate
from conference.permissions import Can
from core.db import db
from core.errors import NotFound
from core.outbox import Channel, Message, MessageState, SuppressedAddress
from core.search import fold, matches_all_words
from people.models import Council, Person


@dataclass(frozen=True)
class Wanted:
    """Which messages of an outbox are asked for."""

    state: MessageState | None = None
    channel: Channel | None = None
    batch: str = ""
    search: str = ""


def readable(held: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a message is one of those that somebody may read."""
    return true() if Can.READ_ALL_MESSAGES in held else Message.area.in_([str(each) for each in held])


def messages_of(scope: str, held: Collection[str], wanted: Wanted) -> Select[Message]:
    """Return the list of the messages filed in a place that somebody may read, the latest first."""
    statement = select(Message).where(Message.scope == scope, readable(held)).order_by(Message.id.desc())
    if wanted.state:
        statement = statement.where(Message.state == wanted.state)
    if wanted.channel:
        statement = statement.where(Message.channel == wanted.channel)
    if wanted.batch:
        statement = statement.where(Message.batch == wanted.batch)
    if fold(wanted.search):
        statement = statement.where(matches_all_words(Message.search, wanted.search))
    return statement


def count_messages(scope: str, held: Collection[str], *, batch: str = "") -> dict[MessageState, int]:
    """Return how many messages of a place, or of one batch of it, stand in each state. One query."""
    statement = select(Message.state, func.count()).where(Message.scope == scope, readable(held))
    if batch:
        statement = statement.where(Message.batch == batch)
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(Message.state))}


def find_message(scope: str, held: Collection[str], number: int) -> Message:
    """Return the message of this number in a place, or raise NotFound. One query."""
    found = db.session.scalar(select(Message).where(Message.scope == scope, Message.id == number, readable(held)))
    if found is None:
        raise NotFound
    return found


def resent_as(message: Message) -> list[Message]:
    """Return the messages that resend this one. One query."""
    return list(db.session.scalars(select(Message).filter_by(resends_id=message.id).order_by(Message.id)))


def held_back_in(scope: str, held: Collection[str]) -> list[SuppressedAddress]:
    """Return the addresses of a place's readable messages to which nothing is sent, the latest first. One query."""
    written_to = select(func.lower(Message.to_address)).where(Message.scope == scope, readable(held))
    statement = select(SuppressedAddress).where(
        SuppressedAddress.lifted_at.is_(None), SuppressedAddress.address.in_(written_to)
    )
    return list(db.session.scalars(statement.order_by(SuppressedAddress.id.desc())))


def find_held_back(scope: str, held: Collection[str], number: int) -> SuppressedAddress:
    """Return the address held back under this number, if the place ever wrote to it, or raise NotFound. One query."""
    found = next((each for each in held_back_in(scope, held) if each.id == number), None)
    if found is None:
        raise NotFound
    return found


# ── To many ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _mailings(edition: Edition, held: Collection[str]) -> Select[Mailing]:
    mine = true() if Can.READ_ALL_MESSAGES in held else Mailing.area.in_([str(each) for each in held])
    return select(Mailing).where(Mailing.edition_id == edition.id, mine)


def mailings_of(edition: Edition, held: Collection[str]) -> Select[Mailing]:
    """Return the list of an edition's messages to many that somebody may read, the latest first."""
    return _mailings(edition, held).order_by(Mailing.id.desc())


def find_mailing(edition: Edition, held: Collection[str], number: int) -> Mailing:
    """Return the message to many of this number in an edition, or raise NotFound. One query."""
    found = db.session.scalar(_mailings(edition, held).where(Mailing.id == number))
    if found is None:
        raise NotFound
    return found


def count_batches(batches: Sequence[str]) -> dict[str, dict[MessageState, int]]:
    """Return how many messages of some batches stand in each state. One query."""
    statement = select(Message.batch, Message.state, func.count()).where(Message.batch.in_(batches))
    found: dict[str, dict[MessageState, int]] = {}
    for batch, state, number in db.session.execute(statement.group_by(Message.batch, Message.state)):
        found.setdefault(str(batch), {})[state] = number
    return found


def people_reached(condition: ColumnElement[bool]) -> list[tuple[int, str, str]]:
    """Return everybody a condition describes: number, e-mail, telephone. One query."""
    statement = select(Person.id, Person.email, Person.phone).where(condition).order_by(Person.search, Person.id)
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def people_of(ids: Collection[int]) -> list[Person]:
    """Return some persons by their numbers, by name. One query."""
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.search, Person.id)))


def templates_of(council: Council) -> list[MessageTemplate]:
    """Return the texts a council keeps, by name. One query."""
    return list(db.session.scalars(select(MessageTemplate).filter_by(council_id=council.id).order_by("name")))


def find_template(council: Council, number: int) -> MessageTemplate:
    """Return the council's text of this number, or raise NotFound. One query."""
    found = db.session.scalar(select(MessageTemplate).filter_by(council_id=council.id, id=number))
    if found is None:
        raise NotFound
    return found

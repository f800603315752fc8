"""Messages waiting to leave: rows in the caller's transaction, readable before they go, sent by the worker.

Each is an e-mail, an SMS and a text to share. One that stands alone has a job of its own; those of one batch leave one
after the other in one job, on one connection. What a worker was sending when it died: a message alone is sent again
under the same Message-ID, which mail programs recognise; one of a batch is shown to a person, who decides, because of
many some would arrive twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from enum import StrEnum
from typing import Any, Self
from urllib.parse import quote, urlsplit

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, Update, case, func, insert, literal, or_, select, true, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Mapped, mapped_column

from core import clock, jobs
from core.audit import SECRET
from core.db import Base, Versioned, db, transaction
from core.jobs import Job, JobState
from core.letters import MailRoad, letter
from core.roads import Impossible, Never, NotNow, RoadClosed
from core.search import search_text
from core.sms import SmsRoad
from core.typography import plain_line

MOST_TRIES = 80  # of one message, hourly at the end: three days


class Channel(StrEnum):
    """The road a message takes."""

    EMAIL = "email"
    SMS = "sms"
    NONE = "none"


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SCHEDULED = "scheduled"
    LEAVING = "leaving"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    SUPPRESSED = "suppressed"


TO_LEAVE = (MessageState.WAITING, MessageState.SCHEDULED)


class Fault(StrEnum):
    """Why a message has not left."""

    ROAD_CLOSED = "road-closed"
    NOT_NOW = "not-now"
    GIVEN_UP = "given-up"
    REFUSED = "refused"
    DEAD_ADDRESS = "dead-address"
    NO_ADDRESS = "no-address"
    INTERRUPTED = "interrupted"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Recipient:
    """Who a message is for and how they can be reached; both addresses may be missing."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "fr"
    person_id: int | None = None


@dataclass(frozen=True)
class Text:
    """One message in its three shapes: e-mail (subject and body), SMS, and a text to share on WhatsApp."""

    subject: str
    body: str
    sms: str


class Message(Versioned, Base):
    """One message to one recipient; `area` names what one must be allowed to see besides the outbox itself."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_batch_state", "batch", "state"),
        Index("ix_message_scope_id", "scope", "id"),
    )

    scope: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel]
    to_name: Mapped[str]
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(info=SECRET)  # holds links that open people's pages
    sms: Mapped[str] = mapped_column(info=SECRET)
    language: Mapped[str] = mapped_column(String(5))
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING, index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    phone: Mapped[str] = mapped_column(String(20), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    area: Mapped[str] = mapped_column(String(60), default="")
    batch: Mapped[str | None] = mapped_column(String(60))
    leaves_at: Mapped[datetime | None]
    reply_to: Mapped[str] = mapped_column(default="")
    resends_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[Fault | None]
    answer: Mapped[str] = mapped_column(default="")
    by_hand: Mapped[bool] = mapped_column(default=False)
    search: Mapped[str] = mapped_column(default="")

    @property
    def message_id(self) -> str:
        """Return the Message-ID: the same at every attempt, so a repeated sending is recognised."""
        return message_id_of(self.id)

    @property
    def may_be_changed(self) -> bool:
        """Tell whether this can still be edited or dropped: it has not begun to leave."""
        return self.state in TO_LEAVE

    @property
    def job_key(self) -> str:
        """Return the key of the job by which this leaves."""
        return f"deliver-{self.batch or self.id}"

    @property
    def whatsapp_link(self) -> str:
        """Return the link that opens this text in WhatsApp with one tap."""
        return whatsapp(self.sms, number=self.phone.removeprefix("+"))

    @property
    def sms_link(self) -> str:
        """Return the link that opens this text in the SMS of a telephone; nothing without a number."""
        return f"sms:{self.phone}?body={quote(self.sms)}" if self.phone else ""


class SuppressedAddress(Base):
    """An address to which nothing is sent: its server said that nobody is there. Until somebody lifts it."""

    __tablename__ = "suppressed_address"

    address: Mapped[str] = mapped_column(String(320), index=True)
    channel: Mapped[Channel]
    answer: Mapped[str]
    scope: Mapped[str] = mapped_column(String(80), index=True)
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


def message_id_of(number: int) -> str:
    """Return the Message-ID of a message by its number."""
    return f"<balanzan-{number}@{urlsplit(current_app.config['BALANZAN'].base_url).hostname}>"


def whatsapp(text: str, *, number: str = "") -> str:
    """Return the address that opens WhatsApp with a text, to a number or to whomever one chooses there."""
    return f"https://wa.me/{number}?text={quote(text)}"


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Circumstances:
    """What several messages share: where they are filed, who may read them, when and together with which they leave."""

    scope: str
    area: str = ""
    batch: str | None = None
    leaves_at: datetime | None = None
    reply_to: str = ""
    by_sms: bool = False


def post(
    kind: str, to: Recipient, text: Text, *, scope: str, key: str | None = None, area: str = "", **more: Any
) -> Message:
    """Leave a message to somebody in the outbox, by the channel they have; the same key twice is one message."""
    if key and (present := db.session.scalar(select(Message).filter_by(key=key))):
        return present
    around = Circumstances(scope=scope, area=area, reply_to=more.pop("reply_to", ""))
    message = Message(**row(kind, to, text, around, dead=suppressed([to.email, to.phone])), key=key, **more)
    db.session.add(message)
    db.session.flush()
    have_sent(message)
    return message


def have_sent(message: Message) -> None:
    """Have the worker send a message that can leave."""
    if message.channel is not Channel.NONE and message.state is MessageState.WAITING:
        jobs.enqueue("core.outbox:deliver", key=message.job_key, message_id=message.id)


def post_many(kind: str, mails: Iterable[tuple[Recipient, Text, str]], around: Circumstances) -> int:
    """Leave messages of one batch in the outbox, each under its own key; return how many were not there yet."""
    wanted = {key: (to, text) for to, text, key in mails}
    present = set(db.session.scalars(select(Message.key).where(Message.key.in_(wanted))))
    dead = suppressed([address for to, _text in wanted.values() for address in (to.email, to.phone)])
    rows = [
        row(kind, to, text, around, dead=dead) | {"key": key}
        for key, (to, text) in wanted.items()
        if key not in present
    ]
    if rows:
        db.session.execute(insert(Message), rows)
    return len(rows)


def row(kind: str, to: Recipient, text: Text, around: Circumstances, *, dead: frozenset[str]) -> dict[str, Any]:
    """Return what a message to somebody holds at first."""
    channel = channel_for(to, by_sms=around.by_sms)
    address = {Channel.EMAIL: to.email, Channel.SMS: to.phone, Channel.NONE: ""}[channel]
    is_dead = address.lower() in dead
    waiting = MessageState.SCHEDULED if around.leaves_at else MessageState.WAITING
    subject = plain_line(text.subject)
    return {
        "scope": around.scope,
        "kind": kind,
        "channel": channel,
        "to_name": to.name,
        "to_address": address,
        "phone": to.phone,
        "person_id": to.person_id,
        "subject": subject,
        "body": text.body,
        "sms": text.sms,
        "language": to.language,
        "created_at": clock.now(),
        "area": str(around.area),
        "batch": around.batch,
        "leaves_at": around.leaves_at,
        "reply_to": around.reply_to,
        "state": MessageState.SUPPRESSED if is_dead else waiting,
        "fault": Fault.SUPPRESSED if is_dead else None,
        "search": search_text(to.name, address, to.phone, subject),
    }


def channel_for(to: Recipient, *, by_sms: bool = False) -> Channel:
    """Return the road to somebody: the e-mail they have, else their telephone; the telephone first when asked."""
    roads = [Channel.EMAIL] * bool(to.email) + [Channel.SMS] * bool(to.phone)
    return (roads[-1] if by_sms else roads[0]) if roads else Channel.NONE


def suppressed(addresses: Sequence[str]) -> frozenset[str]:
    """Return which of some addresses nothing is sent to. One query."""
    asked = {address.lower() for address in addresses if address}
    if not asked:
        return frozenset()
    statement = select(SuppressedAddress.address).where(
        SuppressedAddress.address.in_(asked), SuppressedAddress.lifted_at.is_(None)
    )
    return frozenset(db.session.scalars(statement))


# ── Leaving ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Outcome:
    """What came of trying to send one message."""

    message_id: int
    state: MessageState
    fault: Fault | None = None
    answer: str = ""
    is_road_closed: bool = False

    @property
    def is_for_later(self) -> bool:
        """Tell whether the message is to be tried again."""
        return self.state is MessageState.WAITING


@dataclass
class Roads:
    """The ways out of here that this installation has, each opened when the first message takes it."""

    mail: MailRoad | None = None
    sms: SmsRoad | None = None
    channels: list[Channel] = field(default_factory=list)

    @classmethod
    def here(cls) -> "Roads":
        """Return the roads that the settings know."""
        config = current_app.config["BALANZAN"]
        mail = MailRoad(config.smtp_url) if config.smtp_url else None
        sms = SmsRoad(config.sms_url, config.sms_token, config.sms_sender) if config.sms_url else None
        channels = [Channel.EMAIL] * bool(mail) + [Channel.SMS] * bool(sms)
        return cls(mail, sms, channels)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for road in (self.mail, self.sms):
            if road is not None:
                road.close()

    def carry(self, message: Message) -> Outcome:
        """Try to send one message, and return what came of it."""
        try:
            if message.channel is Channel.SMS and self.sms:
                self.sms.carry(message.to_address, message.sms, reference=message.message_id)
            elif self.mail:
                self.mail.carry(as_email(message))
        except RoadClosed as error:
            return _postponed(message, Fault.ROAD_CLOSED, error)
        except NotNow as error:
            return _postponed(message, Fault.NOT_NOW, error)
        except Never as error:
            fault = Fault.DEAD_ADDRESS if error.is_dead else Fault.REFUSED
            fault = Fault.NO_ADDRESS if isinstance(error, Impossible) else fault
            return Outcome(message.id, MessageState.FAILED, fault, str(error))
        return Outcome(message.id, MessageState.SENT)


def _postponed(message: Message, fault: Fault, error: Exception) -> Outcome:
    is_closed = fault is Fault.ROAD_CLOSED
    if message.tries >= MOST_TRIES:
        return Outcome(message.id, MessageState.FAILED, Fault.GIVEN_UP, str(error), is_closed)
    return Outcome(message.id, MessageState.WAITING, fault, str(error), is_closed)


def as_email(message: Message) -> EmailMessage:
    """Return the message as the letter that leaves, in the name of whose message it is."""
    name, reply_to = current_app.extensions["sender_of"](message.scope)
    ours = current_app.config["BALANZAN"].mail_from
    return letter(
        sender=formataddr((name, parseaddr(ours)[1])) if name else ours,
        to=(message.to_name, message.to_address),
        subject=message.subject,
        body=message.body,
        at=message.created_at,
        message_id=message.message_id,
        reply_to=message.reply_to or reply_to,
        follows=message_id_of(message.resends_id) if message.resends_id else "",
        to_many=message.batch is not None,
    )


def deliver(message_id: int) -> None:
    """Send one waiting message. Without a road it stays readable in the outbox."""
    with Roads.here() as roads:
        with transaction():
            message = take(Message.id == message_id, roads, also=(MessageState.LEAVING,))
        if message is None:
            return
        outcome = roads.carry(message)
    with transaction():
        settle(outcome)
    if outcome.is_for_later:
        raise jobs.Later(outcome.answer)


def deliver_batch(batch: str) -> None:
    """Send the messages of a batch one after the other: in one transaction, what came of one, and the next is taken.

    Stopped in the middle, it goes on with those that are left; the one that was leaving is for a person to judge.
    """
    mine = Message.batch == batch
    with transaction() as session:
        session.execute(
            update(Message)
            .where(mine, Message.state == MessageState.LEAVING)
            .values(state=MessageState.FAILED, fault=Fault.INTERRUPTED)
        )
        total = session.scalar(select(func.count()).where(mine)) or 0
    outcome, last, is_one_left = None, 0, False
    with Roads.here() as roads:
        for done in range(total + 1):
            with transaction():
                if outcome is not None:
                    settle(outcome)
                    is_one_left = is_one_left or outcome.is_for_later or outcome.is_road_closed
                is_closed = outcome is not None and outcome.is_road_closed
                message = None if is_closed else take(mine & (Message.id > last), roads)
                jobs.note(done=done, total=total)
            if message is None:
                break
            last = message.id
            outcome = roads.carry(message)
    if is_one_left:
        raise jobs.Later("some messages of this batch wait")


def take(which: Any, roads: Roads, *, also: tuple[MessageState, ...] = ()) -> Message | None:
    """Take the first of some messages that is due and has a road, for sending; None when there is none."""
    is_due = or_(Message.leaves_at.is_(None), Message.leaves_at <= clock.now())
    can_leave = Message.state.in_([*TO_LEAVE, *also])
    statement = select(Message.id).where(which, can_leave, is_due, Message.channel.in_(roads.channels))
    first = db.session.scalar(statement.order_by(Message.id).limit(1))
    if first is None:
        return None
    taken = db.session.execute(
        update(Message)
        .where(Message.id == first, can_leave)
        .values(state=MessageState.LEAVING, tries=Message.tries + 1)
    )
    return db.session.get(Message, first, populate_existing=True) if taken.rowcount else None  # type: ignore[attr-defined]


def settle(outcome: Outcome) -> None:
    """Write down what came of sending a message; an address where nobody is gets no more."""
    is_sent = outcome.state is MessageState.SENT
    values: dict[str, Any] = {"state": outcome.state, "fault": outcome.fault, "answer": outcome.answer}
    values |= {"sent_at": clock.now()} if is_sent else {}
    statement = update(Message).where(Message.id == outcome.message_id, Message.state == MessageState.LEAVING)
    db.session.execute(_quietly(statement).values(**values))
    if outcome.fault is Fault.DEAD_ADDRESS:
        suppress(db.session.get_one(Message, outcome.message_id), outcome.answer)


def _quietly(statement: Update) -> Update:
    return statement.execution_options(synchronize_session=False)


def suppress(message: Message, answer: str) -> None:
    """Send nothing more to the address of a message, and keep back what waits for it."""
    address, moment = message.to_address.lower(), clock.now()
    if not suppressed([address]):
        db.session.add(
            SuppressedAddress(
                address=address, channel=message.channel, answer=answer, scope=message.scope, since=moment
            )
        )
    db.session.execute(
        _quietly(update(Message))
        .where(func.lower(Message.to_address) == address, Message.state.in_(TO_LEAVE))
        .values(state=MessageState.SUPPRESSED, fault=Fault.SUPPRESSED)
    )


def resume(scope: str | None = None) -> int:
    """Have what waits and has a road tried now: written while no server was set, or put off; return how many jobs."""
    channels = Roads.here().channels if scope else [Channel.EMAIL]
    own = literal("deliver-") + case((Message.batch.is_not(None), Message.batch), else_=sql_cast(Message.id, String))
    keys = select(own).where(
        Message.state == MessageState.WAITING,
        Message.channel.in_(channels),
        Message.scope == scope if scope else true(),
    )
    held_back = update(Job).where(Job.key.in_(keys), Job.state != JobState.RUNNING)
    now = held_back.values(state=JobState.WAITING, attempts=0, not_before=clock.now())
    again = db.session.execute(now.execution_options(synchronize_session=False))
    return int(again.rowcount)  # type: ignore[attr-defined]

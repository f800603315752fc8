"""Messages waiting to leave: rows in the caller's transaction, readable before they go, sent by the worker."""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from core import clock, jobs
from core.db import Base, db, transaction
from core.jobs import Job, JobState


class Channel(StrEnum):
    """The road a message takes."""

    EMAIL = "email"
    SMS = "sms"
    NONE = "none"


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Recipient:
    """Who a message is for and how they can be reached; both addresses may be missing."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class Text:
    """One message in its three shapes: e-mail (subject and body), SMS, and a text to share on WhatsApp."""

    subject: str
    body: str
    sms: str


class Message(Base):
    """One message to one recipient."""

    __tablename__ = "message"

    scope: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel]
    to_name: Mapped[str]
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    sms: Mapped[str]
    language: Mapped[str] = mapped_column(String(5))
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING, index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    @property
    def message_id(self) -> str:
        """Return the Message-ID: the same at every attempt, so a repeated sending is recognised."""
        return f"<balanzan-{self.id}@{urlsplit(current_app.config['BALANZAN'].base_url).hostname}>"

    @property
    def whatsapp_link(self) -> str:
        """Return the link that opens this text in WhatsApp with one tap."""
        number = self.to_address.removeprefix("+") if self.channel is Channel.SMS else ""
        return whatsapp(self.sms, number=number)


def whatsapp(text: str, *, number: str = "") -> str:
    """Return the address that opens WhatsApp with a text, to a number or to whomever one chooses there."""
    return f"https://wa.me/{number}?text={quote(text)}"


def post(kind: str, to: Recipient, text: Text, *, scope: str, key: str | None = None) -> Message:
    """Leave a message to somebody in the outbox, by the channel they have; the same key twice is one message."""
    if key and (present := db.session.scalar(select(Message).filter_by(key=key))):
        return present
    channel = Channel.EMAIL if to.email else Channel.SMS if to.phone else Channel.NONE
    message = Message(
        scope=scope,
        kind=kind,
        channel=channel,
        to_name=to.name,
        to_address=to.email or to.phone,
        subject=one_line(text.subject),
        body=text.body,
        sms=text.sms,
        language=to.language,
        key=key,
        created_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    if channel is Channel.EMAIL:
        jobs.enqueue("core.outbox:deliver", key=f"deliver-{message.id}", message_id=message.id)
    return message


def one_line(text: str) -> str:
    """Return a text on one line: a header never gets a second one from a name."""
    return " ".join(text.split())


def deliver(message_id: int) -> None:
    """Send one waiting e-mail. Without a mail server set, it stays readable in the outbox."""
    message = db.session.get_one(Message, message_id)
    server = current_app.config["BALANZAN"].smtp_url
    if message.state is not MessageState.WAITING or not server:
        return
    letter = as_email(message)
    db.session.rollback()
    send(letter, server)
    with transaction() as session:
        message = session.get_one(Message, message_id)
        message.state, message.sent_at = MessageState.SENT, clock.now()


def resume() -> int:
    """Have the letters that were written while no mail server was set leave now; return how many."""
    waiting = select(Message.id).filter_by(channel=Channel.EMAIL, state=MessageState.WAITING)
    with transaction() as session:
        keys = [f"deliver-{message_id}" for message_id in session.scalars(waiting)]
        held_back = select(Job).where(Job.key.in_(keys), Job.state == JobState.DONE)
        letters = list(session.scalars(held_back))
        for job in letters:
            job.state, job.attempts = JobState.WAITING, 0
    return len(letters)


def as_email(message: Message) -> EmailMessage:
    """Return the message as the letter that leaves."""
    letter = EmailMessage()
    letter["From"] = current_app.config["BALANZAN"].mail_from
    letter["To"] = message.to_address
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(message.created_at)
    letter["Message-ID"] = message.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body)
    return letter


def send(letter: EmailMessage, server: str) -> None:
    """Hand a letter to the mail server (smtp://user:password@host:port, smtps:// for TLS)."""
    address = urlsplit(server)
    kind: Any = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    with kind(address.hostname, address.port or (465 if address.scheme == "smtps" else 25), timeout=20) as connection:
        if address.username:
            connection.login(address.username, address.password)
        connection.send_message(letter)

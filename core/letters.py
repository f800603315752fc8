"""Letters: how a message becomes an e-mail, and the connection on which several leave one after the other."""

import re
import smtplib
import ssl
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any, NoReturn
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from core.roads import DeadAddress, Impossible, Never, NotNow, RoadClosed
from core.typography import plain_line

TIMEOUT = 20
DEAD = (550, 551, 553)
LONGEST_ANSWER = 200
_ENHANCED = re.compile(r"5\.(\d{1,3})\.\d{1,3}\b")


def letter(
    *,
    sender: str,
    to: tuple[str, str],
    subject: str,
    body: str,
    at: datetime,
    message_id: str,
    reply_to: str = "",
    follows: str = "",
    to_many: bool = False,
) -> EmailMessage:
    """Return a letter: every header on one line, names in any alphabet, a body that every server takes as it is."""
    name, address = to
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = addressed(name, address)
    made["Subject"] = plain_line(subject)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message_id
    if reply_to:
        made["Reply-To"] = addressed("", reply_to)
    if follows:
        made["References"] = follows
    if to_many and reply_to:
        made["List-Unsubscribe"] = f"<mailto:{reply_to}?subject=STOP>"
    if not to_many:
        made["Auto-Submitted"] = "auto-generated"
    made.set_content(body, cte="quoted-printable")
    return made


def addressed(name: str, address: str) -> Address:
    """Return a name with an address that can be one; raise Impossible when it cannot."""
    try:
        found = validate_email(address, check_deliverability=False, globally_deliverable=False)
        local, domain = found.local_part, found.ascii_domain or found.domain
        return Address(plain_line(name), username=local, domain=domain)
    except (EmailNotValidError, HeaderParseError, ValueError, IndexError) as error:
        raise Impossible(plain_line(str(error))) from error


class MailRoad:
    """The mail server (smtp://user:password@host:port, smtps:// for TLS), on one connection for many letters."""

    def __init__(self, server: str) -> None:
        self.server = urlsplit(server)
        self._connection: smtplib.SMTP | None = None

    def carry(self, made: EmailMessage) -> None:
        """Hand one letter to the server, or raise why it did not take it."""
        sender = parseaddr(str(made["From"]))[1]
        receiver = made["To"].addresses[0].addr_spec
        is_foreign = not receiver.isascii()
        kept = self._connection is not None
        try:
            self._begin(sender, is_foreign=is_foreign)
        except smtplib.SMTPServerDisconnected as error:
            self._forget()
            if not kept:
                raise RoadClosed(_said(error)) from error
            self._try_once_more(sender, is_foreign=is_foreign)
        self._hand_over(receiver, made.as_bytes(policy=SMTP.clone(utf8=is_foreign)))

    def _try_once_more(self, sender: str, *, is_foreign: bool) -> None:
        """Begin the letter on a new connection: the server had closed the one we kept."""
        try:
            self._begin(sender, is_foreign=is_foreign)
        except smtplib.SMTPServerDisconnected as error:
            self._forget()
            raise RoadClosed(_said(error)) from error

    def _begin(self, sender: str, *, is_foreign: bool) -> None:
        connection = self._connected()
        if is_foreign and not connection.has_extn("smtputf8"):
            raise Never("SMTPUTF8")
        code, words = connection.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if is_foreign else [])
        if code != 250:  # what is wrong is our own address, or the server's day: no letter's fault
            self._forget()
            raise RoadClosed(_reply(code, words))

    def _hand_over(self, receiver: str, content: bytes) -> None:
        connection = self._connected()
        try:
            code, words = connection.rcpt(receiver)
            if code not in (250, 251):
                connection.rset()
                _refuse(code, words, is_address=True)
            code, words = connection.data(content)
        except smtplib.SMTPDataError as error:
            connection.rset()
            _refuse(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            self._forget()
            raise RoadClosed(_said(error)) from error
        if code != 250:
            _refuse(code, words)

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise RoadClosed(_said(error)) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        host, is_wrapped = self.server.hostname or "", self.server.scheme == "smtps"
        kind: Any = smtplib.SMTP_SSL if is_wrapped else smtplib.SMTP
        secured: dict[str, Any] = {"context": ssl.create_default_context()} if is_wrapped else {}
        connection: smtplib.SMTP = kind(
            host, self.server.port or (465 if is_wrapped else 25), timeout=TIMEOUT, **secured
        )
        connection.ehlo()
        if self.server.username:
            if not is_wrapped and connection.has_extn("starttls"):
                connection.starttls(context=ssl.create_default_context())
            connection.login(self.server.username, self.server.password or "")
        return connection

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (smtplib.SMTPException, OSError):
                self._connection.close()
        self._connection = None

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _refuse(code: int, words: bytes | str, *, is_address: bool = False) -> NoReturn:
    """Raise what a server's refusal of one letter means."""
    said = _reply(code, words)
    if code == 421:
        raise RoadClosed(said)
    if code < 500:
        raise NotNow(said)
    raise DeadAddress(said) if is_address and _is_dead(code, said) else Never(said)


def _is_dead(code: int, said: str) -> bool:
    """Tell whether a refusal says that nobody is there, and not that the box is full or that we are not liked."""
    enhanced = _ENHANCED.search(said)
    return enhanced[1] == "1" or enhanced[0] == "5.2.1" if enhanced else code in DEAD


def _reply(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return plain_line(f"{code} {text}")[:LONGEST_ANSWER]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return plain_line(f"{type(error).__name__}: {error}")[:LONGEST_ANSWER]

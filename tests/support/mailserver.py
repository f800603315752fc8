"""A real SMTP server that keeps what it gets, can be stopped and started again, and can answer "later"."""

import email
import email.policy
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.processes import free_port


class MailServer:
    """What the application sends to `url` ends in `messages`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.messages: list[EmailMessage] = []
        self.answer = ""
        self.answers: dict[str, str] = {}
        self.connections = 0
        self._controller: Controller | None = None
        self.start()

    @property
    def url(self) -> str:
        """Return the setting that makes an application use this server."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        """List who got something, in the order it arrived."""
        return [address for message in self.messages for address in message["X-Envelope-To"].split(", ")]

    def start(self) -> None:
        """Listen; after `stop()`, on the same port."""
        if self._controller is None:
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self._controller.start()

    def stop(self) -> None:
        """Go away: connections are refused until `start()`."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def refuse(self, answer: str = "451 4.3.0 Try again later") -> None:
        """Answer every message with a refusal, until `accept()`."""
        self.answer = answer

    def refuse_address(self, address: str, answer: str = "550 5.1.1 No such person here") -> None:
        """Answer whoever writes to one address with a refusal, until it is given another answer or `250 Ok`."""
        self.answers[address] = answer

    def accept(self) -> None:
        """Take messages again."""
        self.answer = ""

    def wait_for(self, count: int, *, seconds: float = 10) -> list[EmailMessage]:
        """Return the messages once there are at least so many."""
        deadline = time.monotonic() + seconds
        while len(self.messages) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.messages) >= count, f"{len(self.messages)} messages after {seconds} s, expected {count}"
        return self.messages

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count one connection."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, unless told to refuse that one."""
        answer = self.answers.get(address, "250 Ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one message, with the envelope's addresses in headers of their own."""
        if self.answer:
            return self.answer
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        message["X-Envelope-From"] = envelope.mail_from
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 Kept"

"""SMS: how much a text costs and why, and the road by which one leaves: a gateway asked over HTTPS.

A gateway gets one POST for each message, with JSON: `to`, `text`, `from` and `reference`, the last the same at every
attempt. It answers 2xx when it took the message; 408, 425, 429 and 5xx mean later, any other 4xx means never.
"""

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from core.roads import Never, NotNow, RoadClosed
from core.typography import GSM, GSM_DOUBLE, sms_parts

TIMEOUT = 20
LONGEST_ANSWER = 4_000
LATER = frozenset({408, 425, 429})
OUR_FAULT = frozenset({401, 403, 404, 405})  # the gateway's address or the word it knows us by is wrong: no message's
LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class SmsCount:
    """What a text costs as SMS, and which of its letters make it cost more."""

    letters: int
    parts: int
    most: int
    forcing: tuple[str, ...]


def count(text: str) -> SmsCount:
    """Count a text as telephones do: 160 letters of their alphabet in one SMS, 70 when one letter is none of it."""
    forcing = tuple(dict.fromkeys(letter for letter in text if letter not in GSM and letter not in GSM_DOUBLE))
    if forcing:
        letters, alone, together = len(text.encode("utf-16-be")) // 2, 70, 67
    else:
        letters, alone, together = sum(2 if letter in GSM_DOUBLE else 1 for letter in text), 160, 153
    parts = sms_parts(text)
    return SmsCount(letters, parts, alone if parts <= 1 else parts * together, forcing)


@dataclass(frozen=True)
class SmsRoad:
    """The gateway that sends SMS: its address is fixed by a setting, nothing it answers leads us elsewhere."""

    url: str
    token: str
    sender: str

    def carry(self, number: str, text: str, *, reference: str) -> None:
        """Hand one SMS to the gateway, or raise why it did not take it."""
        asked = {"to": number, "text": text, "from": self.sender, "reference": reference}
        try:
            status, words = self._post(json.dumps(asked).encode())
        except (OSError, HTTPException) as error:
            raise RoadClosed(f"{type(error).__name__}: {error}") from error
        said = f"{status} {words}".strip()
        if status in OUR_FAULT or 300 <= status < 400:
            raise RoadClosed(said)
        if status in LATER or status >= 500:
            raise NotNow(said)
        if status >= 400:
            raise Never(said)

    def _post(self, body: bytes) -> tuple[int, str]:
        connection = self._connect()
        try:
            path = urlsplit(self.url).path or "/"
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, " ".join(answer.read(LONGEST_ANSWER).decode(errors="replace").split())[:200]
        finally:
            connection.close()

    def _connect(self) -> HTTPConnection:
        address = urlsplit(self.url)
        host = address.hostname or ""
        if address.scheme == "https":
            context = ssl.create_default_context()
            return HTTPSConnection(host, address.port or 443, timeout=TIMEOUT, context=context)
        if host not in LOCAL:
            raise RoadClosed("the gateway must be reached over HTTPS")
        return HTTPConnection(host, address.port or 80, timeout=TIMEOUT)

    def close(self) -> None:
        """Let go of nothing: each SMS is asked for on a connection of its own."""

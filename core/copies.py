"""Copies of public pages: what every stranger gets alike is made once, kept as it left, and given again.

A view that may be answered so says `@copied(stamp, by=…)`. The stamp is what the page hangs on, read for each request
in one light query: a copy is given as long as it is the same, whichever process changed something. What a stamp does
not know, an entry of the menu, is a minute old at most. Whoever is known in their browser gets a page of their own.

A copy is found by all of the request that its answer could depend on, and given before Flask begins: only what went
through every guard once, word for word the same, is answered so.
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session

from core import clock
from core.access import Policy, access_of
from core.errors import Busy

View = TypeVar("View", bound=Callable[..., Any])
Key = tuple[str, ...]
Lines = list[tuple[str, str]]
TELLING = ("HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE")
OF_A_BODY = ("Content-Encoding", "Content-Length", "Content-Type", "Content-Language")
OF_ONE_ANSWER = "X-Request-Id"
LONGEST = timedelta(minutes=1)
FOR_EVER = datetime.max.replace(tzinfo=UTC)
MOST_BYTES, LONGEST_KEY = 8_000_000, 500  # in each process; of one request


@dataclass(frozen=True)
class Copy:
    """An answer as it left, what it hangs on and how one asks for that anew, and between which moments it is true."""

    stamp: str
    stamp_now: Callable[[], str]
    begins: datetime
    ends: datetime
    tag: str
    body: bytes
    headers: Lines

    def is_true(self) -> bool:
        """Tell whether nothing that the page shows has changed."""
        return self.begins <= clock.now() < self.ends and self.stamp_now() == self.stamp

    def answer(self, asked: Mapping[str, Any], start: Callable[[str, Lines], object]) -> Iterable[bytes]:
        """Answer with the page, or with the word that the visitor's own copy is still good."""
        number = (OF_ONE_ANSWER, secrets.token_hex(8))
        if self.tag in asked.get("HTTP_IF_NONE_MATCH", ""):
            start("304 NOT MODIFIED", [*(line for line in self.headers if line[0] not in OF_A_BODY), number])
            return []
        start("200 OK", [*self.headers, number])
        return [self.body]


class Shelf:
    """The copies of one process: those asked for last, up to a weight."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.weight = most, 0
        self._copies: OrderedDict[Key, Copy] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key) -> Copy | None:
        """Return what answered such a request before; it is the last to make room now."""
        with self._lock:
            if (copy := self._copies.get(key)) is not None:
                self._copies.move_to_end(key)
            return copy

    def keep(self, key: Key, copy: Copy) -> None:
        """Keep a copy in place of the former; those asked for longest ago make room."""
        with self._lock:
            self._take(self._copies.pop(key, None))
            self._copies[key] = copy
            self.weight += len(copy.body)
            while self.weight > self.most:
                self._take(self._copies.popitem(last=False)[1])

    def _take(self, copy: Copy | None) -> None:
        self.weight -= len(copy.body) if copy else 0


def copied(stamp: Callable[..., str], *, by: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Let a public page be given from a copy; with anything else in its query than these it is made each time."""

    def mark(view: View) -> View:
        view.stamp, view.told_apart_by = stamp, frozenset(by)  # type: ignore[attr-defined]
        return view

    return mark


def until(moment: datetime | None) -> None:
    """Say until when the page being made is true; nothing is said of one that stays so."""
    g.copy_ends = moment


def given(app: Flask, asked: Mapping[str, Any]) -> Copy | None:
    """Return the copy that answers a request as it comes in, if there is one and nothing it shows has changed."""
    shelf: Shelf = app.extensions["copies"]
    if asked["REQUEST_METHOD"] != "GET":
        return None
    copy = shelf.find(tuple(asked.get(name, "") for name in TELLING))
    if copy is None:
        return None
    try:
        with app.app_context():
            return copy if copy.is_true() else None
    except Busy:
        return None  # the page itself will say so


def note_stamp() -> None:
    """Note what a page hangs on before it is made: what changes while it is made makes its copy void."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if hasattr(view, "stamp") and may_be_kept(view):
        stamp_now = partial(view.stamp, **(request.view_args or {}))
        g.copy_hangs_on = stamp_now(), stamp_now


def question() -> Key:
    """Return all of the present request that a page for strangers may depend on, as it came in."""
    said = request.headers
    query = request.query_string.decode("latin-1")
    return said.get("Host", ""), request.path, query, said.get("Accept-Encoding", ""), said.get("Cookie", "")


def may_be_kept(view: Any) -> bool:
    """Tell whether what is asked for is everybody's, and one of the few addresses of its page."""
    is_stranger = not session and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    is_plain = request.path.isascii() and request.path.isprintable() and sum(map(len, question())) < LONGEST_KEY
    return request.method == "GET" and is_stranger and is_plain and view.told_apart_by.issuperset(request.args)


def keep(answer: Response) -> Response:
    """Keep the page that leaves, with a tag of what it shows, if it may be given again."""
    stamp, stamp_now = g.pop("copy_hangs_on", ("", None))
    if stamp_now is None or answer.status_code != 200 or "Set-Cookie" in answer.headers:
        return answer
    body, present = answer.get_data(), clock.now()
    tag = hashlib.sha256(body).hexdigest()[:24]
    answer.set_etag(tag, weak=True)
    answer.content_length = len(body)
    told = [line for line in answer.headers if line[0] != OF_ONE_ANSWER]
    ends = min(present + LONGEST, g.get("copy_ends") or FOR_EVER)
    current_app.extensions["copies"].keep(question(), Copy(stamp, stamp_now, present, ends, tag, body, told))
    answer.make_conditional(request)
    return answer


def refuse_private(app: Flask) -> None:
    """Stop the start when a page that is not everybody's would be given from a copy."""
    for endpoint, view in app.view_functions.items():
        access = access_of(app, endpoint)
        if hasattr(view, "stamp") and (access is None or access.policy is not Policy.PUBLIC):
            raise RuntimeError(f"{endpoint} is not public: it may not be copied")


def install(app: Flask) -> None:
    """Give this process of an application its shelf."""
    app.extensions["copies"] = Shelf()

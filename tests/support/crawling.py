"""Walking through the whole application as everybody: what each persona gets at each address."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from conference.demo.personas import DOMAIN, PASSWORD, PERSONAS
from core import clock
from core.db import db, transaction
from people.services.tokens import fingerprint
from tests.support.access_table import Line
from tests.support.addresses import OWNERS, Address
from tests.support.visitor import Visitor, sign_in

REQUEST = re.compile(rb'"request": "[0-9a-f]+"')
STRANGER = ""
LOGINS = (STRANGER, *(persona.login for persona in PERSONAS))
ROLES: Mapping[str, str | None] = {STRANGER: None} | {persona.login: persona.role for persona in PERSONAS}
COUNCILS: Mapping[str, str] = {persona.login: persona.council for persona in PERSONAS}
SEGOU = "segou"
KEY = re.compile(rb'(name="(?:csrf_token|form_key)"[^>]* value=)"[^"]*"')
NOTHING_TO_A_STRANGER = frozenset({"sign_in.out"})  # leads a stranger on without a key: there is nothing to protect
NOT_THERE_YET = frozenset({"notice.asked"})  # in the demonstration nobody asked to be forgotten
OPEN, HIDDEN, SIGN_IN, UNKEYED = "open", "hidden", "sign in first", "open, without the form's key"


@dataclass(frozen=True)
class Answer:
    """What one person got at one address."""

    login: str
    address: Address
    response: TestResponse

    @property
    def kind(self) -> str:
        """Return whether the address was open to this person, hidden, or asked to sign in first."""
        status, goes_to = self.response.status_code, self.response.headers.get("Location", "")
        if status == 404:
            return HIDDEN
        if status == 401:  # what a program is told instead
            return SIGN_IN
        if status == 302 and goes_to.split("?")[0] == "/sign-in":
            return SIGN_IN
        if status == 400 and self.address.method != "GET":
            return UNKEYED
        return OPEN if status in (200, 202, 302, 303) else f"status {status}"

    def __str__(self) -> str:
        return f"{self.login or 'a stranger'} at {self.address.method} {self.address.url} ({self.address.endpoint})"


def everybody(app: Flask) -> Iterator[tuple[str, Visitor]]:
    """Give a stranger, then each persona of the demonstration signed in."""
    for login in LOGINS:
        visitor = Visitor(app)
        if login:
            come_in(visitor, login)
        yield login, visitor


def come_in(visitor: Visitor, login: str) -> None:
    """Sign a persona in, and have this client show a token of theirs at every address, made for all there is."""
    address = f"{login}@{DOMAIN}"
    sign_in(visitor, address, PASSWORD)
    secret = f"bal_of_{login}_in_every_respect"
    with visitor.app.app_context():
        from people.models import Person, Scope, Token, User  # noqa: PLC0415 - a reader of this needs no tables

        user = db.session.scalars(select(User).join(Person).where(Person.email == address)).one()
        shown = db.session.scalar(select(Token).filter_by(user_id=user.id)) or Token(user_id=user.id)
        shown.name, shown.scopes, shown.secret_hash = "crawl", list(Scope), fingerprint(secret)
        shown.made_at = shown.used_at = clock.now()
        shown.ends_at = clock.now() + timedelta(days=1)
        with transaction() as opened:
            opened.add(shown)
    visitor.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"


def look(app: Flask, visitor: Visitor, login: str, address: Address) -> Answer:
    """Ask for an address in one person's browser; a personal link is opened in another, for it ends the visit."""
    client = app.test_client() if address.endpoint == "me.arrive" else visitor.client
    return Answer(login, address, client.open(address.url, method=address.method))


def expected(login: str, line: Line, address: Address) -> str:
    """Return what the table promises a person at an address of the Ségou council."""
    let_in = OPEN if address.method == "GET" else UNKEYED
    owners = OWNERS.get(address.endpoint)
    if login == STRANGER and address.endpoint in NOTHING_TO_A_STRANGER:
        return OPEN
    if line.access == "public":
        return let_in if owners is None or login in owners or address.method != "GET" else HIDDEN
    if login == STRANGER:
        return SIGN_IN
    if line.access == "known":
        return let_in if owners is None or login in owners or address.method != "GET" else HIDDEN
    if line.access == "signed-in":
        return let_in
    if address.endpoint in NOT_THERE_YET and address.method == "GET":
        return HIDDEN
    is_held = COUNCILS[login] == SEGOU and ROLES[login] in line.roles
    is_shown = owners is None or login in owners or address.method != "GET"
    return let_in if is_held and is_shown else HIDDEN


@dataclass(frozen=True)
class Reply:
    """What came back, without what differs between any two requests: their id, the address asked for, a form's keys."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def ask(visitor: Visitor, address: Address, key: str) -> Reply:
    """Ask for an address, with the key of a form where one is needed, and return the reply to compare."""
    data = {"csrf_token": key} if address.method == "POST" else None
    response = visitor.client.open(address.url, method=address.method, data=data)
    asked = address.url.encode()
    return Reply(
        status=response.status_code,
        headers=tuple((name, _plain(value, address.url)) for name, value in response.headers if name != "X-Request-Id"),
        body=REQUEST.sub(b"", KEY.sub(rb"\1", response.get_data().replace(asked, b"(asked)"))),
    )


def _plain(value: str, asked: str) -> str:
    return value.replace(asked, "(asked)").replace(quote(asked, safe=""), "(asked)")


def form_key_of(visitor: Visitor) -> str:
    """Return a key that this person's forms carry."""
    page = visitor.get("/sign-in")
    return str(page.all("input[name=csrf_token]")[0].get("value"))


def visitors_who_get_in(app: Flask) -> Callable[[Line, Address], Visitor]:
    """Return a function that gives, for an address, somebody who may call it; each persona signs in once."""
    known: dict[str, Visitor] = {}

    def find(line: Line, address: Address) -> Visitor:
        wish = OPEN if address.method == "GET" else UNKEYED
        login = next((login for login in LOGINS if expected(login, line, address) == wish and owns(login, address)), "")
        if login not in known:
            known[login] = Visitor(app)
            if login:
                come_in(known[login], login)
        return known[login]

    return find


def owns(login: str, address: Address) -> bool:
    """Tell whether what stands at an address is this person's, or nobody's in particular."""
    return login in OWNERS.get(address.endpoint, {login})

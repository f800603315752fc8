"""Who is on the other side of this browser: an account signed in, the holder of a personal link, or a stranger.

A stranger who submits or registers keeps, in this browser only, the right to what was made in it.
"""

from flask import Flask, Request, current_app, g, session
from flask_login import LoginManager, current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from core.audit import Actor
from core.db import db
from core.web import absolute_url
from people.models import Person, SignIn, User
from people.services.accounts import fingerprint

LINK_DAYS = 200
SECRET, PERSON, HOLDS = "sid", "person", "holds"
MOST_HELD = 20
login_manager = LoginManager()


@login_manager.request_loader
def account_of_browser(_request: Request) -> User | None:
    """Return the account signed in in this browser, unless it was ended or disabled meanwhile."""
    if not (secret := session.get(SECRET)):
        return None
    present = db.session.scalar(select(SignIn).filter_by(token_hash=fingerprint(secret), ended_at=None))
    return present.user if present and present.user.enabled else None


def current_person() -> Person | None:
    """Return the person this browser speaks for, or None for a stranger."""
    if current_user.is_authenticated:
        person: Person = current_user.person
        return person
    if PERSON not in session:
        return None
    if "linked_person" not in g:
        g.linked_person = db.session.get(Person, session[PERSON])
    linked: Person | None = g.linked_person
    return linked


def current_actor() -> Actor:
    """Return who acts: the account, or the person of the link."""
    if current_user.is_authenticated:
        user: User = current_user._get_current_object()  # noqa: SLF001 - the way LocalProxy documents
        return user
    person = current_person()
    assert person is not None, "this view is open to strangers: pass the person it concerns"  # noqa: S101
    return person


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="personal-link")


def personal_link(person: Person) -> str:
    """Return the address that opens a person's own page without a password: sent to them only."""
    return absolute_url("me.arrive", token=_links().dumps(person.id))


def person_of_link(token: str) -> Person | None:
    """Return the person a personal link speaks for, or None when it is forged or too old."""
    try:
        person_id = _links().loads(token, max_age=LINK_DAYS * 24 * 3600)
    except BadSignature:
        return None
    return db.session.get(Person, person_id)


def hold(thing: str) -> None:
    """Let this browser come back to something that was made in it."""
    session[HOLDS] = [*(held for held in session.get(HOLDS, []) if held != thing), thing][-MOST_HELD:]


def holds(thing: str) -> bool:
    """Tell whether something was made in this browser."""
    return thing in session.get(HOLDS, [])


def install(app: Flask) -> None:
    """Have an application recognise accounts."""
    login_manager.init_app(app)

"""Signing in and out, opening accounts, giving and ending roles."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import or_, select

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.typography import parse_phone
from people.models import Council, Person, Role, RoleHeld, SignIn, User
from people.services.records import join

MOST_CANDIDATES = 5
hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Return a hash nobody's password matches: an unknown name takes as long as a known one."""
    return hasher.hash(secrets.token_hex(16))


def open_account(person: Person, password: str, *, by: Actor) -> User:
    """Open an account for a person."""
    user = User(person=person, password_hash=hasher.hash(password), created_at=clock.now())
    db.session.add(user)
    audit.log(user, "opened", by=by)
    return user


def recognise(identifier: str, password: str) -> User | None:
    """Return the account whose e-mail, phone or Order number this is and whose password fits.

    Several people may share one address: the password tells them apart.
    """
    candidates = _accounts_named(identifier)
    fitting = [user for user in candidates if _fits(user.password_hash, password)]
    for _missing in range(1 - len(candidates)):
        _fits(_nobody(), password)
    return next((user for user in fitting if user.enabled), None)


def _accounts_named(identifier: str) -> list[User]:
    if not (wanted := identifier.strip()):
        return []
    named = or_(
        Person.email == wanted.lower(),
        Person.order_number == wanted.upper(),
        Person.phone == (parse_phone(wanted, "ML") or wanted),
    )
    return list(db.session.scalars(select(User).join(Person).where(named).limit(MOST_CANDIDATES)))


def _fits(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except VerificationError:
        return False


def begin(user: User, secret: str = "") -> str:
    """Sign an account in, in one browser; return the secret that browser keeps, a new one unless it brings one."""
    secret = secret or secrets.token_urlsafe(32)
    db.session.add(SignIn(user_id=user.id, token_hash=fingerprint(secret), began_at=clock.now()))
    audit.log(user, "signed in", by=user)
    return secret


def end(secret: str, *, by: Actor) -> None:
    """Sign an account out of one browser."""
    present = db.session.scalar(select(SignIn).filter_by(token_hash=fingerprint(secret)))
    if present is not None and present.ended_at is None:
        present.ended_at = clock.now()
        audit.log(present, "ended", by=by)


def fingerprint(secret: str) -> str:
    """Return what is kept of a browser's secret: not the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def give_role(user: User, role: Role, *, council: Council, edition_id: int | None = None, by: Actor) -> RoleHeld:
    """Give an account a role over a council, or over one edition of it."""
    held = RoleHeld(user=user, role=role, council=council, edition_id=edition_id, since=clock.now())
    db.session.add(held)
    join(user.person, council, by=by)
    audit.log(held, "given", by=by, role=role, user=user.actor_name)
    return held


def end_role(held: RoleHeld, *, by: Actor) -> None:
    """Take a role back; its holder loses access at the next request."""
    if held.until is not None:
        raise Refused(_("This role has ended already."), code="role-ended")
    held.until = clock.now()
    audit.log(held, "ended", by=by, role=held.role)

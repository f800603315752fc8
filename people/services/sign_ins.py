"""Browsers in which accounts are signed in: begun, seen, confirmed by a second factor, ended."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select, update

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import NotFound
from people.models import Reach, Role, SecondFactor, SignIn, User
from people.permissions import POWERS
from people.queries.roles import roles_of

SEEN_EVERY = timedelta(minutes=1)
GRACE = timedelta(minutes=1)  # a double click may still arrive with the secret that the first click replaced


def fingerprint(secret: str) -> str:
    """Return what is kept of a browser's secret: not the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(user: User, secret: str = "", *, browser: str = "") -> str:
    """Sign an account in, in one browser; return the secret that browser keeps, a new one unless it brings one.

    Who has a second factor is not signed in before its code is given as well.
    """
    secret = secret or secrets.token_urlsafe(32)
    awaits = db.session.scalar(select(SecondFactor.id).filter_by(user_id=user.id)) is not None
    _open(user, secret, browser=browser, awaits_code=awaits)
    audit.log(user, "password given" if awaits else "signed in", by=user)
    return secret


def _open(user: User, secret: str, *, browser: str, awaits_code: bool = False, confirmed: bool = False) -> None:
    moment = clock.now()
    db.session.add(
        SignIn(
            user_id=user.id,
            token_hash=fingerprint(secret),
            began_at=moment,
            seen_at=moment,
            confirmed_at=moment if confirmed else None,
            awaits_code=awaits_code,
            reach=reach_of(role.role for role in roles_of(user.person)),
            browser=browser,
        )
    )


def confirm(present: SignIn, secret: str) -> None:
    """Take a browser's second factor as given: it gets a new secret, and the one it had ends."""
    _open(present.user, secret, browser=present.browser, confirmed=True)
    present.ended_at = clock.now() + GRACE
    audit.log(present.user, "second factor given", by=present.user)


def reach_of(roles: Iterable[Role]) -> Reach:
    """Return how much somebody with these roles can do in a browser."""
    held = set(roles)
    return Reach.POWER if held & POWERS else Reach.WORK if held else Reach.OWN


def reach_anew(user: User) -> None:
    """Fit the browsers in which an account is signed in to the roles it holds now."""
    db.session.flush()
    reach = reach_of(role.role for role in roles_of(user.person))
    db.session.execute(update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(reach=reach))


def found(secret: str) -> SignIn | None:
    """Return the browser that keeps a secret, if it is signed in or awaits its code. One query."""
    present = db.session.scalar(select(SignIn).filter_by(token_hash=fingerprint(secret)))
    return present if present and present.user.enabled and not present.is_over(clock.now()) else None


def note_seen(present: SignIn) -> None:
    """Write down that a browser was seen now, unless that was done within the last minute."""
    moment = clock.now()
    was_before = SignIn.seen_at <= moment - SEEN_EVERY
    db.session.execute(update(SignIn).where(SignIn.id == present.id, was_before).values(seen_at=moment))


def is_due(present: SignIn) -> bool:
    """Tell whether it should be written down that a browser was seen."""
    return present.ended_at is None and present.seen_at <= clock.now() - SEEN_EVERY


def end(secret: str, *, by: Actor) -> None:
    """Sign an account out of one browser."""
    present = db.session.scalar(select(SignIn).filter_by(token_hash=fingerprint(secret)))
    if present is not None and present.ended_at is None:
        _close(present, by=by)


def end_one(user: User, number: int, *, by: Actor) -> None:
    """Sign an account out of another of its browsers."""
    present = db.session.scalar(select(SignIn).filter_by(id=number, user_id=user.id))
    if present is None:
        raise NotFound
    if present.ended_at is None:
        _close(present, by=by)


def _close(present: SignIn, *, by: Actor) -> None:
    present.ended_at = clock.now()
    audit.log(present, "ended", by=by)


def end_others(user: User, secret: str, *, by: Actor) -> int:
    """Sign an account out of every browser but the one that keeps a secret; without one, of all. Return how many."""
    kept = SignIn.token_hash != fingerprint(secret)
    living = SignIn.ended_at.is_(None) | (SignIn.ended_at > clock.now())
    ended = db.session.execute(
        update(SignIn).where(SignIn.user_id == user.id, living, kept).values(ended_at=clock.now())
    )
    many = int(ended.rowcount)  # type: ignore[attr-defined]
    if many:
        audit.log(user, "signed out elsewhere", by=by, browsers=many)
    return many

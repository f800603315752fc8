"""Tokens of an account: made for a program, shown once, used, ended."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.limits import Limit
from core.secrecy import keyed
from people import mails
from people.models import Role, Scope, Token, User
from people.permissions import POWERS
from people.queries.roles import roles_of
from people.queries.tokens import find_token, scopes_open_to, tokens_of
from people.services import passwords

BEGINS = "bal_"  # by which those who look for lost secrets know one
MOST = 20
LONGEST = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)
MAKING = Limit("token", 10, 60)
ASKING = Limit("asking", 600, 1)
GUESSING = Limit("guessing", 30, 1)


def secret_from(seed: str) -> str:
    """Return the token that follows from a secret seed: a form that arrives twice is shown the same."""
    return f"{BEGINS}{seed}"


def fingerprint(secret: str) -> str:
    """Return what is kept of a token: not the token."""
    return keyed("token", secret)


def roles_awake(user: User, *, is_trusted: bool) -> set[Role]:
    """Return the roles an account holds now, without those that wait for a second factor. One query."""
    held = {each.role for each in roles_of(user.person)}
    return held if is_trusted else held - POWERS


def make(
    user: User,
    secret: str,
    *,
    name: str,
    scopes: Collection[Scope],
    ends_at: datetime,
    password: str,
    is_trusted: bool,
    is_confirmed: bool,
) -> Token:
    """Make a token for a program of somebody who gives their password again, and tell them by message."""
    if not passwords.fits(user, password):
        raise Refused(_("This is not your present password."), code="password-wrong")
    if not clock.now() < ends_at <= clock.now() + LONGEST:
        raise Refused(_("A token lasts until a day to come, and a year at most."), code="token-day")
    if not set(scopes) <= set(scopes_open_to(roles_awake(user, is_trusted=is_trusted))):
        raise Refused(_("Your roles do not open that to you, and so to no program of yours."), code="scope-above")
    if len(tokens_of(user)) >= MOST:
        raise Refused(_("You have %(most)d tokens already. End one first.", most=MOST), code="tokens-most")
    made = Token(
        user=user,
        name=name,
        scopes=sorted(scopes),
        secret_hash=fingerprint(secret),
        confirmed=is_confirmed,
        made_at=clock.now(),
        ends_at=ends_at,
    )
    db.session.add(made)
    audit.log(made, "made", by=user, name=name)
    mails.token_made(made)
    return made


def found(secret: str) -> Token | None:
    """Return the token that a program shows, while it opens anything. One query."""
    shown = db.session.scalar(select(Token).filter_by(secret_hash=fingerprint(secret)))
    return shown if shown and shown.user.enabled and not shown.is_over(clock.now()) else None


def is_due(shown: Token) -> bool:
    """Tell whether it should be written down that a token was used."""
    return shown.used_at is None or shown.used_at <= clock.now() - SEEN_EVERY


def note_used(shown: Token) -> None:
    """Write down that a token was used now, unless that was done within the last minute."""
    moment = clock.now()
    was_before = or_(Token.used_at.is_(None), Token.used_at <= moment - SEEN_EVERY)
    db.session.execute(update(Token).where(Token.id == shown.id, was_before).values(used_at=moment))


def end(user: User, number: int, *, by: Actor) -> None:
    """End one token of an account; ended twice, it is ended."""
    held = find_token(user, number)
    if not held.is_over(clock.now()):
        _end(held, by=by)


def end_all(user: User, *, by: Actor) -> None:
    """End every token of an account: its password is another one, or its phone is lost."""
    for held in tokens_of(user):
        _end(held, by=by)


def _end(held: Token, *, by: Actor) -> None:
    held.ends_at = clock.now()
    audit.log(held, "ended", by=by, name=held.name)

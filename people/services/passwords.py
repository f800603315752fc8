"""Passwords: how they are kept, compared, and which are worth keeping."""

import secrets
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from core.errors import Refused
from core.i18n import gettext as _
from core.search import fold
from people.models import Person, User

CLOSED = "!"  # kept instead of a hash where no password opens the account
AT_LEAST = 10
# Compared folded: what people try first, here and elsewhere.
WORN = frozenset(
    ("motdepasse", "password", "passe", "bonjour", "azerty", "azertyuiop", "qwerty", "qwertyuiop", "soleil", "balanzan")
)
TOGETHER = 3  # hashes compared for every try, whoever is known: one address is rarely shared by more
MOST = 4 * TOGETHER


@cache
def _hasher(time_cost: int, memory_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)


def hasher() -> PasswordHasher:
    """Return what hashes passwords here, at the price this installation was told."""
    return _hasher(*current_app.config["PASSWORD_COST"])


@cache
def _nobody(time_cost: int, memory_cost: int) -> str:
    """Return a hash that nobody's password matches."""
    return _hasher(time_cost, memory_cost).hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return hasher().hash(password)


def fitting(candidates: Sequence[User], password: str) -> list[User]:
    """Return which accounts a password opens, at the same price whoever they are.

    As many hashes are compared for nobody as for one account or three; more than three share their address so rarely
    that then the price rises, by as much again.
    """
    asked = list(candidates)[:MOST]
    missing = -len(asked) % TOGETHER or (0 if asked else TOGETHER)
    fits = [_fits(user.password_hash, password) and user.enabled for user in asked]
    for _one in range(missing):
        _fits(CLOSED, password)
    return [user for user, does in zip(asked, fits, strict=True) if does]


def _fits(password_hash: str, password: str) -> bool:
    is_open = password_hash.startswith("$")
    try:
        does = hasher().verify(password_hash if is_open else _nobody(*current_app.config["PASSWORD_COST"]), password)
    except (VerificationError, InvalidHashError):
        return False
    return does and is_open


def fits(user: User, password: str) -> bool:
    """Tell whether a password opens an account."""
    return _fits(user.password_hash, password)


def renew(user: User, password: str) -> None:
    """Hash a password that fits anew, when this installation has come to another price since."""
    if hasher().check_needs_rehash(user.password_hash):
        user.password_hash = hashed(password)


def refuse_weak(password: str, person: Person) -> None:
    """Refuse a password that somebody finds by trying what everybody tries, or what everybody knows of the person."""
    if len(password) < AT_LEAST:
        raise Refused(_("A password has at least %(least)d characters.", least=AT_LEAST), code="password-short")
    plain = _bare(password)
    letters = plain.rstrip("0123456789")
    known = {_bare(name) for name in (person.given_names, person.family_name, person.used_name)}
    known |= {person.phone.removeprefix("+"), person.phone[4:], _bare(person.email.split("@")[0])}
    known.discard("")
    if len(set(plain)) < 4 or plain in "12345678901234567890" or letters in WORN | known or plain in known:
        raise Refused(
            _("This password is found too easily. Three words in a row are a good one."), code="password-weak"
        )


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")

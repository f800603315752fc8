"""Secrets that pass through other hands or lie in the database: sealed, or kept as a keyed fingerprint only.

Both need this installation's secret key. `purpose` keeps apart what is sealed for different things.
"""

import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

from core import clock


def keyed(purpose: str, *said: object) -> str:
    """Return a fingerprint that nobody makes, or tries guesses against, without our secret key: 64 hex digits."""
    text = "\0".join([purpose, *map(str, said)])
    return hmac.new(current_app.config["SECRET_KEY"].encode(), text.encode(), "sha256").hexdigest()


def seal(text: str, purpose: str) -> str:
    """Return a text that nobody reads or changes without our secret key."""
    return _box(purpose).encrypt_at_time(text.encode(), _second()).decode()


def unseal(sealed: str, purpose: str, *, within: int | None = None) -> str | None:
    """Return what was sealed for a purpose, no more than so many seconds ago; None when it is forged or too old."""
    try:
        box = _box(purpose)
        said = (
            box.decrypt(sealed.encode()) if within is None else box.decrypt_at_time(sealed.encode(), within, _second())
        )
        return said.decode()
    except (InvalidToken, UnicodeError):
        return None


def _second() -> int:
    return int(clock.now().timestamp())


def _box(purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(bytes.fromhex(keyed("seal", purpose))))

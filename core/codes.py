"""Codes that people read aloud, type and compare."""

import base64
import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are misread
SPOKEN_LENGTH = 6


def spoken() -> str:
    """Return six characters that can be read aloud over a counter."""
    return "".join(secrets.choice(ALPHABET) for _place in range(SPOKEN_LENGTH))


def unguessable() -> str:
    """Return 128 random bits as 26 capitals and digits: nobody finds one by trying."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")

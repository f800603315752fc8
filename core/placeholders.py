"""Placeholders in texts that people write: a closed list of names in braces, each replaced once by a harmless value.

A value is put in as it is and never looked at again, so that braces in somebody's name stay braces. It comes on one
line, and what a mail program would make a link of is parted: nobody advertises an address by their name.
"""

import re
from collections.abc import Mapping

from core.search import fold
from core.typography import plain_line

LONGEST_VALUE = 500
_PLACE = re.compile(r"\{([^{}\r\n]{1,40})\}")
_SCHEME = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*):(?=/?/)")
_DOT = re.compile(r"(?<=[\w)])[.。．｡](?=[^\W\d_]{2})")


class Address(str):
    """A value that is an address of ours and stays a link."""

    __slots__ = ()


def names_in(text: str) -> list[str]:
    """Return the placeholders of a text as they are written there, each once."""
    return list(dict.fromkeys(found.strip() for found in _PLACE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each placeholder replaced by its value; `values` is known by folded names."""

    def value(found: re.Match[str]) -> str:
        known = values.get(fold(found[1]))
        return found[0] if known is None else shown(known)

    return _PLACE.sub(value, text)


def shown(value: str) -> str:
    """Return a value as it may stand in a message."""
    return plain_line(value) if isinstance(value, Address) else harmless(value)


def harmless(value: str) -> str:
    """Return somebody's text on one line, with nothing a mail program would make a link of."""
    line = plain_line(value)[:LONGEST_VALUE]
    return _DOT.sub(". ", _SCHEME.sub(r"\1 :", line))

"""Refusals: what a person is told when nothing was changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.conflicts import Pair


class Refused(Exception):
    """Somebody asked for something the rules do not allow; nothing was changed.

    `message` is a translated sentence for the person, `code` a stable word for tests and the API.
    """

    status = 409

    def __init__(self, message: object, *, code: str, **facts: Any) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.code = code
        self.facts = facts


class NotFound(Refused):
    """The object does not exist, or is not this person's to see: both are answered alike."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not found", code="not-found")


class NoLonger(Refused):
    """Somebody may not do any more what they could do until lately: they are told so, and what they typed is shown."""

    status = 403


class Stale(Refused):
    """Somebody else saved the same text since this form was opened; both texts are kept and shown.

    `pairs` holds both texts of each field that differs, `version` the present one.
    """

    def __init__(self, message: object, *, pairs: Sequence[Pair], version: int) -> None:
        super().__init__(message, code="stale")
        self.pairs = pairs
        self.version = version


class TooOften(Refused):
    """Somebody tries too often; `wait` is how many seconds pass before the next try."""

    status = 429

    def __init__(self, message: object, *, wait: int) -> None:
        super().__init__(message, code="too-often")
        self.wait = wait


class Unknown(Refused):
    """A program does not say who it is, or shows a token that opens nothing."""

    status = 401

    def __init__(self, message: object) -> None:
        super().__init__(message, code="token-needed")


class Withheld(Refused):
    """A program's token does not reach so far, though its holder may."""

    status = 403


class Unreadable(Refused):
    """A program asks what cannot be read; `fields` says of each question what is wrong with it."""

    status = 422

    def __init__(self, message: object, *, fields: Mapping[str, str]) -> None:
        super().__init__(message, code="unreadable", fields=fields)


class Repeated(Exception):
    """The same form arrived twice; the first arrival has had its effect already."""


class Busy(Exception):
    """The database was busy, and still was after every new try; nothing was changed."""

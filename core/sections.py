"""Pages that several packages share: each offers its part, the page gathers them, nobody imports upwards."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app

Offer = Callable[..., Iterable[Any]]
Offers = Mapping[str, Offer]


@dataclass(frozen=True)
class Block:
    """A part of a page: a template and the facts it prints; what matters most now has the lowest rank."""

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    rank: int = 50


@dataclass(frozen=True)
class Link:
    """An entry of a menu or a list of what to do next, with how many things wait behind it."""

    label: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Group:
    """Entries of a menu under one heading."""

    label: str
    items: list[Link]

    @property
    def items_waiting(self) -> int:
        """Return how much waits behind all its entries."""
        return sum(item.count or 0 for item in self.items)


@dataclass(frozen=True)
class Figure:
    """A number that leads to the list it counts."""

    value: str
    label: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody now: what, where it is done, for which event, and until when."""

    label: str
    href: str
    place: str = ""
    when: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Coming:
    """Something that will happen: what, when, for which event, and where one reads more."""

    label: str
    at: datetime
    when: str
    href: str
    place: str = ""


def gather(page: str, *subject: Any) -> list[Any]:
    """Return what all packages offer to a page, in the order in which they were handed over."""
    offers: tuple[Offers, ...] = current_app.extensions["sections"]
    return [part for offered in offers if page in offered for part in offered[page](*subject)]


def install(app: Flask, offers: Iterable[Offers]) -> None:
    """Hand an application what its packages offer to shared pages."""
    app.extensions["sections"] = tuple(offers)

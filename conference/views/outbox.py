"""Whose outbox an address speaks of: that of an edition, or that of a council, for what belongs to no edition."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for

from conference.models import Edition
from conference.views.shell import edition_here
from people.models import Council
from people.views.council import council_here

View = Callable[..., Any]
of_edition = Blueprint("messages", __name__, url_prefix="/e/<edition>/committee/messages")
of_council = Blueprint("council_messages", __name__, url_prefix="/council/<council>/messages")


@dataclass(frozen=True)
class Outbox:
    """An outbox as its pages need it: what its messages are filed under, by which clock, in which frame."""

    place: Edition | Council

    @property
    def edition(self) -> Edition | None:
        """Return the edition whose outbox this is, if it is one's."""
        return self.place if isinstance(self.place, Edition) else None

    @property
    def scope(self) -> str:
        """Return the name under which its messages are filed."""
        return self.place.scope

    @property
    def frame(self) -> str:
        """Return the template with the menu beside its pages."""
        return "committee.html" if self.edition else "council.html"

    def url(self, name: str, **values: Any) -> str:
        """Return the address of one of its pages."""
        if self.edition:
            return url_for(f"messages.{name}", edition=self.place.slug, **values)
        return url_for(f"council_messages.{name}", council=self.place.slug, **values)


def outbox_here(address: dict[str, str]) -> Outbox:
    """Return the outbox of an address, and tell the frame whose it is."""
    return Outbox(edition_here(address["edition"]) if "edition" in address else council_here(address["council"]))


def at(rule: str, *methods: str) -> Callable[[View], View]:
    """Open a view at an address of both outboxes."""

    def add(view: View) -> View:
        for blueprint in (of_edition, of_council):
            blueprint.add_url_rule(rule, view_func=view, methods=methods or ("GET",))
        return view

    return add

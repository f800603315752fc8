"""The pages of a council: which one an address speaks of, for the view and for the frame around the page."""

from flask import g

from people.models import Council
from people.queries.people import find_council


def council_here(slug: str) -> Council:
    """Return the council of an address, and tell the frame of it: its menu and its name stand around the page."""
    council = g.council = find_council(slug)
    return council


def current_council() -> Council | None:
    """Return the council this page belongs to as a whole, if it does."""
    council: Council | None = g.get("council")
    return council

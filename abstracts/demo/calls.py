"""The calls of the demonstration, by the usual rules."""

from datetime import datetime

from abstracts.models import Call
from abstracts.models.usual import GRID, TEMPLATES
from conference.models import Edition


def call(edition: Edition, opens_at: datetime, closes_at: datetime) -> Call:
    """Return the call of an edition."""
    return Call(edition=edition, opens_at=opens_at, closes_at=closes_at, templates=TEMPLATES, grid=GRID)

"""Papers an edition had made: which there are, and of which facts."""

from sqlalchemy import select

from conference.models import Edition, Printed
from core.db import db


def printed_in(edition: Edition) -> dict[str, Printed]:
    """Return the papers of an edition that were made, by name. One query."""
    return {paper.name: paper for paper in db.session.scalars(select(Printed).filter_by(edition_id=edition.id))}


def find_printed(edition: Edition, name: str, made_of: str) -> Printed | None:
    """Return a paper of an edition if it was made of exactly these facts. One query."""
    return db.session.scalar(select(Printed).filter_by(edition_id=edition.id, name=name, made_of=made_of))

"""Reading the committees of an edition."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.models import Committee, CommitteeMember, Edition
from core.db import db


def committees_of(edition: Edition) -> list[Committee]:
    """Return the committees of an edition with their members. Two queries."""
    statement = (
        select(Committee)
        .filter_by(edition_id=edition.id)
        .options(selectinload(Committee.members).joinedload(CommitteeMember.person))
        .order_by(Committee.position)
    )
    return list(db.session.scalars(statement))

"""Reading the posters of an edition: which hang on which board, and when they are visited."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from conference.models import Edition, Presentation, PresentationKind, PresentationState
from conference.queries.programme import WITH_AUTHORS
from core.db import db


def posters_of(edition: Edition) -> list[Presentation]:
    """Return the posters that were not withdrawn, by code, each with its visit and its flash. Three queries."""
    statement = (
        select(Presentation)
        .filter_by(edition_id=edition.id, kind=PresentationKind.POSTER)
        .where(Presentation.state != PresentationState.WITHDRAWN)
        .options(WITH_AUTHORS, joinedload(Presentation.session), selectinload(Presentation.flashes))
    )
    return list(db.session.scalars(statement.order_by(Presentation.code)))

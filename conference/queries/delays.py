"""How the day is really held: the hours of sessions now, beside those that were published."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from conference.models import Edition, Release, Session
from core.db import db, glance

PRESENT = select(
    Edition.id,
    Edition.version,
    select(func.max(Release.id)).where(Release.edition_id == Edition.id).scalar_subquery(),
    select(func.sum(Session.version)).where(Session.edition_id == Edition.id).scalar_subquery(),
    select(func.count(Session.id)).where(Session.edition_id == Edition.id).scalar_subquery(),
).where(Edition.slug == bindparam("slug"))


def delays_stamp(edition: str, **_rest: object) -> str:
    """Return what the screens of an edition hang on: its last release, and every change of a session since."""
    return str(glance(PRESENT, slug=edition))


def live_spans(edition: Edition) -> dict[int, tuple[datetime, datetime, int | None]]:
    """Return when and where each session is held now, by number. One query."""
    statement = select(Session.id, Session.starts_at, Session.ends_at, Session.room_id).filter_by(edition_id=edition.id)
    return {row.id: (row.starts_at, row.ends_at, row.room_id) for row in db.session.execute(statement)}

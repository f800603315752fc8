"""Reading the programme: presentations, sessions, releases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, selectinload

from conference.models import (
    Edition,
    Presentation,
    PresentationAuthor,
    PresentationKind,
    PresentationState,
    Release,
    Room,
    Session,
    SessionKind,
    SessionRole,
)
from core.db import db
from core.errors import NotFound
from people.models import Person

WITH_AUTHORS = selectinload(Presentation.authors).joinedload(PresentationAuthor.person)


def presentations_of(
    edition: Edition, kinds: Iterable[PresentationKind], *, specialty_code: str = ""
) -> Select[Presentation]:
    """Return the list of an edition's presentations of some kinds that everybody may know of, by code."""
    statement = (
        select(Presentation)
        .where(
            Presentation.edition_id == edition.id,
            Presentation.kind.in_(list(kinds)),
            Presentation.for_everybody(),
        )
        .options(WITH_AUTHORS, joinedload(Presentation.session))
        .order_by(Presentation.code)
    )
    if specialty_code:
        statement = statement.where(Presentation.specialty.has(code=specialty_code))
    return statement


def find_presentation(edition: Edition, code: str) -> Presentation:
    """Return the presentation of this code, withdrawn or not, or raise NotFound. Two queries."""
    found = db.session.scalar(
        select(Presentation)
        .filter_by(edition_id=edition.id, code=code)
        .options(WITH_AUTHORS, joinedload(Presentation.session), joinedload(Presentation.delivery))
    )
    if found is None:
        raise NotFound
    return found


def unplaced(edition: Edition) -> list[Presentation]:
    """Return the accepted presentations that no session holds yet, by code. Two queries."""
    statement = (
        select(Presentation)
        .filter_by(edition_id=edition.id, state=PresentationState.ACCEPTED)
        .options(WITH_AUTHORS)
        .order_by(Presentation.code)
    )
    return list(db.session.scalars(statement))


def sessions_of(edition: Edition, *, kind: SessionKind | None = None) -> list[Session]:
    """Return the sessions of an edition with all they hold, by time and room. Four queries."""
    statement = (
        select(Session)
        .filter_by(edition_id=edition.id)
        .outerjoin(Room)
        .options(
            selectinload(Session.roles).joinedload(SessionRole.person),
            selectinload(Session.presentations).options(WITH_AUTHORS, joinedload(Presentation.delivery)),
        )
        .order_by(Session.starts_at, Room.position, Session.id)
    )
    if kind is not None:
        statement = statement.where(Session.kind == kind)
    return list(db.session.scalars(statement))


def find_session(edition: Edition, session_id: int) -> Session:
    """Return one session of an edition with all it holds, or raise NotFound. Four queries."""
    found = db.session.scalar(
        select(Session)
        .filter_by(edition_id=edition.id, id=session_id)
        .options(
            selectinload(Session.roles).joinedload(SessionRole.person),
            selectinload(Session.presentations).options(WITH_AUTHORS, joinedload(Presentation.delivery)),
        )
    )
    if found is None:
        raise NotFound
    return found


def rooms_of(edition: Edition) -> list[Room]:
    """Return the rooms of an edition in their order. One query."""
    return list(db.session.scalars(select(Room).filter_by(edition_id=edition.id).order_by(Room.position)))


def latest_release(edition: Edition) -> Release | None:
    """Return the programme as last published. One query."""
    return db.session.scalar(select(Release).filter_by(edition_id=edition.id).order_by(Release.number.desc()).limit(1))


def releases_of(edition: Edition) -> list[Release]:
    """Return the versions of a programme without what they hold, the latest first. One query."""
    statement = select(Release).filter_by(edition_id=edition.id).order_by(Release.number.desc())
    return list(db.session.scalars(statement.options(defer(Release.content))))


def find_release(edition: Edition, number: int) -> Release:
    """Return one version of a programme with all it holds, or raise NotFound. One query."""
    found = db.session.scalar(select(Release).filter_by(edition_id=edition.id, number=number))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Published:
    """Which version of the programme is public, and since when."""

    number: int
    at: datetime


def last_published(edition: Edition) -> Published | None:
    """Return the number and the moment of the last release, without its content. One query."""
    statement = select(Release.number, Release.published_at).filter_by(edition_id=edition.id)
    found = db.session.execute(statement.order_by(Release.number.desc()).limit(1)).first()
    return Published(found.number, found.published_at) if found else None


def presentations_by(person: Person, edition: Edition | None = None) -> list[Presentation]:
    """Return what a person is an author of and has been told of, over all editions or in one. Two queries."""
    statement = (
        select(Presentation)
        .join(PresentationAuthor)
        .where(PresentationAuthor.person_id == person.id, Presentation.is_silent.is_(False))
        .options(WITH_AUTHORS, joinedload(Presentation.session), joinedload(Presentation.edition))
        .order_by(Presentation.id.desc())
    )
    if edition is not None:
        statement = statement.where(Presentation.edition_id == edition.id)
    return list(db.session.scalars(statement))

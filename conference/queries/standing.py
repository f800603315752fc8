"""What somebody is in the editions: the roles they hold, and in which roles they take part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from conference.models import (
    Delivery,
    Edition,
    HalfDay,
    Participation,
    ParticipationRole,
    Presentation,
    PresentationState,
    Release,
    Series,
    Session,
    SessionRole,
)
from core import clock
from core.db import db
from core.outbox import Channel, Message, MessageState
from people.mails import PRIVATE
from people.models import Person, Role, RoleHeld
from people.queries.roles import roles_held_in

EXPECTED = frozenset({ParticipationRole.PRESENTER, ParticipationRole.SPEAKER, ParticipationRole.CHAIR})


@dataclass(frozen=True)
class Standing:
    """What somebody is in one edition."""

    edition: Edition
    roles: frozenset[Role]
    parts: frozenset[ParticipationRole]

    @property
    def is_expected(self) -> bool:
        """Tell whether the programme counts on their being there: they present or preside."""
        return not EXPECTED.isdisjoint(self.parts)


def is_expected(person: Person, edition: Edition) -> bool:
    """Tell whether an edition's programme counts on somebody's being there. One query."""
    part = select(Participation.id).filter_by(person_id=person.id, edition_id=edition.id)
    return db.session.scalar(part.where(Participation.role.in_(EXPECTED)).limit(1)) is not None


def standings_of(person: Person, held: Sequence[RoleHeld]) -> list[Standing]:
    """Return what a person who holds some roles is in each edition that concerns them, the next first. Two queries."""
    parts = list(db.session.scalars(select(Participation).filter_by(person_id=person.id)))
    theirs = or_(
        Edition.id.in_({part.edition_id for part in parts} | {role.edition_id for role in held if role.edition_id}),
        Series.council_id.in_({role.council_id for role in held if role.edition_id is None}),
    )
    editions = db.session.scalars(select(Edition).join(Edition.series).where(theirs).order_by(Edition.starts_on.desc()))
    return [
        Standing(
            edition,
            frozenset(role.role for role in held if reaches(role, edition)),
            frozenset(part.role for part in parts if part.edition_id == edition.id),
        )
        for edition in editions
    ]


def reaches(held: RoleHeld, edition: Edition) -> bool:
    """Tell whether a role reaches an edition: held over its council, or over it."""
    return held.council_id == edition.series.council_id and held.edition_id in (None, edition.id)


@dataclass(frozen=True)
class Holders:
    """Who holds which role in some editions."""

    held: tuple[RoleHeld, ...]

    def nearest(self, edition: Edition, roles: Iterable[Role]) -> tuple[Role | None, list[Person]]:
        """Return the first of some roles that anybody holds in an edition, and who does."""
        for role in roles:
            people = [each.user.person for each in self.held if each.role is role and reaches(each, edition)]
            if people:
                return role, people
        return None, []


def holders_in(editions: Iterable[Edition]) -> Holders:
    """Return who holds which role in some editions. One query."""
    return Holders(tuple(roles_held_in(edition.series.council_id for edition in editions)))


def count_unplaced(editions: Iterable[Edition]) -> dict[int, int]:
    """Return how many accepted presentations of each edition have no session. One query."""
    statement = select(Presentation.edition_id, func.count()).where(
        Presentation.edition_id.in_([edition.id for edition in editions]),
        Presentation.state == PresentationState.ACCEPTED,
    )
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(Presentation.edition_id))}


def count_unnoted(editions: Iterable[Edition]) -> dict[int, tuple[int, datetime]]:
    """Return how many presentations whose session has begun nobody has noted, and since when. One query."""
    statement = (
        select(Session.edition_id, func.count(Presentation.id), func.min(Session.starts_at))
        .join(Presentation, Presentation.session_id == Session.id)
        .outerjoin(Delivery, Delivery.presentation_id == Presentation.id)
        .where(
            Session.edition_id.in_([edition.id for edition in editions]),
            Session.starts_at <= clock.now(),
            Delivery.id.is_(None),
        )
        .group_by(Session.edition_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(statement)}


def count_unsent(editions: Iterable[Edition]) -> dict[tuple[str, MessageState], int]:
    """Return how many e-mails of each edition wait or have failed, by slug and state. One query."""
    statement = select(Message.scope, Message.state, func.count()).where(
        Message.scope.in_([edition.slug for edition in editions]),
        Message.channel == Channel.EMAIL,
        Message.state.in_([MessageState.WAITING, MessageState.FAILED]),
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(statement.group_by(Message.scope, Message.state))}


def half_days_ahead(editions: Iterable[Edition]) -> dict[int, HalfDay]:
    """Return for each edition the half-day that is running, else the next one. One query."""
    statement = (
        select(HalfDay)
        .where(HalfDay.edition_id.in_([edition.id for edition in editions]), HalfDay.ends_at > clock.now())
        .order_by(HalfDay.starts_at.desc())
    )
    return {half_day.edition_id: half_day for half_day in db.session.scalars(statement)}


def sessions_served_by(person: Person) -> list[Session]:
    """Return the sessions to come for which a person does something. One query."""
    theirs = select(SessionRole.session_id).filter_by(person_id=person.id)
    return list(db.session.scalars(select(Session).where(Session.id.in_(theirs), Session.ends_at > clock.now())))


def latest_releases(edition_ids: Iterable[int]) -> dict[int, Release]:
    """Return the programme of each edition as last published. One query."""
    wanted = set(edition_ids)
    last = (
        select(Release.edition_id, func.max(Release.number).label("number"))
        .where(Release.edition_id.in_(wanted))
        .group_by(Release.edition_id)
        .subquery()
    )
    statement = select(Release).join(
        last, (Release.edition_id == last.c.edition_id) & (Release.number == last.c.number)
    )
    return {release.edition_id: release for release in db.session.scalars(statement)}


def messages_to(person: Person, most: int) -> list[Message]:
    """Return the last messages written to a person: to this very name at their own address. One query.

    What opens an account is not among them: whoever holds a personal link reads this page.
    """
    addresses = [address for address in (person.email, person.phone) if address]
    theirs = (Message.to_name == person.name) & Message.to_address.in_(addresses)
    statement = select(Message).where(theirs, Message.scope != PRIVATE)
    return list(db.session.scalars(statement.order_by(Message.id.desc()).limit(most)))

"""Reading an edition's programme as the plain values of a plan."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.models import (
    BlockedHour,
    Committee,
    CommitteeMember,
    Edition,
    HalfDay,
    Participation,
    ParticipationRole,
    Presentation,
    PresentationState,
    Room,
    Session,
    SessionRole,
    TimetableRules,
    Unavailability,
)
from conference.queries.programme import WITH_AUTHORS, rooms_of, sessions_of
from conference.timetable.plan import Block, Blocked, Hall, Item, Plan, Rules, Someone, Span
from core import i18n
from core.db import db
from people.models import Person


def plan_of(edition: Edition) -> Plan:
    """Return the programme of an edition as it stands, with all that waits to be placed. Thirteen queries at most."""
    sessions = sessions_of(edition)
    talks = _talks(edition)
    away, closed = _absences(edition)
    faculty = faculty_of(edition)
    people = {author.person for talk in talks for author in talk.authors} | faculty
    return Plan(
        time_zone=edition.time_zone,
        half_days=tuple(_half_days(edition)),
        rooms=tuple(_hall(room, closed.get(room.id, ())) for room in rooms_of(edition)),
        people={
            person.id: _someone(person, away.get(person.id, ()), is_faculty=person in faculty)
            for person in sorted(people, key=lambda each: each.id)
        },
        items={talk.id: item_of(talk) for talk in talks},
        blocks=tuple(map(block_of, sessions)),
        blocked=tuple(_blocked(edition)),
        rules=rules_of(edition),
        specialties={talk.specialty.code: talk.specialty.name_fr for talk in talks if talk.specialty},
    )


def faculty_of(edition: Edition) -> set[Person]:
    """Return who may be asked to chair: chairs, speakers, committees, whoever has a duty. One query."""
    takes_part = select(Participation.person_id).where(
        Participation.edition_id == edition.id,
        Participation.role.in_([ParticipationRole.CHAIR, ParticipationRole.SPEAKER]),
    )
    sits = select(CommitteeMember.person_id).join(Committee).where(Committee.edition_id == edition.id)
    serves = select(SessionRole.person_id).join(Session).where(Session.edition_id == edition.id)
    statement = select(Person).where(Person.id.in_(takes_part.union(sits, serves)))
    return set(db.session.scalars(statement.options(joinedload(Person.specialty))))


def _talks(edition: Edition) -> list[Presentation]:
    statement = (
        select(Presentation)
        .where(Presentation.edition_id == edition.id, Presentation.state != PresentationState.WITHDRAWN)
        .options(WITH_AUTHORS, joinedload(Presentation.specialty))
        .order_by(Presentation.code)
    )
    return list(db.session.scalars(statement))


def _half_days(edition: Edition) -> list[Span]:
    statement = select(HalfDay).filter_by(edition_id=edition.id).order_by(HalfDay.starts_at)
    return [Span(half.starts_at, half.ends_at) for half in db.session.scalars(statement)]


def _blocked(edition: Edition) -> list[Blocked]:
    statement = select(BlockedHour).filter_by(edition_id=edition.id).order_by(BlockedHour.starts_at)
    english = i18n.language() == "en"
    return [
        Blocked(Span(hour.starts_at, hour.ends_at), hour.label_en if english else hour.label_fr)
        for hour in db.session.scalars(statement)
    ]


def _absences(edition: Edition) -> tuple[dict[int, tuple[Span, ...]], dict[int, tuple[Span, ...]]]:
    away: dict[int, tuple[Span, ...]] = {}
    closed: dict[int, tuple[Span, ...]] = {}
    for row in db.session.scalars(select(Unavailability).filter_by(edition_id=edition.id).order_by(Unavailability.id)):
        kept, key = (away, row.person_id) if row.person_id else (closed, row.room_id)
        if key is not None:
            kept[key] = (*kept.get(key, ()), Span(row.starts_at, row.ends_at))
    return away, closed


def _hall(room: Room, closed: tuple[Span, ...]) -> Hall:
    return Hall(room.id, room.name, room.capacity, frozenset(room.equipment or ()), closed)


def _someone(person: Person, away: tuple[Span, ...], *, is_faculty: bool) -> Someone:
    return Someone(
        person.id,
        person.name,
        structure=person.structure.name if person.structure else "",
        away=away,
        specialty=person.specialty.code if is_faculty and person.specialty else "",
        is_faculty=is_faculty,
    )


def item_of(talk: Presentation) -> Item:
    """Return a presentation as a plan knows it."""
    return Item(
        id=talk.id,
        code=talk.code,
        title=talk.title,
        kind=talk.kind,
        minutes=talk.minutes,
        presenter=next((author.person_id for author in talk.authors if author.is_presenter), None),
        authors=tuple(author.person_id for author in talk.authors),
        specialty=talk.specialty.code if talk.specialty else "",
        theme=talk.theme or "",
        rank=talk.rank,
        is_pinned=talk.is_pinned,
        is_silent=talk.is_silent,
    )


def block_of(session: Session) -> Block:
    """Return a session as a plan knows it."""
    return Block(
        id=session.id,
        kind=session.kind,
        title=session.title,
        span=Span(session.starts_at, session.ends_at),
        room=session.room_id,
        duties=tuple((role.person_id, role.duty) for role in session.roles),
        items=tuple(talk.id for talk in session.presentations),
        seats=session.seats,
        needs=frozenset(session.needs or ()),
        is_pinned=session.is_pinned,
    )


def rules_of(edition: Edition) -> Rules:
    """Return how an edition composes its programme, or as is usual when it has said nothing. One query."""
    kept = db.session.scalar(select(TimetableRules).filter_by(edition_id=edition.id))
    if kept is None:
        return Rules()
    return Rules(kept.session_minutes, kept.most_talks, kept.buffer_minutes, kept.weights)

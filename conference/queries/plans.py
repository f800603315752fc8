"""Reading an edition's programme as the plain values of a plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from conference.models import (
    BlockedHour,
    Committee,
    CommitteeMember,
    Edition,
    HalfDay,
    Participation,
    ParticipationRole,
    Presentation,
    PresentationAuthor,
    PresentationState,
    Room,
    Session,
    SessionDuty,
    SessionRole,
    TimetableRules,
    Unavailability,
)
from conference.queries.programme import rooms_of
from conference.timetable.plan import Block, Blocked, Hall, Item, Plan, Rules, Someone, Span
from core import i18n
from core.db import db
from people.models import Person, Specialty, Structure


@dataclass(frozen=True)
class Called:
    """A person as a plan names them: read without the rest of their record, called as the record is."""

    id: int
    title: str
    given_names: str
    family_name: str
    used_name: str
    known_as: str
    sex: str
    structure: str | None
    specialty: str | None
    surname, nickname, name = Person.surname, Person.nickname, Person.name


def plan_of(edition: Edition) -> Plan:
    """Return the programme of an edition as it stands, with all that waits to be placed. Eleven queries.

    It is read with every gesture in the editor: as columns, because a thousand objects would take ten times as long.
    """
    talks, presenters = _talks(edition), _presenters(edition)
    away, closed = _absences(edition)
    faculty = _faculty_ids(edition)
    held: dict[int, list[Any]] = {}
    for talk in sorted(talks, key=lambda each: (each.position, each.id)):
        held.setdefault(talk.session_id, []).append(talk.id)
    return Plan(
        time_zone=edition.time_zone,
        half_days=tuple(_half_days(edition)),
        rooms=tuple(_hall(room, closed.get(room.id, ())) for room in rooms_of(edition)),
        people={
            person.id: _someone(person, away.get(person.id, ()), is_faculty=person.id in faculty)
            for person in _people(edition, faculty)
        },
        items={talk.id: _item(talk, presenters.get(talk.id)) for talk in talks},
        blocks=tuple(_blocks(edition, held)),
        blocked=tuple(_blocked(edition)),
        rules=rules_of(edition),
        specialties={talk.specialty: talk.specialty_name for talk in talks if talk.specialty},
    )


def _faculty_ids(edition: Edition) -> set[int]:
    """Return who may be asked to chair: chairs, speakers, committees, whoever has a duty. One query."""
    takes_part = select(Participation.person_id).where(
        Participation.edition_id == edition.id,
        Participation.role.in_([ParticipationRole.CHAIR, ParticipationRole.SPEAKER]),
    )
    sits = select(CommitteeMember.person_id).join(Committee).where(Committee.edition_id == edition.id)
    serves = select(SessionRole.person_id).join(Session).where(Session.edition_id == edition.id)
    return set(db.session.scalars(takes_part.union(sits, serves)))


def _present(edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return (Presentation.edition_id == edition.id, Presentation.state != PresentationState.WITHDRAWN)


def _talks(edition: Edition) -> Sequence[Any]:
    columns = (
        Presentation.id, Presentation.code, Presentation.title, Presentation.kind, Presentation.minutes,
        Presentation.session_id, Presentation.position, Presentation.theme, Presentation.rank,
        Presentation.is_pinned, Presentation.is_silent,
        Specialty.code.label("specialty"), Specialty.name_fr.label("specialty_name"),
    )  # fmt: skip
    statement = select(*columns).outerjoin(Specialty, Specialty.id == Presentation.specialty_id)
    return db.session.execute(statement.where(*_present(edition)).order_by(Presentation.code)).all()


def _presenters(edition: Edition) -> dict[int, int]:
    """Return who presents each talk. One query."""
    statement = select(PresentationAuthor.presentation_id, PresentationAuthor.person_id).join(Presentation)
    statement = statement.where(*_present(edition), PresentationAuthor.is_presenter)
    return {row.presentation_id: row.person_id for row in db.session.execute(statement)}


def _people(edition: Edition, faculty: set[int]) -> list[Called]:
    """Return who presents or may chair: those who only sign are never looked for in a room. One query."""
    columns = (
        Person.id, Person.title, Person.given_names, Person.family_name, Person.used_name, Person.known_as, Person.sex,
        Structure.name, Specialty.code,
    )  # fmt: skip
    presents = select(PresentationAuthor.person_id).join(Presentation)
    presents = presents.where(*_present(edition), PresentationAuthor.is_presenter)
    statement = (
        select(*columns)
        .outerjoin(Structure, Structure.id == Person.structure_id)
        .outerjoin(Specialty, Specialty.id == Person.specialty_id)
        .where(Person.id.in_(presents) | Person.id.in_(faculty))
        .order_by(Person.id)
    )
    return [Called(*row) for row in db.session.execute(statement)]


def _blocks(edition: Edition, held: dict[int, list[Any]]) -> Iterator[Block]:
    duties: dict[int, list[tuple[int, SessionDuty]]] = {}
    serving = select(SessionRole.session_id, SessionRole.person_id, SessionRole.duty).join(Session)
    for role in db.session.execute(serving.where(Session.edition_id == edition.id).order_by(SessionRole.id)):
        duties.setdefault(role.session_id, []).append((role.person_id, role.duty))
    columns = (
        Session.id, Session.kind, Session.title, Session.starts_at, Session.ends_at, Session.room_id, Session.seats,
        Session.needs, Session.is_pinned,
    )  # fmt: skip
    statement = select(*columns).outerjoin(Room).where(Session.edition_id == edition.id)
    for row in db.session.execute(statement.order_by(Session.starts_at, Room.position, Session.id)):
        yield Block(
            id=row.id,
            kind=row.kind,
            title=row.title,
            span=Span(row.starts_at, row.ends_at),
            room=row.room_id,
            duties=tuple(duties.get(row.id, ())),
            items=tuple(held.get(row.id, ())),
            seats=row.seats,
            needs=frozenset(row.needs or ()),
            is_pinned=row.is_pinned,
        )


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


def _someone(person: Called, away: tuple[Span, ...], *, is_faculty: bool) -> Someone:
    return Someone(
        person.id,
        person.name,  # type: ignore[misc]  # made of the same texts as a person's
        structure=person.structure or "",
        away=away,
        specialty=person.specialty or "" if is_faculty else "",
        is_faculty=is_faculty,
    )


def _item(talk: Any, presenter: int | None) -> Item:
    return Item(
        id=talk.id,
        code=talk.code,
        title=talk.title,
        kind=talk.kind,
        minutes=talk.minutes,
        presenter=presenter,
        specialty=talk.specialty or "",
        theme=talk.theme or "",
        rank=talk.rank,
        is_pinned=talk.is_pinned,
        is_silent=talk.is_silent,
    )


def rules_of(edition: Edition) -> Rules:
    """Return how an edition composes its programme, or as is usual when it has said nothing. One query."""
    kept = db.session.scalar(select(TimetableRules).filter_by(edition_id=edition.id))
    if kept is None:
        return Rules()
    return Rules(kept.session_minutes, kept.most_talks, kept.buffer_minutes, kept.weights)

"""What pages of the timetable have in common: whom one looks for, which hours of which day one writes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from flask import request

from conference.forms.timetable import HoursForm
from conference.models import Edition, Room
from core import clock, i18n
from core.db import db
from core.errors import NotFound
from people.models import Council, Person
from people.queries.people import find_record, people_of

MOST_FOUND = 12
TOO_LARGE = 10**9  # for a number that every database compares


def asked_name() -> str:
    """Return whom the address looks for."""
    return request.args.get("q", "").strip()[:200]


def found_people(council: Council, query: str) -> list[Person]:
    """Return the first people in the council's books who answer to a name; nobody before one looks."""
    if not query:
        return []
    return [record.person for record in db.session.scalars(people_of(council, query).limit(MOST_FOUND)).unique()]


def chosen_person(council: Council, number: int) -> Person | None:
    """Return the person of a number, if the council's books know them."""
    try:
        return find_record(council, number).person if 0 < number < TOO_LARGE else None
    except NotFound:
        return None


def described(person: Person) -> str:
    """Return a name with what tells it from the same name."""
    return " · ".join(filter(None, (person.formal_name, person.affiliation, person.function)))


def day_choices(edition: Edition) -> list[tuple[str, str]]:
    """Return the days of an edition by the value sent and in words."""
    return [(day.isoformat(), i18n.capitalize_first(i18n.day(day))) for day in edition.days]


def room_choices(rooms: Iterable[Room], all_rooms: str) -> list[tuple[int, str]]:
    """Return the rooms by number and name, after all of them at once."""
    return [(0, all_rooms), *((room.id, room.name) for room in rooms)]


def moment_at(edition: Edition, day: date, hour: time) -> datetime:
    """Return the moment of an hour of a day at the place."""
    return clock.from_place(datetime.combine(day, hour), edition.time_zone)


def stretch(edition: Edition, form: HoursForm) -> tuple[datetime, datetime]:
    """Return when a stretch of time begins and ends that somebody wrote; midnight ends the day it is written for."""
    day, begins, ends = form.day.data, form.begins.data, form.ends.data
    last = day + timedelta(days=1) if ends == time() else day
    return moment_at(edition, day, begins), moment_at(edition, last, ends)

"""Reading what somebody's calendar is told: where their published programmes expect them, and what was dropped."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from conference.models import CalendarAddress, Edition, Presentation, PresentationAuthor, Release, Session, SessionRole
from conference.queries.engagements import Engagement, engagements
from conference.queries.published import Told
from conference.queries.standing import latest_releases
from core.db import db
from people.models import Person


@dataclass(frozen=True)
class Agenda:
    """What the published programme of one edition expects of somebody."""

    edition: Edition
    release: Release
    engagements: list[Engagement]
    dropped: list[Told]


def _signed() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="calendar")


def token_of(address: CalendarAddress) -> str:
    """Return what stands in the address of somebody's calendar: signed, and good until another is given."""
    return str(_signed().dumps([address.id, address.serial]))


def address_of(person: Person) -> CalendarAddress | None:
    """Return the address somebody's calendar reads at, if they have one. One query."""
    return db.session.scalar(select(CalendarAddress).filter_by(person_id=person.id))


def person_of_token(token: str) -> Person | None:
    """Return whose calendar an address is, or None when it is forged, was changed or was ended. Two queries."""
    try:
        number, serial = _signed().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    address = db.session.get(CalendarAddress, number) if isinstance(number, int) else None
    if address is None or address.serial != serial or address.person.erased_at:
        return None
    return address.person


def agendas_of(person: Person) -> Iterator[Agenda]:
    """Yield what the published programmes expect of somebody, edition by edition. Three queries."""
    numbers = {person.id, *db.session.scalars(select(Person.id).filter_by(merged_into_id=person.id))}
    presents = select(Presentation.edition_id).join(PresentationAuthor).where(PresentationAuthor.person_id == person.id)
    serves = select(Session.edition_id).join(SessionRole).where(SessionRole.person_id == person.id)
    theirs = Edition.id.in_(presents) | Edition.id.in_(serves)
    editions = {each.id: each for each in db.session.scalars(select(Edition).where(theirs).order_by(Edition.id))}
    releases = latest_releases(editions) if editions else {}
    for number, release in releases.items():
        asked = engagements(release.content)
        mine = [each for known in sorted(numbers) for each in asked.get(known, {}).values()]
        gone = [each for each in release.content.get("dropped", ()) if numbers & set(each["people"])]
        yield Agenda(editions[number], release, mine, gone)

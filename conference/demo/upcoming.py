"""An eighth edition in preparation, whose dates follow today's: its call is open and everybody can really act."""

from datetime import date, timedelta

from sqlalchemy import select

from conference.demo import crest, invited
from conference.demo.editions import furnish, moment, partners, take_part
from conference.demo.segou import CREDITED_MINUTES, OPS, PLACE, committee
from conference.models import (
    BlockedHour,
    Edition,
    HalfDay,
    ParticipationRole,
    Phase,
    PresentationKind,
    Session,
    SessionKind,
)
from conference.queries.programme import rooms_of, sessions_of, unplaced
from conference.services.identity import set_accent, show
from conference.services.timetable import place
from core import clock
from core.audit import SYSTEM
from core.db import db
from core.demo import Scene
from people.demo.crowd import PRACTISED
from people.models import Person

SLUG = "js-segou-8"
ACCENT = "#8a2a52"
AHEAD = timedelta(days=75)
THEME = "Soigner ensemble : la continuité des soins de la case de santé à l’hôpital"
SESSIONS = (
    (0, 11, 0, 60, SessionKind.FREE_PAPERS, "Communications libres I", 0),
    (0, 11, 0, 60, SessionKind.FREE_PAPERS, "Communications libres II", 1),
    (0, 15, 0, 60, SessionKind.FREE_PAPERS, "Communications libres III", 0),
    (1, 9, 0, 60, SessionKind.POSTERS, "Visite des communications affichées", None),
)


def build(scene: Scene) -> None:
    """Bring in the eighth edition."""
    begins = first_day()
    edition = Edition(
        series=scene.things["series"],
        number=8,
        slug=SLUG,
        code="SEG-DEMO",
        theme=THEME,
        starts_on=begins,
        ends_on=begins + timedelta(days=1),
        state=Phase.CALL,
        demonstration=True,
        **PLACE,
    )
    db.session.add(edition)
    db.session.flush()
    furnish(edition, list(scene.things["specialties"].values())[:PRACTISED], CREDITED_MINUTES)
    partners(edition, [scene.things["structures"][name] for name in OPS], "organisme de prévoyance sociale")
    crowd = scene.things["crowd"]
    committee(edition, "Commission d’organisation", "Organising committee", crowd["chair"][:4], 1)
    committee(edition, "Comité scientifique", "Scientific committee", crowd["reviewer"][:6], 2)
    president: Person = crowd["chair"][0]
    take_part(edition, president, ParticipationRole.PRESIDENT, "Présidence de la commission d’organisation")
    set_accent(edition, ACCENT, by=SYSTEM)
    show(edition, crest.drawn(), by=SYSTEM)
    scene.things["upcoming"] = edition


def first_day() -> date:
    """Return the Friday some ten weeks from today."""
    around = clock.now().date() + AHEAD
    return around + timedelta(days=(4 - around.weekday()) % 7)


def programme(scene: Scene) -> None:
    """Bring in a few sessions that wait for presentations."""
    edition: Edition = scene.things["upcoming"]
    rooms = rooms_of(edition)
    for day, hour, minute, minutes, kind, title, room in SESSIONS:
        begins = moment(edition, edition.days[day], hour, minute)
        db.session.add(
            Session(
                edition=edition, room=None if room is None else rooms[room], kind=kind, title=title,
                starts_at=begins, ends_at=begins + timedelta(minutes=minutes),
            )
        )  # fmt: skip
    db.session.flush()
    session = sessions_of(edition, kind=SessionKind.FREE_PAPERS)[0]
    orals = [talk for talk in unplaced(edition) if talk.kind is PresentationKind.ORAL]
    for presentation in orals[:2]:
        place(presentation, session, by=SYSTEM)
    invited.build(scene, edition)


def days_behind() -> timedelta:
    """Return by how many whole weeks the eighth edition has fallen behind today."""
    edition = db.session.scalar(select(Edition).filter_by(slug=SLUG))
    behind = first_day() - edition.starts_on if edition else timedelta()
    return behind if behind >= timedelta(weeks=1) else timedelta()


def renew(behind: timedelta) -> None:
    """Move the eighth edition so that it lies ahead again: its days, half-days and sessions."""
    edition = db.session.scalars(select(Edition).filter_by(slug=SLUG)).one()
    edition.starts_on, edition.ends_on = edition.starts_on + behind, edition.ends_on + behind
    for rows in (select(HalfDay), select(Session), select(BlockedHour)):
        row: HalfDay | Session | BlockedHour
        for row in db.session.scalars(rows.filter_by(edition_id=edition.id)):
            row.starts_at, row.ends_at = row.starts_at + behind, row.ends_at + behind

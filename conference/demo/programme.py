"""The programme of the seventh edition: its grid, its sessions by specialty, what was delivered, its release."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from conference.demo.editions import moment
from conference.models import (
    Delivery,
    Edition,
    Outcome,
    ParticipationRole,
    Presentation,
    PresentationKind,
    PresentationState,
    Room,
    Session,
    SessionDuty,
    SessionKind,
    SessionRole,
)
from conference.queries.programme import rooms_of
from conference.services import presentations
from conference.services.presentations import Author, take_part
from conference.services.releases import publish
from core.audit import SYSTEM
from core.clock import stopped
from core.db import db
from core.demo import Scene
from people.models import Person

MOST_TALKS = 6
FEWEST_OF_ONE_SPECIALTY = 4
ABSENT, REPLACED = 27, 9
ROMAN = ("I", "II", "III", "IV", "V", "VI")
BLOCKS = (
    (0, 8, 30, 90, SessionKind.CEREMONY, "Cérémonie d’ouverture"),
    (0, 10, 0, 30, SessionKind.BREAK, "Photo de famille et pause-café"),
    (0, 13, 0, 90, SessionKind.PRAYER, "Prière du vendredi et déjeuner"),
    (0, 16, 30, 15, SessionKind.BREAK, "Pause"),
    (1, 10, 0, 30, SessionKind.BREAK, "Pause-café"),
    (1, 13, 0, 90, SessionKind.BREAK, "Déjeuner"),
    (1, 16, 30, 45, SessionKind.GENERAL_ASSEMBLY, "Assemblée générale du conseil"),
    (1, 17, 15, 45, SessionKind.CEREMONY, "Palmarès, recommandations et clôture"),
)
PLENARIES = ((0, 10, 30, 2), (0, 12, 30, 1), (0, 17, 45, 1), (1, 12, 0, 2), (1, 15, 30, 2))
SYMPOSIUM_CELLS = (27, 19, 11, 3)  # in the last room, every other hour; from the end, so that places stay put
POSTERS_AT = (1, 10, 30, 30)
SLOTS = ((0, 11, 30), (0, 14, 30), (0, 15, 30), (0, 16, 45), (1, 8, 0), (1, 9, 0), (1, 11, 0), (1, 14, 30))
KEYNOTES = (
    ("Soigner sous la menace : enseignements de dix ans de crise", "MURG"),
    ("Continuité des soins maternels dans les zones difficiles d’accès", "GYNO"),
    ("Prise en charge des blessés par arme à feu : du poste médical avancé au bloc", "TRAU"),
    ("Santé mentale des soignants exposés à l’insécurité", "PSYC"),
    ("Assurance maladie obligatoire : ce que le prescripteur doit savoir", "SPUB"),
    ("Résistance aux antimicrobiens : état des lieux au Mali", "INFE"),
    ("Hypertension artérielle : actualités et adaptation à nos contextes", "CARD"),
    ("Évacuation et référence : repenser la chaîne des urgences", "ANES"),
)
SYMPOSIUMS = (
    ("L’AMO au chevet du soignant en zone de crise", ("Droits de l’assuré déplacé", "Tiers payant et ruptures", "Vers un guichet unique")),
    ("Chirurgie de guerre en milieu civil", ("Triage", "Damage control", "Suites et appareillage")),
    ("Malnutrition et insécurité alimentaire", ("Dépistage communautaire", "Prise en charge", "Relais des ASACO")),
    ("Télémédecine et téléexpertise", ("Cadre légal", "Téléradiologie à Ségou", "Coûts et maintenance")),
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One hour in one room."""

    starts_at: datetime
    room: Room


def build(scene: Scene) -> None:
    """Compose the seventh edition's programme, publish it, and note what was really delivered."""
    edition: Edition = scene.things["segou"]
    faculty: list[Person] = scene.things["crowd"]["chair"]
    orals = [talk for talk in scene.things["presentations"] if talk.kind is PresentationKind.ORAL]
    posters = [talk for talk in scene.things["presentations"] if talk.kind is PresentationKind.POSTER]
    blocks(edition)
    plenaries(edition, faculty)
    free = list(cells(edition))
    symposiums(edition, [free.pop(place) for place in SYMPOSIUM_CELLS], faculty)
    compose(free, edition, orals, faculty)
    hang(edition, posters)
    db.session.flush()
    db.session.expire_all()
    with stopped(moment(edition, edition.starts_on, 12) - timedelta(days=3)):
        release = publish(edition, by=SYSTEM)
        release.told_at, release.told_since = release.published_at, 0  # everybody knew then
    deliver(scene, edition)


def blocks(edition: Edition) -> None:
    """Bring in what everybody attends: ceremonies, breaks, the Friday prayer."""
    for day, hour, minute, minutes, kind, title in BLOCKS:
        open_at(edition, moment(edition, edition.days[day], hour, minute), minutes, kind, title)


def open_at(  # noqa: PLR0917 - a row of the grid, unpacked
    edition: Edition, begins: datetime, minutes: int, kind: SessionKind, title: str, room: Room | None = None
) -> Session:
    """Bring in a session."""
    session = Session(
        edition=edition,
        room=room,
        kind=kind,
        title=title,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=minutes),
    )
    db.session.add(session)
    return session


def put(session: Session, talks: Iterable[Presentation]) -> None:
    """Put presentations into a session in their order."""
    for place, talk in enumerate(talks, start=1):
        talk.session, talk.position, talk.state = session, place, PresentationState.PROGRAMMED


def chaired(session: Session, *people: Person) -> None:
    """Have people chair a session."""
    for person in people:
        db.session.add(SessionRole(session=session, person=person, duty=SessionDuty.CHAIR))


def plenaries(edition: Edition, faculty: list[Person]) -> None:
    """Bring in the eight conférences, in plenary sessions."""
    written = iter(enumerate(KEYNOTES))
    for day, hour, minute, number in PLENARIES:
        begins = moment(edition, edition.days[day], hour, minute)
        session = open_at(
            edition, begins, 30 * number, SessionKind.PLENARY, "Conférences" if number > 1 else "Conférence"
        )
        chaired(session, faculty[-1 - day])
        put(session, [keynote(edition, *next(written), faculty) for _place in range(number)])


def keynote(edition: Edition, place: int, told: tuple[str, str], faculty: list[Person]) -> Presentation:
    """Bring in one conférence."""
    title, code = told
    speaker = faculty[10 + place]
    take_part(edition, speaker, ParticipationRole.SPEAKER, by=SYSTEM)
    specialty = next(
        (person.specialty for person in faculty if person.specialty and person.specialty.code == code), None
    )
    talk = presentations.create(
        edition, PresentationKind.KEYNOTE, title=title, authors=[Author(speaker, is_presenter=True)], by=SYSTEM,
        specialty=specialty,
    )  # fmt: skip
    talk.synthetic = True
    return talk


def cells(edition: Edition) -> Iterator[Cell]:
    """Yield the hours in the rooms for free papers and symposiums, hour by hour."""
    rooms = rooms_of(edition)
    for day, hour, minute in SLOTS:
        for room in rooms:
            yield Cell(moment(edition, edition.days[day], hour, minute), room)


def symposiums(edition: Edition, held: list[Cell], faculty: list[Person]) -> None:
    """Bring in the four symposiums, each with its chair and three speakers."""
    for place, (cell, (title, talks)) in enumerate(zip(held, SYMPOSIUMS, strict=True)):
        session = open_at(edition, cell.starts_at, 60, SessionKind.SYMPOSIUM, title, cell.room)
        chaired(session, faculty[18 + place])
        speakers = faculty[22 + 3 * place : 25 + 3 * place]
        made = [
            presentations.create(
                edition, PresentationKind.SYMPOSIUM_TALK, title=talk, by=SYSTEM,
                authors=[Author(speaker, is_presenter=True)],
            )
            for talk, speaker in zip(talks, speakers, strict=True)
        ]  # fmt: skip
        for talk in made:
            talk.synthetic = True
        put(session, made)


def compose(free: list[Cell], edition: Edition, orals: list[Presentation], faculty: list[Person]) -> None:
    """Group the oral communications by specialty, up to six an hour; the few of a specialty share a session.

    Each goes to the first hour that is free and in which nobody who presents is expected elsewhere.
    """
    chairs, expected = count(), set[tuple[datetime, Person | None]]()
    for title, talks in groups(orals):
        cell = next(each for each in free if not expected & {(each.starts_at, talk.presenter) for talk in talks})
        free.remove(cell)
        expected |= {(cell.starts_at, talk.presenter) for talk in talks}
        session = open_at(edition, cell.starts_at, 60, SessionKind.FREE_PAPERS, title, cell.room)
        chaired(session, faculty[next(chairs) % 10])
        put(session, talks)


def groups(orals: list[Presentation]) -> Iterator[tuple[str, list[Presentation]]]:
    """Yield the sessions of free papers: their title and their communications."""
    by_specialty: dict[str, list[Presentation]] = {}
    for talk in orals:
        by_specialty.setdefault(talk.specialty.name_fr if talk.specialty else "", []).append(talk)
    few: list[Presentation] = []
    for name, talks in by_specialty.items():
        if len(talks) < FEWEST_OF_ONE_SPECIALTY:
            few.extend(talks)
        else:
            yield from numbered(name, talks)
    yield from numbered("Communications libres", few)


def numbered(name: str, talks: list[Presentation]) -> Iterator[tuple[str, list[Presentation]]]:
    """Yield talks in even parts of at most six, numbered when there are several."""
    parts = -(-len(talks) // MOST_TALKS)
    size = -(-len(talks) // parts) if parts else 1
    for place in range(parts):
        yield f"{name} {ROMAN[place]}" if parts > 1 else name, talks[place * size : (place + 1) * size]


def hang(edition: Edition, posters: list[Presentation]) -> None:
    """Hang the posters on numbered boards and give them their visit."""
    for board, poster in enumerate(posters, start=1):
        poster.board = board
    day, hour, minute, minutes = POSTERS_AT
    begins = moment(edition, edition.days[day], hour, minute)
    put(open_at(edition, begins, minutes, SessionKind.POSTERS, "Visite des communications affichées"), posters)


def deliver(scene: Scene, edition: Edition) -> None:
    """Note what was delivered: of 178 communications 151 were presented, 9 of them by somebody else, 27 were not."""
    shuffled = scene.rng.sample(scene.things["presentations"], len(scene.things["presentations"]))
    absent, replaced = shuffled[:ABSENT], [talk for talk in shuffled[ABSENT:] if len(talk.authors) > 1][:REPLACED]
    keynotes = [
        talk
        for talk in db.session.query(Presentation).filter_by(edition_id=edition.id)
        if talk.kind is PresentationKind.KEYNOTE
    ]
    for talk in [*scene.things["presentations"], *keynotes]:
        outcome = Outcome.ABSENT if talk in absent else Outcome.REPLACED if talk in replaced else Outcome.DELIVERED
        others = [author.person for author in talk.authors if not author.is_presenter]
        presenter = {Outcome.ABSENT: None, Outcome.REPLACED: next(iter(others), None)}.get(outcome, talk.presenter)
        db.session.add(
            Delivery(
                presentation=talk,
                outcome=outcome,
                presenter=presenter,
                noted_at=talk.session.ends_at if talk.session else edition.starts_on,
                noted_by="Secrétariat de salle",
            )
        )
    db.session.flush()

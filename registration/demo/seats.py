"""Who registered for the seventh edition: 412 people in seven categories, those who presented among them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from conference.demo.editions import moment, take_part
from conference.models import Edition, ParticipationRole
from core.codes import ALPHABET, SPOKEN_LENGTH
from core.db import db
from core.demo import Scene
from people.models import Person
from registration.models import Category, Quota, Registration, SeatState, Tariff

SEATS = 500
SHARE_ON_SITE = 0.31


@dataclass(frozen=True)
class Kind:
    """A category: what it is called, its colour, its price in CFA francs, how many came, and from which trades."""

    key: str
    name_fr: str
    name_en: str
    colour: str
    price: int
    count: int
    trades: tuple[str, ...]


KINDS = (
    Kind("specialist", "Médecin spécialiste", "Specialist physician", "#0f5c4c", 50_000, 96, ("specialist", "chair")),
    Kind("generalist", "Médecin généraliste", "General practitioner", "#2b3f73", 30_000, 118, ("generalist",)),
    Kind("resident", "Médecin en spécialisation (DES)", "Resident", "#6b3f8f", 15_000, 62, ("resident",)),
    Kind("student", "Étudiant, interne", "Student, intern", "#9a5416", 5_000, 58, ("student",)),
    Kind("paramedic", "Paramédical", "Nurse, midwife, technician", "#8a5a00", 10_000, 44, ("paramedic",)),
    Kind("pharmacist", "Pharmacien, odontologiste", "Pharmacist, dentist", "#1c6b43", 30_000, 16, ("pharmacist",)),
    Kind("industry", "Industrie", "Industry", "#56615b", 100_000, 18, ("industry",)),
)


def categories(edition: Edition, applies_from: date, seats: int = SEATS) -> list[Category]:
    """Return an edition's categories with their price from a day on, drawing on one quota."""
    quota = Quota(edition_id=edition.id, name="Journées", capacity=seats)
    return [
        Category(
            edition_id=edition.id,
            key=kind.key,
            name_fr=kind.name_fr,
            name_en=kind.name_en,
            colour=kind.colour,
            position=place,
            quota=quota,
            tariffs=[Tariff(amount=kind.price, applies_from=moment(edition, applies_from, 0))],
        )
        for place, kind in enumerate(KINDS, start=1)
    ]


def build(scene: Scene) -> None:
    """Bring in the categories and the 412 registrations."""
    edition: Edition = scene.things["segou"]
    made = categories(edition, date(2024, 4, 1))
    made[0].quota.used = sum(kind.count for kind in KINDS)
    db.session.add_all(made)
    registrations = [
        registration(scene.rng, edition, person, category)
        for category, kind in zip(made, KINDS, strict=True)
        for person in chosen(scene, kind)
    ]
    db.session.add_all(registrations)
    for each in registrations:
        take_part(edition, each.person, ParticipationRole.DELEGATE)
    db.session.flush()
    scene.things["registrations"] = registrations


def chosen(scene: Scene, kind: Kind) -> list[Person]:
    """Return who came in a category: first those who presented, then others of the trade."""
    people = [person for trade in kind.trades for person in scene.things["crowd"][trade]]
    presenters = {talk.presenter.id for talk in scene.things["presentations"] if talk.presenter}
    people.sort(key=lambda person: person.id not in presenters)
    return people[: kind.count]


def registration(rng: Random, edition: Edition, person: Person, category: Category) -> Registration:
    """Return one confirmed registration, early or on the day."""
    on_site = rng.random() < SHARE_ON_SITE
    opens = moment(edition, edition.starts_on, 7)
    registered = opens if on_site else opens - timedelta(minutes=rng.randrange(60, 80 * 24 * 60))
    return Registration(
        edition=edition,
        person=person,
        category=category,
        code="".join(rng.choices(ALPHABET, k=SPOKEN_LENGTH)),
        state=SeatState.CONFIRMED,
        registered_at=registered,
        confirmed_at=registered + timedelta(minutes=5),
        on_site=on_site,
        synthetic=True,
    )

"""The people of the demonstration: invented, flagged as such, except those whom the two real events named."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from core.db import db
from core.demo import Scene
from core.search import fold, search_text
from people.demo.names import STRUCTURES, InventedPerson, invent_people
from people.models import Council, Person, Specialty, Structure

PRACTISED = 28  # the first rows of the list: the specialties practised in the region of Ségou
SHARE_WITHOUT_EMAIL, SHARE_SHARED_EMAIL = 0.22, 0.18
CLINICAL = ("hôpital régional", "CHU", "hôpital", "CSRéf")
REVIEWING = ("faculté", "institut", "université")


@dataclass(frozen=True)
class Trade:
    """How many people of one trade, under which titles and function."""

    key: str
    count: int
    titles: tuple[str, ...]
    function: str
    has_specialty: bool = False


TRADES = (
    Trade("specialist", 210, ("Dr", "Dr", "Dr", "Pr"), "Médecin spécialiste", has_specialty=True),
    Trade("resident", 120, ("Dr",), "Médecin en spécialisation (DES)", has_specialty=True),
    Trade("generalist", 150, ("Dr",), "Médecin généraliste", has_specialty=True),
    Trade("student", 70, ("",), "Étudiant en médecine"),
    Trade("paramedic", 50, ("M.",), "Infirmier d’État"),
    Trade("pharmacist", 20, ("Dr",), "Pharmacien"),
    Trade("industry", 20, ("M.",), "Délégué de l’industrie pharmaceutique"),
    Trade("reviewer", 12, ("Pr",), "Professeur", has_specialty=True),
    Trade("chair", 40, ("Pr", "Dr"), "Chef de service", has_specialty=True),
)
FEMININE = {
    "M.": "Mme",
    "Étudiant en médecine": "Étudiante en médecine",
    "Infirmier d’État": "Sage-femme",
    "Pharmacien": "Pharmacienne",
    "Délégué de l’industrie pharmaceutique": "Déléguée de l’industrie pharmaceutique",
    "Professeur": "Professeure",
    "Chef de service": "Cheffe de service",
}


def build(scene: Scene) -> None:
    """Bring in the specialties, the structures, the councils and the crowd."""
    scene.things["specialties"] = specialties = {row.code: row for row in read_specialties()}
    scene.things["structures"] = structures = {row.name: row for row in real_structures()}
    scene.things["councils"] = councils()
    db.session.add_all([*specialties.values(), *structures.values(), *scene.things["councils"].values()])
    db.session.flush()
    scene.things["crowd"] = crowd(scene.rng, list(specialties.values())[:PRACTISED], list(structures.values()))
    db.session.add_all([person for trade in scene.things["crowd"].values() for person in trade])
    db.session.flush()


def read_specialties() -> Iterator[Specialty]:
    """Return the reference list of specialties."""
    with (Path(__file__).parents[1] / "specialties.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield Specialty(code=row["code"], name_fr=row["name_fr"], name_en=row["name_en"])


def real_structures() -> Iterator[Structure]:
    """Return the public institutions people come from."""
    for known in STRUCTURES:
        yield Structure(
            name=known.name, acronym=known.acronym, kind=known.kind, city=known.place, search=search_text(known.name)
        )


def councils() -> dict[str, Council]:
    """Return the bodies that run the demonstration's events."""
    national = Council(
        slug="ordre-mali",
        name="Conseil national de l’Ordre des médecins du Mali",
        short_name="Ordre national des médecins du Mali",
        code="CNOM",
        country="ML",
        city="Bamako",
    )
    return {
        "mali": national,
        "segou": Council(
            slug="ordre-segou",
            name="Conseil régional de l’Ordre des médecins de Ségou",
            short_name="Conseil régional de l’Ordre des médecins",
            code="SEG",
            country="ML",
            city="Ségou",
            parent=national,
        ),
        "kaolack": Council(
            slug="oyofal-paj",
            name="Réseau des mutuelles de santé Oyofal Paj de Kaolack",
            short_name="Réseau Oyofal Paj",
            code="ROP",
            country="SN",
            city="Kaolack",
        ),
    }


def crowd(rng: Random, specialties: list[Specialty], structures: list[Structure]) -> dict[str, list[Person]]:
    """Return the invented people by trade."""
    invented = iter(invent_people(rng, sum(trade.count for trade in TRADES)))
    return {
        trade.key: [_person(rng, next(invented), trade, specialties, structures) for _place in range(trade.count)]
        for trade in TRADES
    }


def _person(
    rng: Random, who: InventedPerson, trade: Trade, specialties: list[Specialty], structures: list[Structure]
) -> Person:
    title, function = rng.choice(trade.titles), trade.function
    if who.sex == "F":
        title, function = FEMININE.get(title, title), FEMININE.get(function, function)
    kinds = REVIEWING if trade.key == "reviewer" else CLINICAL
    return Person(
        title=title,
        given_names=who.given_names,
        family_name=who.family_name,
        used_name=who.used_name,
        known_as=who.known_as,
        sex=who.sex,
        email=_email(rng, who),
        phone=f"+22300{rng.randrange(10**6):06d}",  # 00 is a range nobody has been given
        function=function,
        specialty=rng.choice(specialties) if trade.has_specialty else None,
        structure=rng.choice([structure for structure in structures if structure.kind in kinds]),
        synthetic=True,
    )


def _email(rng: Random, who: InventedPerson) -> str:
    draw = rng.random()
    if draw < SHARE_WITHOUT_EMAIL:
        return ""
    if draw < SHARE_WITHOUT_EMAIL + SHARE_SHARED_EMAIL:
        return f"service{rng.randrange(40)}@hopital.example"
    plain = fold(f"{who.given_names[:1]}.{who.family_name}").replace(" ", "").replace("/", "")
    return f"{plain}{rng.randrange(100)}@courriel.example"

"""Ségou, 28 and 29 June 2024: the seventh scientific days, with the names, dates and numbers they published."""

from datetime import date
from typing import Any

from conference.demo.editions import furnish, partners, take_part
from conference.models import Committee, CommitteeMember, Edition, Kind, Module, ParticipationRole, Phase, Series
from core.audit import SYSTEM
from core.db import db
from core.demo import Scene
from people.demo.crowd import PRACTISED
from people.models import Person
from people.services.records import join

OPS = (
    "Caisse malienne de sécurité sociale",
    "Institut national de prévoyance sociale",
    "Caisse nationale d’assurance maladie",
)
CREDITED_MINUTES = (150, 225, 225, 150)
SCIENTIFIC = [
    Module.CALL, Module.PROGRAMME, Module.REGISTRATION, Module.FEES, Module.PARTNERS, Module.CERTIFICATES,
]  # fmt: skip
PLACE: dict[str, Any] = {
    "kind": Kind.SCIENTIFIC_DAYS,
    "city": "Ségou",
    "nickname": "la Cité des Balanzans",
    "time_zone": "Africa/Bamako",
    "clock_place": "Bamako",
    "modules": [module.value for module in SCIENTIFIC],
    "contact_phone": "+22300000000",
}


def build(scene: Scene) -> None:
    """Bring in the series and its seventh edition."""
    series = Series(
        council=scene.things["councils"]["segou"],
        slug="js-segou",
        name_fr="Journées scientifiques de Ségou",
        name_en="Scientific Days of Ségou",
        first_year=2009,
    )
    edition = Edition(
        series=series,
        number=7,
        slug="js-segou-2024",
        code="SEG-2024",
        theme="Le rôle du personnel soignant dans la gestion de la crise sécuritaire",
        starts_on=date(2024, 6, 28),
        ends_on=date(2024, 6, 29),
        state=Phase.CLOSED,
        **PLACE,
    )
    db.session.add(edition)
    db.session.flush()
    scene.things.update(series=series, segou=edition)
    furnish(edition, list(scene.things["specialties"].values())[:PRACTISED], CREDITED_MINUTES)
    partners(edition, [scene.things["structures"][name] for name in OPS], "organisme de prévoyance sociale")
    receive(scene, edition)


def receive(scene: Scene, edition: Edition) -> None:
    """Bring in those whom the edition named, its committees and its reviewers."""
    bagayogo = Person(title="Pr", given_names="Thierno Boubacar", family_name="Bagayogo", sex="M")
    kone = Person(
        title="M.",
        given_names="Ichaka",
        family_name="Koné",
        sex="M",
        structure=scene.things["structures"][OPS[0]],
        function="Directeur général de la CMSS",
    )
    db.session.add_all([bagayogo, kone])
    take_part(edition, bagayogo, ParticipationRole.PRESIDENT, "Président de la commission d’organisation")
    take_part(edition, kone, ParticipationRole.PATRON, "Directeur général de la CMSS, parrain")
    chairs = scene.things["crowd"]["chair"]
    committee(edition, "Commission d’organisation", "Organising committee", [bagayogo, *chairs[:5]], 1)
    committee(edition, "Comité scientifique", "Scientific committee", scene.things["crowd"]["reviewer"], 2)
    for reviewer in scene.things["crowd"]["reviewer"]:
        take_part(edition, reviewer, ParticipationRole.REVIEWER)
    scene.things["bagayogo"] = bagayogo


def committee(edition: Edition, name_fr: str, name_en: str, members: list[Person], position: int) -> None:
    """Bring in a committee; its first member presides."""
    for person in members:
        join(person, edition.council, by=SYSTEM)
    db.session.add(
        Committee(
            edition_id=edition.id,
            name_fr=name_fr,
            name_en=name_en,
            position=position,
            members=[
                CommitteeMember(person=person, is_president=place == 0, position=place)
                for place, person in enumerate(members)
            ],
        )
    )

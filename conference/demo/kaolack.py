"""Kaolack, 10 to 12 November 2021: the workshop of the health mutuals, with its people, roles and dates."""

from datetime import date, timedelta

from conference.demo.editions import half_days, moment, partners, take_part
from conference.models import (
    Edition,
    Kind,
    Module,
    ParticipationRole,
    Phase,
    Room,
    Series,
    Session,
    SessionKind,
)
from conference.services.releases import publish
from core.audit import SYSTEM
from core.clock import stopped
from core.db import db
from core.demo import Scene
from core.search import search_text
from people.demo.names import invent_people
from people.models import Person, Structure

NAMED = (
    ("Dr", "Ahmadou", "Diouara", "M", ParticipationRole.PRESIDENT, "Présidence ; chef du service régional de l’ANACMU"),
    ("Mme", "Lobé", "Cissokho", "F", ParticipationRole.COORDINATOR, "Coordonnatrice du réseau Oyofal Paj"),
    (
        "M.", "Ndongo", "Gning", "M", ParticipationRole.RESOURCE_PERSON,
        "Responsable de l’assurance maladie, service régional de l’ANACMU",
    ),
    ("M.", "Papa Senghane", "Gning", "M", ParticipationRole.FACILITATOR, "Consultant"),
)  # fmt: skip
DELEGATIONS = (
    ("Unités techniques de gestion", "UTG", 12),
    ("Union départementale des mutuelles de santé de Kaolack", "UDMS Kaolack", 6),
    ("Union départementale des mutuelles de santé de Guinguinéo", "UDMS Guinguinéo", 6),
    ("Union départementale des mutuelles de santé de Nioro", "UDMS Nioro", 6),
    ("Service régional de l’ANACMU", "SR ANACMU", 3),
    ("Équipe de coordination du réseau Oyofal Paj", "ROP", 3),
)
DAYS = (
    (
        (9, 0, 60, SessionKind.CEREMONY, "Cérémonie d’ouverture"),
        (10, 30, 150, SessionKind.WORKING_GROUP, "Rôles et missions des UTG et des UDMS : travaux de groupe"),
        (15, 0, 150, SessionKind.WORKING_GROUP, "Travaux de groupe (suite)"),
    ),
    (
        (9, 0, 210, SessionKind.FEEDBACK, "Restitution des travaux de groupe"),
        (15, 0, 150, SessionKind.FEEDBACK, "Restitution et amendements"),
    ),
    (
        (9, 0, 210, SessionKind.WORKING_GROUP, "Fiches de poste : chargé de suivi des organisations mutualistes, RAF"),
        (15, 0, 90, SessionKind.ROUND_TABLE, "Recommandations"),
        (16, 30, 60, SessionKind.CEREMONY, "Discours de clôture"),
    ),
)


def build(scene: Scene) -> None:
    """Bring in the workshop."""
    series = Series(
        council=scene.things["councils"]["kaolack"],
        slug="ateliers-oyofal-paj",
        name_fr="Ateliers du réseau Oyofal Paj",
        name_en="Workshops of the Oyofal Paj network",
        first_year=2021,
    )
    edition = Edition(
        series=series,
        number=1,
        slug="atelier-kaolack-2021",
        code="ROP-2021",
        kind=Kind.WORKSHOP,
        title="Atelier de réflexion de Kaolack",
        theme="La gestion des ressources humaines au profit des acteurs mutualistes",
        city="Kaolack",
        starts_on=date(2021, 11, 10),
        ends_on=date(2021, 11, 12),
        time_zone="Africa/Dakar",
        clock_place="Dakar",
        modules=[Module.PROGRAMME.value, Module.WORKING_GROUPS.value],
        state=Phase.CLOSED,
    )
    db.session.add(edition)
    db.session.flush()
    db.session.add_all(half_days(edition, [180] * 6))
    gather(scene, edition)
    hold_sessions(edition)
    scene.things["kaolack"] = edition


def gather(scene: Scene, edition: Edition) -> None:
    """Bring in those whom the workshop named, their partner, and the thirty-six delegates."""
    for title, given_names, family_name, sex, role, function in NAMED:
        person = Person(title=title, given_names=given_names, family_name=family_name, sex=sex)
        take_part(edition, person, role, function)
    solsoc = Structure(
        name="Solidarité Socialiste", acronym="SOLSOC", kind="ONG", search=search_text("Solidarité Socialiste")
    )
    partners(edition, [solsoc], "partenaire technique et financier")
    invented = iter(invent_people(scene.rng, sum(count for _name, _acronym, count in DELEGATIONS)))
    for name, acronym, count in DELEGATIONS:
        structure = Structure(name=name, acronym=acronym, kind="mutualité", city="Kaolack", search=search_text(name))
        for _place in range(count):
            who = next(invented)
            person = Person(
                title="Mme" if who.sex == "F" else "M.",
                given_names=who.given_names,
                family_name=who.family_name,
                sex=who.sex,
                phone=f"+22100{scene.rng.randrange(10**7):07d}",
                structure=structure,
                synthetic=True,
            )
            take_part(edition, person, ParticipationRole.DELEGATE)


def hold_sessions(edition: Edition) -> None:
    """Bring in the three days and publish them as they were."""
    room = Room(edition_id=edition.id, name="Salle de réunion", capacity=40, position=1)
    db.session.add(room)
    for day, sessions in zip(edition.days, DAYS, strict=True):
        for hour, minute, minutes, kind, title in sessions:
            begins = moment(edition, day, hour, minute)
            db.session.add(
                Session(
                    edition=edition, room=room, kind=kind, title=title, starts_at=begins,
                    ends_at=begins + timedelta(minutes=minutes),
                )
            )  # fmt: skip
    db.session.flush()
    with stopped(moment(edition, edition.starts_on, 7)):
        publish(edition, by=SYSTEM)

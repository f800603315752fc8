"""Who can sign in to the demonstration: one invented person for each kind of work."""

from dataclasses import dataclass

from sqlalchemy import select

from conference.demo.editions import take_part
from conference.models import Edition, ParticipationRole
from conference.services import calendars
from core.audit import SYSTEM
from core.db import db
from core.demo import Account, Scene
from people.models import Person, Role, User
from people.services.accounts import open_account
from people.services.roles import give_role

PASSWORD = "balanzan"  # noqa: S105 - the demonstration's, printed on its sign-in page
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Persona:
    """A kind of work, who does it in the demonstration, and where that person begins."""

    name: str
    login: str
    title: str
    given_names: str
    family_name: str
    sex: str
    role: Role | None
    begin_at: str
    council: str = "segou"


UPCOMING = "/e/js-segou-8"
PERSONAS = (
    Persona("Auteur (médecin)", "auteur", "Dr", "Aminata", "Sangaré", "F", None, f"{UPCOMING}/submit/"),
    Persona("Évaluateur", "evaluateur", "Pr", "Boubacar", "Touré", "M", Role.REVIEWER, f"{UPCOMING}/review/"),
    Persona("Présidente du comité scientifique", "chaire", "Pr", "Kadidia", "Sidibé", "F", Role.CHAIR, f"{UPCOMING}/committee/abstracts/"),
    Persona("Commission du programme", "programme", "Dr", "Moussa", "Diallo", "M", Role.SCHEDULER, f"{UPCOMING}/committee/programme"),
    Persona("Trésorière", "tresor", "Mme", "Fanta", "Keïta", "F", Role.TREASURER, f"{UPCOMING}/committee/payments"),
    Persona("Bénévole à l’accueil", "accueil", "M.", "Issa", "Dembélé", "M", Role.DESK, f"{UPCOMING}/desk/"),
    Persona("Secrétaire de salle", "salle", "Mme", "Mariam", "Cissé", "F", Role.ROOM_SECRETARY, f"{UPCOMING}/desk/rooms/"),
    Persona("Participant", "participant", "Dr", "Ɛssa", "N’Diaye", "M", None, "/me/"),
    Persona("Partenaire", "partenaire", "M.", "Lassana", "Maïga", "M", Role.PARTNER, f"{UPCOMING}/partners"),
    Persona("Présidente du conseil", "presidence", "Pr", "Oumou", "Koné", "F", Role.PRESIDENT, "/e/js-segou-2024/committee/"),
    Persona("Secrétaire général", "secretariat", "Dr", "Yacouba", "Traoré", "M", Role.SECRETARY_GENERAL, "/e/js-segou-2024/committee/certificates"),
    Persona("Facilitatrice d’atelier", "atelier", "Mme", "Ndèye", "Faye", "F", Role.FACILITATOR, "/e/atelier-kaolack-2021/committee/", "kaolack"),
    Persona("Autorité (ministère)", "autorite", "M.", "Adama", "Coulibaly", "M", Role.AUTHORITY, "/e/js-segou-2024/"),
    Persona("Administrateur", "admin", "M.", "Sékou", "Samaké", "M", Role.ADMINISTRATOR, f"{UPCOMING}/committee/"),
)  # fmt: skip


def build(scene: Scene) -> None:
    """Bring in the personas with their accounts and roles."""
    scene.things["personas"] = {persona.login: arrive(scene, persona) for persona in PERSONAS}
    edition: Edition = scene.things["upcoming"]
    for reviewer in [scene.things["personas"]["evaluateur"], *scene.things["crowd"]["reviewer"][:5]]:
        take_part(edition, reviewer, ParticipationRole.REVIEWER)
    db.session.flush()
    calendars.give(scene.things["personas"]["participant"], by=SYSTEM)


def arrive(scene: Scene, persona: Persona) -> Person:
    """Bring in one persona."""
    person = Person(
        title=persona.title,
        given_names=persona.given_names,
        family_name=persona.family_name,
        known_as="Ŋolo" if persona.login == "participant" else "",
        sex=persona.sex,
        email=f"{persona.login}@{DOMAIN}",
        synthetic=True,
    )
    db.session.add(person)
    user = open_account(person, PASSWORD, by=SYSTEM)
    if persona.role is not None:
        give_role(user, persona.role, council=scene.things["councils"][persona.council], by=SYSTEM)
    return person


def accounts() -> list[Account]:
    """Return who can sign in, in the order of the personas."""
    statement = select(Person.email).join(User, User.person_id == Person.id).where(Person.email.endswith(DOMAIN))
    known = set(db.session.scalars(statement))
    return [
        Account(
            persona=persona.name,
            name=f"{persona.title} {persona.given_names} {persona.family_name}",
            identifier=f"{persona.login}@{DOMAIN}",
            password=PASSWORD,
            begin_at=persona.begin_at,
        )
        for persona in PERSONAS
        if f"{persona.login}@{DOMAIN}" in known
    ]

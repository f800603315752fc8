"""Where the studies take place: the hospitals that have the specialty, the reference health centres, the districts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A place with the two forms French needs: « au CSRéf de Bla », « du CSRéf de Bla »."""

    at: str
    of: str
    has_services: bool = False


def _hospital(name: str) -> Place:
    """Give a hospital its article."""
    if name.startswith("hôpital"):
        return Place(f"à l’{name}", f"de l’{name}", has_services=True)
    return Place(f"au {name}", f"du {name}", has_services=True)


SEGOU = _hospital("hôpital Nianankoro Fomba de Ségou")
GABRIEL_TOURE = _hospital("CHU Gabriel Touré")
POINT_G = _hospital("CHU Point G")
MALI = _hospital("hôpital du Mali")
MOPTI = _hospital("hôpital Sominé Dolo de Mopti")
SIKASSO = _hospital("hôpital de Sikasso")
KAYES = _hospital("hôpital Fousseyni Daou de Kayes")
TOMBOUCTOU = _hospital("hôpital de Tombouctou")
GAO = _hospital("hôpital de Gao")
LUXEMBOURG = _hospital("hôpital Mère-Enfant Le Luxembourg")
IOTA = _hospital("CHU-IOTA")
CNOS = _hospital("CHU-CNOS")
DERMATOLOGY = _hospital("hôpital de dermatologie de Bamako")

HOSPITALS: dict[str, tuple[Place, ...]] = {
    "ANES": (GABRIEL_TOURE, POINT_G, MOPTI, SIKASSO),
    "BIOL": (POINT_G, SIKASSO, MOPTI),
    "CARD": (POINT_G, GABRIEL_TOURE, LUXEMBOURG, KAYES),
    "CHGE": (GABRIEL_TOURE, POINT_G, MOPTI, SIKASSO, KAYES),
    "CHPE": (GABRIEL_TOURE, SIKASSO),
    "DERM": (DERMATOLOGY, MOPTI),
    "ENDO": (MALI, SIKASSO),
    "GAST": (GABRIEL_TOURE, POINT_G),
    "GYNO": (GABRIEL_TOURE, POINT_G, SIKASSO, MOPTI, LUXEMBOURG),
    "HEMA": (POINT_G, MALI),
    "INFE": (POINT_G, SIKASSO),
    "MFAM": (SIKASSO,),
    "MINT": (POINT_G, SIKASSO),
    "MURG": (GABRIEL_TOURE, MALI, MOPTI),
    "NCHI": (GABRIEL_TOURE, MALI),
    "NEPH": (POINT_G, KAYES, SIKASSO),
    "NEUR": (POINT_G, GABRIEL_TOURE),
    "ODON": (CNOS, SIKASSO),
    "OPHT": (IOTA, SIKASSO),
    "ORLC": (GABRIEL_TOURE, SIKASSO),
    "PEDI": (GABRIEL_TOURE, LUXEMBOURG, SIKASSO, MOPTI),
    "PNEU": (POINT_G, SIKASSO),
    "PSYC": (POINT_G, SIKASSO),
    "RADI": (POINT_G, GABRIEL_TOURE, MALI, SIKASSO),
    "RHUM": (POINT_G, SIKASSO),
    "SPUB": (MOPTI, SIKASSO),
    "TRAU": (GABRIEL_TOURE, MOPTI, SIKASSO, GAO),
    "UROL": (POINT_G, GABRIEL_TOURE, SIKASSO, KAYES),
}

SERVICES: dict[str, str] = {
    "ANES": "le service d’anesthésie-réanimation",
    "BIOL": "le laboratoire",
    "CARD": "le service de cardiologie",
    "CHGE": "le service de chirurgie générale",
    "CHPE": "le service de chirurgie pédiatrique",
    "DERM": "le service de dermatologie-vénéréologie",
    "ENDO": "l’unité d’endocrinologie-diabétologie",
    "GAST": "le service d’hépato-gastro-entérologie",
    "GYNO": "le service de gynécologie-obstétrique",
    "HEMA": "l’unité d’hématologie clinique",
    "INFE": "le service de maladies infectieuses",
    "MFAM": "l’unité de médecine de famille",
    "MINT": "le service de médecine",
    "MURG": "le service d’accueil des urgences",
    "NCHI": "le service de neurochirurgie",
    "NEPH": "le service de néphrologie et d’hémodialyse",
    "NEUR": "le service de neurologie",
    "ODON": "le cabinet d’odontostomatologie",
    "OPHT": "le service d’ophtalmologie",
    "ORLC": "le service d’ORL",
    "PEDI": "le service de pédiatrie",
    "PNEU": "le service de pneumologie",
    "PSYC": "le service de psychiatrie",
    "RADI": "le service d’imagerie médicale",
    "RHUM": "le service de rhumatologie",
    "SPUB": "l’ensemble des services",
    "TRAU": "le service de chirurgie orthopédique et traumatologique",
    "UROL": "le service d’urologie",
}

REFERENCE_CENTRES = tuple(
    Place(f"au CSRéf de {town}", f"du CSRéf de {town}")
    for town in ("Ségou", "Niono", "Markala", "Bla", "Macina", "Barouéli", "San", "Tominian")
)
DISTRICTS = tuple(
    Place(f"dans le district sanitaire de {town}", f"du district sanitaire de {town}")
    for town in ("Ségou", "Niono", "Markala", "Bla", "Macina", "Barouéli")
)


def places(specialty_code: str, where: str) -> list[Place]:
    """List the places where a topic may be studied, the Ségou hospital first."""
    found: list[Place] = []
    if "h" in where:
        found += [SEGOU, *HOSPITALS.get(specialty_code, ())]
    if "c" in where:
        found += REFERENCE_CENTRES
    if "d" in where:
        found += DISTRICTS
    return found

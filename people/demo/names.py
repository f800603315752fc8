"""Invented people of Mali, Senegal and Burkina Faso, and the public structures where they would work.

The people exist nowhere; the structures do. Shares and pools follow what a registration desk of the region meets:
few family names for many people, compound given names, particles, names « dit », married and birth names together.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Literal

Sex = Literal["F", "M"]

ALL_DISTINCT_UP_TO = 3000
SHARE_OF_WOMEN = 0.34
SHARE_COMPOUND = 0.08
SHARE_NATIONAL_LETTERS = 0.02
SHARE_KNOWN_AS = 0.03
SHARE_PARTICLE = 0.02
SHARE_MARRIED = 0.04
ZIPF_EXPONENT = 0.754  # makes the five commonest family names 35 % of the draws

FAMILY_NAMES: tuple[str, ...] = (
    "Traoré", "Coulibaly", "Diarra", "Keïta", "Diallo", "Dembélé", "Koné", "Sangaré", "Touré", "Sidibé",
    "Konaté", "Cissé", "Maïga", "Diakité", "Sissoko", "Camara", "Doumbia", "Samaké", "Ouédraogo", "Ba",
    "Sow", "Ndiaye", "Bagayoko", "Haïdara", "Tangara", "Kanté", "Fofana", "Dicko", "Guindo", "Thiam",
    "Diop", "Fall", "Sawadogo", "Kamissoko", "Togola", "Berthé", "Mariko", "Sacko", "Sy", "Daou",
    "Théra", "Dolo", "Ongoïba", "Tall", "Niang", "Gueye", "Faye", "Kaboré", "Zongo", "Compaoré",
    "Poudiougou", "Diawara", "Magassa", "Kouyaté", "Bocoum", "Niaré", "Goïta", "Seck", "Mbaye", "Somé",
)  # fmt: skip
FAMILY_NAME_WEIGHTS: tuple[float, ...] = tuple(1 / rank**ZIPF_EXPONENT for rank in range(1, len(FAMILY_NAMES) + 1))

GIVEN_NAMES: dict[Sex, tuple[str, ...]] = {
    "F": (
        "Aminata", "Fatoumata", "Mariam", "Awa", "Kadiatou", "Oumou", "Assétou", "Djénéba", "Rokia", "Hawa",
        "Bintou", "Safiatou", "Nana", "Ramata", "Kankou", "Salimata", "Korotoumou", "Fanta", "Sitan", "Assa",
        "Niélé", "Coumba", "Aïssata", "Maïmouna", "Nafissatou", "Aïché", "Kadidia", "Tenin", "Sira", "Mama",
        "Founè", "Diaminatou", "Ndèye", "Khady", "Astou", "Sokhna", "Rama", "Mame", "Yacine", "Adja",
        "Wassa", "Alimatou", "Rasmata", "Zénabou", "Habibatou", "Azèta", "Minata", "Bibata", "Saran", "Nènè",
        "Lalla", "Fadima", "Zeïnabou", "Ami", "Doussou", "Sétou", "Penda", "Aminatou", "Dado", "Haby",
    ),
    "M": (
        "Mamadou", "Moussa", "Amadou", "Oumar", "Ibrahima", "Boubacar", "Seydou", "Modibo", "Abdoulaye", "Souleymane",
        "Adama", "Drissa", "Yacouba", "Bakary", "Issa", "Siaka", "Lassana", "Cheick", "Sékou", "Sidi",
        "Alassane", "Ousmane", "Daouda", "Karim", "Madou", "Tiémoko", "Nouhoum", "Mahamadou", "Youssouf", "Salif",
        "Bréhima", "Broulaye", "Hamidou", "Idrissa", "Kalifa", "Fousseyni", "Lamine", "Mody", "Zoumana", "Hamadoun",
        "Aly", "Ngolo", "Bouréma", "Famakan", "Samba", "Aliou", "Pape", "Mor", "Malick", "Babacar",
        "Cheikh", "Assane", "Serigne", "Rasmané", "Issouf", "Harouna", "Salam", "Mohamed", "Abdramane", "Tidiane",
    ),
}  # fmt: skip

SECOND_GIVEN_NAMES: dict[Sex, tuple[str, ...]] = {
    "F": ("Fatou", "Bintou", "Mariam", "Awa", "Kadi", "Oumou", "Aïssata", "Safi", "Rokia", "Sira", "Lalla", "Adja"),
    "M": ("Lamine", "Tidiane", "Chérif", "Moussa", "Oumar", "Sidi", "Ben", "Moustapha", "Baba", "Issa", "Karim", "Aly"),
}
NATIONAL_GIVEN_NAMES: dict[Sex, tuple[str, ...]] = {
    "F": ("Ɲɛlɛ", "Musɔkɔrɔ", "Ɲeba", "Sɛtu", "Ɲaɲuma", "Tɛnɛn", "Ɲamɔ", "Kɔrɔtumu"),
    "M": ("Ŋɔlɔ", "Sɛku", "Bakɔrɔba", "Zan Ɲɔnɔn", "Tiɛmɔkɔ", "Ɲankɔrɔ", "Musa Kɔrɔ", "Dɔsɔ"),
}
NATIONAL_FAMILY_NAMES = ("Kɔnɛ", "Dɛnbɛlɛ", "Sangarɛ", "Sidibɛ", "Kɔnatɛ", "Ɲarɛ", "Sisɔkɔ", "Bɛrtɛ")
KNOWN_AS: dict[Sex, tuple[str, ...]] = {
    "F": ("Mah", "Tanti", "Bébé", "Nanou", "Mamou", "Niamoye", "Djely", "Mamy"),
    "M": ("Vieux", "Papa", "Baba", "Bina", "Van", "Petit", "Balla", "Tiécoro", "Kôkè", "Bourama"),
}
PARTICLES: dict[Sex, dict[str, tuple[str, ...]]] = {
    "F": {
        "Walet": ("Alhassane", "Mohamed", "Intalla", "Hamma", "Ibrahim", "Akly"),
        "Mint": ("Sidi", "Cheikh", "Ahmed", "Baba", "Lemine", "Hama"),
    },
    "M": {
        "Ag": ("Alhassane", "Mohamed", "Ibrahim", "Hamma", "Intalla", "Rhissa", "Akly", "Oumar", "Attaher", "Alhousseïni"),
        "Ould": ("Sidi", "Cheikh", "Ahmed", "Mohamed", "Hama", "Lemine", "Baba", "Najim", "Mahmoud", "Sidati"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class InventedPerson:
    """A person who exists nowhere; `family_name` is the birth name, `used_name` joins it to the married one."""

    title: str
    given_names: str
    family_name: str
    used_name: str = ""
    known_as: str = ""
    sex: Sex = field(kw_only=True)


@dataclass(frozen=True)
class Structure:
    """A real public institution, as printed under an author's name."""

    name: str
    acronym: str
    kind: str
    place: str


def invent_people(rng: random.Random, count: int) -> list[InventedPerson]:
    """Invent people, no two of whom share given and family names as long as no more than 3,000 are asked for."""
    people: list[InventedPerson] = []
    taken: set[tuple[str, str]] = set()
    while len(people) < count:
        person = invent_person(rng)
        key = (person.given_names, person.family_name)
        if key in taken and len(people) < ALL_DISTINCT_UP_TO:
            person = with_second_given_name(rng, person, taken)
            key = (person.given_names, person.family_name)
        taken.add(key)
        people.append(person)
    return people


def invent_person(rng: random.Random) -> InventedPerson:
    """Invent one person with the spellings and usages met at a registration desk."""
    sex: Sex = "F" if rng.random() < SHARE_OF_WOMEN else "M"
    given, family = _spell(rng, sex)
    if rng.random() < SHARE_COMPOUND:
        given = _add_given_name(rng, given, sex)
    used = ""
    if sex == "F" and rng.random() < SHARE_MARRIED / SHARE_OF_WOMEN:
        used = f"{_other_family_name(rng, family)}/{family}"
    known_as = rng.choice(KNOWN_AS[sex]) if rng.random() < SHARE_KNOWN_AS else ""
    return InventedPerson(title="", given_names=given, family_name=family, used_name=used, known_as=known_as, sex=sex)


def with_second_given_name(rng: random.Random, person: InventedPerson, taken: set[tuple[str, str]]) -> InventedPerson:
    """Tell a namesake from the person already listed by a second given name, as families do."""
    given = _add_given_name(rng, person.given_names.split()[0], person.sex)
    while (given, person.family_name) in taken:
        given = _add_given_name(rng, rng.choice(GIVEN_NAMES[person.sex]), person.sex)
        if rng.random() < 0.2:
            given = _add_given_name(rng, given, person.sex)
    return replace(person, given_names=given)


def _spell(rng: random.Random, sex: Sex) -> tuple[str, str]:
    """Choose a given and a family name: usual spelling, national letters, or Tuareg and Moorish filiation."""
    draw = rng.random()
    if draw < SHARE_NATIONAL_LETTERS:
        return rng.choice(NATIONAL_GIVEN_NAMES[sex]), rng.choice(NATIONAL_FAMILY_NAMES)
    given = rng.choice(GIVEN_NAMES[sex])
    if draw < SHARE_NATIONAL_LETTERS + SHARE_PARTICLE:
        particle = rng.choice(list(PARTICLES[sex]))
        return given, f"{particle} {rng.choice(PARTICLES[sex][particle])}"
    return given, rng.choices(FAMILY_NAMES, weights=FAMILY_NAME_WEIGHTS)[0]


def _add_given_name(rng: random.Random, given: str, sex: Sex) -> str:
    """Lengthen given names by one that is not already there."""
    return f"{given} {rng.choice([name for name in SECOND_GIVEN_NAMES[sex] if name not in given.split()])}"


def _other_family_name(rng: random.Random, family: str) -> str:
    """Choose the husband's family name, different from the birth name."""
    others = [(name, weight) for name, weight in zip(FAMILY_NAMES, FAMILY_NAME_WEIGHTS, strict=True) if name != family]
    return rng.choices([name for name, _ in others], weights=[weight for _, weight in others])[0]


STRUCTURES: tuple[Structure, ...] = (
    Structure("Hôpital Nianankoro Fomba de Ségou", "HNF", "hôpital régional", "Ségou"),
    Structure("Hôpital Fousseyni Daou de Kayes", "HFD", "hôpital régional", "Kayes"),
    Structure("Hôpital Sominé Dolo de Mopti", "HSD", "hôpital régional", "Mopti"),
    Structure("Hôpital régional de Sikasso", "HRS", "hôpital régional", "Sikasso"),
    Structure("Hôpital régional de Tombouctou", "HRT", "hôpital régional", "Tombouctou"),
    Structure("Hôpital régional de Gao", "HRG", "hôpital régional", "Gao"),
    Structure("Centre hospitalier universitaire Gabriel Touré", "CHU-GT", "CHU", "Bamako"),
    Structure("Centre hospitalier universitaire du Point G", "CHU-PG", "CHU", "Bamako"),
    Structure("Hôpital du Mali", "HDM", "CHU", "Bamako"),
    Structure("Institut d’ophtalmologie tropicale de l’Afrique", "CHU-IOTA", "CHU", "Bamako"),
    Structure("Centre national d’odontostomatologie", "CHU-CNOS", "CHU", "Bamako"),
    Structure("Hôpital Mère-Enfant Le Luxembourg", "HMEL", "hôpital", "Bamako"),
    Structure("Hôpital de dermatologie de Bamako", "HDB", "hôpital", "Bamako"),
    Structure("Centre de santé de référence de Ségou", "CSRéf de Ségou", "CSRéf", "Ségou"),
    Structure("Centre de santé de référence de Niono", "CSRéf de Niono", "CSRéf", "Niono"),
    Structure("Centre de santé de référence de Markala", "CSRéf de Markala", "CSRéf", "Markala"),
    Structure("Centre de santé de référence de Bla", "CSRéf de Bla", "CSRéf", "Bla"),
    Structure("Centre de santé de référence de Macina", "CSRéf de Macina", "CSRéf", "Macina"),
    Structure("Centre de santé de référence de Barouéli", "CSRéf de Barouéli", "CSRéf", "Barouéli"),
    Structure("Centre de santé de référence de San", "CSRéf de San", "CSRéf", "San"),
    Structure("Centre de santé de référence de Tominian", "CSRéf de Tominian", "CSRéf", "Tominian"),
    Structure("Faculté de médecine et d’odontostomatologie", "FMOS", "faculté", "Bamako"),
    Structure("Faculté de pharmacie", "FAPH", "faculté", "Bamako"),
    Structure("Institut national de santé publique", "INSP", "institut", "Bamako"),
    Structure("Direction régionale de la santé de Ségou", "DRS", "administration", "Ségou"),
    Structure("Direction générale de la santé et de l’hygiène publique", "DGSHP", "administration", "Bamako"),
    Structure("Caisse nationale d’assurance maladie", "CANAM", "organisme de prévoyance sociale", "Bamako"),
    Structure("Institut national de prévoyance sociale", "INPS", "organisme de prévoyance sociale", "Bamako"),
    Structure("Caisse malienne de sécurité sociale", "CMSS", "organisme de prévoyance sociale", "Bamako"),
    Structure("Union technique de la mutualité malienne", "UTM", "mutualité", "Bamako"),
    Structure("Centre hospitalier national universitaire de Fann", "CHNU Fann", "CHU", "Dakar"),
    Structure("Hôpital Aristide Le Dantec", "HALD", "CHU", "Dakar"),
    Structure("Hôpital général Idrissa Pouye", "HOGIP", "hôpital", "Dakar"),
    Structure("Hôpital Principal de Dakar", "HPD", "hôpital", "Dakar"),
    Structure("Centre hospitalier national Dalal Jamm", "CHNDJ", "hôpital", "Guédiawaye"),
    Structure("Centre hospitalier national d’enfants Albert Royer", "CHNEAR", "hôpital", "Dakar"),
    Structure("Centre hospitalier régional El Hadji Ibrahima Niass", "CHREIN", "hôpital régional", "Kaolack"),
    Structure("Université Cheikh Anta Diop", "UCAD", "université", "Dakar"),
    Structure("Université Gaston Berger", "UGB", "université", "Saint-Louis"),
    Structure("Université Iba Der Thiam", "UIDT", "université", "Thiès"),
    Structure("Agence nationale de la couverture maladie universelle", "ANACMU", "administration", "Dakar"),
)

SERVICES: tuple[str, ...] = (
    "Service d’anesthésie-réanimation",
    "Laboratoire d’analyses de biologie médicale",
    "Service de cardiologie",
    "Service de chirurgie générale",
    "Service de chirurgie orthopédique et traumatologique",
    "Service de chirurgie pédiatrique",
    "Service de dermatologie-vénéréologie",
    "Service d’endocrinologie-diabétologie",
    "Service de gynécologie-obstétrique",
    "Service d’hématologie clinique",
    "Service d’hépato-gastro-entérologie",
    "Service de maladies infectieuses et tropicales",
    "Unité de médecine de famille et communautaire",
    "Service d’accueil des urgences",
    "Service de médecine interne",
    "Service de néphrologie et d’hémodialyse",
    "Service de neurochirurgie",
    "Service de neurologie",
    "Cabinet d’odontostomatologie",
    "Service d’ophtalmologie",
    "Service d’ORL et de chirurgie cervico-faciale",
    "Service de pédiatrie",
    "Service de pneumologie-phtisiologie",
    "Service de psychiatrie",
    "Service de radiologie et d’imagerie médicale",
    "Service de rhumatologie",
    "Service de santé publique et d’information sanitaire",
    "Service d’urologie-andrologie",
    "Pharmacie hospitalière",
    "Service social",
)

"""Write abstracts from topics: place, period, figures, sentences, and the length the call allows."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from abstracts.demo.texts.figures import Figures, decimal, percentage, whole
from abstracts.demo.texts.places import SERVICES, Place
from abstracts.demo.texts.topics import Case, Topic

LONGEST = 300
MANY = 300
SEVERAL = 150
SHORTEST_TARGET = 190
TYPICAL = 254  # the target; whole sentences are left out, so texts end a little shorter
SPREAD = 36
VOWELS = "aeiouyhéèêâàîôœ"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
LAST_MONTH = 2024 * 12 + 2  # studies end by March 2024, when the call closed

DESIGNS: dict[str, tuple[str, ...]] = {
    "retro": (
        "une étude rétrospective et descriptive",
        "une étude descriptive à collecte rétrospective des données",
        "une étude transversale rétrospective, sur dossiers,",
        "une étude rétrospective à visée descriptive",
    ),
    "prosp": (
        "une étude prospective et descriptive",
        "une étude descriptive à collecte prospective des données",
        "une étude prospective à visée descriptive et analytique",
        "une étude observationnelle prospective",
    ),
    "trans": (
        "une étude transversale descriptive",
        "une étude transversale à visée descriptive et analytique",
        "une enquête transversale",
    ),
    "cap": (
        "une enquête transversale de type connaissances, attitudes et pratiques",
        "une étude transversale descriptive par questionnaire",
        "une enquête par questionnaire, anonyme et transversale,",
    ),
    "ct": ("une étude cas-témoins", "une étude analytique de type cas-témoins"),
}
DURATIONS: dict[str, tuple[int, ...]] = {
    "retro": (12, 18, 24, 24, 36, 48, 60),
    "prosp": (6, 9, 12, 12, 18, 24),
    "trans": (2, 3, 3, 4, 6),
    "cap": (1, 2, 3),
    "ct": (6, 12, 18),
}
AIMS = (
    "L’objectif de ce travail était {of_aim}.",
    "L’objectif de notre étude était {of_aim}.",
    "Le but de cette étude était {of_aim}.",
    "Nous nous sommes proposé {of_aim}.",
    "Ce travail visait à {aim}.",
    "Nous avons mené cette étude afin {of_aim}.",
    "Notre objectif était {of_aim}.",
)
DESIGN_SENTENCES = (
    "Il s’agissait d’{design} menée {setting} {period}.",
    "Nous avons réalisé {design} {setting} {period}.",
    "Il s’est agi d’{design} conduite {setting} {period}.",
    "Nous avons conduit {design} {period}, {setting}.",
)
INCLUSIONS = (
    "L’étude a porté sur {who}.",
    "Nous avons retenu {who}.",
    "La population d’étude comprenait {who}.",
    "Le recrutement a concerné {who}.",
    "Nous avons inclus {who}.",
)
EXCLUSIONS: dict[str, tuple[str, ...]] = {
    "retro": (
        "Les dossiers incomplets ou inexploitables n’ont pas été retenus.",
        "Les dossiers incomplets ont été exclus.",
    ),
    "prosp": (
        "Le consentement éclairé des intéressés ou de leurs proches a été obtenu.",
        "Les perdus de vue et les refus de participer n’ont pas été inclus.",
        "Les données ont été recueillies sur une fiche d’enquête prétestée.",
    ),
    "trans": (
        "Les données ont été recueillies sur une fiche d’enquête prétestée.",
        "La participation était libre, après consentement éclairé verbal.",
    ),
    "cap": (
        "Un questionnaire anonyme, prétesté, a été administré en français ou en bambara.",
        "La participation était volontaire et anonyme.",
    ),
    "ct": ("Les témoins étaient recrutés dans la même structure et sur la même période.",),
}
VARIABLES = (
    "Les variables étudiées étaient {variables}.",
    "Nous avons analysé {variables}.",
    "Les paramètres recueillis étaient {variables}.",
    "Les variables d’intérêt étaient {variables}.",
)
ANALYSES = (
    "Les données ont été saisies et analysées avec Epi Info 7.2.",
    "L’analyse a été faite avec le logiciel SPSS 25.0.",
    "La saisie a été faite sur Excel 2016 et l’analyse avec SPSS 22.0.",
    "Les données ont été analysées avec R 4.2.",
)
TESTS = (
    "Les proportions ont été comparées par le test du khi-deux, au seuil de 5 %.",
    "Les tests du khi-deux et exact de Fisher ont été utilisés avec un seuil de significativité de 5 %.",
    "Une valeur de p inférieure à 0,05 était considérée comme significative.",
)
NEEDS = (
    "Peu de données locales sont disponibles sur ce sujet, alors qu’elles sont nécessaires pour organiser les soins.",
    "Les études publiées au Mali sur cette question sont rares et le plus souvent anciennes.",
    "À notre connaissance, cette question a été peu étudiée dans notre pays.",
    "L’absence de travail récent sur ce sujet dans notre contexte a motivé cette étude.",
    "Ces données manquent pour adapter nos protocoles aux réalités du terrain.",
)
SAMPLINGS: dict[str, tuple[str, ...]] = {
    "retro": (
        "Le recrutement était exhaustif, à partir des registres et des dossiers disponibles.",
        "Tous les dossiers répondant à ces critères ont été analysés, sans échantillonnage.",
    ),
    "prosp": (
        "Le recrutement était consécutif et exhaustif, et chaque inclusion a été validée par un médecin senior.",
        "Le recrutement était consécutif, jusqu’au terme de la période prévue par le protocole.",
    ),
    "trans": (
        "La taille de l’échantillon a été calculée par la formule de Schwartz, avec une précision de 5 à 8 %.",
        "Les enquêteurs avaient été formés pendant deux jours et supervisés pendant toute la collecte.",
    ),
    "cap": (
        "Les enquêteurs avaient été formés pendant deux jours et supervisés pendant toute la collecte.",
        "La taille de l’échantillon a été calculée par la formule de Schwartz, avec une précision de 5 à 8 %.",
    ),
    "ct": ("L’association avec chaque facteur a été estimée par un odds ratio et son intervalle de confiance à 95 %.",),
}
LIMITS: dict[str, tuple[str, ...]] = {
    "retro": (
        "Le caractère rétrospectif et monocentrique de ce travail invite toutefois à confirmer ces résultats.",
        "La mauvaise tenue de certains dossiers limite la portée de ces résultats.",
        "Une étude prospective et multicentrique permettrait de préciser ces résultats.",
    ),
    "prosp": (
        "Un suivi plus long, sur un effectif plus important, reste nécessaire.",
        "Ces résultats, obtenus dans un seul lieu, méritent d’être confirmés par une étude multicentrique.",
    ),
    "trans": (
        "Le caractère transversal de l’enquête ne permet pas de conclure à une relation de cause à effet.",
        "Ces résultats seront restitués aux équipes et aux autorités sanitaires locales.",
    ),
    "cap": (
        "Le biais de désirabilité, propre aux enquêtes déclaratives, doit être gardé à l’esprit.",
        "Ces résultats seront restitués aux équipes et aux autorités sanitaires locales.",
    ),
    "ct": ("Ces associations devront être vérifiées sur un effectif plus important.",),
}
ETHICS = (
    "L’anonymat et la confidentialité ont été respectés.",
    "L’autorisation de la direction a été obtenue et l’anonymat respecté.",
)
OPENINGS = (
    "Nous avons colligé {n} {people}.",
    "L’échantillon comprenait {n} {people}.",
    "Au total, nous avons enregistré {n} {people}.",
    "L’analyse a porté sur {n} {people}.",
    "Durant la période d’étude, {n} {people} répondaient à nos critères.",
)
OPENINGS_AMONG = (
    "Sur {total} {among}, nous avons recensé {n} {people}, soit une fréquence de {share}.",
    "Durant la période, {n} {people} ont été retrouvés parmi {total} {among}, soit {share}.",
    "La fréquence était de {share} ({n} {people} sur {total} {among}).",
)
AGES = (
    "L’âge moyen était de {mean} ± {sd} {unit}, avec des extrêmes de {low} et {high} {unit}.",
    "L’âge moyen était de {mean} {unit} (extrêmes : {low} et {high} {unit}).",
    "La moyenne d’âge était de {mean} ± {sd} {unit} [{low} - {high}].",
    "L’âge variait de {low} à {high} {unit}, avec une moyenne de {mean} ± {sd} {unit}.",
)
AGES_FROM_BIRTH = (
    "L’âge moyen était de {mean} ± {sd} {unit}, l’âge maximal étant de {high} {unit}.",
    "La moyenne d’âge était de {mean} ± {sd} {unit} (maximum : {high} {unit}).",
)


@dataclass
class Draft:
    """The sentences of one original abstract, with those that may be left out for length."""

    sections: dict[str, list[str]]
    spare: list[str] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """Join the sentences of each section."""
        return {key: " ".join(sentences) for key, sentences in self.sections.items()}

    def fit(self, target: int) -> dict[str, str]:
        """Leave spare sentences out, in their order, until the abstract is no longer than the target."""
        for sentence in self.spare:
            if word_count(self.texts()) <= target:
                break
            for sentences in self.sections.values():
                if sentence in sentences:
                    sentences.remove(sentence)
        return self.texts()


def word_count(sections: dict[str, str]) -> int:
    """Count the words of a body as the submission form does."""
    return sum(len(text.split()) for text in sections.values())


def compose_original(
    rng: random.Random, topic: Topic, place: Place, specialty_code: str
) -> tuple[str, dict[str, str], str]:
    """Write one original study: its title, its four sections, its period."""
    figures = Figures(rng, rng.randint(*topic.n), place, people=topic.people)
    period, years = _period(rng, topic)
    findings = [figures.fill(finding) for finding in topic.findings]
    methods, method_spare = _methods(rng, topic, place, SERVICES[specialty_code], period)
    need, limit = rng.choice(NEEDS), rng.choice(LIMITS[topic.design])
    draft = Draft(
        sections={
            "introduction": [topic.context, need, _aim(rng, topic)],
            "methods": [figures.fill(sentence) for sentence in methods],
            "results": [_opening(rng, topic, figures), *_demography(rng, topic, figures), *findings],
            "conclusion": [topic.conclusion, limit],
        },
    )
    extras = findings[4:]
    frame = [*method_spare, need, limit]
    draft.spare = [*rng.sample(frame, len(frame)), *reversed(extras)]
    target = min(LONGEST, max(SHORTEST_TARGET, round(rng.gauss(TYPICAL, SPREAD))))
    return figures.fill(topic.title), draft.fit(target), years


def compose_case(rng: random.Random, case: Case, place: Place) -> tuple[str, dict[str, str], str]:
    """Write one clinical case: its title, its three sections, no period."""
    figures = Figures(rng, 1, place)
    sections = {"introduction": case.introduction, "observation": case.observation, "discussion": case.discussion}
    return figures.fill(case.title), {key: figures.fill(text) for key, text in sections.items()}, ""


def _aim(rng: random.Random, topic: Topic) -> str:
    """Announce what the study set out to do."""
    of_aim = f"d’{topic.aim}" if topic.aim[0] in VOWELS else f"de {topic.aim}"
    return rng.choice(AIMS).format(aim=topic.aim.replace(" et d’", " et à "), of_aim=of_aim)


def _period(rng: random.Random, topic: Topic) -> tuple[str, str]:
    """Place the study in time, and give the years it covers."""
    months = rng.choice([months for months in DURATIONS[topic.design] if months <= _longest(topic)])
    last = LAST_MONTH - rng.choice((0, 0, 1, 2, 3, 3, 5, 8, 9, 12, 15))
    first = last - months + 1
    start, end = (f"{MONTHS[month % 12]} {month // 12}" for month in (first, last))
    if first // 12 == last // 12:
        start = MONTHS[first % 12]
    years = f"{first // 12}-{last // 12}" if first // 12 != last // 12 else str(last // 12)
    if months == 1:
        return f"en {end}", years
    of_start = f"d’{start}" if start[0] in VOWELS else f"de {start}"
    return rng.choice((f"{of_start} à {end}", f"{of_start} à {end}, soit {months} mois")), years


def _longest(topic: Topic) -> int:
    """Keep a study short when it gathers many patients: a busy service sees them within months."""
    if topic.n[1] >= MANY:
        return 12
    return 24 if topic.n[1] >= SEVERAL else 60


def _methods(rng: random.Random, topic: Topic, place: Place, service: str, period: str) -> tuple[list[str], list[str]]:
    """Describe how the study was made, and tell which of its sentences may be left out."""
    setting = f"dans {service} {place.of}" if place.has_services else place.at
    design = rng.choice(DESIGNS[topic.design])
    head = rng.choice(DESIGN_SENTENCES).format(design=design, setting=setting, period=period).replace(",.", ".")
    population = [rng.choice(INCLUSIONS).format(who=topic.who)]
    if topic.variables:
        population.append(rng.choice(VARIABLES).format(variables=topic.variables))
    recruitment = [rng.choice(SAMPLINGS[topic.design]), rng.choice(EXCLUSIONS[topic.design])]
    analysis = [rng.choice(ANALYSES), rng.choice(TESTS), rng.choice(ETHICS)]
    return [head, *population, *recruitment, *analysis], [*recruitment, *analysis]


def _opening(rng: random.Random, topic: Topic, figures: Figures) -> str:
    """Say how many were studied, and among how many."""
    if topic.among is None:
        return rng.choice(OPENINGS).format(n=whole(figures.n), people=topic.people)
    among, low, high = topic.among
    total = round(figures.n * 100 / rng.uniform(low, high))
    share = percentage(figures.n, total)
    return rng.choice(OPENINGS_AMONG).format(
        n=whole(figures.n), people="cas", total=whole(total), among=among, share=share
    )


def _demography(rng: random.Random, topic: Topic, figures: Figures) -> list[str]:
    """Tell the age and sex of those studied, when the topic reports them."""
    sentences: list[str] = []
    if topic.age is not None:
        mean, sd, low, high = topic.age
        sentences.append(
            rng.choice(AGES if low >= 1 else AGES_FROM_BIRTH).format(
                mean=decimal(mean * rng.uniform(0.96, 1.04)),
                sd=decimal(sd * rng.uniform(0.9, 1.1)),
                low=round(low),
                high=round(high - rng.uniform(0, 0.06) * (high - mean)),
                unit=topic.age_unit,
            )
        )
    if topic.women is not None:
        sentences.append(_sexes(rng, round(figures.n * rng.uniform(*topic.women) / 100), figures.n))
    return sentences


def _sexes(rng: random.Random, women: int, n: int) -> str:
    """Tell which sex was the more numerous."""
    men = n - women
    if women > men:
        return rng.choice(
            (
                f"Le sexe féminin prédominait ({percentage(women, n)}).",
                f"Le sex-ratio (H/F) était de {decimal(men / women, 2)}.",
                f"On notait une prédominance féminine ({percentage(women, n)}).",
            )
        )
    ratio = decimal(men / women, 2) if women else ""
    forms: Sequence[str] = (
        f"Le sexe masculin représentait {percentage(men, n)}.",
        f"Une prédominance masculine était notée ({percentage(men, n)}).",
        f"Le sex-ratio (H/F) était de {ratio}.",
        f"Le sexe masculin était majoritaire avec un sex-ratio de {ratio}.",
    )
    return rng.choice(forms if women else forms[:2])

"""What the eighth edition has accepted already: enough communications to compose a programme from nothing."""

from itertools import cycle, product
from random import Random

from conference.models import Edition, ParticipationRole, Presentation, PresentationAuthor, PresentationKind
from conference.models.programme import CODE_LETTERS
from conference.services.presentations import MINUTES, USUAL_MINUTES, take_part
from core.audit import SYSTEM
from core.db import db, next_number
from core.demo import Scene
from people.models import Person

ORALS, SEED = 35, 8
PLACES = ("Ségou", "Niono", "Markala", "San", "Bla")
SUBJECTS = (
    ("GYNO", "Hémorragies du post-partum"), ("PEDI", "Convulsions fébriles de l’enfant"),
    ("CHGE", "Péritonites aiguës généralisées"), ("SPUB", "Couverture de la consultation prénatale"),
    ("ANES", "Rachianesthésie pour césarienne"), ("TRAU", "Fractures ouvertes de jambe"),
    ("CARD", "Insuffisance cardiaque du sujet jeune"),
)  # fmt: skip
SYMPOSIUM = ("Continuité des soins", ("Du village au CSCom", "Du CSCom au CSRéf", "Du CSRéf à l’hôpital"))
KEYNOTE = "Un parcours de soins sans rupture : ce que dix ans nous ont appris"


def build(scene: Scene, edition: Edition) -> None:
    """Bring in communications of seven specialties, three talks of a symposium and a conférence, all waiting."""
    rng = Random(SEED)
    speakers = cycle(rng.sample(scene.things["crowd"]["specialist"][:-20], ORALS - 5))  # a few present twice
    specialties = scene.things["specialties"]
    for (code, subject), place in product(SUBJECTS, PLACES):
        title = f"{subject} à {place} : à propos de {rng.randint(24, 180)} cas"
        talk = accepted(edition, PresentationKind.ORAL, title, next(speakers))
        talk.specialty = specialties[code]
    theme, titles = SYMPOSIUM
    for rank, title in enumerate(titles, start=1):
        talk = accepted(edition, PresentationKind.SYMPOSIUM_TALK, title, next(speakers))
        talk.theme, talk.rank = theme, rank
    accepted(edition, PresentationKind.KEYNOTE, KEYNOTE, next(speakers))
    db.session.flush()


def accepted(edition: Edition, kind: PresentationKind, title: str, speaker: Person) -> Presentation:
    """Bring in one presentation that waits for a session."""
    letters = CODE_LETTERS[kind]
    talk = Presentation(
        edition=edition,
        code=f"{letters}-{next_number(f'{edition.slug}/{letters}'):03d}",
        kind=kind,
        title=title,
        minutes=MINUTES.get(kind, USUAL_MINUTES),
        synthetic=True,
        authors=[PresentationAuthor(person=speaker, position=1, is_presenter=True)],
    )
    db.session.add(talk)
    take_part(edition, speaker, ParticipationRole.PRESENTER, by=SYSTEM)
    return talk

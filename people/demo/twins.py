"""A few people of the demonstration who are in the books twice, as it happens: typed again, married, one letter off."""

from sqlalchemy import select

from core.audit import SYSTEM
from core.db import db
from core.demo import Scene
from people.models import CouncilRecord, Person, User
from people.services.persons import Details, add, kept_of

COUNCIL = "segou"


def build(scene: Scene) -> None:
    """Enter again, under another spelling, four people of the crowd who are in the council's books."""
    council = scene.things["councils"][COUNCIL]
    has_account = select(User.person_id)
    known = select(Person).join(CouncilRecord).where(CouncilRecord.council_id == council.id, Person.synthetic)
    whole = known.where(Person.id.not_in(has_account), Person.structure_id.is_not(None), Person.known_as == "")
    people = list(db.session.scalars(whole.where(Person.used_name == "", Person.phone != "").order_by(Person.id)))
    letters, reversed_names, married, numbered = (people[place] for place in (3, 40, 77, 120))
    twins = (
        (letters, {"family_name": _misspelt(letters.family_name), "phone": "", "email": ""}),
        (
            reversed_names,
            {"given_names": reversed_names.family_name.upper(), "family_name": reversed_names.given_names, "email": ""},
        ),
        (married, {"used_name": f"{married.family_name}/Sow", "phone": "", "title": "Mme"}),
        (
            numbered,
            {"given_names": numbered.given_names.split()[0], "email": "", "structure": "Hopital Nianankoro Fomba"},
        ),
    )
    for person, otherwise in twins:
        said = {name: value for name, value in kept_of(person).items() if name != "specialty"} | otherwise
        details = Details(specialty=person.specialty, **said)
        add(council, details, by=SYSTEM).person.synthetic = True
    db.session.flush()


def _misspelt(name: str) -> str:
    """Return a name with its last letter but one doubled, as one hears it."""
    return f"{name[:-1]}{name[-2:]}"

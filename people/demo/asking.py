"""Somebody of the demonstration who asks to be erased, so that the page that answers has something to answer."""

from sqlalchemy import select

from core.db import db
from core.demo import Scene
from people.models import CouncilRecord, Person, User
from people.services import erasing

COUNCIL, WHOM = "segou", 60


def build(scene: Scene) -> None:
    """Have one of the crowd, who neither signs in nor acts for the council, ask for erasure."""
    council = scene.things["councils"][COUNCIL]
    known = select(Person).join(CouncilRecord).where(CouncilRecord.council_id == council.id, Person.synthetic)
    plain = known.where(Person.id.not_in(select(User.person_id)), Person.email != "").order_by(Person.id)
    person = db.session.scalars(plain.offset(WHOM).limit(1)).one()
    erasing.ask(person, council, by=person)

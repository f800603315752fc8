"""The open registration of the eighth edition: some have paid, some say they have, some owe."""

from datetime import timedelta

from core import clock
from core.audit import SYSTEM
from core.db import db
from core.demo import Scene
from people.models import Person
from registration.demo.seats import categories
from registration.models import Method
from registration.queries.seats import order_of
from registration.services import payments, seats

PAID, DECLARED = 8, 5
SEATS = 300


def build(scene: Scene) -> None:
    """Bring in the categories and the first registrations, by the services everybody uses."""
    edition = scene.things["upcoming"]
    today = clock.now()
    made = categories(edition, (today - timedelta(days=60)).date(), SEATS)
    db.session.add_all(made)
    db.session.flush()
    people: list[Person] = [scene.things["personas"]["participant"], *scene.things["crowd"]["generalist"][-19:]]
    with clock.stopped(today - timedelta(days=4)):
        for place, person in enumerate(people):
            registration = seats.register(edition, person, made[1], by=SYSTEM)
            registration.synthetic = True
            if place < PAID + DECLARED:
                order = order_of(registration)
                payment = payments.declare(
                    order, Method.ORANGE_MONEY, order.total, reference=f"OM-DEMO-{place:03d}", by=SYSTEM
                )
                if place < PAID:
                    payments.validate(payment, by=SYSTEM)
    db.session.flush()

"""Who of the demonstration may be one person, compared as the worker does."""

from core.db import db
from core.demo import Scene
from people.services import weighing


def build(_scene: Scene) -> None:
    """Keep the pairs, so that they are there before a worker runs."""
    db.session.flush()
    weighing.keep(weighing.weigh(weighing.waiting()))

"""What goes by itself once it is old: every rule of every package, once a day, one line in the log for each run."""

from datetime import datetime
from typing import Any

from flask import Flask, current_app
from huey import crontab
from sqlalchemy.orm import Mapped

from core import audit, clock
from core.audit import SYSTEM
from core.db import Base, db, transaction
from core.personal import all_rules

AT_NIGHT = crontab(minute="10", hour="3")


class RetentionRun(Base):
    """One run of the rules, with how many rows each took away."""

    __tablename__ = "retention_run"

    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]

    scope = ""


def due() -> dict[str, int]:
    """Return how many rows each rule would take away now."""
    return {rule.key: len(rule.due()) for rule in all_rules()}


def run() -> dict[str, int]:
    """Take away what is too old, by each rule, all in one transaction; return how many rows of each."""
    with transaction():
        counts = {}
        for rule in all_rules():
            counts[rule.key] = len(found := rule.due())
            rule.drop(found)
        made = RetentionRun(at=clock.now(), counts=counts)
        db.session.add(made)
        audit.log(made, "ran", by=SYSTEM, **counts)
    return counts


def install(app: Flask) -> None:
    """Have the worker of an application run the rules once a day, in the night."""

    def running() -> None:
        with app.app_context():
            counts = run()
            current_app.logger.info("retention: %s", {key: count for key, count in counts.items() if count})

    app.extensions["huey"].huey.periodic_task(AT_NIGHT, name="retention")(running)

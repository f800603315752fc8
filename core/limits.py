"""How often something may be tried: buckets in the database, so that all processes count together.

A bucket holds so many tries and fills again evenly. One statement takes a try or finds none left. Nobody is locked out
for good: at worst the next try is taken a moment later.
"""

import hashlib
import math
import random
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import BigInteger, String, bindparam, delete, text
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Base, db, transaction
from core.errors import TooOften
from core.i18n import ngettext

ONE_IN = 200  # takings, at which full buckets are thrown away


class Bucket(Base):
    """The tries of one kind that one somebody has left: it is full again at `full_at`, in milliseconds since 1970."""

    __tablename__ = "bucket"
    is_audited = False

    key: Mapped[str] = mapped_column(String(64), unique=True)
    full_at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True)
class Limit:
    """So many tries of one kind in so many minutes."""

    kind: str
    most: int
    minutes: int

    @property
    def period(self) -> int:
        """Return how many milliseconds an empty bucket takes to fill."""
        return self.minutes * 60_000

    @property
    def step(self) -> int:
        """Return how many milliseconds pass until one more try is there."""
        return self.period // self.most


TAKE = text(
    "INSERT INTO bucket (key, full_at) VALUES (:key, :now + :step)"
    " ON CONFLICT (key) DO UPDATE"
    " SET full_at = CASE WHEN bucket.full_at > :now THEN bucket.full_at ELSE :now END + :step"
    " WHERE CASE WHEN bucket.full_at > :now THEN bucket.full_at ELSE :now END + :step <= :now + :period"
    " RETURNING full_at"
).bindparams(*(bindparam(name, type_=BigInteger()) for name in ("now", "step", "period")))


def take(*tries: tuple[Limit, str]) -> None:
    """Count one try against each limit, for whoever is named beside it; raise TooOften when one has none left.

    The names are kept as fingerprints. A try that is refused by one limit is not counted against the others.
    """
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    with transaction(of_form=False):
        for limit, whose in tries:
            if not _taken(limit, whose):
                raise TooOften(_sentence(limit), wait=math.ceil(limit.step / 1000))
        if random.randrange(ONE_IN) == 0:  # noqa: S311 - a broom, not a secret
            db.session.execute(delete(Bucket).where(Bucket.full_at < _now()))


def _taken(limit: Limit, whose: str) -> bool:
    key = hashlib.sha256(f"{limit.kind} {whose}".encode()).hexdigest()
    facts = {"key": key, "now": _now(), "step": limit.step, "period": limit.period}
    return db.session.scalar(TAKE, facts) is not None


def _now() -> int:
    return int(clock.now().timestamp() * 1000)


def _sentence(limit: Limit) -> str:
    minutes = math.ceil(limit.step / 60_000)
    return ngettext(
        "Too many tries in a short time; nothing was changed. Wait %(num)d minute, then try again.",
        "Too many tries in a short time; nothing was changed. Wait %(num)d minutes, then try again.",
        minutes,
    )

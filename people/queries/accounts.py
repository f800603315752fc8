"""Finding accounts."""

from collections.abc import Iterable

from sqlalchemy import select

from core.db import db
from people.models import User


def find_accounts(numbers: Iterable[int]) -> list[User]:
    """Return the accounts of these numbers that are not disabled, in their order. One query."""
    return list(db.session.scalars(select(User).where(User.id.in_(set(numbers)), User.enabled).order_by(User.id)))

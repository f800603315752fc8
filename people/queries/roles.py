"""Who holds which role where, now."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from core import clock
from core.db import db
from core.errors import NotFound
from people.models import Council, Person, Role, RoleHeld, User


def roles_of(person: Person) -> list[RoleHeld]:
    """Return the roles a person's account holds now, over all councils. One query."""
    statement = select(RoleHeld).join(User, RoleHeld.user_id == User.id)
    return list(db.session.scalars(statement.where(User.person_id == person.id, is_living())))


def roles_held_in(council_ids: Iterable[int]) -> list[RoleHeld]:
    """Return every role held now in some councils, with who holds it, the longest held first. One query."""
    statement = (
        select(RoleHeld)
        .join(RoleHeld.user)
        .where(RoleHeld.council_id.in_(set(council_ids)), User.enabled, is_living())
        .options(joinedload(RoleHeld.user))
        .order_by(RoleHeld.since, RoleHeld.id)
    )
    return list(db.session.scalars(statement))


def roles_over(user: User, council_id: int) -> set[Role]:
    """Return the roles an account holds now over a whole council, not over one edition of it only. One query."""
    held = select(RoleHeld.role).where(RoleHeld.user_id == user.id, RoleHeld.council_id == council_id, is_living())
    return set(db.session.scalars(held.where(RoleHeld.edition_id.is_(None))))


def find_role(council: Council, number: int) -> RoleHeld:
    """Return a role held now in a council by its number, or raise NotFound. One query."""
    found = db.session.scalar(select(RoleHeld).filter_by(id=number, council_id=council.id).where(is_living()))
    if found is None:
        raise NotFound
    return found


def is_living() -> ColumnElement[bool]:
    """Return the condition that a role has not ended."""
    return RoleHeld.until.is_(None) | (RoleHeld.until > clock.now())

"""Where somebody is signed in."""

from sqlalchemy import select

from core import clock
from core.db import db
from people.models import SignIn, User


def browsers_of(user: User) -> list[SignIn]:
    """Return the browsers in which an account is signed in, the one seen last first. One query."""
    living = select(SignIn).filter_by(user_id=user.id, ended_at=None, awaits_code=False)
    moment = clock.now()
    found = db.session.scalars(living.order_by(SignIn.seen_at.desc(), SignIn.id.desc()))
    return [present for present in found if not present.is_over(moment)]

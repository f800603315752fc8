"""Finding tokens, and what one can be made for."""

from flask import current_app
from sqlalchemy import select

from core import clock
from core.db import db
from core.errors import NotFound
from people.models import Role, Scope, Token, User
from people.permissions import SCOPES, RolesAuthority


def tokens_of(user: User) -> list[Token]:
    """Return the tokens of an account that still open something, the newest first. One query."""
    living = select(Token).where(Token.user_id == user.id, Token.ends_at > clock.now())
    return list(db.session.scalars(living.order_by(Token.id.desc())))


def find_token(user: User, number: int) -> Token:
    """Return a token of an account by its number, or raise NotFound. One query."""
    if found := db.session.scalar(select(Token).filter_by(id=number, user_id=user.id)):
        return found
    raise NotFound


def scopes_open_to(roles: set[Role]) -> list[Scope]:
    """Return what whoever holds some roles may make a token for, in the order of the list."""
    authority: RolesAuthority = current_app.extensions["authority"]
    allowed = frozenset[str]().union(*(authority.permissions_of(role) for role in roles))
    return [scope for scope in Scope if SCOPES[scope] <= allowed]

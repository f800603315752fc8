"""Who may do what: roles hold permissions, people hold roles for a council or for one edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from core import clock, i18n
from core.db import db
from core.i18n import gettext as _
from people.models import Council, Person, Role, RoleHeld, Scope, Token, User
from people.words import ROLES, said_of


class Can(StrEnum):
    """What the pages of people ask for."""

    ADMINISTER = "people.administer"
    SEE_PEOPLE = "people.see"
    EDIT_PEOPLE = "people.edit"
    GIVE_ROLES = "people.give-roles"
    SEE_REGISTER = "people.see-register"
    KEEP_REGISTER = "people.keep-register"
    PROTECT_DATA = "people.protect-data"


GRANTS: Mapping[Role, frozenset[StrEnum]] = {
    Role.ADMINISTRATOR: frozenset(Can),
    Role.PRESIDENT: frozenset({Can.GIVE_ROLES, Can.SEE_PEOPLE, Can.SEE_REGISTER}),
    Role.SECRETARY_GENERAL: frozenset(
        {Can.GIVE_ROLES, Can.SEE_PEOPLE, Can.EDIT_PEOPLE, Can.SEE_REGISTER, Can.KEEP_REGISTER, Can.PROTECT_DATA}
    ),
}
# What a token opens, by what it is made for: never more than the roles of its holder allow at that moment. Permissions
# of packages above this one are called by their name.
SCOPES: Mapping[Scope, frozenset[str]] = {
    Scope.PEOPLE: frozenset({Can.SEE_PEOPLE}),
    Scope.REGISTER: frozenset({Can.SEE_REGISTER}),
    Scope.PROGRAMME: frozenset({"conference.schedule"}),
}
TOLD_FOR = timedelta(days=30)  # how long somebody is told that a role of theirs ended, and not that nothing is there
# Roles that see money, everybody's data or what is still secret: where a second factor is required, they need it.
POWERS = frozenset(
    {Role.ADMINISTRATOR, Role.PRESIDENT, Role.SECRETARY_GENERAL, Role.CHAIR, Role.SCHEDULER, Role.TREASURER}
)
# Which roles the holders of a role may give and take back: none above their own.
MAY_GIVE: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.PRESIDENT: frozenset(Role) - {Role.ADMINISTRATOR},
    Role.SECRETARY_GENERAL: frozenset(Role) - {Role.ADMINISTRATOR, Role.PRESIDENT},
}


@dataclass(frozen=True)
class Place:
    """The council, and perhaps the edition, that an address speaks of."""

    council_id: int
    edition_id: int | None


def roles_in(user: User, place: Place) -> frozenset[Role]:
    """Return the roles an account holds now in a place: those of the edition and those of its council."""
    here = RoleHeld.edition_id.is_(None) | (RoleHeld.edition_id == place.edition_id)
    held = select(RoleHeld.role).where(
        RoleHeld.user_id == user.id,
        RoleHeld.council_id == place.council_id,
        here,
        (RoleHeld.until.is_(None)) | (RoleHeld.until > clock.now()),
    )
    return frozenset(db.session.scalars(held))


def roles_ended_in(user: User, place: Place) -> list[RoleHeld]:
    """Return the roles an account held in a place until lately, the last first. One query."""
    here = RoleHeld.edition_id.is_(None) | (RoleHeld.edition_id == place.edition_id)
    held = select(RoleHeld).where(RoleHeld.user_id == user.id, RoleHeld.council_id == place.council_id, here)
    lately = held.where(RoleHeld.until <= clock.now(), RoleHeld.until > clock.now() - TOLD_FOR)
    return list(db.session.scalars(lately.order_by(RoleHeld.until.desc())))


def roles_to_give(user: User, council: Council) -> frozenset[Role]:
    """Return the roles that somebody may give and take back in a council, by those they hold over all of it."""
    held = roles_in(user, Place(council.id, None))
    return frozenset().union(*(MAY_GIVE.get(role, frozenset()) for role in held))


def reach_of(token: Token) -> frozenset[str]:
    """Return what a token was made for."""
    return frozenset(str(permission) for scope in token.scopes for permission in SCOPES.get(scope, ()))


@dataclass(frozen=True)
class RolesAuthority:
    """Answers what a person may do: the permissions of the roles they hold in the place an address names.

    In a browser that is not trusted, where a second factor is required and was not given, powers sleep. A program may
    no more than its token was made for.
    """

    grants: tuple[Mapping[Role, frozenset[StrEnum]], ...]
    place_of: Callable[[Mapping[str, Any]], Place | None]
    recognise: Callable[[], Person | None]
    is_trusted: Callable[[], bool] = lambda: True
    token_here: Callable[[], Token | None] = lambda: None

    def permissions_of(self, role: Role) -> frozenset[str]:
        """Return everything a role allows, over all packages."""
        return frozenset(str(permission) for grants in self.grants for permission in grants.get(role, ()))

    def permissions(self, user: User, place: Mapping[str, Any]) -> frozenset[str]:
        """Return everything the user may do in the place of an address; nothing in a place that does not exist."""
        roles = self._roles(user, place)
        return self._allowed(roles if self.is_trusted() else roles - POWERS)

    def sleeping(self, user: User, place: Mapping[str, Any]) -> frozenset[str]:
        """Return what the user may do in the place of an address once the second factor is given in this browser."""
        return frozenset() if self.is_trusted() else self._allowed(self._roles(user, place) & POWERS)

    def ended(self, user: User, place: Mapping[str, Any], permission: str) -> str:
        """Return a sentence on the role that ended in the last month and allowed this, or nothing."""
        found = self.place_of(place)
        for held in roles_ended_in(user, found) if found is not None else ():
            if held.until is not None and permission in self.permissions_of(held.role):
                return _(
                    "Your role “%(role)s” ended on %(when)s. What you had saved is kept. If it should go on, ask the"
                    " secretariat of the council.",
                    role=said_of(user.person, ROLES[held.role]),
                    when=i18n.short_moment(held.until, "UTC"),
                )
        return ""

    def _roles(self, user: User, place: Mapping[str, Any]) -> frozenset[Role]:
        found = self.place_of(place)
        return roles_in(user, found) if found is not None else frozenset()

    def _allowed(self, roles: frozenset[Role]) -> frozenset[str]:
        allowed = frozenset().union(*(self.permissions_of(role) for role in roles))
        token = self.token_here()
        return allowed if token is None else allowed & reach_of(token)

    def withheld(self, permission: StrEnum) -> bool:
        """Tell whether the token that a program shows leaves a permission out, whatever its holder may do."""
        token = self.token_here()
        return token is not None and permission not in reach_of(token)

    def scopes_with(self, permission: StrEnum) -> list[str]:
        """Return what a token may be made for that needs a permission."""
        return [scope.value for scope, reach in SCOPES.items() if permission in reach]

    def known_person(self) -> Person | None:
        """Return the person this browser speaks for, by account or by personal link."""
        return self.recognise()

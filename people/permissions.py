"""Who may do what: roles hold permissions, people hold roles for a council or for one edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from core import clock
from core.db import db
from people.models import Person, Role, RoleHeld, User


class Can(StrEnum):
    """What the pages of people ask for."""

    ADMINISTER = "people.administer"


GRANTS: Mapping[Role, frozenset[StrEnum]] = {Role.ADMINISTRATOR: frozenset({Can.ADMINISTER})}


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


@dataclass(frozen=True)
class RolesAuthority:
    """Answers what a person may do: the permissions of the roles they hold in the place an address names."""

    grants: tuple[Mapping[Role, frozenset[StrEnum]], ...]
    place_of: Callable[[Mapping[str, Any]], Place | None]
    recognise: Callable[[], Person | None]

    def permissions_of(self, role: Role) -> frozenset[str]:
        """Return everything a role allows, over all packages."""
        return frozenset(str(permission) for grants in self.grants for permission in grants.get(role, ()))

    def permissions(self, user: User, place: Mapping[str, Any]) -> frozenset[str]:
        """Return everything the user may do in the place of an address; nothing in a place that does not exist."""
        if (found := self.place_of(place)) is None:
            return frozenset()
        return frozenset().union(*(self.permissions_of(role) for role in roles_in(user, found)))

    def known_person(self) -> Person | None:
        """Return the person this browser speaks for, by account or by personal link."""
        return self.recognise()

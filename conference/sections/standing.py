"""What the person of this request is in the editions, asked once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flask import current_app, g
from flask_login import current_user

from conference.models import Edition, HalfDay, ParticipationRole
from conference.queries.standing import Standing, half_days_ahead, standings_of
from core import clock, i18n
from core.db import db
from core.i18n import lazy_gettext as _l
from people.models import Council, Person, Role, RoleHeld
from people.queries.roles import roles_of
from people.words import ROLES, said_of

# As in people.words: the masculine and the feminine form, on either side of a bar.
PARTS = {
    ParticipationRole.DELEGATE: _l("participant|participant"),
    ParticipationRole.PRESENTER: _l("author|author"),
    ParticipationRole.SPEAKER: _l("speaker|speaker"),
    ParticipationRole.CHAIR: _l("session chair|session chair"),
    ParticipationRole.REVIEWER: ROLES[Role.REVIEWER],
    ParticipationRole.ORGANISER: _l("organiser|organiser"),
    ParticipationRole.PRESIDENT: _l("president of the commission|president of the commission"),
    ParticipationRole.COORDINATOR: _l("coordinator|coordinator"),
    ParticipationRole.RESOURCE_PERSON: _l("resource person|resource person"),
    ParticipationRole.FACILITATOR: ROLES[Role.FACILITATOR],
    ParticipationRole.PATRON: _l("patron|patron"),
}


@dataclass(frozen=True)
class Here:
    """A person, and what they are in each edition that concerns them."""

    person: Person
    standings: list[Standing]
    held: list[RoleHeld]

    @cached_property
    def living(self) -> list[Standing]:
        """Return the editions that are not over, the next first."""
        return [standing for standing in reversed(self.standings) if not standing.edition.is_over]

    @cached_property
    def half_days(self) -> dict[int, HalfDay]:
        """Return the half-day that runs or comes next in each living edition."""
        return half_days_ahead(standing.edition for standing in self.living)

    def in_role(self, *roles: Role) -> list[Standing]:
        """Return the living editions in which the person holds one of some roles."""
        return [standing for standing in self.living if standing.roles & set(roles)]

    @cached_property
    def over_councils(self) -> dict[Council, frozenset[Role]]:
        """Return the councils over all of which the person holds roles, and which."""
        over = [held for held in self.held if held.edition_id is None]
        return {
            council: frozenset(held.role for held in over if held.council_id == council.id)
            for council in dict.fromkeys(held.council for held in over)
        }

    def hats(self, edition: Edition | None = None) -> str:
        """Return what the person is, in one edition or in any: « évaluatrice, participante »."""
        asked = [each for each in self.standings if edition is None or each.edition.id == edition.id]
        roles = {role for standing in asked for role in standing.roles}
        if edition is None:
            roles |= {held.role for held in self.held}
        parts = {part for standing in asked for part in standing.parts}
        forms = [*(ROLES[role] for role in Role if role in roles), *(PARTS[p] for p in ParticipationRole if p in parts)]
        return self.said(forms)

    def said(self, forms: Iterable[object]) -> str:
        """Return some forms of words as they are said of the person, each once."""
        return ", ".join(dict.fromkeys(said_of(self.person, form) for form in forms))


def here(person: Person) -> Here:
    """Return what a person is in the editions; asked once a request."""
    if "standing" not in g or g.standing.person is not person:
        held = roles_of(person) if current_user.is_authenticated else []  # a personal link holds none
        g.standing = Here(person, standings_of(person, held), held)
    found: Here = g.standing
    return found


def allowed(roles: Iterable[Role]) -> frozenset[str]:
    """Return all that some roles allow where they are held."""
    authority = current_app.extensions["authority"]
    return frozenset().union(*(authority.permissions_of(role) for role in roles))


def is_running(half_day: HalfDay | None) -> bool:
    """Tell whether a half-day has begun and not ended."""
    return half_day is not None and half_day.starts_at <= clock.now() < half_day.ends_at


def place_name(edition: Edition) -> str:
    """Return an edition's name in the reader's language."""
    return edition.name(i18n.language())


def role_place(held: RoleHeld) -> Iterator[str]:
    """Offer the name of the edition over which a role is held, if it is over one only."""
    if held.edition_id is not None:
        yield place_name(db.session.get_one(Edition, held.edition_id))

"""What programs ask of people, and what they are answered."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from core.api import Asked, Listed
from people.models import RegisterState, Role, Scope


@dataclass(frozen=True)
class RoleThere:
    """A role held now over a council, or over one of its editions only."""

    role: Role
    council: str
    whole_council: bool
    last_day: date | None


@dataclass(frozen=True)
class Myself:
    """Whose token this is, what it may read, and until when."""

    name: str
    token: str
    scopes: list[Scope]
    last_day: date
    roles: list[RoleThere]


@dataclass(frozen=True)
class PeopleAsked(Asked):
    """Which people of a council."""

    q: Annotated[str, "Beginnings of names in any order, an Order number or a structure."] = ""


@dataclass(frozen=True)
class InRegister:
    """What the council's register of the Order says of a person."""

    state: RegisterState
    order_number: str
    section: str


@dataclass(frozen=True)
class InBooks:
    """Somebody in a council's books."""

    id: int
    name: str
    title: str
    given_names: str
    family_name: str
    used_name: str
    known_as: str
    function: str
    structure: str
    city: str
    specialty: str
    register: Annotated[InRegister | None, "Null unless the token was made for the register."]


@dataclass(frozen=True)
class People(Listed):
    """People in a council's books, sorted by name."""

    items: list[InBooks]

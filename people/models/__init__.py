"""The tables of people."""

from people.models.accounts import Role, RoleHeld, SignIn, User
from people.models.councils import Council, Specialty, Structure
from people.models.persons import Person
from people.models.records import CouncilRecord, RegisterState

__all__ = [
    "Council",
    "CouncilRecord",
    "Person",
    "RegisterState",
    "Role",
    "RoleHeld",
    "SignIn",
    "Specialty",
    "Structure",
    "User",
]

"""The tables of people."""

from people.models.accounts import Role, RoleHeld, SignIn, User
from people.models.councils import Council, Specialty, Structure
from people.models.persons import Person

__all__ = ["Council", "Person", "Role", "RoleHeld", "SignIn", "Specialty", "Structure", "User"]

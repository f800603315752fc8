"""The tables of people."""

from people.models.accounts import Role, RoleHeld, User
from people.models.councils import Council, Specialty, Structure
from people.models.persons import Person
from people.models.records import CouncilRecord, RegisterState
from people.models.sign_ins import AccountKey, KeyKind, Reach, RecoveryCode, SecondFactor, SignIn

__all__ = [
    "AccountKey",
    "Council",
    "CouncilRecord",
    "KeyKind",
    "Person",
    "Reach",
    "RecoveryCode",
    "RegisterState",
    "Role",
    "RoleHeld",
    "SecondFactor",
    "SignIn",
    "Specialty",
    "Structure",
    "User",
]

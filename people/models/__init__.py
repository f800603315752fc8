"""The tables of people."""

from people.models.accounts import Role, RoleHeld, User
from people.models.careers import Post
from people.models.councils import Council, Specialty, Structure
from people.models.finding import PersonWord
from people.models.merges import Distinct, Merge
from people.models.persons import Person
from people.models.records import CouncilRecord, RegisterState
from people.models.sign_ins import AccountKey, KeyKind, Reach, RecoveryCode, SecondFactor, SignIn

__all__ = [
    "AccountKey",
    "Council",
    "CouncilRecord",
    "Distinct",
    "KeyKind",
    "Merge",
    "Person",
    "PersonWord",
    "Post",
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

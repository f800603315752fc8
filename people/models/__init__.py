"""The tables of people."""

from people.models.accounts import Role, RoleHeld, User
from people.models.careers import Post
from people.models.councils import Council, Specialty, Structure
from people.models.finding import PersonWord
from people.models.likely import LikelyPair
from people.models.merges import Distinct, Merge, StructureMerge
from people.models.persons import Person
from people.models.privacy import DAYS_TO_ANSWER, Consent, ErasureRequest, Filing, Use
from people.models.records import CouncilRecord, RegisterState
from people.models.register import (
    Decision,
    DoubtReason,
    FileKind,
    Known,
    Outcome,
    RegisterDoubt,
    RegisterEntry,
    RegisterImport,
    RegisterRow,
)
from people.models.sign_ins import AccountKey, KeyKind, Reach, RecoveryCode, SecondFactor, SignIn
from people.models.tokens import Scope, Token
from people.states import ErasureState

__all__ = [
    "DAYS_TO_ANSWER",
    "AccountKey",
    "Consent",
    "Council",
    "CouncilRecord",
    "Decision",
    "Distinct",
    "DoubtReason",
    "ErasureRequest",
    "ErasureState",
    "FileKind",
    "Filing",
    "KeyKind",
    "Known",
    "LikelyPair",
    "Merge",
    "Outcome",
    "Person",
    "PersonWord",
    "Post",
    "Reach",
    "RecoveryCode",
    "RegisterDoubt",
    "RegisterEntry",
    "RegisterImport",
    "RegisterRow",
    "RegisterState",
    "Role",
    "RoleHeld",
    "Scope",
    "SecondFactor",
    "SignIn",
    "Specialty",
    "Structure",
    "StructureMerge",
    "Token",
    "Use",
    "User",
]

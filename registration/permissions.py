"""What the desk, the treasurer and the committee ask for, and which roles may do it."""

from collections.abc import Mapping
from enum import StrEnum

from people.models import Role


class Can(StrEnum):
    """Permissions over registrations, money, doors and certificates."""

    SEE_REGISTRATIONS = "registration.see"
    VALIDATE_PAYMENTS = "registration.validate-payments"
    WORK_AT_DESK = "registration.work-at-desk"
    ISSUE_CERTIFICATES = "registration.issue-certificates"


GRANTS: Mapping[Role, frozenset[StrEnum]] = {
    Role.SECRETARY_GENERAL: frozenset({Can.SEE_REGISTRATIONS, Can.WORK_AT_DESK, Can.ISSUE_CERTIFICATES}),
    Role.PRESIDENT: frozenset({Can.SEE_REGISTRATIONS, Can.ISSUE_CERTIFICATES}),
    Role.TREASURER: frozenset({Can.SEE_REGISTRATIONS, Can.VALIDATE_PAYMENTS}),
    Role.DESK: frozenset({Can.WORK_AT_DESK}),
}

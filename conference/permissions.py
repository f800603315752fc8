"""What the pages of an edition ask for, and which roles may do it."""

from collections.abc import Mapping
from enum import StrEnum

from people.models import Role


class Can(StrEnum):
    """Permissions over an edition and its programme."""

    SEE_COMMITTEE = "conference.see-committee"
    SCHEDULE = "conference.schedule"
    PUBLISH = "conference.publish"
    RECORD_DELIVERY = "conference.record-delivery"
    READ_OUTBOX = "conference.read-outbox"
    LEAD = "conference.lead"
    SET_IDENTITY = "conference.set-identity"


EVERYTHING = frozenset(Can)
GRANTS: Mapping[Role, frozenset[StrEnum]] = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.PRESIDENT: frozenset({Can.SEE_COMMITTEE, Can.LEAD, Can.READ_OUTBOX, Can.SET_IDENTITY}),
    Role.SECRETARY_GENERAL: EVERYTHING,
    Role.CHAIR: frozenset({Can.SEE_COMMITTEE, Can.SCHEDULE, Can.PUBLISH, Can.READ_OUTBOX}),
    Role.SCHEDULER: frozenset({Can.SEE_COMMITTEE, Can.SCHEDULE, Can.PUBLISH, Can.RECORD_DELIVERY}),
    Role.TREASURER: frozenset({Can.SEE_COMMITTEE}),
    Role.DESK: frozenset(),
    Role.ROOM_SECRETARY: frozenset({Can.RECORD_DELIVERY}),
    Role.FACILITATOR: frozenset({Can.SEE_COMMITTEE}),
    Role.PARTNER: frozenset(),
    Role.AUTHORITY: frozenset(),
}

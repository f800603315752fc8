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
    READ_ALL_MESSAGES = "conference.read-all-messages"
    WRITE_MESSAGES = "conference.write-messages"
    LEAD = "conference.lead"
    SET_IDENTITY = "conference.set-identity"
    READ_HISTORY = "conference.read-history"
    SET_UP = "conference.set-up"


EVERYTHING = frozenset(Can)
OUTBOX = frozenset({Can.READ_OUTBOX, Can.WRITE_MESSAGES})  # of what their other roles let them know about
GRANTS: Mapping[Role, frozenset[StrEnum]] = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.PRESIDENT: OUTBOX | {Can.SEE_COMMITTEE, Can.LEAD, Can.READ_ALL_MESSAGES, Can.SET_IDENTITY, Can.READ_HISTORY},
    Role.SECRETARY_GENERAL: EVERYTHING - {Can.SET_UP},
    Role.CHAIR: OUTBOX | {Can.SEE_COMMITTEE, Can.SCHEDULE, Can.PUBLISH},
    Role.SCHEDULER: frozenset({Can.SEE_COMMITTEE, Can.SCHEDULE, Can.PUBLISH, Can.RECORD_DELIVERY}),
    Role.TREASURER: OUTBOX | {Can.SEE_COMMITTEE},
    Role.DESK: frozenset(),
    Role.ROOM_SECRETARY: frozenset({Can.RECORD_DELIVERY}),
    Role.FACILITATOR: frozenset({Can.SEE_COMMITTEE}),
    Role.PARTNER: frozenset(),
    Role.AUTHORITY: frozenset(),
}

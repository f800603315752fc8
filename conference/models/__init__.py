"""The tables of the event."""

from conference.models.editions import Edition, EditionSpecialty, HalfDay, Kind, Module, Series
from conference.models.identity import Paper, Picture, Signatory
from conference.models.mailings import Mailing, MessageTemplate
from conference.models.people import Committee, CommitteeMember, Participation, ParticipationRole, Partner
from conference.models.programme import (
    BlockedHour,
    Delivery,
    Outcome,
    Presentation,
    PresentationAuthor,
    PresentationKind,
    Room,
    Session,
    SessionDuty,
    SessionKind,
    SessionRole,
)
from conference.models.releases import Release
from conference.states import MailingState, Phase, PresentationState

__all__ = [
    "BlockedHour",
    "Committee",
    "CommitteeMember",
    "Delivery",
    "Edition",
    "EditionSpecialty",
    "HalfDay",
    "Kind",
    "Mailing",
    "MailingState",
    "MessageTemplate",
    "Module",
    "Outcome",
    "Paper",
    "Participation",
    "ParticipationRole",
    "Partner",
    "Phase",
    "Picture",
    "Presentation",
    "PresentationAuthor",
    "PresentationKind",
    "PresentationState",
    "Release",
    "Room",
    "Series",
    "Session",
    "SessionDuty",
    "SessionKind",
    "SessionRole",
    "Signatory",
]

"""The tables of the event."""

from conference.models.compositions import Composition
from conference.models.editions import Edition, EditionSpecialty, HalfDay, Kind, Module, OfEdition, Series
from conference.models.identity import Paper, Picture, Signatory
from conference.models.mailings import Mailing, MessageTemplate
from conference.models.people import Committee, CommitteeMember, Participation, ParticipationRole, Partner
from conference.models.printed import Printed
from conference.models.programme import (
    Delivery,
    Outcome,
    Presentation,
    PresentationAuthor,
    PresentationKind,
    Session,
    SessionDuty,
    SessionKind,
    SessionRole,
)
from conference.models.releases import CalendarAddress, ImportedItem, ProgrammeImport, Release
from conference.models.reports import SessionReport
from conference.models.rooms import BlockedHour, Room, TimetableRules, Unavailability
from conference.models.steps import Deed, TimetableStep
from conference.states import CompositionState, MailingState, Phase, PresentationState

__all__ = [
    "BlockedHour",
    "CalendarAddress",
    "Committee",
    "CommitteeMember",
    "Composition",
    "CompositionState",
    "Deed",
    "Delivery",
    "Edition",
    "EditionSpecialty",
    "HalfDay",
    "ImportedItem",
    "Kind",
    "Mailing",
    "MailingState",
    "MessageTemplate",
    "Module",
    "OfEdition",
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
    "Printed",
    "ProgrammeImport",
    "Release",
    "Room",
    "Series",
    "Session",
    "SessionDuty",
    "SessionKind",
    "SessionReport",
    "SessionRole",
    "Signatory",
    "TimetableRules",
    "TimetableStep",
    "Unavailability",
]

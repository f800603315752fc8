"""How the event's enumerations are said to people."""

from datetime import date

from conference.models import (
    CompositionState,
    Deed,
    Edition,
    HalfDay,
    Kind,
    MailingState,
    Module,
    Outcome,
    Paper,
    ParticipationRole,
    Phase,
    PresentationKind,
    PresentationState,
    SessionDuty,
    SessionKind,
)
from core import clock, i18n
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.outbox import Channel, Fault, MessageState

SESSIONS = {
    SessionKind.CEREMONY: _l("Ceremony"),
    SessionKind.PLENARY: _l("Plenary session"),
    SessionKind.FREE_PAPERS: _l("Free papers"),
    SessionKind.SYMPOSIUM: _l("Symposium"),
    SessionKind.POSTERS: _l("Posters"),
    SessionKind.ROUND_TABLE: _l("Round table"),
    SessionKind.WORKING_GROUP: _l("Working group"),
    SessionKind.FEEDBACK: _l("Feedback of the groups"),
    SessionKind.GENERAL_ASSEMBLY: _l("General assembly"),
    SessionKind.BREAK: _l("Break"),
    SessionKind.PRAYER: _l("Prayer"),
}
PRESENTATIONS = {
    PresentationKind.ORAL: _l("Oral communication"),
    PresentationKind.POSTER: _l("Poster communication"),
    PresentationKind.FLASH: _l("Flash presentation"),
    PresentationKind.KEYNOTE: _l("Keynote"),
    PresentationKind.SYMPOSIUM_TALK: _l("Symposium talk"),
    PresentationKind.SPEECH: _l("Speech"),
}
OUTBOX = {
    MessageState.WAITING: _l("Waiting"),
    MessageState.SCHEDULED: _l("Scheduled"),
    MessageState.LEAVING: _l("Leaving"),
    MessageState.SENT: _l("Sent"),
    MessageState.FAILED: _l("Failed"),
    MessageState.DROPPED: _l("Dropped"),
    MessageState.SUPPRESSED: _l("Held back"),
}
OUTBOX_TONES = {
    MessageState.SENT: "ok",
    MessageState.FAILED: "stop",
    MessageState.SUPPRESSED: "stop",
    MessageState.DROPPED: "quiet",
    MessageState.SCHEDULED: "info",
    MessageState.LEAVING: "info",
}
CHANNELS = {Channel.EMAIL: _l("E-mail"), Channel.SMS: _l("SMS"), Channel.NONE: _l("By hand")}
FAULTS = {
    Fault.ROAD_CLOSED: _l("The server could not be reached. It is tried again by itself, for three days."),
    Fault.NOT_NOW: _l("The server asks to come back later. It is tried again by itself, for three days."),
    Fault.GIVEN_UP: _l("For three days the server did not take it. Resend it once you know why."),
    Fault.REFUSED: _l("The server refused this message for good."),
    Fault.DEAD_ADDRESS: _l("The server says that nobody has this address. Nothing more is sent to it."),
    Fault.NO_ADDRESS: _l("This is no address that a message can be sent to. Correct it and resend."),
    Fault.INTERRUPTED: _l("The sending was cut off while this message left: it may have arrived. Ask, then resend it."),
    Fault.SUPPRESSED: _l("This address was refused before, so nothing is sent to it until somebody lifts that."),
}
MAILINGS = {
    MailingState.DRAFT: _l("Draft"),
    MailingState.PREPARING: _l("Being prepared"),
    MailingState.PREPARED: _l("Ready"),
    MailingState.STOPPED: _l("Stopped"),
}
COMPOSITIONS = {
    CompositionState.WAITING: _l("Waiting"),
    CompositionState.SEARCHING: _l("Being searched"),
    CompositionState.FOUND: _l("Found"),
    CompositionState.FAILED: _l("Nothing found"),
    CompositionState.TAKEN: _l("Taken over"),
    CompositionState.DROPPED: _l("Left aside"),
}
GROUNDS = {
    "accent": _l("the accent"),
    "accent-wash": _l("its soft ground"),
    "ink": _l("the text"),
    "soft": _l("the quiet text"),
    "leaf": _l("the green of links"),
    "paper": _l("the paper"),
    "sheet": _l("the white sheet"),
}
SCHEMES = {"light": _l("by day"), "dark": _l("in the dark")}
OUTCOMES = {
    Outcome.DELIVERED: _l("Presented"),
    Outcome.REPLACED: _l("Presented by somebody else"),
    Outcome.ABSENT: _l("Not presented"),
}

KINDS = {
    Kind.SCIENTIFIC_DAYS: _l("Scientific days"),
    Kind.WORKSHOP: _l("Workshop"),
    Kind.CONSULTATION: _l("Consultation"),
}
MODULES = {
    Module.CALL: _l("Call for communications"),
    Module.PROGRAMME: _l("Programme"),
    Module.REGISTRATION: _l("Registration"),
    Module.FEES: _l("Fees"),
    Module.PARTNERS: _l("Partners"),
    Module.CERTIFICATES: _l("Certificates"),
    Module.WORKING_GROUPS: _l("Working groups"),
}
PHASES = {
    Phase.PREPARATION: _l("Preparation"),
    Phase.CALL: _l("Call for communications"),
    Phase.REVIEW: _l("Review"),
    Phase.PROGRAMME: _l("Programme published"),
    Phase.RUNNING: _l("The days"),
    Phase.CLOSED: _l("Over"),
    Phase.REPORTED: _l("Reported"),
    Phase.ARCHIVED: _l("Filed away"),
}
PHASES_MEAN = {
    Phase.PREPARATION: _l("The committee sets everything up; the public sees the dates and the place."),
    Phase.CALL: _l("The home page invites to submit, as long as the dates of the call say so."),
    Phase.REVIEW: _l("Reviewers read; the dates of the call still say until when one may submit."),
    Phase.PROGRAMME: _l("The home page leads to the programme."),
    Phase.RUNNING: _l("The days are open: rooms note what is presented, doors who comes."),
    Phase.CLOSED: _l("Nobody registers any more; what was presented is attested."),
    Phase.REPORTED: _l("The report is out."),
    Phase.ARCHIVED: _l("Nothing more is awaited of this edition."),
}
PROGRAMMED = {
    PresentationState.ACCEPTED: _l("Accepted"),
    PresentationState.PROGRAMMED: _l("On the programme"),
    PresentationState.WITHDRAWN: _l("Withdrawn"),
}
PAPERS = {Paper.CERTIFICATE: _l("Certificates"), Paper.RECEIPT: _l("Receipts")}
DUTIES = {
    SessionDuty.CHAIR: _l("Chair"),
    SessionDuty.RAPPORTEUR: _l("Rapporteur"),
    SessionDuty.TIMEKEEPER: _l("Timekeeper"),
}
STEPS = {
    Deed.PLACED: _l("%(what)s put into “%(where)s”"),
    Deed.UNPLACED: _l("%(what)s taken out of “%(where)s”"),
    Deed.PINNED: _l("%(what)s pinned"),
    Deed.UNPINNED: _l("%(what)s no longer pinned"),
    Deed.OPENED: _l("“%(what)s” opened: %(where)s"),
    Deed.CHANGED: _l("“%(what)s” changed"),
    Deed.MOVED: _l("“%(what)s” moved: %(where)s"),
    Deed.SHIFTED: _l("“%(what)s” shifted by %(minutes)s minutes"),
    Deed.CLOSED: _l("“%(what)s” taken off the programme"),
    Deed.COMPOSED: _l("A composed programme taken over"),
    Deed.SET: _l("%(what)s set"),
    Deed.UNDONE: _l("undone: %(what)s"),
    Deed.REDONE: _l("done again: %(what)s"),
}
REACHES = {
    "session": _l("This session alone"),
    "room": _l("This session and all that follow in its room that day"),
    "day": _l("This session and all that follow that day, in every room"),
}
PARTICIPATIONS = {
    ParticipationRole.DELEGATE: _l("Delegate"),
    ParticipationRole.PRESENTER: _l("Presenter"),
    ParticipationRole.SPEAKER: _l("Speaker"),
    ParticipationRole.CHAIR: _l("Chair"),
    ParticipationRole.REVIEWER: _l("Reviewer"),
    ParticipationRole.ORGANISER: _l("Organiser"),
    ParticipationRole.PRESIDENT: _l("President"),
    ParticipationRole.COORDINATOR: _l("Coordinator"),
    ParticipationRole.RESOURCE_PERSON: _l("Resource person"),
    ParticipationRole.FACILITATOR: _l("Facilitator"),
    ParticipationRole.PATRON: _l("Patron"),
}


def half_day_of(edition: Edition, half_day: HalfDay) -> str:
    """Return « vendredi 28 juin 2024, matin »."""
    day = clock.at_place(half_day.starts_at, edition.time_zone).date()
    return i18n.half_day(day, is_morning=half_day.is_morning)


PRINTED = {
    "programme": (_l("Programme by day"), _l("A grid of rooms and hours, then every session.")),
    "rooms": (_l("Programme by room"), _l("What each room holds, day by day.")),
    "doors": (_l("Door sheets"), _l("One for each room and half-day, to be read from afar.")),
    "chairs": (_l("Session sheets"), _l("For chairs and rapporteurs: what was presented, questions, recommendations.")),
    "speakers": (_l("Speaker cards"), _l("Name, code, hour and room, eight on a page, to be cut.")),
    "erratum": (_l("Erratum"), _l("What changed since a version that was printed, to be pinned beside it.")),
    "boards": (_l("Board sheets"), _l("One for each poster: the number of its board, its visit.")),
}


def paper_name(name: str) -> tuple[str, str]:
    """Return what a paper is called, and what is on it; the programme of a day by its day."""
    kind, _dash, day = name.partition("-")
    label, note = PRINTED[kind]
    if kind == "erratum":
        return _("Erratum since version %(number)s", number=day), str(note)
    if day:
        return _("Programme, %(day)s", day=i18n.day(date.fromisoformat(day))), ""
    return str(label), str(note)

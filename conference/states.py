"""The states of what conference keeps, and the steps between them: editions, presentations, messages, compositions."""

from enum import StrEnum


class Phase(StrEnum):
    """Where an edition stands (préparation → … → archivée)."""

    PREPARATION = "preparation"
    CALL = "call"
    REVIEW = "review"
    PROGRAMME = "programme"
    RUNNING = "running"
    CLOSED = "closed"
    REPORTED = "reported"
    ARCHIVED = "archived"


PHASE_STEPS = {
    Phase.PREPARATION: {Phase.CALL, Phase.PROGRAMME},
    Phase.CALL: {Phase.REVIEW, Phase.PROGRAMME},
    Phase.REVIEW: {Phase.CALL, Phase.PROGRAMME},
    Phase.PROGRAMME: {Phase.RUNNING},
    Phase.RUNNING: {Phase.PROGRAMME, Phase.CLOSED},
    Phase.CLOSED: {Phase.RUNNING, Phase.REPORTED},
    Phase.REPORTED: {Phase.ARCHIVED},
    Phase.ARCHIVED: set[Phase](),
}
UNPUBLISHED = frozenset({Phase.PREPARATION, Phase.CALL, Phase.REVIEW})
OVER = frozenset({Phase.CLOSED, Phase.REPORTED, Phase.ARCHIVED})


class PresentationState(StrEnum):
    """Whether a presentation is on the programme."""

    ACCEPTED = "accepted"
    PROGRAMMED = "programmed"
    WITHDRAWN = "withdrawn"


PRESENTATION_STEPS = {
    PresentationState.ACCEPTED: {PresentationState.PROGRAMMED, PresentationState.WITHDRAWN},
    PresentationState.PROGRAMMED: {PresentationState.ACCEPTED, PresentationState.WITHDRAWN},
    PresentationState.WITHDRAWN: set[PresentationState](),
}


class MailingState(StrEnum):
    """Whether a message to many is still a text, or one message for each of them (brouillon → … → arrêté)."""

    DRAFT = "draft"
    PREPARING = "preparing"
    PREPARED = "prepared"
    STOPPED = "stopped"


MAILING_STEPS = {
    MailingState.DRAFT: {MailingState.PREPARING, MailingState.STOPPED},
    MailingState.PREPARING: {MailingState.PREPARED, MailingState.STOPPED},
    MailingState.PREPARED: {MailingState.STOPPED},
    MailingState.STOPPED: set[MailingState](),
}


class CompositionState(StrEnum):
    """How far the machine is with a programme (attend → cherche → trouvé → repris)."""

    WAITING = "waiting"
    SEARCHING = "searching"
    FOUND = "found"
    FAILED = "failed"
    TAKEN = "taken"
    DROPPED = "dropped"


COMPOSITION_STEPS = {
    CompositionState.WAITING: {CompositionState.SEARCHING, CompositionState.DROPPED, CompositionState.FAILED},
    CompositionState.SEARCHING: {CompositionState.FOUND, CompositionState.FAILED, CompositionState.DROPPED},
    CompositionState.FOUND: {CompositionState.TAKEN, CompositionState.DROPPED},
    CompositionState.FAILED: set[CompositionState](),
    CompositionState.TAKEN: set[CompositionState](),
    CompositionState.DROPPED: set[CompositionState](),
}

"""How the event's enumerations are said to people."""

from conference.models import Edition, HalfDay, Outcome, PresentationKind, SessionKind
from core import clock, i18n
from core.i18n import lazy_gettext as _l
from core.outbox import MessageState

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
    MessageState.SENT: _l("Sent"),
    MessageState.FAILED: _l("Failed"),
    MessageState.DROPPED: _l("Dropped"),
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


def half_day_of(edition: Edition, half_day: HalfDay) -> str:
    """Return « vendredi 28 juin 2024, matin »."""
    day = clock.at_place(half_day.starts_at, edition.time_zone).date()
    return i18n.half_day(day, is_morning=half_day.is_morning)

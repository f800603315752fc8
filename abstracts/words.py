"""How the enumerations of abstracts are said to people."""

from abstracts.leaks import Leak
from abstracts.matching import Fit
from abstracts.models import (
    AbstractState,
    AnswerKind,
    Blindness,
    DecisionOutcome,
    DeliberationState,
    PrizeKind,
    PrizeState,
    TieKind,
    WelcomePlace,
    Wish,
)
from abstracts.states import Ground
from core.i18n import lazy_gettext as _l

STATES = {
    AbstractState.DRAFT: _l("Draft"),
    AbstractState.SUBMITTED: _l("Submitted"),
    AbstractState.UNDER_REVIEW: _l("Under review"),
    AbstractState.ACCEPTED: _l("Accepted"),
    AbstractState.TO_CORRECT: _l("To correct"),
    AbstractState.REFUSED: _l("Refused"),
    AbstractState.WITHDRAWN: _l("Withdrawn"),
}
TONES = {
    AbstractState.ACCEPTED: "ok",
    AbstractState.TO_CORRECT: "warn",
    AbstractState.REFUSED: "stop",
    AbstractState.WITHDRAWN: "quiet",
    AbstractState.DRAFT: "quiet",
}
OUTCOMES = {
    DecisionOutcome.ORAL: _l("Accept as an oral communication"),
    DecisionOutcome.POSTER: _l("Accept as a poster"),
    DecisionOutcome.TO_CORRECT: _l("Ask for corrections"),
    DecisionOutcome.REFUSED: _l("Refuse"),
}
ORDERS = {
    "code": _l("Code"),
    "score": _l("Score, the best first"),
    "raw": _l("Raw score, the best first"),
    "spread": _l("Disagreement, the widest first"),
    "reviews": _l("Reviews received, the fewest first"),
    "title": _l("Title"),
}
NARROWINGS = {
    "missing": _l("A review is missing"),
    "discordant": _l("Readers contradict each other"),
    "raw-only": _l("Too few readings to harmonise"),
}
OUTCOMES_IN_SHORT = {
    DecisionOutcome.ORAL: _l("Oral"),
    DecisionOutcome.POSTER: _l("Poster"),
    DecisionOutcome.TO_CORRECT: _l("To correct"),
    DecisionOutcome.REFUSED: _l("Refused"),
}
DELIBERATIONS = {
    DeliberationState.DECIDED: _l("Decided, not announced yet"),
    DeliberationState.ANNOUNCED: _l("Announced"),
}
PRIZE_KINDS = {
    PrizeKind.ORAL: _l("Best oral communication"),
    PrizeKind.POSTER: _l("Best poster"),
    PrizeKind.YOUNG: _l("Young researcher"),
    PrizeKind.OTHER: _l("Another prize"),
}
PRIZES = {PrizeState.OPEN: _l("Being judged"), PrizeState.AWARDED: _l("Awarded")}
WISHES = {Wish.ORAL: _l("Oral"), Wish.POSTER: _l("Poster"), Wish.EITHER: _l("No preference")}
ANSWERS = {
    AnswerKind.TEXT: _l("A text"),
    AnswerKind.CHOICE: _l("One of several answers"),
    AnswerKind.YES_NO: _l("Yes or no"),
    AnswerKind.NUMBER: _l("A number"),
}
BLINDNESS = {
    Blindness.DOUBLE: _l("Neither authors nor reviewers know each other"),
    Blindness.SINGLE: _l("Reviewers know the authors; authors do not know the reviewers"),
    Blindness.OPEN: _l("Authors and reviewers know each other"),
}
TIES = {
    TieKind.THESIS: _l("One directed the other's thesis"),
    TieKind.FAMILY: _l("They are of one family"),
    TieKind.WORK: _l("They work together"),
}
GROUNDS = {
    Ground.AUTHOR: _l("Author"),
    Ground.CO_AUTHOR: _l("Signed with an author, here or in the last editions"),
    Ground.STRUCTURE: _l("Same structure as an author"),
    Ground.THESIS: _l("Thesis of one directed by the other"),
    Ground.FAMILY: _l("Same family"),
    Ground.WORK: _l("Work together"),
    Ground.SAID: _l("Declared"),
}
LEAKS = {
    Leak.NAME: _l("a patient's name or initials"),
    Leak.BIRTH: _l("a date of birth"),
    Leak.FILE: _l("the number of a file"),
    Leak.PHONE: _l("a phone number"),
    Leak.EMAIL: _l("an e-mail address"),
    Leak.PLACE: _l("where you work"),
    Leak.AUTHOR: _l("an author's name"),
}
FITS = {
    Fit.OWN: _l("own specialty"),
    Fit.NEAR: _l("neighbouring specialty"),
    Fit.FAR: _l("another specialty"),
}

WELCOMES = {
    WelcomePlace.COUNCIL: _l("Words of the president of the council"),
    WelcomePlace.COMMISSION: _l("Words of the president of the commission"),
    WelcomePlace.SCIENTIFIC: _l("Words of the scientific committee"),
}
ORDERS_OF_BOOK = {
    "code": _l("By code: oral communications, then posters"),
    "specialty": _l("By specialty"),
    "session": _l("By session, as the programme"),
}

"""The tables of abstracts."""

from abstracts.models.abstracts import (
    MOST_FILES,
    Abstract,
    AbstractAuthor,
    AbstractFile,
    AbstractPresentation,
    Invitation,
    is_figure,
)
from abstracts.models.books import FrozenBook, Welcome, WelcomePlace
from abstracts.models.calls import Blindness, Call, CallVersion
from abstracts.models.decisions import Ceiling, Decision, DecisionOutcome, Deliberation
from abstracts.models.prizes import Finalist, Juror, Mark, Palmares, Prize, PrizeKind
from abstracts.models.reviewers import Conflict, ReviewerProfile, ReviewerSpecialty, Tie, TieKind
from abstracts.models.reviews import Assignment, Remark, Review
from abstracts.models.rules import AnswerKind, Criterion, Declaration, Question, Rules, Section, Template, Theme, Wish
from abstracts.models.versions import AbstractVersion, AbstractVersionFile
from abstracts.states import AbstractState, DeliberationState, PrizeState

__all__ = [
    "MOST_FILES",
    "Abstract",
    "AbstractAuthor",
    "AbstractFile",
    "AbstractPresentation",
    "AbstractState",
    "AbstractVersion",
    "AbstractVersionFile",
    "AnswerKind",
    "Assignment",
    "Blindness",
    "Call",
    "CallVersion",
    "Ceiling",
    "Conflict",
    "Criterion",
    "Decision",
    "DecisionOutcome",
    "Declaration",
    "Deliberation",
    "DeliberationState",
    "Finalist",
    "FrozenBook",
    "Invitation",
    "Juror",
    "Mark",
    "Palmares",
    "Prize",
    "PrizeKind",
    "PrizeState",
    "Question",
    "Remark",
    "Review",
    "ReviewerProfile",
    "ReviewerSpecialty",
    "Rules",
    "Section",
    "Template",
    "Theme",
    "Tie",
    "TieKind",
    "Welcome",
    "WelcomePlace",
    "Wish",
    "is_figure",
]

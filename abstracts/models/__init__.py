"""The tables of abstracts."""

from abstracts.models.abstracts import Abstract, AbstractAuthor, AbstractPresentation, Wish
from abstracts.models.calls import Blindness, Call, Section, Template
from abstracts.models.decisions import Ceiling, Decision, DecisionOutcome, Deliberation
from abstracts.models.prizes import Finalist, Juror, Mark, Palmares, Prize, PrizeKind
from abstracts.models.reviewers import Conflict, ReviewerProfile, ReviewerSpecialty, Tie, TieKind
from abstracts.models.reviews import Assignment, Criterion, Remark, Review
from abstracts.states import AbstractState, DeliberationState, PrizeState

__all__ = [
    "Abstract",
    "AbstractAuthor",
    "AbstractPresentation",
    "AbstractState",
    "Assignment",
    "Blindness",
    "Call",
    "Ceiling",
    "Conflict",
    "Criterion",
    "Decision",
    "DecisionOutcome",
    "Deliberation",
    "DeliberationState",
    "Finalist",
    "Juror",
    "Mark",
    "Palmares",
    "Prize",
    "PrizeKind",
    "PrizeState",
    "Remark",
    "Review",
    "ReviewerProfile",
    "ReviewerSpecialty",
    "Section",
    "Template",
    "Tie",
    "TieKind",
    "Wish",
]

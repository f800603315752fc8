"""The tables of abstracts."""

from abstracts.models.abstracts import Abstract, AbstractAuthor, AbstractPresentation, Wish
from abstracts.models.calls import Call, Section, Template
from abstracts.models.decisions import Ceiling, Decision, DecisionOutcome, Deliberation
from abstracts.models.prizes import Finalist, Juror, Mark, Palmares, Prize, PrizeKind
from abstracts.models.reviews import Assignment, Criterion, Review
from abstracts.states import AbstractState, DeliberationState, PrizeState

__all__ = [
    "Abstract",
    "AbstractAuthor",
    "AbstractPresentation",
    "AbstractState",
    "Assignment",
    "Call",
    "Ceiling",
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
    "Review",
    "Section",
    "Template",
    "Wish",
]

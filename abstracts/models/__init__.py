"""The tables of abstracts."""

from abstracts.models.abstracts import Abstract, AbstractAuthor, AbstractPresentation, Wish
from abstracts.models.calls import Call, Section, Template
from abstracts.models.decisions import Decision, DecisionOutcome
from abstracts.models.reviews import Assignment, Criterion, Review
from abstracts.states import AbstractState

__all__ = [
    "Abstract",
    "AbstractAuthor",
    "AbstractPresentation",
    "AbstractState",
    "Assignment",
    "Call",
    "Criterion",
    "Decision",
    "DecisionOutcome",
    "Review",
    "Section",
    "Template",
    "Wish",
]

"""The states of an abstract, and the steps between them."""

from enum import StrEnum


class AbstractState(StrEnum):
    """Where an abstract stands (brouillon → soumis → … → retiré)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under-review"
    ACCEPTED = "accepted"
    TO_CORRECT = "to-correct"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = AbstractState
ABSTRACT_STEPS = {
    S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
    S.SUBMITTED: {S.UNDER_REVIEW, S.ACCEPTED, S.TO_CORRECT, S.REFUSED, S.WITHDRAWN},
    S.UNDER_REVIEW: {S.ACCEPTED, S.TO_CORRECT, S.REFUSED, S.WITHDRAWN},
    S.TO_CORRECT: {S.SUBMITTED, S.UNDER_REVIEW, S.REFUSED, S.WITHDRAWN},
    S.ACCEPTED: {S.UNDER_REVIEW, S.WITHDRAWN},
    S.REFUSED: {S.UNDER_REVIEW, S.ACCEPTED},
    S.WITHDRAWN: set[AbstractState](),
}


class DeliberationState(StrEnum):
    """Whether the authors know of decisions taken together (décidée → annoncée)."""

    DECIDED = "decided"
    ANNOUNCED = "announced"


DELIBERATION_STEPS = {
    DeliberationState.DECIDED: {DeliberationState.ANNOUNCED},
    DeliberationState.ANNOUNCED: set[DeliberationState](),
}


class PrizeState(StrEnum):
    """Whether a prize is being judged or has its laureate (ouvert → décerné)."""

    OPEN = "open"
    AWARDED = "awarded"


PRIZE_STEPS = {
    PrizeState.OPEN: {PrizeState.AWARDED},
    PrizeState.AWARDED: {PrizeState.OPEN},
}
DECIDABLE = frozenset({S.SUBMITTED, S.UNDER_REVIEW})
IN_EVALUATION = frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.TO_CORRECT, S.ACCEPTED, S.REFUSED})
EDITABLE = frozenset({S.DRAFT, S.SUBMITTED, S.TO_CORRECT})


class Ground(StrEnum):
    """Why somebody must not read an abstract."""

    AUTHOR = "author"
    CO_AUTHOR = "co-author"
    STRUCTURE = "structure"
    THESIS = "thesis"
    FAMILY = "family"
    WORK = "work"
    SAID = "said"

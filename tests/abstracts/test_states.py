"""The steps an abstract may take: every pair of states is either listed here or refused."""

from itertools import product

import pytest

from abstracts.models import AbstractState
from core.errors import Refused
from core.states import may_move, move
from tests.factories.abstracts import AbstractFactory

STEPS = {
    "draft": {"submitted", "withdrawn"},
    "submitted": {"under-review", "accepted", "to-correct", "refused", "withdrawn"},
    "under-review": {"accepted", "to-correct", "refused", "withdrawn"},
    "to-correct": {"submitted", "under-review", "refused", "withdrawn"},
    "accepted": {"under-review", "withdrawn"},
    "refused": {"under-review", "accepted"},
    "withdrawn": set(),
}


def test_the_steps_are_those_listed_and_no_others():
    possible = {state.value: set() for state in AbstractState}
    for state, wanted in product(AbstractState, repeat=2):
        if may_move(AbstractFactory.build(state=state), wanted):
            possible[state.value].add(wanted.value)

    assert possible == STEPS


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_step_that_is_not_listed_is_refused_and_nothing_moves(in_english):
    abstract = AbstractFactory.build(state=AbstractState.WITHDRAWN)

    with pytest.raises(Refused) as refusal:
        move(abstract, AbstractState.SUBMITTED)

    assert (refusal.value.code, abstract.state) == ("no-such-step", AbstractState.WITHDRAWN)


def test_authors_may_change_a_draft_what_waits_for_readers_and_what_is_to_correct():
    editable = {state.value for state in AbstractState if AbstractFactory.build(state=state).is_editable}

    assert editable == {"draft", "submitted", "to-correct"}

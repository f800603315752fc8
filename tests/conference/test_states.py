"""The steps an edition and a presentation may take: every pair of states is either listed here or refused."""

from itertools import product

import pytest

from conference.models import Phase, PresentationState
from core.errors import Refused
from core.states import may_move, move
from tests.factories.conference import EditionFactory, PresentationFactory

STEPS = {
    EditionFactory: {
        ("preparation", "call"),
        ("preparation", "programme"),
        ("call", "review"),
        ("call", "programme"),
        ("review", "call"),
        ("review", "programme"),
        ("programme", "running"),
        ("running", "programme"),
        ("closed", "running"),
        ("running", "closed"),
        ("closed", "reported"),
        ("reported", "archived"),
    },
    PresentationFactory: {
        ("accepted", "programmed"),
        ("accepted", "withdrawn"),
        ("programmed", "accepted"),
        ("programmed", "withdrawn"),
    },
}


@pytest.mark.parametrize(("factory", "states"), [(EditionFactory, Phase), (PresentationFactory, PresentationState)])
def test_the_steps_are_those_listed_and_no_others(factory, states):
    possible = {(a.value, b.value) for a, b in product(states, repeat=2) if may_move(factory.build(state=a), b)}

    assert possible == STEPS[factory]


def test_an_edition_is_over_once_it_is_closed():
    over = {phase.value for phase in Phase if EditionFactory.build(state=phase).is_over}

    assert over == {"closed", "reported", "archived"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_step_that_is_not_listed_is_refused_and_nothing_moves(in_english):
    talk = PresentationFactory.build(state=PresentationState.WITHDRAWN)

    with pytest.raises(Refused) as refusal:
        move(talk, PresentationState.PROGRAMMED)

    assert (refusal.value.code, refusal.value.facts) == (
        "no-such-step",
        {"present": PresentationState.WITHDRAWN, "wanted": PresentationState.PROGRAMMED},
    )
    assert talk.state is PresentationState.WITHDRAWN

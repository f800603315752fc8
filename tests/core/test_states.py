"""One step of a state machine: taken when the table has it, refused in a sentence when it has not."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from core.errors import Refused
from core.states import may_move, move


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    BROKEN = "broken"


@dataclass
class Crossing:
    state: Light
    STEPS = {Light.RED: {Light.GREEN, Light.BROKEN}, Light.GREEN: {Light.RED}, Light.BROKEN: set()}


ALLOWED = {(Light.RED, Light.GREEN), (Light.RED, Light.BROKEN), (Light.GREEN, Light.RED)}
EVERY_PAIR = [(present, to) for present in Light for to in Light]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("present", "to"), EVERY_PAIR)
def test_a_step_is_taken_exactly_when_the_table_has_it(app_context, present, to):
    crossing = Crossing(present)

    refusal = None
    try:
        move(crossing, to)
    except Refused as error:
        refusal = error

    assert may_move(Crossing(present), to) is ((present, to) in ALLOWED)
    assert (refusal is None) is ((present, to) in ALLOWED)
    assert crossing.state is (to if (present, to) in ALLOWED else present)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_refused_step_says_so_in_a_sentence_and_names_the_states_for_programs(empty_app):
    with empty_app.test_request_context("/?lang=en"), pytest.raises(Refused) as refusal:
        move(Crossing(Light.BROKEN), Light.GREEN)

    assert refusal.value.message == "This step is no longer possible: somebody may have acted meanwhile."
    assert (refusal.value.code, refusal.value.status) == ("no-such-step", 409)
    assert refusal.value.facts == {"present": Light.BROKEN, "wanted": Light.GREEN}

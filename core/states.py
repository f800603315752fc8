"""State machines: an enum, a table of steps, and one function that takes a step."""

from enum import StrEnum
from typing import Any, Protocol

from flask_babel import gettext as _

from core.errors import Refused


class HasState(Protocol):
    """An object with a state and the table of steps it may take."""

    STEPS: Any
    state: Any


def may_move(subject: HasState, to: StrEnum) -> bool:
    """Tell whether the table has a step from the present state to `to`."""
    return to in subject.STEPS[subject.state]


def move(subject: HasState, to: StrEnum) -> None:
    """Take one step of the subject's table, or raise Refused when the table has no such step."""
    if not may_move(subject, to):
        raise Refused(
            _("This step is no longer possible: somebody may have acted meanwhile."),
            code="no-such-step",
            present=subject.state,
            wanted=to,
        )
    subject.state = to

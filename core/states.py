"""State machines: an enum, a table of steps, and one function that takes a step."""

from enum import StrEnum
from typing import Any, Protocol

from core.errors import Refused
from core.i18n import gettext as _


class HasState(Protocol):
    """An object with a state and the table of steps it may take."""

    STEPS: Any
    state: Any


def may_move(subject: HasState, to: StrEnum) -> bool:
    """Tell whether the table has a step from the present state to `to`."""
    return to in subject.STEPS[subject.state]


def move(subject: HasState, to: StrEnum, **tied: object) -> None:
    """Take one step of the subject's table, or raise Refused when the table has no such step.

    `tied` are the columns that a CHECK ties to the state: they change with it, or a query between would find
    the row contradicting itself.
    """
    if not may_move(subject, to):
        raise Refused(
            _("This step is no longer possible: somebody may have acted meanwhile."),
            code="no-such-step",
            present=subject.state,
            wanted=to,
        )
    subject.state = to
    for name, value in tied.items():
        setattr(subject, name, value)

"""Taking an edition from one phase to the next, and back when it was too soon."""

from datetime import timedelta

from conference.models import Edition, Module, Phase
from conference.queries.programme import last_published
from conference.states import UNPUBLISHED
from core import audit, clock, i18n
from core.audit import Actor
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move

EVE = timedelta(days=1)


def take_step(edition: Edition, phase: Phase, *, by: Actor) -> None:
    """Take an edition to another phase, unless its days have not come or nothing is published yet."""
    _refuse_too_soon(edition, phase)
    _go(edition, phase, by=by)


def programme_published(edition: Edition, *, by: Actor) -> None:
    """Take an edition whose programme is published for the first time to that phase."""
    if edition.state in UNPUBLISHED:
        _go(edition, Phase.PROGRAMME, by=by)


def _go(edition: Edition, phase: Phase, *, by: Actor) -> None:
    before = edition.state
    move(edition, phase)
    audit.log(edition, "phase changed", by=by, old=before, new=phase)


def _refuse_too_soon(edition: Edition, phase: Phase) -> None:
    today = clock.at_place(clock.now(), edition.time_zone).date()
    first = i18n.day(edition.starts_on)
    if phase is Phase.PROGRAMME and edition.has(Module.PROGRAMME) and last_published(edition) is None:
        raise Refused(_("Publish the programme first: this phase begins with it."), code="not-published")
    if phase is Phase.RUNNING and today < edition.starts_on - EVE:
        raise Refused(_("The days begin on %(day)s; open them from the day before.", day=first), code="too-soon")
    if phase is Phase.CLOSED and today < edition.starts_on:
        raise Refused(_("The days have not begun; they begin on %(day)s.", day=first), code="too-soon")

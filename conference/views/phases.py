"""The phases of an edition as a line: what is done, where we are, what comes."""

from dataclasses import dataclass

from conference.models import Edition, Kind, Phase
from conference.queries.programme import Published
from core import clock, i18n
from core.i18n import gettext as _

ORDER = list(Phase)


@dataclass(frozen=True)
class Step:
    """One phase on the line."""

    label: str
    note: str
    state: str


def phases_of(edition: Edition, published: Published | None) -> list[Step]:
    """Return the phases an edition goes through, each done, now or next."""
    return [Step(label, note, _state(edition.state, phases)) for label, note, phases in _line(edition, published)]


def _line(edition: Edition, published: Published | None) -> list[tuple[str, str, tuple[Phase, ...]]]:
    if edition.kind is not Kind.SCIENTIFIC_DAYS:
        return [
            (_("Preparation"), "", (Phase.PREPARATION, Phase.PROGRAMME)),
            (_("The workshop"), "", (Phase.RUNNING,)),
            (_("Report and recommendations"), "", (Phase.CLOSED, Phase.REPORTED, Phase.ARCHIVED)),
        ]
    return [
        (_("Call for communications"), "", (Phase.PREPARATION, Phase.CALL)),
        (_("Review"), "", (Phase.REVIEW,)),
        (_("Programme published"), _version(edition, published), (Phase.PROGRAMME,)),
        (_("The days"), "", (Phase.RUNNING,)),
        (_("Report and certificates"), "", (Phase.CLOSED, Phase.REPORTED, Phase.ARCHIVED)),
    ]


def _version(edition: Edition, published: Published | None) -> str:
    if published is None:
        return ""
    day = clock.at_place(published.at, edition.time_zone).date()
    return _("version %(number)d, %(day)s", number=published.number, day=i18n.short_day(day))


def _state(present: Phase, phases: tuple[Phase, ...]) -> str:
    if present in phases:
        return "now"
    return "done" if ORDER.index(present) > ORDER.index(phases[-1]) else "next"

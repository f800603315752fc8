"""The phases of an edition as a line: what is done, where we are, what comes."""

from dataclasses import dataclass

from conference.models import Edition, Kind, Phase
from conference.queries.programme import Published
from core import clock, i18n, sections, typography
from core.i18n import gettext as _
from core.i18n import ngettext

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


def moment_of(edition: Edition) -> str:
    """Return « dans 75 jours », or which day of the edition today is; nothing once it is over."""
    today = clock.at_place(clock.now(), edition.time_zone).date()
    ahead = (edition.starts_on - today).days
    if ahead > 0:
        return ngettext("in %(num)d day", "in %(num)d days", ahead)
    if today > edition.ends_on:
        return ""
    return _("today, day %(day)d of %(days)d", day=1 - ahead, days=len(edition.days))


def _line(edition: Edition, published: Published | None) -> list[tuple[str, str, tuple[Phase, ...]]]:
    if edition.kind is not Kind.SCIENTIFIC_DAYS:
        return [
            (_("Preparation"), "", (Phase.PREPARATION, Phase.PROGRAMME)),
            (_("The workshop"), _days(edition), (Phase.RUNNING,)),
            (_("Report and recommendations"), "", (Phase.CLOSED, Phase.REPORTED, Phase.ARCHIVED)),
        ]
    return [
        (_("Call for communications"), _offered(edition, Phase.CALL), (Phase.PREPARATION, Phase.CALL)),
        (_("Review"), _offered(edition, Phase.REVIEW), (Phase.REVIEW,)),
        (_("Programme published"), _version(edition, published), (Phase.PROGRAMME,)),
        (_("The days"), _days(edition), (Phase.RUNNING,)),
        (_("Report and certificates"), "", (Phase.CLOSED, Phase.REPORTED, Phase.ARCHIVED)),
    ]


def _offered(edition: Edition, phase: Phase) -> str:
    """Return what another package knows about a phase."""
    return " · ".join(note for noted, note in sections.gather("phase", edition) if noted is phase)


def _days(edition: Edition) -> str:
    return typography.short_span(edition.starts_on, edition.ends_on, i18n.language())


def _version(edition: Edition, published: Published | None) -> str:
    if published is None:
        return ""
    day = clock.at_place(published.at, edition.time_zone).date()
    return _("version %(number)d, %(day)s", number=published.number, day=i18n.short_day(day))


def _state(present: Phase, phases: tuple[Phase, ...]) -> str:
    if present in phases:
        return "now"
    return "done" if ORDER.index(present) > ORDER.index(phases[-1]) else "next"

"""The phases of an edition: the line of what is done and what comes, and the page on which the next step is taken."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.forms.phases import PhaseForm
from conference.models import Edition, Kind, Phase
from conference.permissions import Can
from conference.queries.programme import Published, last_published
from conference.services.phases import take_step
from conference.views.shell import edition_here
from conference.words import PHASES, PHASES_MEAN
from core import clock, i18n, sections, typography
from core.access import requires
from core.history import history_of
from core.i18n import gettext as _
from core.i18n import ngettext
from people.recognition import current_actor

blueprint = Blueprint("phases", __name__, url_prefix="/e/<edition>/committee/phase")
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


@blueprint.route("", methods=["GET", "POST"])
@requires(Can.LEAD)
def page(edition: str) -> ResponseReturnValue:
    """Show in which phase an edition is and what each step from there means, and take one."""
    here = edition_here(edition)
    form = PhaseForm(version=here.version)
    form.phase.choices = [(phase.value, said(phase)) for phase in ORDER if phase in here.STEPS[here.state]]
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(here, {})
            take_step(here, Phase(form.phase.data), by=current_actor())
        if form.had_effect:
            flash(_("The edition is now here: %(phase)s.", phase=PHASES[here.state]))
            return redirect(url_for(".page", edition=here.slug))
    shown = render_template(
        "conference/committee/phase.html",
        edition=here,
        form=form,
        phases=phases_of(here, last_published(here)),
        present=PHASES[here.state],
        means=PHASES_MEAN[here.state],
        done=history_of(here, time_zone=here.time_zone),
    )
    return shown, form.status


def said(phase: Phase) -> str:
    """Return a phase with what it means: « Évaluation : les évaluateurs lisent… »."""
    return _("%(phase)s: %(meaning)s", phase=PHASES[phase], meaning=PHASES_MEAN[phase])

"""The ledger: what was delivered against what was programmed, on a page and as a file."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from conference.models import Presentation
from conference.permissions import Can
from conference.queries.deliveries import ledger_of
from conference.views.shell import edition_here
from conference.words import OUTCOMES
from core import i18n
from core.access import requires
from core.i18n import gettext as _
from core.rich_text import plain
from core.sheets import written

blueprint = Blueprint("ledger", __name__, url_prefix="/e/<edition>/committee/delivered")


@blueprint.get("/")
@requires(Can.SEE_COMMITTEE)
def page(edition: str) -> ResponseReturnValue:
    """Show what was delivered by day and by specialty, who stood in for whom, and what nobody gave."""
    here = edition_here(edition)
    return render_template("conference/committee/ledger.html", edition=here, ledger=ledger_of(here, i18n.language()))


@blueprint.get("/delivered.csv")
@requires(Can.SEE_COMMITTEE)
def as_file(edition: str) -> Response:
    """Give each programmed presentation with what became of it as a sheet."""
    here = edition_here(edition)
    ledger = ledger_of(here, i18n.language())
    answer = Response(
        written(header(), [row_of(talk, here.time_zone) for talk in ledger.talks]),
        content_type="text/csv; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{here.slug}-delivered.csv"'
    return answer


def header() -> list[str]:
    """Return the headings of the sheet."""
    return [
        _("Code"),
        _("Title"),
        _("Specialty"),
        _("Session"),
        _("When"),
        _("Presenter"),
        _("What happened"),
        _("Presented by"),
        _("Noted"),
        _("Noted by"),
    ]


def row_of(talk: Presentation, time_zone: str) -> list[str]:
    """Return one presentation as a line of the sheet."""
    noted = talk.delivery
    return [
        talk.code,
        plain(talk.title),
        talk.specialty.name(i18n.language()) if talk.specialty else "",
        talk.session.title if talk.session else "",
        i18n.short_moment(talk.session.starts_at, time_zone) if talk.session else "",
        talk.presenter.name if talk.presenter else "",
        str(OUTCOMES[noted.outcome]) if noted else "",
        noted.presenter.name if noted and noted.presenter else "",
        i18n.short_moment(noted.noted_at, time_zone) if noted else "",
        noted.noted_by if noted else "",
    ]

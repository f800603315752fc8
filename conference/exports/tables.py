"""The published programme as a table: a line for each presentation, and for each session that has none."""

from collections.abc import Iterator
from datetime import datetime

from conference.exports.events import authors_of, hours_of, track_of
from conference.exports.ical import Source
from conference.models import PresentationKind, SessionDuty, SessionKind
from conference.queries.differences import duties
from conference.queries.published import Told, room_names
from conference.words import DUTIES, PRESENTATIONS, SESSIONS
from core import clock
from core.i18n import gettext as _
from core.rich_text import plain
from core.sheets import workbook, written

CSV, XLSX = "csv", "xlsx"
TYPES = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def table(kind: str, source: Source, sessions: list[Told]) -> bytes:
    """Return some published sessions as CSV or XLSX; no cell is a formula."""
    header = [
        _("Day"), _("Begins"), _("Ends"), _("Room"), _("Session"), _("Kind of session"), _("Session begins"),
        _("Session ends"), *(str(DUTIES[duty]) for duty in SessionDuty), _("Code"), _("Kind"), _("Title"),
        _("Presenter"), _("Authors"), _("Affiliations"), _("Specialty"), _("Theme"), _("Board"),
    ]  # fmt: skip
    rows = [row for session in sessions for row in _rows(source, session)]
    if kind == XLSX:
        return workbook(_("Programme"), header, rows)
    return written(header, rows)


def _rows(source: Source, session: Told) -> Iterator[list[str]]:
    zone, content = source.edition.time_zone, source.release.content
    begins, ends = (clock.at_place(datetime.fromisoformat(session[key]), zone) for key in ("starts", "ends"))
    served = duties(content, session)
    about = [
        room_names(content).get(session["room"], "") or _("All rooms"), session["title"],
        str(SESSIONS[SessionKind(session["kind"])]), f"{begins:%H:%M}", f"{ends:%H:%M}",
        *(served.get(duty, "").replace(", ", " ; ") for duty in SessionDuty),
    ]  # fmt: skip
    if not session["talks"]:
        yield [f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}", *about, *[""] * 9]
    for talk in session["talks"]:
        at, until = (clock.at_place(moment, zone) for moment in hours_of(session, talk))
        yield [f"{at:%Y-%m-%d}", f"{at:%H:%M}", f"{until:%H:%M}", *about, *_of_talk(source, talk)]


def _of_talk(source: Source, talk: Told) -> list[str]:
    authors = authors_of(source, talk)
    return [
        talk["code"],
        str(PRESENTATIONS[PresentationKind(talk["kind"])]),
        plain(talk["title"]),
        next((each.name for each in authors if each.is_presenter), ""),
        " ; ".join(each.name for each in authors),
        " ; ".join(each.affiliation for each in authors),
        track_of(source, talk),
        talk.get("theme", ""),
        str(talk.get("board") or ""),
    ]

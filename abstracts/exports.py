"""The chair's list as a file for spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence

from abstracts.models import Prize, PrizeState
from abstracts.queries.lists import presenters_of
from abstracts.queries.prizes import results_of
from abstracts.queries.scores import Board, Row
from abstracts.words import STATES, WISHES
from core import i18n
from core.i18n import gettext as _
from core.rich_text import plain
from core.sheets import workbook, written
from people.models import Specialty

Cell = str | float | None
CSV, XLSX = "csv", "xlsx"
TYPES = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def board_file(kind: str, board: Board, rows: Sequence[Row], specialties: Mapping[int, Specialty]) -> bytes:
    """Return some abstracts of a board with their scores, raw and harmonised; no reviewer is named. One query."""
    header = [
        _("Code"), _("Title"), _("Presenter"), _("Specialty"), _("Wish"), _("State"), _("Reviews asked"),
        _("Reviews received"), _("Raw mean out of %(most)d", most=board.most_points), _("Harmonised mean"),
        _("Standard deviation"), _("Discordant"),
    ]  # fmt: skip
    lines = list(_lines(rows, specialties))
    if kind == XLSX:
        return workbook(_("Abstracts"), header, lines)
    return written(header, [[_as_text(cell) for cell in line] for line in lines])


def _lines(rows: Sequence[Row], specialties: Mapping[int, Specialty]) -> Iterator[list[Cell]]:
    presenters, language = presenters_of(rows), i18n.language()
    for row in rows:
        presenter, specialty, score = presenters.get(row.id), specialties.get(row.specialty_id), row.score
        yield [
            row.code,
            plain(row.title),
            presenter.name if presenter else "",
            specialty.name(language) if specialty else "",
            str(WISHES[row.wish]),
            str(STATES[row.state]),
            row.asked,
            row.came,
            round(score.raw, 2) if score else None,
            round(score.harmonised, 2) if score and score.harmonised is not None else None,
            round(score.raw_spread, 2) if score and score.readings > 1 else None,
            (_("yes") if score.is_discordant else _("no")) if score else "",
        ]


def diplomas_file(prizes: Sequence[Prize]) -> bytes:
    """Return what the diplomas say as CSV: each laureate of each prize that was awarded, with their place."""
    header = [
        _("Prize"), _("Place"), _("Equal"), _("Name"), _("Structure"), _("Code"), _("Title"), _("Mean"), _("Parted by"),
    ]  # fmt: skip
    language = i18n.language()
    rows = []
    for prize in prizes:
        for result in results_of(prize) if prize.state is PrizeState.AWARDED else ():
            talk, presenter = result.finalist.presentation, result.finalist.presentation.presenter
            name, structure = (presenter.formal_name, presenter.structure) if presenter else ("", None)
            rows.append([
                prize.name(language), str(result.place or ""), _("yes") if result.is_shared else "", name,
                structure.name if structure else "", talk.code, plain(talk.title), _as_text(result.mean),
                prize.line(result.parted_by, language) if result.parted_by else "",
            ])  # fmt: skip
    return written(header, rows)


def _as_text(cell: Cell) -> str:
    """Return a number as spreadsheets set to French read one: with a comma."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else str(cell).replace(".", ",")

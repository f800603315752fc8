"""Tables that somebody sends as a file: CSV as spreadsheets of every country write it, and XLSX, opened with caution.

A file is what it is called, or refused in a sentence. Nothing of it is executed, followed or unpacked on disk.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import IO, Any

from core import archives
from core.errors import Refused
from core.i18n import gettext as _
from core.typography import one_line

MOST_LINES, MOST_COLUMNS, MOST_CELLS, LONGEST_CELL = 50_000, 60, 16_384, 1_000
MOST_MERGES = 5_000
HEAD = 20
DELIMITERS = (";", ",", "\t")
TEXTS = (".csv", ".txt", ".tsv")
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SHOWN_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!"})
_CONTROL, _SHEET_NAME = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]"), re.compile(r"[\\/*?:\[\]]")
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Position = tuple[int, int]  # line, column


@dataclass(frozen=True)
class Line:
    """One line of a table: where it stands in the file, what its cells show, and which of them show nothing usable."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, str], ...] = ()
    is_cut: bool = False

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is written in it."""
        return not any(self.cells) and not self.faults and not self.is_cut


@dataclass(frozen=True)
class Table:
    """The lines of a file that hold something, and what of it was not plain text."""

    lines: list[Line]
    sheet: str = ""
    formulas: int = 0
    merged: int = 0


Wanted = Callable[[Sequence[Line]], bool]


def read(content: bytes, name: str, wanted: Wanted, *, most: int = MOST_LINES) -> Table:
    """Return the table in a file, or its first lines; of several sheets the first whose head is wanted.

    `most` is how many lines are read; a file with more lines than we ever take is refused whole.
    """
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    is_zip = content.startswith(ZIP)
    if not content.strip():
        raise refused(_("The file is empty."))
    if content.startswith(OLD_EXCEL) or ending == ".xls":
        raise refused(
            _("This is a file of an old Excel (.xls). Open it and save it as .xlsx or as CSV, then send that.")
        )
    if ending == ".xlsx" and is_zip:
        return _read_workbook(content, wanted, most)
    if ending in TEXTS and not is_zip:
        return _read_text(content, wanted, most)
    if ending in (".xlsx", *TEXTS):
        raise refused(
            _(
                "The file is called %(ending)s but it is something else. Save it again under its own kind.",
                ending=ending,
            )
        )
    raise refused(_("Send a file in CSV or in XLSX."))


def refused(sentence: str) -> Refused:
    """Return the refusal of a file, in a sentence."""
    return Refused(sentence, code="unreadable-file")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; nothing of it is lost."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell


def written(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table as CSV, one row each line, every cell harmless; spreadsheets read it without asking."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> bytes:
    """Return a table as XLSX: numbers stay numbers, texts are texts whatever they begin with, the head stays put."""
    import openpyxl  # noqa: PLC0415 - a fifth of a second that only whoever asks for a workbook should pay

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET_NAME.sub(" ", title)[:31])
    sheet.freeze_panes = "A2"
    sheet.append(list(header))
    for row in rows:
        sheet.append([_CONTROL.sub("", harmless(cell)) if isinstance(cell, str) else cell for cell in row])
    written_to = io.BytesIO()
    book.save(written_to)
    return written_to.getvalue()


def _too_long() -> Refused:
    return refused(_("The file has more than %(most)d lines. Send it in parts.", most=MOST_LINES))


# ── Text ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_text(content: bytes, wanted: Wanted, most: int) -> Table:
    text = _decoded(content)
    heads = {mark: _head_of(text, mark) for mark in DELIMITERS}
    fitting = [mark for mark, head in heads.items() if wanted(head)]
    widest = max(DELIMITERS, key=lambda mark: max((len(line.cells) for line in heads[mark]), default=0))
    try:
        return Table(list(_lines_of(text, fitting[0] if fitting else widest, most)))
    except csv.Error as error:
        raise refused(_("The file cannot be read as a table: a quotation mark is opened and never closed.")) from error


def _head_of(text: str, delimiter: str) -> list[Line]:
    """Return the first lines as one delimiter parts them; none when it leaves a cell larger than any."""
    try:
        return list(_lines_of(text, delimiter, HEAD))
    except csv.Error:
        return []


def _decoded(content: bytes) -> str:
    """Return the text, in the encoding that it names or that it can only be."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise refused(_("This is not a text: it holds bytes that no text has. Save it again as CSV or XLSX."))
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(_("The letters of this file cannot be read. Save it as “CSV UTF-8”, then send it again."))


def _lines_of(text: str, delimiter: str, most: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    for count, cells in enumerate(reader):
        line = _line(before + 1, cells[:MOST_COLUMNS], is_wide=any(cells[MOST_COLUMNS:]))
        before = reader.line_num
        if count >= most:
            if most == MOST_LINES:
                raise _too_long()
            return
        if not line.is_blank:
            yield line


def _line(number: int, cells: Sequence[str], *, is_wide: bool, faults: Sequence[tuple[int, str]] = ()) -> Line:
    texts = tuple(one_line(cell[:LONGEST_CELL]) for cell in cells)
    errors = [(place, text) for place, text in enumerate(texts) if text in SHOWN_ERRORS]
    is_cut = is_wide or any(len(cell) > LONGEST_CELL for cell in cells)
    return Line(number, texts, (*faults, *errors), is_cut)


# ── Workbooks ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Marks:
    """What the values of a sheet do not say: which cells are formulas, which of them show nothing, which are one."""

    formulas: int = 0
    mute: dict[Position, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def _read_workbook(content: bytes, wanted: Wanted, most: int) -> Table:
    _refuse_bombs(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if name in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
                    _refuse_entities(parts, name)
            book = load_workbook(io.BytesIO(content))
            return _read_sheet(parts, _chosen(book, parts, wanted), most)
    except Refused:
        raise
    except Exception as error:
        raise refused(_("This file cannot be opened as an XLSX workbook. Save it again, then send it.")) from error


def load_workbook(file: io.BytesIO) -> Any:
    """Open a workbook for reading as a stream, the values as they are shown."""
    import openpyxl  # noqa: PLC0415 - a fifth of a second that only whoever sends a workbook should pay

    return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)


def boundaries(cells: str) -> tuple[int, int, int, int]:
    """Return the first column and line, and the last column and line, of « B2:C4 » or « B2 »."""
    corners = [re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", corner) for corner in cells.split(":")]
    places = [(_column(corner[1]), int(corner[2])) for corner in corners if corner]
    if not places:
        raise ValueError(cells)
    return (*places[0], *places[-1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_bombs(content: bytes) -> None:
    """Refuse an archive that would unpack to far more than it weighs."""
    try:
        archives.opened(content)
    except zipfile.BadZipFile as error:
        raise refused(_("This file cannot be opened as an XLSX workbook. Save it again, then send it.")) from error
    except archives.Bomb as error:
        raise refused(_("This workbook would unpack to far more than a table of people; it was not opened.")) from error


def _refuse_entities(parts: zipfile.ZipFile, name: str) -> None:
    """Raise for a part that declares entities or a document type: no spreadsheet writes them."""
    with parts.open(name) as part:
        for element in archives.elements(part):
            element.clear()


def _chosen(book: Any, parts: zipfile.ZipFile, wanted: Wanted) -> Any:
    """Return the first sheet whose head is wanted, else the first that holds something."""
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    for sheet in sheets:
        if wanted(list(_sheet_lines(sheet, _marks(parts, sheet, HEAD), HEAD))):
            return sheet
    if not sheets:
        raise refused(_("There is no table in this workbook."))
    return sheets[0]


def _read_sheet(parts: zipfile.ZipFile, sheet: Any, most: int) -> Table:
    marks = _marks(parts, sheet, most)
    return Table(list(_sheet_lines(sheet, marks, most)), sheet.title, marks.formulas, len(marks.merges))


def _marks(parts: zipfile.ZipFile, sheet: Any, most: int) -> Marks:
    """Look through the part of a sheet for formulas and merged cells; refuse what no table of people has."""
    marks = Marks()
    with parts.open(sheet._worksheet_path.lstrip("/")) as part:  # noqa: SLF001 - openpyxl says it nowhere else
        _look_through(part, marks, most)
    return marks


def _look_through(part: IO[bytes], marks: Marks, most: int) -> None:
    cells = 0
    for element in archives.elements(part):
        tag = element.tag.rpartition("}")[2]
        if tag == "c":
            cells += 1
            if cells > MOST_CELLS:
                raise refused(
                    _(
                        "A line of this workbook has more than %(most)d cells; it is no table of people.",
                        most=MOST_CELLS,
                    )
                )
            _note_formula(element, marks)
        elif tag == "row":
            cells, line = 0, int(element.get("r") or 1)
            element.clear()
            if line > MOST_LINES:
                raise _too_long()
            if line > most:
                return
        elif tag == "mergeCell" and len(marks.merges) < MOST_MERGES:
            left, top, right, bottom = boundaries(element.get("ref") or "")
            marks.merges.append((top, bottom, left, right))


def _note_formula(cell: Any, marks: Marks) -> None:
    formula = next((part for part in cell if part.tag.rpartition("}")[2] == "f"), None)
    if formula is None:
        return
    marks.formulas += 1
    shown = next((part.text for part in cell if part.tag.rpartition("}")[2] == "v"), None)
    if not shown and cell.get("r"):
        column, line = boundaries(cell.get("r"))[:2]
        marks.mute[line, column] = f"={formula.text or ''}"[:LONGEST_CELL]


def _sheet_lines(sheet: Any, marks: Marks, most: int) -> Iterator[Line]:
    """Give the lines of a sheet; a cell merged over several lines shows the same in each."""
    above: dict[int, str] = {}
    ends = {(top, left): bottom for top, bottom, left, _right in marks.merges if bottom > top and left <= MOST_COLUMNS}
    open_until: dict[int, int] = {}
    mute: dict[int, list[tuple[int, str]]] = {}
    for (at, column), formula in marks.mute.items():
        if column <= MOST_COLUMNS:
            mute.setdefault(at, []).append((column - 1, formula))
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS + 1, values_only=True)
    for number, values in enumerate(rows, start=1):
        cells = [_shown(value) for value in values]
        is_used = any(cells)
        for place in range(len(cells)):
            if (number, place + 1) in ends:
                open_until[place], above[place] = ends[number, place + 1], cells[place]
            elif is_used and number <= open_until.get(place, 0):
                cells[place] = above[place]
        is_wide = any(cells[MOST_COLUMNS:])
        line = _line(number, cells[:MOST_COLUMNS], is_wide=is_wide, faults=mute.get(number, ()))
        if not line.is_blank:
            yield line


def _shown(value: object) -> str:
    """Return what a cell shows, as text: 1234.0 is 1234, a day is written year first."""
    match value:
        case None:
            return ""
        case datetime() | date():
            return value.isoformat()[:10]
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)

"""The people of a council as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator

from core.i18n import gettext as _
from people.models import CouncilRecord

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def people_file(records: Iterable[CouncilRecord]) -> bytes:
    """Return people as CSV, one each line, names as they are written; spreadsheets read it without asking."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow([
        _("Title"), _("First names"), _("Surname (at birth)"), _("Name in use"), _("Known as (“dit”)"), _("Sex"),
        _("Phone"), _("E-mail"), _("Order number"), _("Function"), _("Structure"), _("Specialty"), _("Printed name"),
    ])  # fmt: skip
    writer.writerows([harmless(cell) for cell in _row(record)] for record in records)
    return sheet.getvalue().encode("utf-8-sig")


def _row(record: CouncilRecord) -> Iterator[str]:
    person = record.person
    yield from (person.title, person.given_names, person.family_name, person.used_name, person.known_as, person.sex)
    yield from (person.phone, person.email, person.order_number, person.function)
    yield person.structure.name if person.structure else ""
    yield person.specialty.code if person.specialty else ""
    yield person.formal_name


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; nothing of it is lost."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell

"""The people of a council as a file for spreadsheets."""

from collections.abc import Iterable, Iterator

from core.i18n import gettext as _
from core.sheets import written
from people.models import CouncilRecord, RegisterRow
from people.words import why_refused


def people_file(records: Iterable[CouncilRecord]) -> bytes:
    """Return people as CSV, one each line, names as they are written; spreadsheets read it without asking."""
    header = [
        _("Title"), _("First names"), _("Surname (at birth)"), _("Name in use"), _("Known as (“dit”)"), _("Sex"),
        _("Phone"), _("E-mail"), _("Order number"), _("Function"), _("Structure"), _("Specialty"), _("Printed name"),
    ]  # fmt: skip
    return written(header, [list(_row(record)) for record in records])


def _row(record: CouncilRecord) -> Iterator[str]:
    person = record.person
    yield from (person.title, person.given_names, person.family_name, person.used_name, person.known_as, person.sex)
    yield from (person.phone, person.email, person.order_number, person.function)
    yield person.structure.name if person.structure else ""
    yield person.specialty.code if person.specialty else ""
    yield person.formal_name


def refused_file(rows: Iterable[RegisterRow]) -> bytes:
    """Return the refused lines of a register's file as CSV: where each stands, its value, and why in a sentence."""
    header = [_("Line"), _("Value"), _("Reason")]
    return written(header, [[str(row.line), row.value, why_refused(row.fault, row.value, row.see)] for row in rows])

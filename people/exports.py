"""What leaves as files: the people of a council for spreadsheets, and all that is held on one person."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from flask import current_app, render_template

from core import clock
from core.i18n import gettext as _
from core.personal import held_on
from core.sheets import written
from people.models import CouncilRecord, Person, RegisterRow
from people.queries.personal import rows_of
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


# ── All that is held on one person ──────────────────────────────────────────────────────────────────────────────────


def own_file(person: Person, language: str) -> bytes:
    """Return all that is held on a person as one archive: a page to read, the same as data, and the papers."""
    held = held_on(person)
    page = render_template("people/me/takeaway.html", person=person, held=held, language=language, at=clock.now())
    rows = rows_of(person)
    said = [{"title": each.title, "tables": each.tables, "items": list(each.items)} for each in held]
    data = {"person": person.name, "at": clock.now(), "held": said, "rows": rows}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as kept:
        kept.writestr("donnees.html", page)
        kept.writestr("style.css", (Path(current_app.root_path) / "static/css/documents/takeaway.css").read_bytes())
        kept.writestr("donnees.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        for name, stored in [paper for each in held for paper in each.files]:
            with suppress(FileNotFoundError):  # the doctor says so; the rest is still theirs
                kept.writestr(f"fichiers/{name}", stored.read())
    return archive.getvalue()

"""How long a register of ten thousand lines takes, three hundred of them bad: checked, then written whole.

The council knows a thousand of its members already. Seconds are of CPU; the memory is the process's at its highest.
"""

import csv
import io
import resource
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import create_app
from bench.measuring import verdict
from config import Config
from core.audit import SYSTEM
from core.db import db, transaction
from people.jobs import check_register, write_register
from people.models import Council, FileKind, Person, RegisterEntry, RegisterImport, RegisterState
from people.queries.register import standing_of
from people.register_lines import Column
from people.services import register
from people.services.records import join

LINES, BAD, KNOWN = 10_000, 300, 1_000
MOST_SECONDS, MOST_MEGABYTES = 20, 512
HEADER = [
    "N° d’inscription",
    "Nom",
    "Prénoms",
    "Section",
    "Spécialité",
    "Lieu d’exercice",
    "Téléphone",
    "Date d’inscription",
]


def names(number: int) -> tuple[str, str]:
    """Return a surname and first names that nobody else has."""
    letters = "".join(chr(97 + number // 26**place % 26) for place in range(4))
    return f"Traoré{letters[:2]}", f"Awa {letters.capitalize()}"


def rows() -> list[list[str]]:
    """Return the lines of a register, three in a hundred of them without a number."""
    made = []
    for number in range(LINES):
        family, given = names(number)
        code = "" if number % (LINES // BAD) == 5 and number < BAD * (LINES // BAD) else f"{number + 1}/D"
        phone = f"76{number:06d}"
        made.append(
            [code, family, given, "AB"[number % 2], "Pédiatrie", f"CSRéf n° {number % 90}", phone, "14/05/2019"]
        )
    return made


def as_text(lines: list[list[str]]) -> bytes:
    """Return lines as CSV."""
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";").writerows([HEADER, *lines])
    return sheet.getvalue().encode()


def as_workbook(lines: list[list[str]]) -> bytes:
    """Return lines as XLSX."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Tableau")
    for line in [HEADER, *lines]:
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring_in(council: Council, content: bytes, name: str) -> tuple[RegisterImport, float, float]:
    """Bring a file in as people and the worker do; return it, and the seconds of CPU to check it and to write it."""
    begun = time.process_time()
    with transaction():
        found = register.receive(council, content, name, by=SYSTEM)
    with transaction():
        mapping = {Column(key): place for key, place in found.mapping.items()}
        register.settle(found, mapping, FileKind.WHOLE, by=SYSTEM)
    check_register(found.id)
    checked = time.process_time()
    with transaction():
        register.have_written(found, only_good=True, by=SYSTEM)
    write_register(found.id, None)
    return found, checked - begun, time.process_time() - checked


def main() -> None:
    """Measure both kinds of file, the second over the first."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(environment="demo", instance=Path(folder), base_url="http://localhost"))
        with app.app_context():
            upgrade()
            results = list(measure())
            db.session.remove()
            db.engine.dispose()
    sys.exit(0 if all(results) else 1)


def measure() -> list[bool]:
    """Return whether each target was met."""
    with transaction() as session:
        council = Council(slug="banc", name="Banc", short_name="Banc", code="B", country="ML", city="Ségou")
        session.add(council)
        for number in range(0, LINES, LINES // KNOWN):
            family, given = names(number)
            person = Person(given_names=given, family_name=family, phone=f"+22376{number:06d}")
            session.add(person)
            join(person, council, by=SYSTEM)
    met = []
    for content, name in ((as_text(rows()), "tableau.csv"), (as_workbook(rows()), "tableau.xlsx")):
        found, checking, writing = bring_in(council, content, name)
        counts = db.session.get_one(RegisterImport, found.id).counts
        print(f"     {name}: {len(content) // 1024} kB, {counts}")
        met.append(
            verdict(f"{name}, {LINES} lines, {BAD} bad: checked and written", checking + writing, MOST_SECONDS, " s")
        )
        met.append(verdict(f"{name}: others wait for its one transaction at most", writing, 5, " s"))
        met.append(counts["refused"] == BAD)
    entries = db.session.scalar(select(func.count()).select_from(RegisterEntry)) or 0
    known = standing_of(council).known.get(RegisterState.VERIFIED, 0)
    print(f"     {entries} members in the register, {known} people verified")
    met.append(entries == LINES - BAD)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    met.append(verdict("memory at its highest", megabytes, MOST_MEGABYTES, " MB"))
    return met


if __name__ == "__main__":
    main()

"""What the worker does for people."""

from core import files, jobs
from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import Refused
from people.models import Filing, RegisterImport, User
from people.recognition import personal_link
from people.services import filings, recovery, register, register_writing, weighing
from people.services.register_writing import Scales, Weighed
from people.states import ImportState

LINES_AT_ONCE = 1_000


def send_keys(sealed: str, asked: str) -> None:
    """Send whoever asked for it what opens their account without a password."""
    with transaction():
        recovery.send(sealed, asked, page_of=personal_link)


def check_register(import_id: int) -> None:
    """Say of every line of a file what writing it would do; the register stays as it is.

    The lines are noted by the thousand, so that a page can show how far it is; run again, it begins anew.
    """
    found = db.session.get_one(RegisterImport, import_id)
    if found.state is not ImportState.CHECKING:
        return
    try:
        table = register.table_of(found)
    except Refused as refusal:
        with transaction():
            register_writing.give_up(found, refusal.message)
        return
    lines = [line for line in table.lines if line.number > found.header_line]
    with transaction():
        register_writing.begin_check(found)
        jobs.note(done=0, total=len(lines))
    scales, reader = Scales(found.council_id), register.reader_of(found)
    weighed: list[Weighed] = []
    for first in range(0, len(lines), LINES_AT_ONCE):
        some = [scales.weigh(reading) for reading in reader.read(lines[first : first + LINES_AT_ONCE])]
        weighed += some
        with transaction():
            register_writing.note_lines(import_id, some)
            jobs.note(done=len(weighed), total=len(lines))
    gone = register_writing.gone_after(scales, weighed, found.kind)
    facts = {"formulas": table.formulas, "merged": table.merged, "gone": gone}
    with transaction():
        register_writing.finish_check(found, register_writing.counted(weighed), facts, scales.after)


def write_register(import_id: int, account_id: int | None) -> None:
    """Write a checked file into the register, whole: what takes long is weighed before the transaction begins."""
    found = db.session.get_one(RegisterImport, import_id)
    if found.state is not ImportState.WRITING:
        return
    scales = Scales(found.council_id)
    weighed = [scales.weigh(reading) for reading in register_writing.good_readings(found)]
    for each in weighed:
        _ = each.facts  # reckoned now, while nobody waits
    account = db.session.get(User, account_id) if account_id else None
    with transaction():
        register_writing.write(found, weighed, scales.after, by=account or SYSTEM)


def weigh_people() -> None:
    """Compare whoever is new or changed with those they may be. Each minute; nothing is written while nobody is."""
    whom = weighing.waiting()
    db.session.rollback()  # comparing everybody takes longer than a database lets a transaction stand idle
    if whom.versions:
        found = weighing.weigh(whom)
        with transaction():
            weighing.keep(found)


def render_sheet(filing_id: int) -> None:
    """Lay out the sheet a council files with the authority, and keep its PDF."""
    from people import documents  # noqa: PLC0415 - loading the renderer takes a second that letters do not wait for

    filing = db.session.get_one(Filing, filing_id)
    said = filings.fingerprint(filing.council, filing)
    content = documents.sheet(filing, law=filings.authority_of(filing.council)[1])
    with transaction() as session:
        session.add(filing)
        filing.sheet, filing.sheet_of = files.keep(content, "application/pdf"), said

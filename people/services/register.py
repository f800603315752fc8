"""The register of the Order: a file received, its columns settled, checked and asked to be written; doubts decided."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from core import audit, clock, files, jobs
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.sheets import Table, read
from core.states import move
from core.typography import one_line
from people.models import (
    Council,
    CouncilRecord,
    Decision,
    DoubtReason,
    FileKind,
    Person,
    RegisterDoubt,
    RegisterEntry,
    RegisterImport,
    RegisterState,
)
from people.queries.duplicates import traits_of
from people.queries.register import entries_numbered, entry_of, has_members, member_of
from people.register_lines import (
    HEAD,
    LONGEST_NUMBER,
    Column,
    Reader,
    columns_of,
    has_heading,
    heading,
    is_enough,
    number_key,
)
from people.register_matching import Books
from people.services.records import join, record_of
from people.states import ImportState

LONGEST_NAME = 120
BY_HAND = (RegisterState.FOREIGN, RegisterState.NOT_A_PHYSICIAN, RegisterState.TO_CHECK)


# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def receive(council: Council, content: bytes, name: str, *, by: Actor) -> RegisterImport:
    """Keep a file of the register, its columns recognised as far as they can be; nothing else is written."""
    found = described(council, content, name)
    found.council = council
    found.file = files.keep(content, "application/octet-stream")
    found.received_at, found.received_by = clock.now(), by.actor_name
    db.session.add(found)
    audit.log(found, "received", by=by, file=found.file_name)
    return found


def described(council: Council, content: bytes, name: str) -> RegisterImport:
    """Return how a file is understood: which line heads its columns, and what each holds. Nothing is kept."""
    table = read(content, name, has_heading, most=HEAD)
    if not table.lines:
        raise Refused(_("There is no line in this file."), code="unreadable-file")
    head = heading(table.lines) or table.lines[0]
    mapping = {column.value: place for column, place in columns_of(head.cells).items()}
    return RegisterImport(
        council_id=council.id,
        file_name=name.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:],
        sheet=table.sheet,
        kind=FileKind.WHOLE,
        header_line=head.number,
        columns=list(head.cells),
        mapping=mapping,
    )


def settle(found: RegisterImport, mapping: Mapping[Column, int], kind: FileKind, *, by: Actor) -> None:
    """Settle which column is what, and have the worker check every line without writing any."""
    if not is_enough(mapping):
        raise Refused(_("Say which columns hold the names, and at least one more."), code="no-names")
    if len(set(mapping.values())) < len(mapping):
        raise Refused(_("One column cannot be two things at once."), code="column-twice")
    move(found, ImportState.CHECKING)
    found.mapping = {column.value: place for column, place in mapping.items()}
    found.kind, found.counts, found.refusal = kind, {}, ""
    audit.log(found, "columns settled", by=by, kind=kind)
    key = f"register-{found.id}/check-{clock.now().timestamp()}"
    jobs.enqueue("people.jobs:check_register", key=key, import_id=found.id)


def have_written(found: RegisterImport, *, only_good: bool, by: Actor) -> None:
    """Have the worker write a checked file into the register: all of its good lines together, or none of them.

    A file with refused lines is written only when whoever asks says that the good ones alone are wanted.
    """
    if found.counts.get("refused") and not only_good:
        raise Refused(
            _("Some lines are refused. Correct the file, or ask for the good lines alone."), code="refused-lines"
        )
    move(found, ImportState.WRITING)
    audit.log(found, "asked to be written", by=by, only_good=only_good)
    key = f"register-{found.id}/write-{clock.now().timestamp()}"
    jobs.enqueue("people.jobs:write_register", key=key, import_id=found.id, account_id=by.actor_id)


def drop(found: RegisterImport, *, by: Actor) -> None:
    """Put a file aside that was not written; the register stays as it is."""
    move(found, ImportState.DROPPED)
    audit.log(found, "put aside", by=by)


def table_of(found: RegisterImport) -> Table:
    """Return the whole table of a file."""
    return read(found.file.read(), found.file_name, has_heading)


def reader_of(found: RegisterImport) -> Reader:
    """Return who reads the lines of a file, its columns being settled."""
    council = db.session.get_one(Council, found.council_id)
    columns = {Column(name): int(place) for name, place in found.mapping.items()}
    today = clock.now().date()
    return Reader(columns, council.country, today, is_reserve_list=found.kind is FileKind.RESERVE_LIST)


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def consult(person: Person, council: Council, number: str, *, by: Actor) -> CouncilRecord:
    """Look up in the register an Order number typed for a person, and write down what it says. It keeps nobody out.

    The register confirms a number when the names agree. What it does not confirm is noted, to be checked by a person;
    what it confirmed before stays.
    """
    record = join(person, council, by=by)
    typed = one_line(number).upper()[:LONGEST_NUMBER]
    if not number_key(typed) or entry_of(person, council) is not None:
        return record
    for entry in entries_numbered(council, number_key(typed)):
        against = speaks_against(person, entry, typed)
        if against is None:
            link(entry, person, by=by)
            return record
        doubt(entry, person, against)
    record.claimed_number = typed
    if record.state is RegisterState.UNKNOWN and has_members(council):
        record.state = RegisterState.TO_CHECK
    audit.log(record, "number not confirmed", by=by)
    return record


def speaks_against(person: Person, entry: RegisterEntry, number: str) -> DoubtReason | None:
    """Return what speaks against a member of the register being the person who gives their number; None for nothing."""
    if entry.person_id is not None:
        return DoubtReason.SEVERAL
    if number_key(person.order_number) not in ("", number_key(number)):
        return DoubtReason.OTHER_NUMBER
    likely = Books([replace(traits_of(person), order_number=number)], {}).who(member_of(entry))
    return likely[0].doubt if likely else DoubtReason.OTHER_NAMES


def link(entry: RegisterEntry, person: Person, *, by: Actor) -> None:
    """Write down that a member of the register is a person of the council's books: what it says is theirs."""
    record = join(person, entry.council, by=by)
    entry.person = person
    audit.log(entry, "recognised", by=by, person=person.name)
    if entry.order_number and not person.order_number:
        person.order_number = entry.order_number
        audit.log(person, "order number confirmed", by=by)
    record.state, record.section, record.claimed_number = state_of(entry), entry.section, ""
    audit.log(record, "looked up in the register", by=by, line=entry.line)


def state_of(entry: RegisterEntry) -> RegisterState:
    """Return what being this member of the register means for a person."""
    if entry.missing_since_id is not None:
        return RegisterState.TO_CHECK
    return RegisterState.RESERVE_LIST if entry.on_reserve_list else RegisterState.VERIFIED


def doubt(entry: RegisterEntry, person: Person, reason: DoubtReason) -> None:
    """Leave it to a person whether somebody in the books is a member of the register; asked once."""
    db.session.flush()
    if db.session.scalar(select(RegisterDoubt.id).filter_by(entry_id=entry.id, person_id=person.id)) is None:
        db.session.add(
            RegisterDoubt(council_id=entry.council_id, entry=entry, person=person, reason=reason, found_at=clock.now())
        )
        db.session.flush()


def decide(found: RegisterDoubt, decision: Decision, *, by: Actor) -> None:
    """Decide whether somebody in the books is a member of the register; of several, one at most."""
    if found.decision is not None:
        raise Refused(_("Somebody decided this meanwhile."), code="decided")
    if decision is Decision.SAME and entry_of(found.person, found.council) not in (None, found.entry):
        raise Refused(_("This person is linked with somebody else of the register already."), code="linked")
    _close(found, decision, by=by)
    if decision is Decision.SAME:
        _let_go(found.entry, by=by)
        link(found.entry, found.person, by=by)
        others = select(RegisterDoubt).where(
            RegisterDoubt.decision.is_(None),
            (RegisterDoubt.entry_id == found.entry_id) | (RegisterDoubt.person_id == found.person_id),
        )
        for other in db.session.scalars(others.where(RegisterDoubt.council_id == found.council_id)):
            _close(other, Decision.OTHER, by=by)


def _let_go(entry: RegisterEntry, *, by: Actor) -> None:
    """Take back from whoever was linked with a member what the register said of them: it was said of somebody else."""
    if entry.person is not None and (record := record_of(entry.person, entry.council)):
        record.state, record.section = RegisterState.TO_CHECK, ""
        audit.log(record, "looked up in the register", by=by, line=entry.line)


def _close(found: RegisterDoubt, decision: Decision, *, by: Actor) -> None:
    found.decision, found.decided_at, found.decided_by = decision, clock.now(), by.actor_name
    if decision is Decision.OTHER:
        _forget_doubted(found)
    audit.log(found, "decided", by=by, decision=decision, person=found.person.name, member=found.entry.list_name)


def _forget_doubted(found: RegisterDoubt) -> None:
    """Say no more that somebody is to be checked, once nothing of them is in doubt."""
    db.session.flush()
    others = select(RegisterDoubt.id).filter_by(council_id=found.council_id, person_id=found.person_id, decision=None)
    record = record_of(found.person, found.council)
    is_doubted = record is not None and (record.claimed_number or db.session.scalar(others.limit(1)))
    if record is not None and not is_doubted and record.state is RegisterState.TO_CHECK:
        record.state = RegisterState.UNKNOWN


def say(record: CouncilRecord, state: RegisterState, *, by: Actor) -> None:
    """Write down by hand what no file says of a person: of a foreign Order, not a physician, or to be checked."""
    if state not in BY_HAND:
        raise Refused(_("Only the register itself says this of somebody."), code="not-by-hand")
    if entry_of(record.person, record.council) is not None:
        raise Refused(_("The register says who this is; nothing is to be said by hand."), code="in-the-register")
    if record.state is not state:
        record.state = state
        audit.log(record, "register state said by hand", by=by)

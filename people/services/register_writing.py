"""What writing a file into a council's register would do, line by line; and doing it, all together or not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.i18n import gettext as _
from core.search import fold, search_text
from core.states import move
from people.models import (
    CouncilRecord,
    Decision,
    DoubtReason,
    FileKind,
    Known,
    Outcome,
    Person,
    RegisterDoubt,
    RegisterEntry,
    RegisterImport,
    RegisterRow,
    RegisterState,
)
from people.queries.register import Present, books_of, last_written, present_entries, told_apart
from people.register_lines import Member, Reading, key_of, number_key
from people.register_matching import Books, Likely
from people.states import ImportState

AT_ONCE = 500
Row = dict[str, Any]


@dataclass(frozen=True)
class Weighed:
    """One line, and what writing it would do: to the register, and to the people the council knows."""

    reading: Reading
    outcome: Outcome
    known: Known = Known.UNKNOWN
    entry: Present | None = None
    likely: tuple[Likely, ...] = ()

    @cached_property
    def facts(self) -> Row:
        """Return what the register keeps of the member, and by what they are found: reckoned once, before writing."""
        member = self.member
        names = (member.given_names, member.family_name, member.used_name)
        return {
            **asdict(member),
            "registered_on": date.fromisoformat(member.registered_on) if member.registered_on else None,
            "number_key": number_key(member.order_number),
            "sort_name": fold(f"{member.used_name or member.family_name} {member.given_names}"),
            "search": search_text(*names, member.order_number, member.specialty, member.structure, member.phone),
        }

    @property
    def member(self) -> Member:
        """Return what a good line says."""
        if self.reading.member is None:
            raise ValueError("a refused line is never written")
        return self.reading.member


class Scales:
    """Weighs the lines of a file against the register and the books as they are now."""

    def __init__(self, council_id: int) -> None:
        self.after = last_written(council_id)
        self.present = present_entries(council_id)
        self.books: Books = books_of(council_id)
        self.apart: Mapping[int, frozenset[int]] = told_apart(council_id)
        self.taken = {entry.person_id: entry.id for entry in self.present.values() if entry.person_id is not None}

    def weigh(self, reading: Reading) -> Weighed:
        """Say what writing a line would do."""
        member = reading.member
        if member is None:
            return Weighed(reading, Outcome.REFUSED)
        entry = self._entry(member)
        likely = self._likely(member, entry)
        known = Known.UNKNOWN
        if likely:
            known = Known.MATCHED if likely[0].doubt is None else Known.DOUBTFUL
            if known is Known.MATCHED:
                self.taken.setdefault(likely[0].person_id, entry.id if entry else -reading.line)
        if entry is None:
            return Weighed(reading, Outcome.NEW, known, None, likely)
        is_same = entry.says == said_by(member) and not entry.is_missing and entry.key == member.key
        return Weighed(reading, Outcome.UNCHANGED if is_same else Outcome.CHANGED, known, entry, likely)

    def _entry(self, member: Member) -> Present | None:
        """Return the member as the register has them: by number, or by names when they had none yet."""
        by_names = key_of("", f"{member.given_names} {member.family_name}", member.phone or member.structure)
        return self.present.get(member.key) or self.present.get(by_names)

    def _likely(self, member: Member, entry: Present | None) -> tuple[Likely, ...]:
        if entry and entry.person_id is not None:
            return (Likely(entry.person_id),)
        apart = self.apart.get(entry.id, frozenset()) if entry else frozenset[int]()
        return tuple(self.books.who(member, but=apart | self.taken.keys()))


def said_by(member: Member) -> tuple[object, ...]:
    """Return what a line says of a member, in the order in which the register compares it."""
    return (
        member.order_number, member.family_name, member.given_names, member.used_name, member.section,
        member.specialty, member.structure, member.phone, member.email, member.on_reserve_list,
        date.fromisoformat(member.registered_on) if member.registered_on else None,
    )  # fmt: skip


def counted(weighed: Iterable[Weighed]) -> dict[str, int]:
    """Return how many lines do what, those that leave something out, and how many there are."""
    counts: Counter[str] = Counter()
    for each in weighed:
        counts["lines"] += 1
        counts[each.outcome] += 1
        counts["left-out"] += bool(each.reading.left_out)
        if each.known is not Known.UNKNOWN:
            counts[each.known] += 1
    return dict(counts)


def gone_after(scales: Scales, weighed: Iterable[Weighed], kind: FileKind) -> int:
    """Return how many members a file would no longer name."""
    if kind is FileKind.ADDITION:
        return 0
    named = {each.entry.id for each in weighed if each.entry is not None}
    ours = (entry for entry in scales.present.values() if kind is FileKind.WHOLE or entry.on_reserve_list)
    return sum(not entry.is_missing and entry.id not in named for entry in ours)


# ── Checking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def begin_check(found: RegisterImport) -> None:
    """Forget what an earlier check of a file said."""
    db.session.execute(delete(RegisterRow).where(RegisterRow.import_id == found.id))


def note_lines(import_id: int, weighed: Sequence[Weighed]) -> None:
    """Write down what some lines would do, for people to read; the register stays as it is."""
    rows = [_row_of(import_id, each) for each in weighed]
    if rows:
        db.session.execute(insert(RegisterRow), rows)


def _row_of(import_id: int, weighed: Weighed) -> Row:
    reading = weighed.reading
    refusal = reading.refusal
    return {
        "import_id": import_id,
        "line": reading.line,
        "outcome": weighed.outcome,
        "known": weighed.known,
        "fault": refusal.fault.value if refusal else "",
        "value": refusal.value if refusal else "",
        "see": refusal.see if refusal else 0,
        "left_out": [[remark.fault.value, remark.value] for remark in reading.left_out],
        "leaves_out": bool(reading.left_out),
        "member": asdict(reading.member) if reading.member else {},
    }


def finish_check(found: RegisterImport, counts: Mapping[str, int], facts: Mapping[str, int], after: int) -> None:
    """Write down what a check found, and after which file it was made."""
    move(found, ImportState.CHECKED)
    found.counts, found.after_id = {**counts, **facts}, after


def give_up(found: RegisterImport, why: str) -> None:
    """Write down why a file cannot be read."""
    move(found, ImportState.UNREADABLE)
    found.refusal = why


def good_readings(found: RegisterImport) -> Iterator[Reading]:
    """Give the lines of a checked file that can be written."""
    statement = select(RegisterRow.line, RegisterRow.member).where(
        RegisterRow.import_id == found.id, RegisterRow.outcome != Outcome.REFUSED
    )
    for row in db.session.execute(statement.order_by(RegisterRow.line)):
        yield Reading(row[0], Member(**row[1]))


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(found: RegisterImport, weighed: Sequence[Weighed], after: int, *, by: Actor) -> None:
    """Write all good lines of a file into the register, together; whoever it no longer names stays, and is listed."""
    if last_written(found.council_id) != after or after != found.after_id:
        move(found, ImportState.CHECKED)
        found.refusal = _("Another file was written meanwhile. Check this one again.")
        return
    _write_entries(found, weighed)
    missing = _note_missing(found)
    ids = _ids(found.council_id)
    _note_doubts(found, weighed, ids)
    _tell_people(found, weighed, ids, by)
    move(found, ImportState.WRITTEN)
    found.written_at, found.written_by = clock.now(), by.actor_name
    found.counts = {**found.counts, "missing": missing}
    audit.log(found, "written", by=by, **found.counts)


def _write_entries(found: RegisterImport, weighed: Sequence[Weighed]) -> None:
    new = [_entry_of(found, each) for each in weighed if each.entry is None]
    changed = [
        {"id": each.entry.id, **_entry_of(found, each)}
        for each in weighed
        if each.entry is not None and each.outcome is Outcome.CHANGED
    ]
    same = [
        {"id": each.entry.id, "import_id": found.id, "line": each.reading.line}
        for each in weighed
        if each.entry is not None and each.outcome is Outcome.UNCHANGED
    ]
    if new:
        db.session.execute(insert(RegisterEntry), new)
    for rows in (changed, same):
        if rows:
            db.session.execute(update(RegisterEntry), rows)


def _entry_of(found: RegisterImport, weighed: Weighed) -> Row:
    source = {"council_id": found.council_id, "import_id": found.id, "line": weighed.reading.line}
    return weighed.facts | source | {"missing_since_id": None}


def _note_missing(found: RegisterImport) -> int:
    """Note who is in the register and no longer in its file; what was known of them is to be checked."""
    if found.kind is FileKind.ADDITION:
        return 0
    gone: list[ColumnElement[bool]] = [
        RegisterEntry.council_id == found.council_id,
        RegisterEntry.import_id != found.id,
        RegisterEntry.missing_since_id.is_(None),
    ]
    if found.kind is FileKind.RESERVE_LIST:
        gone.append(RegisterEntry.on_reserve_list.is_(True))
    people = list(
        db.session.scalars(select(RegisterEntry.person_id).where(*gone, RegisterEntry.person_id.is_not(None)))
    )
    noted = db.session.execute(update(RegisterEntry).where(*gone).values(missing_since_id=found.id))
    for record in _records(found.council_id, [person for person in people if person is not None]):
        record.state = RegisterState.TO_CHECK
    return int(noted.rowcount)  # type: ignore[attr-defined]


def _ids(council_id: int) -> dict[str, int]:
    statement = select(RegisterEntry.key, RegisterEntry.id).where(RegisterEntry.council_id == council_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _note_doubts(found: RegisterImport, weighed: Sequence[Weighed], ids: Mapping[str, int]) -> None:
    """Leave to a person who may be whom, unless it was asked already."""
    statement = select(RegisterDoubt.entry_id, RegisterDoubt.person_id).where(
        RegisterDoubt.council_id == found.council_id
    )
    asked = set(map(tuple, db.session.execute(statement)))
    rows = []
    for each in weighed:
        for likely in each.likely if each.known is Known.DOUBTFUL else ():
            pair = (ids[_key(each)], likely.person_id)
            if pair not in asked:
                asked.add(pair)
                rows.append(_doubt_of(found, pair, likely.doubt or DoubtReason.SEVERAL))
    if rows:
        db.session.execute(insert(RegisterDoubt), rows)


def _doubt_of(found: RegisterImport, pair: tuple[int, int], reason: DoubtReason) -> Row:
    facts = {"council_id": found.council_id, "entry_id": pair[0], "person_id": pair[1], "reason": reason}
    return facts | {"found_at": clock.now(), "decision": None, "decided_at": None, "decided_by": ""}


def _tell_people(found: RegisterImport, weighed: Sequence[Weighed], ids: Mapping[str, int], by: Actor) -> None:
    """Write down of each person known for sure what the register says; of those in doubt, that it is to be checked."""
    sure = {each.likely[0].person_id: each for each in weighed if each.known is Known.MATCHED}
    links = [{"id": ids[_key(each)], "person_id": person} for person, each in sure.items()]
    if links:
        db.session.execute(update(RegisterEntry), links)
    _close_doubts(found)
    numbered: list[Person] = []
    changed: list[tuple[CouncilRecord, int]] = []
    for record in _records(found.council_id, list(sure)):
        entry = sure[record.person_id].member
        state = RegisterState.RESERVE_LIST if entry.on_reserve_list else RegisterState.VERIFIED
        if (record.state, record.section, record.claimed_number) != (state, entry.section, ""):
            record.state, record.section, record.claimed_number = state, entry.section, ""
            changed.append((record, sure[record.person_id].reading.line))
        if entry.order_number and not record.person.order_number:
            record.person.order_number = entry.order_number
            numbered.append(record.person)
    doubted = {likely.person_id for each in weighed if each.known is Known.DOUBTFUL for likely in each.likely}
    for record in _records(found.council_id, sorted(doubted - sure.keys())):
        if record.state is RegisterState.UNKNOWN:
            record.state = RegisterState.TO_CHECK
            changed.append((record, 0))
    _write_down(found, changed, numbered, by)


def _close_doubts(found: RegisterImport) -> None:
    """Ask no more about those of whom it is known by now who they are."""
    linked = select(RegisterEntry.person_id).where(
        RegisterEntry.council_id == found.council_id, RegisterEntry.person_id.is_not(None)
    )
    waiting = RegisterDoubt.council_id == found.council_id, RegisterDoubt.decision.is_(None)
    settled = {"decision": Decision.OTHER, "decided_at": clock.now(), "decided_by": audit.SYSTEM.actor_name}
    db.session.execute(update(RegisterDoubt).where(*waiting, RegisterDoubt.person_id.in_(linked)).values(settled))


def _write_down(
    found: RegisterImport, changed: Sequence[tuple[CouncilRecord, int]], numbered: Sequence[Person], by: Actor
) -> None:
    """Write a line of the log for each record and each person that changed, all after one flush."""
    db.session.flush()
    session = db.session()
    for record, line in changed:
        audit.write(session, record, "looked up in the register", by, {"file": found.file_name, "line": line})
    for person in numbered:
        audit.write(session, person, "order number confirmed", by, {"file": found.file_name})


def _records(council_id: int, people: Sequence[int]) -> Iterator[CouncilRecord]:
    for first in range(0, len(people), AT_ONCE):
        statement = select(CouncilRecord).where(
            CouncilRecord.council_id == council_id, CouncilRecord.person_id.in_(people[first : first + AT_ONCE])
        )
        yield from db.session.scalars(statement).unique()


def _key(weighed: Weighed) -> str:
    return weighed.member.key

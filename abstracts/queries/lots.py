"""What is to be dealt out to whom: the task of a call, which specialties lack readers, how far each reader is."""

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from abstracts.matching import Fit, Lots, Pair, Paper, Reader, Shortage, Task
from abstracts.models import Abstract, Assignment, Call, Review, ReviewerProfile, Tie
from abstracts.queries.conflicts import forbidden, read_in, reviewers_of
from abstracts.states import DECIDABLE
from core.db import db
from core.outbox import Message
from people.models import Person, Specialty

REMINDER = "review-reminder"


@cache
def neighbours() -> Mapping[str, frozenset[str]]:
    """Return the specialties beside each specialty: who knows one can judge the other."""
    beside = defaultdict(set)
    with (Path(__file__).parents[1] / "neighbours.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            for other in row["neighbours"].split():
                beside[row["code"]].add(other)
                beside[other].add(row["code"])
    return {code: frozenset(others) for code, others in beside.items()}


@dataclass(frozen=True)
class Dealing:
    """The task of a call, and the people and abstracts its numbers stand for."""

    call: Call
    task: Task
    abstracts: Mapping[int, Abstract]
    reviewers: Mapping[int, Person]

    @property
    def fingerprint(self) -> str:
        """Return what tells this task from every other: what was looked at is what is written."""
        task = self.task
        facts = [task.papers, task.readers, sorted(task.forbidden), sorted(task.open_to_all), task.seed]
        return sha256(repr(facts).encode()).hexdigest()[:16]


def dealing_of(call: Call, *, open_to_all: Collection[str] = (), seed: int = 0) -> Dealing:
    """Return what is still to be dealt out in a call. Nine queries."""
    abstracts, people = read_in(call), reviewers_of(call.edition)
    given = _given(call)
    loads = Counter(reviewer for _abstract, reviewer in given)
    readers_of = defaultdict(list)
    for abstract, reviewer in given:
        readers_of[abstract].append(reviewer)
    homes = {person.id: str(person.structure_id or "") for person in people}
    profiles = profiles_of(call)
    task = Task(
        papers=[
            Paper(
                each.id,
                each.specialty.code,
                max(0, call.readers - len(readers_of[each.id])),
                tuple(homes.get(reader, "") for reader in readers_of[each.id]),
            )
            for each in abstracts
        ],
        readers=[_reader(person, profiles.get(person.id), call, loads[person.id]) for person in people],
        forbidden=forbidden(abstracts, people) | given,
        neighbours=neighbours(),
        open_to_all=frozenset(open_to_all),
        seed=seed,
    )
    return Dealing(call, task, {each.id: each for each in abstracts}, {person.id: person for person in people})


def _given(call: Call) -> frozenset[tuple[int, int]]:
    statement = select(Assignment.abstract_id, Assignment.reviewer_id).join(Assignment.abstract)
    rows = db.session.execute(statement.where(Abstract.call_id == call.id))
    return frozenset((row[0], row[1]) for row in rows)


def profiles_of(call: Call) -> dict[int, ReviewerProfile]:
    """Return what the reviewers of a call said of themselves. Two queries."""
    statement = select(ReviewerProfile).filter_by(call_id=call.id).options(selectinload(ReviewerProfile.specialties))
    return {each.person_id: each for each in db.session.scalars(statement)}


def profile_of(call: Call, person: Person) -> ReviewerProfile | None:
    """Return what a reviewer said of themselves for a call, if they did. One query."""
    return db.session.scalar(select(ReviewerProfile).filter_by(call_id=call.id, person_id=person.id))


def ties_of(person: Person) -> list[Tie]:
    """Return whose work somebody must not judge, as they said it. One query."""
    statement = select(Tie).filter_by(person_id=person.id).options(joinedload(Tie.other)).order_by(Tie.id)
    return list(db.session.scalars(statement))


def specialties_of(person: Person, profile: ReviewerProfile | None) -> list[Specialty]:
    """Return what a reviewer reads: what they said, else their own specialty."""
    if profile is not None and profile.specialties:
        return list(profile.specialties)
    return [person.specialty] if person.specialty else []


def _reader(person: Person, profile: ReviewerProfile | None, call: Call, has: int) -> Reader:
    said = profile.most_readings if profile is not None else None
    return Reader(
        person.id,
        frozenset(each.code for each in specialties_of(person, profile)),
        str(person.structure_id or ""),
        call.most_readings if said is None else said,
        has,
    )


# ── Before anything is given ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Deficit:
    """How a specialty stands: what there is to read, who may, and how many readers it is short of."""

    specialty: Specialty
    abstracts: int
    needed: int
    own: int
    near: int
    short: int
    is_open: bool


def deficits(dealing: Dealing) -> list[Deficit]:
    """Return for each specialty how many readers it is short of, the shortest first."""
    by_specialty = defaultdict(list)
    for paper in dealing.task.papers:
        if paper.needs:
            by_specialty[paper.specialty].append(paper)
    found = [_deficit(dealing, papers) for papers in by_specialty.values()]
    return sorted(found, key=lambda each: (-each.short, -each.needed, each.specialty.code))


def _deficit(dealing: Dealing, papers: list[Paper]) -> Deficit:
    """Compare what a specialty needs with all its readers may read: no other specialty is thought of here."""
    task, needed = dealing.task, sum(paper.needs for paper in papers)
    candidates = {paper.key: task.candidates(paper) for paper in papers}
    offered = Counter(reader.key for pairs in candidates.values() for reader, _fit in pairs)
    possible = sum(reader.room(offered[reader.key]) for reader in task.readers)
    each_reads = min(len(papers), dealing.call.most_readings or len(papers))
    by_number = max(paper.needs - len(candidates[paper.key]) for paper in papers)
    by_load = -(-(needed - possible) // max(1, each_reads))
    fits = Counter(fit for _reader, fit in task.knowing[papers[0].specialty])
    return Deficit(
        specialty=dealing.abstracts[papers[0].key].specialty,
        abstracts=len(papers),
        needed=needed,
        own=fits[Fit.OWN],
        near=fits[Fit.NEAR],
        short=max(0, by_number, by_load),
        is_open=papers[0].specialty in task.open_to_all,
    )


@dataclass(frozen=True)
class Reason:
    """One abstract of a proposed lot, and why it fell to this reader."""

    abstract: Abstract
    fit: Fit
    is_elsewhere: bool


@dataclass(frozen=True)
class ProposedLot:
    """What one reader would be given, with what they have already."""

    reviewer: Person
    reader: Reader
    reasons: tuple[Reason, ...]

    @property
    def load(self) -> int:
        """Return how many readings this reader would have in all."""
        return self.reader.has + len(self.reasons)


def proposed(dealing: Dealing, lots: Lots) -> list[ProposedLot]:
    """Return the lots by reader, in the order of their names, each pair explained."""
    pairs: dict[int, list[Pair]] = defaultdict(list)
    houses: dict[int, Counter[str]] = {paper.key: Counter(paper.beside) for paper in dealing.task.papers}
    readers = {reader.key: reader for reader in dealing.task.readers}
    for pair in lots.pairs:
        pairs[pair.reader].append(pair)
        houses[pair.paper][readers[pair.reader].institution] += 1

    def reason(pair: Pair) -> Reason:
        house = readers[pair.reader].institution
        return Reason(dealing.abstracts[pair.paper], pair.fit, not house or houses[pair.paper][house] == 1)

    return [
        ProposedLot(person, readers[key], tuple(reason(pair) for pair in pairs[key]))
        for key, person in dealing.reviewers.items()
    ]


@dataclass(frozen=True)
class Proof:
    """Why some abstracts cannot have all their readers, in the names of people and specialties."""

    specialties: tuple[Specialty, ...]
    abstracts: tuple[Abstract, ...]
    readers: tuple[tuple[Person, int], ...]
    shortage: Shortage


def proofs(dealing: Dealing, lots: Lots) -> Iterator[Proof]:
    """Yield for each shortage whom and what it is about."""
    for shortage in lots.shortages:
        abstracts = tuple(dealing.abstracts[key] for key in shortage.papers)
        readers = tuple((dealing.reviewers[key], most) for key, most in shortage.readers if most)
        yield Proof(tuple(dict.fromkeys(each.specialty for each in abstracts)), abstracts, readers, shortage)


# ── While they are read ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Progress:
    """How far a reviewer is, and when they were last reminded."""

    reviewer: Person
    specialties: tuple[Specialty, ...]
    most: int | None
    given: int
    read: int
    left: int
    reminded_at: datetime | None


def progress_of(call: Call) -> list[Progress]:
    """Return how far each reviewer of a call is, whoever has most to read first. Five queries."""
    profiles, counted, reminded = profiles_of(call), _counted(call), _reminded(call)
    rows = []
    for person in reviewers_of(call.edition):
        profile, (given, read, left) = profiles.get(person.id), counted.get(person.id, (0, 0, 0))
        reader = _reader(person, profile, call, given)
        fields = tuple(specialties_of(person, profile))
        rows.append(Progress(person, fields, reader.most, given, read, left, reminded.get(person.id)))
    return sorted(rows, key=lambda row: (-row.left, row.reviewer.sort_name))


def _counted(call: Call) -> dict[int, tuple[int, int, int]]:
    waits = Review.id.is_(None) & Abstract.state.in_(DECIDABLE)
    statement = (
        select(Assignment.reviewer_id, func.count(), func.count(Review.id), func.count().filter(waits))
        .join(Assignment.abstract)
        .outerjoin(Assignment.review)
        .where(Abstract.call_id == call.id)
        .group_by(Assignment.reviewer_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(statement)}


def _reminded(call: Call) -> dict[int, datetime]:
    statement = select(Message.person_id, func.max(Message.created_at)).where(
        Message.scope == call.scope, Message.kind == REMINDER
    )
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(Message.person_id)) if row[0]}


def readings_of(call: Call, reviewer: Person) -> list[Assignment]:
    """Return what a reviewer was given in a call, for the chair, by code. One query."""
    statement = (
        select(Assignment)
        .join(Assignment.abstract)
        .where(Abstract.call_id == call.id, Assignment.reviewer_id == reviewer.id)
        .options(joinedload(Assignment.abstract), joinedload(Assignment.review))
        .order_by(Abstract.code)
    )
    return list(db.session.scalars(statement).unique())

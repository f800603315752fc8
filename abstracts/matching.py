"""Who reads which abstract: lots that cover everything, break no rule, and are as even as can be. It reads no row.

The lots are one flow of least cost, so what comes out is the best there is and not a lucky draw. In this order:
a forbidden pair is never made and nobody reads more than they said; every abstract has all its readers, or
`shortages()` proves that it cannot have them; nobody reads more than their fair share while another still could;
then readers of the specialty come before those of a neighbouring one; then the readers of one abstract come from
different institutions; then even those below their share read as much as each other. Chance, from the seed, decides
only between equals: the same task and seed give the same lots.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from random import Random
from typing import Any

NEAR, FAR, TOGETHER, EVEN = 10_000, 40_000, 3_000, 5_000  # what each fault costs; the share of load costs more than all
MANY = 250_000  # from so many possible pairs on, only the best candidates of each abstract are weighed
CANDIDATES = 40


class Fit(IntEnum):
    """How well a reader knows the field of an abstract."""

    OWN = 0
    NEAR = 1
    FAR = 2


@dataclass(frozen=True)
class Paper:
    """An abstract that still needs some readers; `beside` are the institutions of those it has."""

    key: int
    specialty: str
    needs: int
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Somebody who reads, how much at most, and how much they have already."""

    key: int
    specialties: frozenset[str]
    institution: str = ""
    most: int | None = None
    has: int = 0

    def room(self, offered: int) -> int:
        """Return how many more they may read of so many."""
        return offered if self.most is None else max(0, min(offered, self.most - self.has))


@dataclass(frozen=True)
class Task:
    """What is to be dealt out; `open_to_all` names the specialties which the chair lets anybody read."""

    papers: Sequence[Paper]
    readers: Sequence[Reader]
    forbidden: frozenset[tuple[int, int]] = frozenset()
    neighbours: Mapping[str, frozenset[str]] = field(default_factory=dict)
    open_to_all: frozenset[str] = frozenset()
    seed: int = 0

    @property
    def needed(self) -> int:
        """Return how many readings are needed in all."""
        return sum(paper.needs for paper in self.papers)

    def fit(self, specialty: str, reader: Reader) -> Fit | None:
        """Tell how well a reader knows a specialty; nothing where they may not read it."""
        if specialty in reader.specialties:
            return Fit.OWN
        if reader.specialties & self.neighbours.get(specialty, frozenset()):
            return Fit.NEAR
        return Fit.FAR if specialty in self.open_to_all else None

    @cached_property
    def knowing(self) -> dict[str, list[tuple[Reader, Fit]]]:
        """Return for each specialty who may read it, the best first."""
        codes = dict.fromkeys(paper.specialty for paper in self.papers)
        fits = {code: [(each, self.fit(code, each)) for each in self.readers] for code in codes}
        able = {code: [(each, fit) for each, fit in all_ if fit is not None] for code, all_ in fits.items()}
        return {code: sorted(pairs, key=lambda pair: pair[1]) for code, pairs in able.items()}

    def candidates(self, paper: Paper) -> list[tuple[Reader, Fit]]:
        """Return who may read an abstract, the best first."""
        return [pair for pair in self.knowing[paper.specialty] if (paper.key, pair[0].key) not in self.forbidden]


@dataclass(frozen=True)
class Pair:
    """One reader for one abstract."""

    paper: int
    reader: int
    fit: Fit


@dataclass(frozen=True)
class Shortage:
    """Why coverage is impossible: these abstracts can be read by these readers only, each so many of them at most."""

    papers: tuple[int, ...]
    readers: tuple[tuple[int, int], ...]
    needed: int

    @property
    def possible(self) -> int:
        """Return how many of these abstracts their readers may read, all together."""
        return sum(most for _reader, most in self.readers)

    @property
    def missing(self) -> int:
        """Return how many readings nobody can do."""
        return self.needed - self.possible


@dataclass(frozen=True)
class Lots:
    """What came of it: as many pairs as can be, and the proof for each reading that is missing."""

    pairs: tuple[Pair, ...]
    shortages: tuple[Shortage, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether every abstract has all its readers."""
        return not self.shortages


def deal(task: Task) -> Lots:
    """Deal the abstracts out to the readers."""
    everybody = {paper.key: task.candidates(paper) for paper in task.papers}
    best = the_best(everybody, task.seed)
    pairs = Flow(task, best).pairs()
    if len(pairs) < task.needed and best is not everybody:
        pairs = Flow(task, everybody).pairs()
    return Lots(tuple(pairs), tuple(shortages(task, everybody, pairs)))


Candidates = Mapping[int, list[tuple[Reader, Fit]]]


def the_best(everybody: Candidates, seed: int) -> Candidates:
    """Return everybody who may read each abstract; of very many, a few of the best, drawn by chance."""
    if sum(map(len, everybody.values())) <= MANY:
        return everybody
    chance = Random(seed)  # noqa: S311 - it only breaks ties
    drawn = {key: sorted(pairs, key=lambda pair: (pair[1], chance.random())) for key, pairs in everybody.items()}
    return {key: pairs[:CANDIDATES] for key, pairs in drawn.items()}


# ── The flow ────────────────────────────────────────────────────────────────────────────────────────────────────────


def fair_share(readers: Iterable[tuple[int, int]], needed: int) -> int:
    """Return up to how many readings everybody fills up alike; each reader says what they have and could have."""
    rooms = [(has, has + room) for has, room in readers]
    low, high = 0, max((most for _has, most in rooms), default=0)
    while low < high:
        middle = (low + high + 1) // 2
        filled = sum(max(0, min(most, middle) - has) for has, most in rooms)
        low, high = (middle, high) if filled <= needed else (low, middle - 1)
    return low


class Flow:
    """Readings flow from each abstract, by the institution of its reader, to readers, and out of them unit by unit."""

    def __init__(self, task: Task, candidates: Candidates) -> None:
        self.task, self.candidates = task, candidates
        self.chance = Random(task.seed)  # noqa: S311 - it only breaks ties
        self.arcs: list[tuple[int, int, int, int]] = []
        self.given: list[tuple[int, Pair]] = []
        self.nodes = 0
        offered = Counter(reader.key for pairs in candidates.values() for reader, _fit in pairs)
        self.rooms = {reader.key: (reader.has, reader.room(offered[reader.key])) for reader in task.readers}
        self.share = fair_share(self.rooms.values(), task.needed)
        self.step = max(8, EVEN // max(1, self.share))

    def pairs(self) -> list[Pair]:
        """Return who reads what, in the order of the abstracts."""
        if not self.task.needed:
            return []
        source, sink = self._node(), self._node()
        nodes = {key: self._reader(key, sink) for key in self.rooms}
        for paper in self.task.papers:
            self._paper(paper, source, nodes)
        flows = self._solved(source, sink)
        return [pair for arc, pair in self.given if flows[arc]]

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _arc(self, tail: int, head: int, most: int, cost: int) -> None:
        self.arcs.append((tail, head, most, cost))

    def _reader(self, key: int, sink: int) -> int:
        """Let each further reading of a reader cost more than the one before, and dearly beyond the fair share."""
        node = self._node()
        has, room = self.rooms[key]
        dear = 2 * (self.task.needed + 1) * (FAR + EVEN + TOGETHER * 8)
        for place in range(has + 1, has + room + 1):
            self._arc(node, sink, 1, self.step * place + dear * max(0, place - self.share))
        return node

    def _paper(self, paper: Paper, source: int, readers: Mapping[int, int]) -> None:
        node = self._node()
        self._arc(source, node, paper.needs, 0)
        at_home = defaultdict(list)
        for reader, fit in self.candidates[paper.key]:
            at_home[reader.institution or f"reader {reader.key}"].append((reader, fit))
        for name, pairs in at_home.items():
            before = paper.beside.count(name)
            alone = len(pairs) == 1 and not before
            origin = node if alone else self._institution(node, before, len(pairs), paper.needs)
            for reader, fit in pairs:
                cost = (0, NEAR, FAR)[fit] + self.chance.randrange(self.step // 2)
                self.given.append((len(self.arcs), Pair(paper.key, reader.key, fit)))
                self._arc(origin, readers[reader.key], 1, cost)

    def _institution(self, paper: int, before: int, readers: int, needs: int) -> int:
        """Let the second reader from one institution cost something, and the third more."""
        node = self._node()
        for place in range(before, before + min(readers, needs)):
            self._arc(paper, node, 1, TOGETHER * place)
        return node

    def _solved(self, source: int, sink: int) -> Any:
        import numpy as np  # noqa: PLC0415 - a web process that deals nothing out stays light
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415 - the same

        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(*np.array(self.arcs, dtype=np.int64).T)
        supplies = np.zeros(self.nodes, dtype=np.int64)
        supplies[source], supplies[sink] = self.task.needed, -self.task.needed
        flow.set_nodes_supplies(np.arange(self.nodes), supplies)
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"the flow of the lots ended with {status}")
        return flow.flows(np.arange(len(self.arcs)))


# ── The proof ───────────────────────────────────────────────────────────────────────────────────────────────────────


def shortages(task: Task, candidates: Candidates, pairs: Iterable[Pair]) -> Iterator[Shortage]:
    """Yield for each abstract short of readers whom it competes with, and for whom: a smallest cut of the flow.

    From an abstract that lacks a reader, follow everybody who could still read it to the abstracts they read instead,
    and from these again. Whoever is met reads all they may; whoever is not reads all of these abstracts they can.
    """
    reading, read_by = defaultdict(set), defaultdict(set)
    for pair in pairs:
        reading[pair.reader].add(pair.paper)
        read_by[pair.paper].add(pair.reader)
    groups: list[set[int]] = []
    for paper in task.papers:
        if len(read_by[paper.key]) < paper.needs and not any(paper.key in group for group in groups):
            bound = _bound_to(paper.key, candidates, reading, read_by)
            apart = [group for group in groups if not group & bound]
            groups = [*apart, bound.union(*(group for group in groups if group & bound))]
    for group in groups:
        yield _shortage(task, candidates, group)


def _bound_to(
    start: int, candidates: Candidates, reading: Mapping[int, set[int]], read_by: Mapping[int, set[int]]
) -> set[int]:
    bound, to_follow = {start}, [start]
    met: set[int] = set()
    while to_follow:
        paper = to_follow.pop()
        others = {reader.key for reader, _fit in candidates[paper]} - read_by[paper] - met
        met |= others
        further = {each for reader in others for each in reading[reader]} - bound
        bound |= further
        to_follow += further
    return bound


def _shortage(task: Task, candidates: Candidates, bound: set[int]) -> Shortage:
    papers = [paper for paper in task.papers if paper.key in bound]
    offered = Counter(reader.key for paper in papers for reader, _fit in candidates[paper.key])
    readers = tuple((each.key, each.room(offered[each.key])) for each in task.readers if offered[each.key])
    return Shortage(tuple(paper.key for paper in papers), readers, sum(paper.needs for paper in papers))

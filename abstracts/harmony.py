"""Scores made comparable: some readers are severe, some lenient, and lots are not equal. Pure: no database.

Each score is taken as what the abstract is worth plus what its reader adds or takes away, and both are found together
from the abstracts that readers share (docs/harmonised-scores.md says why, and what it cannot do).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from statistics import mean, median, stdev
from typing import TypeVar

Item = TypeVar("Item")

FEWEST = 3  # readings: of an abstract, and of each of its readers, before anything is harmonised
ENOUGH_FOR_SPREAD = 10  # readings of one reader before the width of their scale is corrected
WIDEST = 2.0  # how far a scale is stretched or pressed together at the most
DISCORDANT = 0.15  # of the most points a grid gives: beyond it readers contradict each other
CLOSE_ENOUGH, MOST_STEPS = 1e-11, 4_000
DIGITS = 6  # scores that differ by less are equal


@dataclass(frozen=True)
class Reading:
    """How many points one reader gave one abstract."""

    abstract: int
    reader: int
    total: float


@dataclass(frozen=True)
class Manner:
    """How a reader scores: beside the others on the same abstracts, in points; and how widely they spread scores."""

    readings: int
    shared: int
    severity: float | None = None
    spread: float = 1.0


@dataclass(frozen=True)
class Score:
    """What an abstract got: the mean as it was given, and the mean made comparable where there is enough to do it."""

    readings: int
    raw: float
    harmonised: float | None
    raw_spread: float
    spread: float
    is_discordant: bool

    @property
    def present(self) -> float:
        """Return the score that counts: harmonised, else as it was given."""
        return self.raw if self.harmonised is None else self.harmonised

    @property
    def is_of_manner(self) -> bool:
        """Tell whether readers contradict each other only because one is severe and another is not."""
        return self.is_discordant and self.harmonised is not None and self.spread < self.raw_spread / 2


@dataclass(frozen=True)
class Harmony:
    """The scores of all abstracts, and the manner of all readers."""

    scores: dict[int, Score]
    manners: dict[int, Manner]

    @property
    def is_applied(self) -> bool:
        """Tell whether at least one abstract has enough readings to be harmonised."""
        return any(score.harmonised is not None for score in self.scores.values())

    def ranking(self) -> list[int]:
        """Return the abstracts that are harmonised, the best first; equals by their number."""
        ranked = [(-score.harmonised, number) for number, score in self.scores.items() if score.harmonised is not None]
        return [number for _score, number in sorted(ranked)]


@lru_cache(maxsize=8)
def harmonise(readings: tuple[Reading, ...], most_points: int) -> Harmony:
    """Return every abstract's scores, raw and harmonised, and every reader's manner."""
    numbers = Counter(reading.reader for reading in readings)
    known = [reading for reading in readings if numbers[reading.reader] >= FEWEST]
    spreads = _spreads(known)
    level = _levelled(known, spreads)
    groups = _groups(level)
    severity = _severities(level, groups)
    return Harmony(
        _scores(readings, level, severity, groups, most_points), _manners(readings, severity, spreads, groups)
    )


# ── The width of a scale ────────────────────────────────────────────────────────────────────────────────────────────


def _spreads(readings: Iterable[Reading]) -> dict[int, float]:
    """Return how widely each reader spreads scores, beside what is usual; 1 while there are too few to tell.

    Few readings say little: what they show counts the more, the more of them there are.
    """
    given = _by(readings, lambda reading: reading.reader)
    widths = {
        reader: stdev(each.total for each in theirs)
        for reader, theirs in given.items()
        if len(theirs) >= ENOUGH_FOR_SPREAD
    }
    widths = {reader: width for reader, width in widths.items() if width > 0}
    if len(widths) < FEWEST:
        return {}
    usual = median(widths.values())
    found = {}
    for reader, width in widths.items():
        number = len(given[reader])
        ratio = exp(log(width / usual) * number / (number + ENOUGH_FOR_SPREAD))
        found[reader] = min(WIDEST, max(1 / WIDEST, ratio))
    return found


def _levelled(readings: Sequence[Reading], spreads: dict[int, float]) -> list[Reading]:
    """Return the readings with each reader's scale brought to the usual width, around that reader's own mean."""
    centre = {
        reader: mean(each.total for each in theirs)
        for reader, theirs in _by(readings, lambda reading: reading.reader).items()
    }
    return [
        Reading(each.abstract, each.reader, middle + (each.total - middle) / spreads.get(each.reader, 1.0))
        for each in readings
        for middle in (centre[each.reader],)
    ]


# ── Who is severe ───────────────────────────────────────────────────────────────────────────────────────────────────


def _groups(readings: Iterable[Reading]) -> dict[int, int]:
    """Return for each reader the group of readers they can be compared with, by shared abstracts however indirectly."""
    leader: dict[int, int] = {}

    def find(reader: int) -> int:
        leader.setdefault(reader, reader)
        while leader[reader] != reader:
            leader[reader] = leader[leader[reader]]
            reader = leader[reader]
        return reader

    first: dict[int, int] = {}
    for each in readings:
        leader[find(each.reader)] = find(first.setdefault(each.abstract, each.reader))
    return {reader: find(reader) for reader in list(leader)}


def _severities(readings: Sequence[Reading], groups: dict[int, int]) -> dict[int, float]:
    """Return what each reader adds to an abstract's worth, by least squares over all shared abstracts.

    The equations of a group have one answer up to a constant; it is the one whose readings add nothing in all.
    """
    papers = _by(readings, lambda reading: reading.abstract)

    def applied(values: dict[int, float]) -> dict[int, float]:
        result = dict.fromkeys(groups, 0.0)
        for theirs in papers.values():
            middle = mean_of(values[each.reader] for each in theirs)
            for each in theirs:
                result[each.reader] += values[each.reader] - middle
        return result

    wanted = dict.fromkeys(groups, 0.0)
    for theirs in papers.values():
        middle = mean_of(each.total for each in theirs)
        for each in theirs:
            wanted[each.reader] += each.total - middle
    found = _solved(applied, wanted)
    numbers = Counter(each.reader for each in readings)
    for members in _by(groups, lambda reader: groups[reader]).values():
        excess = sum(found[each] * numbers[each] for each in members) / sum(numbers[each] for each in members)
        found |= {each: found[each] - excess for each in members}
    return found


def _solved(applied: Callable[[dict[int, float]], dict[int, float]], wanted: dict[int, float]) -> dict[int, float]:
    """Solve symmetric equations by conjugate gradients, which need nothing but to be applied: small at every size."""
    found = dict.fromkeys(wanted, 0.0)
    left, direction = dict(wanted), dict(wanted)
    size = begun = _product(left, left)
    for _step in range(MOST_STEPS):
        if size <= CLOSE_ENOUGH**2 * max(1.0, begun):
            break
        image = applied(direction)
        along = _product(direction, image)
        if along <= 0:
            break
        step = size / along
        found = {key: value + step * direction[key] for key, value in found.items()}
        left = {key: value - step * image[key] for key, value in left.items()}
        size, before = _product(left, left), size
        direction = {key: value + size / before * direction[key] for key, value in left.items()}
    return found


def _product(one: dict[int, float], other: dict[int, float]) -> float:
    return sum(value * other[key] for key, value in one.items())


# ── What comes of it ────────────────────────────────────────────────────────────────────────────────────────────────


def _scores(
    readings: Iterable[Reading],
    level: Sequence[Reading],
    severity: dict[int, float],
    groups: dict[int, int],
    most_points: int,
) -> dict[int, Score]:
    """Return each abstract's scores; groups that share no abstract are brought to the same mean."""
    everybody = mean_of(each.total for each in level)
    middle = {
        group: mean_of(each.total for each in theirs)
        for group, theirs in _by(level, lambda each: groups[each.reader]).items()
    }
    corrected = {
        (each.abstract, each.reader): each.total - severity[each.reader] - middle[groups[each.reader]] + everybody
        for each in level
    }
    found = {}
    for abstract, theirs in _by(readings, lambda reading: reading.abstract).items():
        fair = [corrected.get((abstract, each.reader)) for each in theirs]
        comparable = [value for value in fair if value is not None]
        is_harmonised = len(theirs) >= FEWEST and len(comparable) == len(theirs)
        raw_spread = _spread_of([each.total for each in theirs])
        spread = _spread_of(comparable) if is_harmonised else raw_spread
        found[abstract] = Score(
            readings=len(theirs),
            raw=mean_of(each.total for each in theirs),
            harmonised=round(mean_of(comparable), DIGITS) if is_harmonised else None,
            raw_spread=raw_spread,
            spread=spread,
            is_discordant=max(raw_spread, spread) > DISCORDANT * most_points,
        )
    return found


def _manners(
    readings: Iterable[Reading], severity: dict[int, float], spreads: dict[int, float], groups: dict[int, int]
) -> dict[int, Manner]:
    """Return how each reader scores beside the others of their group; of whom nothing can be said, nothing."""
    papers = Counter(each.abstract for each in readings)
    given = _by(readings, lambda reading: reading.reader)
    members = _by(groups, lambda reader: groups[reader])
    found = {}
    for reader, theirs in given.items():
        shared = sum(papers[each.abstract] > 1 for each in theirs)
        company = members.get(groups.get(reader, -1), [])
        beside = _beside(severity[reader], [severity[each] for each in company]) if len(company) > 1 else None
        found[reader] = Manner(len(theirs), shared, beside, spreads.get(reader, 1.0))
    return found


def _beside(own: float, all_of_them: Sequence[float]) -> float:
    """Return by how much one value is above the mean of the others."""
    number = len(all_of_them)
    return (own - sum(all_of_them) / number) * number / (number - 1)


def _spread_of(totals: Sequence[float]) -> float:
    return stdev(totals) if len(totals) > 1 else 0.0


def mean_of(values: Iterable[float]) -> float:
    """Return a mean, 0 of nothing; many times faster than the exact one, and as good for points."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


def _by(items: Iterable[Item], key: Callable[[Item], int]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found

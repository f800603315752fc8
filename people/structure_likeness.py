"""When two entries of the list of structures look like one: folded words, in any order, abbreviations written out.

Nothing is read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from core.search import fold
from people.likeness import SHORTEST_MISTYPED, one_edit

SMALL = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "of", "the"])
WRITTEN_OUT = {
    "cscom": "centre sante communautaire",
    "csref": "centre sante reference",
    "chu": "centre hospitalier universitaire",
    "hop": "hopital",
    "hosp": "hopital",
    "st": "saint",
}
Words = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """What of a structure is compared."""

    id: int
    name: str
    acronym: str = ""
    city: str = ""

    @cached_property
    def words(self) -> Words:
        """Return the words of the name that tell something, in alphabetical order."""
        written = (WRITTEN_OUT.get(word, word) for word in fold(self.name).split())
        return tuple(sorted({word for text in written for word in text.split()} - SMALL))

    @cached_property
    def town(self) -> frozenset[str]:
        """Return the words of the town."""
        return frozenset(fold(self.city).split())


def alike(entries: Iterable[Entry]) -> list[tuple[int, int]]:
    """Return the pairs that look like one structure: only those that share an acronym or all words but one."""
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        for key in _keys(entry):
            groups.setdefault(key, []).append(entry)
    found = {
        (min(one.id, other.id), max(one.id, other.id))
        for group in groups.values()
        for one, other in combinations(group, 2)
        if one.id != other.id and are_alike(one, other)
    }
    return sorted(found)


def _keys(entry: Entry) -> Iterator[tuple[object, ...]]:
    yield ("words", entry.words)
    yield from (("but", entry.words[:gap] + entry.words[gap + 1 :]) for gap in range(len(entry.words)))
    yield ("but", entry.words)
    if entry.acronym:
        yield ("called", fold(entry.acronym))
    yield ("called", fold(entry.name))


def are_alike(one: Entry, other: Entry) -> bool:
    """Tell whether two entries may be one: the same words, one letter apart, the town left out, or one's acronym."""
    if one.town and other.town and one.town != other.town:
        return False
    if fold(one.name) == fold(other.acronym) or fold(other.name) == fold(one.acronym):
        return bool(one.words and other.words)
    left, right = set(one.words) - set(other.words), set(other.words) - set(one.words)
    if not left and not right:
        return bool(one.words)
    if not left or not right:
        return (left | right) <= (one.town | other.town)
    return len(left) == len(right) == 1 and _mistyped(left.pop(), right.pop())


def _mistyped(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_MISTYPED and one_edit(one, other)

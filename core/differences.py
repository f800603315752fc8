"""What changed from one text to another, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Words beside each other that met the same fate."""

    text: str
    fate: Fate
    count: int


def between(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    """Return the words of both texts in one order: what stayed, what went, what came."""
    return list(_between(old, new))


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield Piece("".join(old[a:b]), Fate.SAME, b - a)
            continue
        for words, fate in ((old[a:b], Fate.GONE), (new[c:d], Fate.NEW)):
            if words:
                yield Piece("".join(words), fate, len(words))

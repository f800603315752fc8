"""Search: names are found however they are typed, with or without accents, case, apostrophes and ɛ ɔ ɲ ŋ.

A row keeps `search_text(…)` of what it is found by; a query is looked for with `matches_all_words()`.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

_APOSTROPHES = "'’‘ʼʻʹ‛′`´＇"
_HYPHENS = "-‐‑‒–—−"
_LETTERS = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES, ""),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),  # seen by nobody
        **dict(zip("ɛɔɓɗɖƙƴɣʋøłđıƐƆƁƊƉƘƳƔƲØŁĐ", "eobddkygvoldieobddkygvold", strict=True)),
        **dict.fromkeys("œŒ", "oe"),
        **dict.fromkeys("æÆ", "ae"),
    }
)
# The two letters that people who do not have them on their keyboard write in two ways.
_TWO_WAYS = {"ɲ": ("ny", "n"), "ŋ": ("ng", "n")}
_MOST_TWOFOLD = 3
_MOST_WORDS = 12


def fold(text: str) -> str:
    """Reduce a text to plain lower-case words: « Ɛssa N’Diaye » becomes « essa ndiaye »; ɲ is ny, ŋ is ng."""
    return " ".join(_short_or_long(word, 0) for word in _words(text))


def search_text(*parts: str | None) -> str:
    """Return what a row is found by: every word of its texts, in each spelling somebody may type."""
    spellings = (spelling for part in parts if part for spelling in _spellings_of(part))
    return " ".join(dict.fromkeys(spellings))


def spellings(query: str) -> list[list[str]]:
    """Return each word of a query, in every way in which a row may keep it."""
    words = list(dict.fromkeys(_words(query)))[:_MOST_WORDS]
    return [list(dict.fromkeys(_ways_to_write(word))) for word in words]


def matches_all_words(column: InstrumentedAttribute[Any] | ColumnElement[Any], query: str) -> ColumnElement[bool]:
    """Return the condition that a column made by `search_text` holds every word typed, whole or in part."""
    words = list(dict.fromkeys(_words(query)))[:_MOST_WORDS]
    return and_(true(), *(_holds(column, word) for word in words))


def _holds(column: InstrumentedAttribute[Any] | ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Return the condition that a column holds a word in one of the ways to write it."""
    return or_(*(column.contains(way, autoescape=True) for way in dict.fromkeys(_ways_to_write(word))))


def _words(text: str) -> list[str]:
    """Return a text's words in small plain letters, but for ɲ and ŋ, which have two spellings each."""
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", letters.translate(_LETTERS))


def _spellings_of(text: str) -> Iterator[str]:
    """Yield the words of a text, compound names also in one piece: jean, marie and jeanmarie."""
    in_one_piece = re.sub(rf"(?<=\w)[{_HYPHENS}](?=\w)", "", text)
    for word in _words(text) + _words(in_one_piece):
        yield from _ways_to_write(word)


def _ways_to_write(word: str) -> Iterator[str]:
    """Yield a word with each ɲ and ŋ long or short; only all long and all short where they are many."""
    if sum(letter in _TWO_WAYS for letter in word) > _MOST_TWOFOLD:
        yield from (_short_or_long(word, way) for way in (0, 1))
        return
    for letters in product(*(_TWO_WAYS.get(letter, (letter,)) for letter in word)):
        yield "".join(letters)


def _short_or_long(word: str, way: int) -> str:
    return "".join(_TWO_WAYS[letter][way] if letter in _TWO_WAYS else letter for letter in word)

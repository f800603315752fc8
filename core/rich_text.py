"""The little that a text may hold besides its letters: <i>, <sup> and <sub>, and nothing else.

Such a text is kept as it is typed. It is not HTML: only these three tags mean something, « p < 0,05 », « <b> » and
« &amp; » are the letters one sees. So whatever is kept can be shown: `shown()` escapes every letter and writes the
tags itself, `plain()` is for what has no slanted or raised letters, `runs()` for who makes documents.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from core.typography import unparted

SUP, SUB = "sup", "sub"
_TAG = re.compile(r"<(/?)(i|em|sup|sub)\s*>", re.IGNORECASE)
_RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_SHOWN = {
    "i": (Markup("<i>"), Markup("</i>")),
    SUP: (Markup("<sup>"), Markup("</sup>")),
    SUB: (Markup("<sub>"), Markup("</sub>")),
}
_SIGNS = {SUP: (_RAISED, "^"), SUB: (_LOWERED, "_")}


@dataclass(frozen=True)
class Run:
    """Letters that stand alike: slanted or not, on the line, above it or below."""

    text: str
    is_italic: bool = False
    level: str = ""


def runs(text: str) -> list[Run]:
    """Return a text in runs, each different from the one before it; no tag is left in them."""
    return list(_tidied(_parsed(text)))


def _tidied(parsed: Iterable[Run]) -> Iterator[Run]:
    return _alike(_edges_apart(_alike(parsed)))


def _alike(parsed: Iterable[Run]) -> Iterator[Run]:
    for look, same in groupby(parsed, key=lambda run: (run.is_italic, run.level)):
        yield Run("".join(run.text for run in same), *look)


def _parsed(text: str) -> Iterator[Run]:
    """Read the tags one after the other; what is opened inside another of its kind or closed unopened says nothing."""
    is_italic, level, place = False, "", 0
    for tag in _TAG.finditer(text):
        yield Run(text[place : tag.start()], is_italic, level)
        place, opens, name = tag.end(), not tag[1], tag[2].lower()
        if name in ("i", "em"):
            is_italic = opens
        elif opens or name == level:
            level = name if opens else ""
    yield Run(text[place:], is_italic, level)


def _edges_apart(parsed: Iterable[Run]) -> Iterator[Run]:
    """Take the spaces around a run out of it: a space is neither slanted nor raised."""
    for run in parsed:
        core = run.text.strip()
        before, _core, after = run.text.partition(core) if core else (run.text, "", "")
        for part in (Run(before), Run(core, run.is_italic, run.level), Run(after)):
            if part.text:
                yield part


def clean(text: str) -> str:
    """Return a text with its tags in order: each closed, none empty, none in another of its kind; no letter is lost."""
    while (tidy := written(_parsed(text))) != text:
        text = tidy  # letters that a stray tag kept apart may have become a tag
    return text


def written(letters: Iterable[Run]) -> str:
    """Return runs as a text is kept."""
    return "".join(map(_written, _tidied(letters)))


def _written(run: Run) -> str:
    inner = f"<{run.level}>{run.text}</{run.level}>" if run.level else run.text
    return f"<i>{inner}</i>" if run.is_italic else inner


def bare(text: str) -> str:
    """Return the letters alone, as one counts and searches them: « CO<sub>2</sub> » is « CO2 »."""
    return "".join(run.text for run in _parsed(text)) if "<" in text else text


def word_count(text: str) -> int:
    """Return how many words a text has; tags are none."""
    return len(bare(text).split())


def marked_words(text: str) -> list[str]:
    """Return the words of a text with the space after each, every one in tags of its own."""
    return [
        written([Run(word, run.is_italic, run.level)])
        for run in runs(text)
        for word in re.findall(r"\S+\s*|\s+", run.text)
    ]


def plain(text: str) -> str:
    """Return a text for where letters cannot be raised: « 10<sup>3</sup> » becomes « 10³ », never « 103 »."""
    return "".join(map(_plain_run, runs(text))) if "<" in text else text


def _plain_run(run: Run) -> str:
    """Return a run in letters that every file takes; a raised number without such letters says that it is raised."""
    if not run.level or not any(letter.isdigit() for letter in run.text):
        return run.text
    letters, sign = _SIGNS[run.level]
    if all(letter in letters for letter in run.text):
        return "".join(letters[letter] for letter in run.text)
    return f"{sign}({run.text})"


def shown(text: str) -> Markup:
    """Return a text as a page or a PDF shows it: every letter escaped, the tags ours, no mark alone on a line."""
    text = unparted(text)
    if "<" not in text:
        return escape(text)
    return Markup("").join(map(_shown_run, runs(text)))


def _shown_run(run: Run) -> Markup:
    letters = escape(run.text)
    for tag in filter(None, (run.level, "i" if run.is_italic else "")):
        opened, closed = _SHOWN[tag]
        letters = opened + letters + closed
    return letters


def write(paragraph: Any, text: str) -> None:
    """Add a text to a paragraph of a Word document."""
    for run in runs(text):
        added = paragraph.add_run(run.text)
        added.italic = run.is_italic or None
        if run.level:
            setattr(added.font, {SUP: "superscript", SUB: "subscript"}[run.level], True)


def install(app: Flask) -> None:
    """Give templates `rich`, for pages and PDFs, `plain`, for messages and attributes, and `word_count`."""
    app.jinja_env.filters.update(rich=shown, plain=plain, word_count=word_count)

"""Two texts: what was typed in a stale form beside what was saved meanwhile, and the choice between them."""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from core.differences import Fate, between

HELPERS = ("keep", "typed", "saved")  # what the page of two texts adds to a form, before a colon
Parts = list[tuple[str, bool]]


@dataclass(frozen=True)
class Pair:
    """One field that differs: both answers as a form sends them and as one reads them."""

    name: str
    label: str
    typed: str
    saved: str
    typed_words: str
    saved_words: str
    is_text: bool

    @property
    def parts(self) -> tuple[Parts, Parts]:
        """Return both texts in pieces, each with whether the other text lacks it."""
        typed, saved = (re.findall(r"\S+\s*", text) for text in (self.typed_words, self.saved_words))
        pieces = between(typed, saved)
        return (
            [(piece.text, piece.fate is Fate.GONE) for piece in pieces if piece.fate is not Fate.NEW],
            [(piece.text, piece.fate is Fate.NEW) for piece in pieces if piece.fate is not Fate.GONE],
        )


def settled(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was sent from the page of two texts with one text for each field: mine, theirs, or one of both.

    That page says `keep:<field>` for each, and `keep:` alone for all of them.
    """
    helpers = [name for name in sent if name.partition(":")[0] in HELPERS]
    whole = MultiDict(sent)
    for name in helpers:
        whole.poplist(name)
    for name in helpers:
        kind, _colon, field = name.partition(":")
        if kind == "saved" and (chosen := sent.get(f"{choice_of(field, sent)}:{field}")) is not None:
            whole[field] = chosen
    return whole


def choice_of(field: str, sent: MultiDict[str, str]) -> str:
    """Return which text was chosen for a field: the typed one, the saved one, or what was made of both."""
    return sent.get("keep:") or sent.get(f"keep:{field}") or "both"

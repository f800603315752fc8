"""The versions of an abstract, and what changed between two of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from abstracts.models import Abstract, AbstractVersion
from core.db import db
from core.differences import Fate, Piece, between
from core.i18n import gettext as _
from core.rich_text import marked_words


@dataclass(frozen=True)
class Difference:
    """One text of an abstract, in the words of both versions."""

    label: str
    pieces: list[Piece]

    @property
    def added(self) -> int:
        """Return how many words came."""
        return sum(piece.count for piece in self.pieces if piece.fate is Fate.NEW)

    @property
    def removed(self) -> int:
        """Return how many words went."""
        return sum(piece.count for piece in self.pieces if piece.fate is Fate.GONE)


def versions_of(abstract: Abstract) -> list[AbstractVersion]:
    """Return the versions of an abstract, the first first. One query."""
    statement = select(AbstractVersion).filter_by(abstract_id=abstract.id).order_by(AbstractVersion.number)
    return list(db.session.scalars(statement))


def two_of(
    versions: Sequence[AbstractVersion], older: int, newer: int
) -> tuple[AbstractVersion, AbstractVersion] | None:
    """Return the two versions asked for, the older first; else the last two, if there are two."""
    by_number = {version.number: version for version in versions}
    asked = sorted({older, newer} & by_number.keys())
    chosen = asked if len(asked) == 2 else sorted(by_number)[-2:]
    return (by_number[chosen[0]], by_number[chosen[1]]) if len(chosen) == 2 else None


def differences(old: AbstractVersion, new: AbstractVersion, language: str) -> list[Difference]:
    """Return what changed from one version to another: the texts that differ, in the order of the page."""
    return [each for each in _differences(old, new, language) if each.added or each.removed]


def _differences(old: AbstractVersion, new: AbstractVersion, language: str) -> Iterator[Difference]:
    yield _difference(_("Title"), old.title, new.title)
    named = {
        section.key: section.label(language)
        for version in (new, old)
        if (kind := version.abstract.rules.template(version.template))
        for section in kind.sections
    }
    for key in dict.fromkeys([*named, *new.sections, *old.sections]):
        yield _difference(named.get(key, key), old.sections.get(key, ""), new.sections.get(key, ""))
    yield _difference(_("Keywords"), ", ".join(old.keywords), ", ".join(new.keywords))


def _difference(label: str, old: str, new: str) -> Difference:
    # The last word gets the space that every other has: it is the same word when another follows it.
    return Difference(label, between(*(marked_words(f"{text} ") if text else [] for text in (old, new))))

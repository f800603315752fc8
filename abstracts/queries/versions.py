"""The versions of an abstract, and what changed between two of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from abstracts.models import Abstract, AbstractVersion, AbstractVersionFile, is_figure
from core.db import db
from core.differences import Fate, Piece, between
from core.files import StoredFile
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
    """Return the versions of an abstract with their files, the first first. Two queries."""
    statement = select(AbstractVersion).filter_by(abstract_id=abstract.id).options(selectinload(AbstractVersion.files))
    return list(db.session.scalars(statement.order_by(AbstractVersion.number)))


def find_file(abstract: Abstract, version: int, number: int) -> AbstractVersionFile | None:
    """Return a file as it was sent with a version, or None. One query."""
    of_version = AbstractVersionFile.version.has(abstract_id=abstract.id, number=version)
    return db.session.scalar(select(AbstractVersionFile).filter_by(number=number).where(of_version))


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


def files_changed(old: AbstractVersion, new: AbstractVersion) -> list[str]:
    """Return what became of the files from one version to another, each in a sentence, by their numbers."""
    return list(_files_changed(*({each.number: each.file for each in version.files} for version in (old, new))))


def _files_changed(old: dict[int, StoredFile], new: dict[int, StoredFile]) -> Iterator[str]:
    for number in sorted(old.keys() | new.keys()):
        before, after = old.get(number), new.get(number)
        if before and after and is_figure(before) == is_figure(after):
            if before is not after:
                yield _sentence(after, number, _("Figure %(number)d replaced"), _("Document %(number)d replaced"))
            continue
        if before:
            yield _sentence(before, number, _("Figure %(number)d removed"), _("Document %(number)d removed"))
        if after:
            yield _sentence(after, number, _("Figure %(number)d added"), _("Document %(number)d added"))


def _sentence(stored: StoredFile, number: int, of_figure: str, of_document: str) -> str:
    return (of_figure if is_figure(stored) else of_document) % {"number": number}


def _difference(label: str, old: str, new: str) -> Difference:
    # The last word gets the space that every other has: it is the same word when another follows it.
    return Difference(label, between(*(marked_words(f"{text} ") if text else [] for text in (old, new))))

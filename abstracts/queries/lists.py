"""What the chair asks of the board: which abstracts, in which order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import select

from abstracts.models import Abstract, AbstractAuthor, AbstractState, Wish
from abstracts.queries.scores import Board, Row
from core.db import db
from core.search import matches_all_words, search_text, spellings
from people.models import Person, Specialty

MISSING, DISCORDANT, RAW_ONLY = "missing", "discordant", "raw-only"
UNSCORED = -1.0
ORDERS: Mapping[str, tuple[Callable[[Row], Any], bool]] = {  # what a list is ordered by, and whether downwards
    "code": (lambda row: row.code, False),
    "score": (lambda row: UNSCORED if row.points is None else row.points, True),
    "raw": (lambda row: row.score.raw if row.score else UNSCORED, True),
    "spread": (lambda row: row.score.raw_spread if row.score else UNSCORED, True),
    "reviews": (lambda row: row.came, False),
    "title": (lambda row: search_text(row.title), False),
}


@dataclass(frozen=True)
class Asked:
    """A list of abstracts, narrowed and ordered as an address asks; what an address says wrongly is not asked."""

    state: str = ""
    specialty: str = ""
    wish: str = ""
    only: str = ""
    q: str = ""
    sort: str = "code"

    @classmethod
    def of(cls, address: Mapping[str, str]) -> "Asked":
        """Return what an address asks for."""
        said = {field.name: str(address.get(field.name, field.default)).strip() for field in fields(cls)}
        asked = cls(**said)
        return asked if asked.sort in ORDERS else cls(**{**said, "sort": "code"})

    def address(self) -> dict[str, Any]:
        """Return what an address must say to ask for this list again."""
        usual = asdict(Asked())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    @property
    def is_narrowed(self) -> bool:
        """Tell whether something besides the state is asked."""
        return bool(self.specialty or self.wish or self.only or self.q)


def listed(board: Board, asked: Asked, specialties: Mapping[int, Specialty]) -> list[Row]:
    """Return the rows of the board that are asked for, in the order asked for. One query where a word is looked for."""
    found = [row for row in board.rows if _is_asked(row, asked, specialties)]
    if asked.q:
        signed = signed_by(board, asked.q)
        words = spellings(asked.q)
        found = [row for row in found if row.id in signed or _says(row, words)]
    key, downwards = ORDERS[asked.sort]
    return sorted(sorted(found, key=lambda row: row.code), key=key, reverse=downwards)


def _is_asked(row: Row, asked: Asked, specialties: Mapping[int, Specialty]) -> bool:
    specialty = specialties.get(row.specialty_id)
    return (
        asked.state in ("", row.state)
        and (not asked.specialty or (specialty is not None and specialty.code == asked.specialty))
        and asked.wish in ("", row.wish)
        and {MISSING: row.lacks_reviews, DISCORDANT: row.is_discordant, RAW_ONLY: row.is_raw_only}.get(asked.only, True)
    )


def _says(row: Row, words: Sequence[Sequence[str]]) -> bool:
    said = search_text(row.code, row.title)
    return bool(words) and all(any(way in said for way in ways) for ways in words)


def signed_by(board: Board, query: str) -> set[int]:
    """Return the abstracts signed by people whom a query names. One query."""
    statement = (
        select(AbstractAuthor.abstract_id)
        .join(Person, Person.id == AbstractAuthor.person_id)
        .join(Abstract, Abstract.id == AbstractAuthor.abstract_id)
        .where(Abstract.call_id == board.call.id, matches_all_words(Person.search, query))
    )
    return set(db.session.scalars(statement))


def specialties_on(board: Board) -> dict[int, Specialty]:
    """Return the specialties under which abstracts of a board are filed, by number, ordered by name. One query."""
    numbers = {row.specialty_id for row in board.rows}
    statement = select(Specialty).where(Specialty.id.in_(numbers)).order_by(Specialty.name_fr)
    return {specialty.id: specialty for specialty in db.session.scalars(statement)}


def presenters_of(rows: Sequence[Row]) -> dict[int, Person]:
    """Return who presents each of some abstracts. One query."""
    statement = select(AbstractAuthor).where(
        AbstractAuthor.abstract_id.in_([row.id for row in rows]), AbstractAuthor.is_presenter
    )
    return {author.abstract_id: author.person for author in db.session.scalars(statement)}


STATES_LISTED = tuple(state for state in AbstractState if state is not AbstractState.DRAFT)
WISHES_LISTED = tuple(Wish)

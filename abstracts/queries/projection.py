"""What each viewer may see of an abstract: the one place that decides it, for pages, messages, exports and files.

Plain values leave here and nothing else, so that a page cannot show what it was not given. Who is hidden from whom is
the call's `blindness`; it no longer changes once somebody has begun to read, so no round ever shows more afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import pstdev

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from abstracts.models import Abstract, AbstractVersion, Assignment, Blindness, DecisionOutcome, Remark, Review
from abstracts.queries.reviews import BlindAbstract, blind
from abstracts.states import DECIDABLE
from core.db import db
from core.i18n import gettext as _

DISAGREEMENT = 0.15  # of all points: a standard deviation beyond it, and the reviewers should talk


class Viewer(StrEnum):
    """As what somebody looks at an abstract."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    COMMITTEE = "committee"


@dataclass(frozen=True)
class SeenAuthor:
    """An author, where they may be known."""

    name: str
    affiliation: str
    is_presenter: bool


@dataclass(frozen=True)
class SeenReading:
    """One reviewer's reading: who, as they may be called, and what they said to whoever looks."""

    who: str
    is_mine: bool
    round: int
    total: int | None
    proposal: DecisionOutcome | None
    comment: str
    note: str


@dataclass(frozen=True)
class SeenRemark:
    """What one reviewer said to the others."""

    who: str
    is_mine: bool
    text: str


@dataclass(frozen=True)
class SeenFile:
    """A file joined to an abstract, under the name we gave it."""

    number: int
    name: str
    size: int


@dataclass(frozen=True)
class Seen:
    """An abstract as somebody may see it."""

    text: BlindAbstract
    authors: tuple[SeenAuthor, ...]
    readings: tuple[SeenReading, ...]
    remarks: tuple[SeenRemark, ...]
    disagree: bool
    files: tuple[SeenFile, ...] = ()


def for_viewer(abstract: Abstract, viewer: Viewer, *, language: str, me: Assignment | None = None) -> Seen:
    """Return what a viewer may see; a reviewer says by which assignment they read. Up to five queries."""
    readings, remarks = _readings(abstract, viewer, me), _remarks(abstract, viewer, me)
    totals = [each.total for each in readings if each.total is not None and each.round == abstract.round]
    return Seen(
        text=blind(abstract, language=language),
        authors=_authors(abstract) if knows_authors(abstract, viewer) else (),
        readings=readings,
        remarks=remarks,
        disagree=len(totals) > 1 and pstdev(totals) > DISAGREEMENT * abstract.rules.most_points,
        files=files_of(abstract),
    )


def files_of(sent: Abstract | AbstractVersion) -> tuple[SeenFile, ...]:
    """Return the files of an abstract, the same for everybody who may see them: nothing in them names anybody."""
    return tuple(SeenFile(each.number, each.name, each.file.size) for each in sent.files)


def knows_authors(abstract: Abstract, viewer: Viewer) -> bool:
    """Tell whether a viewer may know who wrote an abstract."""
    return viewer is not Viewer.REVIEWER or abstract.call.blindness is not Blindness.DOUBLE


def knows_reviewers(abstract: Abstract, viewer: Viewer) -> bool:
    """Tell whether a viewer may know who reads an abstract."""
    return viewer is Viewer.COMMITTEE or abstract.call.blindness is Blindness.OPEN


def _authors(abstract: Abstract) -> tuple[SeenAuthor, ...]:
    return tuple(SeenAuthor(each.person.name, each.affiliation, each.is_presenter) for each in abstract.authors)


def _open_rounds(abstract: Abstract, viewer: Viewer, me: Assignment | None) -> set[int]:
    """Return of which rounds a viewer sees the reviews: an author once told, a reviewer once their own is sent."""
    if viewer is Viewer.REVIEWER:
        return {review.round for review in me.reviews} if me is not None else set()
    waits = viewer is Viewer.AUTHOR and abstract.told_state in DECIDABLE
    return set(range(1, abstract.round + (not waits)))


def _readings(abstract: Abstract, viewer: Viewer, me: Assignment | None) -> tuple[SeenReading, ...]:
    if not (rounds := _open_rounds(abstract, viewer, me)):
        return ()
    names = _names(abstract, viewer)
    statement = (
        select(Review)
        .join(Review.assignment)
        .where(Assignment.abstract_id == abstract.id, Review.round.in_(sorted(rounds)))
    )
    rows = db.session.scalars(statement.order_by(Review.round, Review.assignment_id))
    return tuple(_reading(review, names, viewer, me) for review in rows)


def _reading(review: Review, names: dict[int, str], viewer: Viewer, me: Assignment | None) -> SeenReading:
    is_author = viewer is Viewer.AUTHOR
    return SeenReading(
        who=names[review.assignment_id],
        is_mine=me is not None and review.assignment_id == me.id,
        round=review.round,
        total=None if is_author else review.total,
        proposal=None if is_author else review.proposal,
        comment=review.comment,
        note="" if is_author else review.note,
    )


def _remarks(abstract: Abstract, viewer: Viewer, me: Assignment | None) -> tuple[SeenRemark, ...]:
    if viewer is Viewer.AUTHOR or not (rounds := _open_rounds(abstract, viewer, me)):
        return ()
    names = _names(abstract, viewer)
    statement = (
        select(Remark)
        .join(Remark.assignment)
        .where(Assignment.abstract_id == abstract.id, Remark.round.in_(sorted(rounds)))
        .order_by(Remark.id)
    )
    return tuple(
        SeenRemark(names[each.assignment_id], me is not None and each.assignment_id == me.id, each.text)
        for each in db.session.scalars(statement)
    )


def _names(abstract: Abstract, viewer: Viewer) -> dict[int, str]:
    """Return how each reader of an abstract is called before a viewer: by name, or by a number."""
    statement = select(Assignment).filter_by(abstract_id=abstract.id).order_by(Assignment.id)
    if knows_reviewers(abstract, viewer):
        named = statement.options(joinedload(Assignment.reviewer))
        return {each.id: each.reviewer.name for each in db.session.scalars(named)}
    return _numbered(each.id for each in db.session.scalars(statement))


def _numbered(keys: Iterable[int]) -> dict[int, str]:
    return {key: _("Reviewer %(number)d", number=place) for place, key in enumerate(keys, start=1)}

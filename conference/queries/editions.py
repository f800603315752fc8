"""Finding editions and reading the numbers everybody quotes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select

from conference.models import (
    Edition,
    EditionSpecialty,
    HalfDay,
    Paper,
    Participation,
    ParticipationRole,
    Partner,
    Presentation,
    PresentationKind,
    Series,
    Session,
    SessionKind,
    Signatory,
)
from conference.models.programme import COMMUNICATIONS
from core.db import db
from core.errors import NotFound
from people.models import Council, Specialty
from people.permissions import Place

Row = TypeVar("Row", Partner, Participation)


def find_edition(slug: str) -> Edition:
    """Return the edition of this slug, or raise NotFound. One query."""
    edition = db.session.scalar(select(Edition).filter_by(slug=slug))
    if edition is None:
        raise NotFound
    return edition


def place_of(address: Mapping[str, Any]) -> Place | None:
    """Return the council and edition an address speaks of, or None when it speaks of none that exists."""
    if "edition" in address:
        edition = db.session.scalar(select(Edition).filter_by(slug=address["edition"]))
        return Place(edition.series.council_id, edition.id) if edition else None
    if "council" in address:
        council = db.session.scalar(select(Council).filter_by(slug=address["council"]))
        return Place(council.id, None) if council else None
    return None


def sender_of(scope: str) -> tuple[str, str]:
    """Return in whose name the letters of a council or of one of its editions leave, and where answers go.

    One query, on a connection given back at once: the letter leaves after it, which may take its time.
    """
    of_edition = select(Series.council_id).join(Edition).where(Edition.slug == scope)
    found = select(Council.sender_name, Council.reply_to).where((Council.slug == scope) | Council.id.in_(of_edition))
    with db.engine.connect() as connection:
        row = connection.execute(found.limit(1)).first()
    return (row[0] or "", row[1] or "") if row else ("", "")


def all_editions() -> list[Edition]:
    """Return every edition, the latest first. One query."""
    return list(db.session.scalars(select(Edition).order_by(Edition.starts_on.desc())))


def editions_of(council: Council) -> list[Edition]:
    """Return the editions of a council, the latest first. One query."""
    statement = select(Edition).join(Edition.series).where(Series.council_id == council.id)
    return list(db.session.scalars(statement.order_by(Edition.starts_on.desc())))


@dataclass(frozen=True)
class SpecialtyCount:
    """How many communications a specialty brings to an edition."""

    specialty: Specialty
    communications: int


@dataclass(frozen=True)
class Headline:
    """The four numbers of an edition, and the specialties behind the fourth."""

    oral: int
    posters: int
    keynotes: int
    symposiums: int
    by_specialty: tuple[SpecialtyCount, ...]

    @property
    def communications(self) -> int:
        """Return the communications, oral and poster, that were accepted and not withdrawn."""
        return self.oral + self.posters

    @property
    def practised(self) -> int:
        """Return how many specialties are practised in the region."""
        return len(self.by_specialty)

    @property
    def reached(self) -> list[SpecialtyCount]:
        """Return the practised specialties with a communication, the most present first."""
        return [count for count in self.by_specialty if count.communications]

    @property
    def missing(self) -> list[Specialty]:
        """Return the practised specialties without any communication."""
        return [count.specialty for count in self.by_specialty if not count.communications]


def headline(edition: Edition) -> Headline:
    """Return the numbers of an edition as they are now. Three queries."""
    kinds = dict(_count_by_kind(edition))
    symposiums = db.session.scalar(
        select(func.count(Session.id)).filter_by(edition_id=edition.id, kind=SessionKind.SYMPOSIUM)
    )
    return Headline(
        oral=kinds.get(PresentationKind.ORAL, 0),
        posters=kinds.get(PresentationKind.POSTER, 0),
        keynotes=kinds.get(PresentationKind.KEYNOTE, 0),
        symposiums=symposiums or 0,
        by_specialty=_count_by_specialty(edition),
    )


def _count_by_kind(edition: Edition) -> list[tuple[PresentationKind, int]]:
    statement = (
        select(Presentation.kind, func.count())
        .where(Presentation.edition_id == edition.id, Presentation.for_everybody())
        .group_by(Presentation.kind)
    )
    return [(kind, number) for kind, number in db.session.execute(statement)]


def _count_by_specialty(edition: Edition) -> tuple[SpecialtyCount, ...]:
    counted = (
        (Presentation.specialty_id == Specialty.id)
        & (Presentation.edition_id == edition.id)
        & Presentation.kind.in_(COMMUNICATIONS)
        & Presentation.for_everybody()
    )
    number = func.count(Presentation.id)
    statement = (
        select(Specialty, number)
        .join(EditionSpecialty, EditionSpecialty.specialty_id == Specialty.id)
        .outerjoin(Presentation, counted)
        .where(EditionSpecialty.edition_id == edition.id)
        .group_by(Specialty.id)
        .order_by(number.desc(), Specialty.name_fr)
    )
    return tuple(SpecialtyCount(specialty, found) for specialty, found in db.session.execute(statement))


def practised_specialties(edition: Edition) -> list[Specialty]:
    """Return the specialties practised in the edition's region, by name. One query."""
    statement = (
        select(Specialty)
        .join(EditionSpecialty, EditionSpecialty.specialty_id == Specialty.id)
        .where(EditionSpecialty.edition_id == edition.id)
        .order_by(Specialty.name_fr)
    )
    return list(db.session.scalars(statement))


def people_in(edition: Edition, *roles: ParticipationRole) -> list[Participation]:
    """Return who takes part in these roles, in the order of the roles. One query."""
    statement = select(Participation).where(Participation.edition_id == edition.id, Participation.role.in_(roles))
    return sorted(db.session.scalars(statement.order_by(Participation.id)), key=lambda found: roles.index(found.role))


def partners_of(edition: Edition) -> list[Partner]:
    """Return the partners of an edition by rank. One query."""
    return list(db.session.scalars(select(Partner).filter_by(edition_id=edition.id).order_by(Partner.rank, Partner.id)))


def find_one_of(edition: Edition, table: type[Row], number: int) -> Row:
    """Return the row of an edition with this number, or raise NotFound. One query."""
    found = db.session.scalar(select(table).filter_by(edition_id=edition.id, id=number))
    if found is None:
        raise NotFound
    return found


def half_days_of(edition: Edition) -> list[HalfDay]:
    """Return the half-days of an edition in their order. One query."""
    return list(db.session.scalars(select(HalfDay).filter_by(edition_id=edition.id).order_by(HalfDay.starts_at)))


def signatory_of(council: Council, paper: Paper) -> Signatory | None:
    """Return who signs a sort of paper for a council, or None. One query."""
    return db.session.scalar(select(Signatory).filter_by(council_id=council.id, paper=paper))

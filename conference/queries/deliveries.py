"""What was delivered against what was programmed: by outcome, by day, by specialty, and who stood in for whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from conference.models import Delivery, Edition, Outcome, Presentation, PresentationState, Session, SessionReport
from conference.queries.programme import WITH_AUTHORS
from core import clock
from core.db import db


@dataclass(frozen=True)
class Tally:
    """How many presentations were programmed, and what became of them."""

    programmed: int
    delivered: int
    replaced: int
    absent: int

    @property
    def unnoted(self) -> int:
        """Return of how many nobody has noted anything yet."""
        return self.programmed - self.delivered - self.replaced - self.absent

    @property
    def given(self) -> int:
        """Return how many were really given, whoever did."""
        return self.delivered + self.replaced


@dataclass(frozen=True)
class Ledger:
    """The whole account of an edition."""

    whole: Tally
    by_day: list[tuple[date, Tally]]
    by_specialty: list[tuple[str, Tally]]
    talks: list[Presentation]

    @property
    def replaced(self) -> list[Presentation]:
        """Return what somebody else gave than was to."""
        return [talk for talk in self.talks if talk.delivery and talk.delivery.outcome is Outcome.REPLACED]

    @property
    def absent(self) -> list[Presentation]:
        """Return what nobody gave."""
        return [talk for talk in self.talks if talk.delivery and talk.delivery.outcome is Outcome.ABSENT]


def ledger_of(edition: Edition, language: str) -> Ledger:
    """Return the ledger of an edition: each programmed presentation with what was noted of it. Two queries."""
    statement = (
        select(Presentation)
        .filter_by(edition_id=edition.id, state=PresentationState.PROGRAMMED)
        .join(Session)
        .options(
            WITH_AUTHORS,
            joinedload(Presentation.session),
            joinedload(Presentation.delivery).joinedload(Delivery.presenter),
        )
        .order_by(Session.starts_at, Session.id, Presentation.position)
    )
    talks = list(db.session.scalars(statement))
    days: dict[date, list[Presentation]] = {}
    specialties: dict[str, list[Presentation]] = {}
    for talk in talks:
        if talk.session:
            days.setdefault(clock.at_place(talk.session.starts_at, edition.time_zone).date(), []).append(talk)
        if talk.specialty:
            specialties.setdefault(talk.specialty.name(language), []).append(talk)
    return Ledger(
        tally(talks),
        [(day, tally(held)) for day, held in sorted(days.items())],
        [(name, tally(held)) for name, held in sorted(specialties.items())],
        talks,
    )


@dataclass(frozen=True)
class Given:
    """How many presentations are programmed, noted, and were given."""

    programmed: int
    noted: int
    given: int


def delivered(edition: Edition) -> Given:
    """Return how much of the programme was given so far. One query."""
    became = func.count(Delivery.id)
    absent = func.sum(case((Delivery.outcome == Outcome.ABSENT, 1), else_=0))
    statement = (
        select(func.count(Presentation.id), became, became - func.coalesce(absent, 0))
        .outerjoin(Delivery, Delivery.presentation_id == Presentation.id)
        .where(Presentation.edition_id == edition.id, Presentation.state == PresentationState.PROGRAMMED)
    )
    return Given(*db.session.execute(statement).one())


def tally(talks: Iterable[Presentation]) -> Tally:
    """Return what became of some presentations."""
    held = list(talks)
    became = Counter(talk.delivery.outcome for talk in held if talk.delivery)
    return Tally(len(held), became[Outcome.DELIVERED], became[Outcome.REPLACED], became[Outcome.ABSENT])


def report_of(session: Session) -> SessionReport | None:
    """Return what the chair of a session noted, or None. One query."""
    return db.session.scalar(select(SessionReport).filter_by(session_id=session.id))

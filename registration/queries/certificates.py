"""Finding certificates."""

from sqlalchemy import Select, func, select

from conference.models import Delivery, Edition, Outcome, Presentation
from core.db import db
from core.errors import NotFound
from people.models import Person
from registration.models import Certificate, CertificateState


def find_certificate(edition: Edition, number: int) -> Certificate:
    """Return a certificate of an edition by its number, or raise NotFound. One query."""
    found = db.session.scalar(select(Certificate).filter_by(edition_id=edition.id, number=number))
    if found is None:
        raise NotFound
    return found


def certificate_of_code(code: str) -> Certificate | None:
    """Return the certificate that carries a verification code. One query."""
    return db.session.scalar(select(Certificate).filter_by(code=code))


def certificates_of(edition: Edition) -> Select[Certificate]:
    """Return the list of an edition's certificates, the latest first."""
    return select(Certificate).filter_by(edition_id=edition.id).order_by(Certificate.number.desc())


def certificates_for(person: Person) -> list[Certificate]:
    """Return what is attested to a person over all editions, the latest first. One query."""
    statement = select(Certificate).filter_by(person_id=person.id).order_by(Certificate.id.desc())
    return list(db.session.scalars(statement))


def papers_made(edition: Edition) -> tuple[int, int]:
    """Return how many issued certificates of an edition have their paper, and how many there are. One query."""
    statement = select(func.count(Certificate.file_id), func.count()).filter_by(
        edition_id=edition.id, state=CertificateState.ISSUED
    )
    row = db.session.execute(statement).one()
    return int(row[0]), int(row[1])


def without_paper(edition: Edition) -> list[Certificate]:
    """Return the issued certificates of an edition whose paper is not made, in their order. One query."""
    statement = select(Certificate).filter_by(edition_id=edition.id, state=CertificateState.ISSUED, file_id=None)
    return list(db.session.scalars(statement.order_by(Certificate.number)))


def delivered_without_certificate(edition: Edition) -> list[Presentation]:
    """Return the presentations that were delivered and have no certificate yet. One query."""
    attested = select(Certificate.presentation_id).filter_by(state=CertificateState.ISSUED)
    statement = (
        select(Presentation)
        .join(Delivery)
        .where(
            Presentation.edition_id == edition.id,
            Delivery.outcome != Outcome.ABSENT,
            Delivery.presenter_id.is_not(None),
            Presentation.id.not_in(attested.where(Certificate.presentation_id.is_not(None))),
        )
        .order_by(Presentation.code)
    )
    return list(db.session.scalars(statement))

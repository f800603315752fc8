"""Reading the programmes that came as files."""

from sqlalchemy import select

from conference.models import Edition, ProgrammeImport
from core.db import db
from core.errors import NotFound


def imports_of(edition: Edition) -> list[ProgrammeImport]:
    """Return the files of programmes that came, the latest first. One query."""
    statement = select(ProgrammeImport).filter_by(edition_id=edition.id).order_by(ProgrammeImport.id.desc())
    return list(db.session.scalars(statement.limit(50)).unique())


def find_import(edition: Edition, number: int) -> ProgrammeImport:
    """Return one file of a programme, or raise NotFound. One query."""
    found = db.session.scalar(select(ProgrammeImport).filter_by(edition_id=edition.id, id=number))
    if found is None:
        raise NotFound
    return found

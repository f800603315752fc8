"""The structures people come from, for those who choose one."""

from sqlalchemy import func, select

from core.db import db
from people.models import Council, CouncilRecord, Person, Structure

MOST = 120


def structures_of(council: Council) -> list[str]:
    """Return the names of the structures whose people are in a council's books, the largest first. One query."""
    statement = (
        select(Structure.name, Structure.acronym)
        .join(Person, Person.structure_id == Structure.id)
        .join(CouncilRecord, CouncilRecord.person_id == Person.id)
        .where(CouncilRecord.council_id == council.id)
        .group_by(Structure.id)
        .order_by(func.count().desc(), Structure.name)
        .limit(MOST)
    )
    return [f"{name} ({acronym})" if acronym else name for name, acronym in db.session.execute(statement)]

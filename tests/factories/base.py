"""What all factories share: a row is written at once, in the transaction that is open or in one of its own."""

from typing import Any, TypeVar

from factory import CREATE_STRATEGY
from factory.alchemy import SQLAlchemyModelFactory

from core.db import WRITES, Base, db, transaction

Row = TypeVar("Row", bound=Base)


class RowFactory(SQLAlchemyModelFactory):
    """Makes rows of one table: `create()` writes them, `build()` only imagines them."""

    class Meta:
        abstract = True
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "flush"

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Any:
        if strategy != CREATE_STRATEGY or db.session().info.get(WRITES):
            return super()._generate(strategy, params)
        with transaction():
            return super()._generate(strategy, params)


def afresh(row: Row) -> Row:
    """Return a row as the next request finds it: read from the database, with nothing else in memory."""
    kind, key = type(row), row.id
    db.session.rollback()
    db.session.expunge_all()
    return db.session.get_one(kind, key)

"""The database: one Base, one way to write, one place that commits.

SQLite and PostgreSQL are both first-class. Writes begin IMMEDIATE on SQLite: a deferred transaction that
has read and then writes fails with SQLITE_BUSY_SNAPSHOT whatever the timeout.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum as PythonEnum
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Select,
    String,
    Text,
    event,
    inspect,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.errors import Busy

T = TypeVar("T")
WRITES = "balanzan_writes"
TRIES = 5
BUSY_SQLITE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
CONFLICTS_POSTGRESQL = ("40001", "40P01", "55P03")  # serialisation, deadlock, lock timeout
POSTGRESQL_OPTIONS = (
    "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s -c timezone=UTC"
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a moment without time zone: it would mean another moment elsewhere."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, TypeEngine[Any]] = {
    datetime: Moment(),
    str: Text(),
    dict[str, Any]: JSON(),
    list[Any]: JSON(),
    PythonEnum: Enum(
        PythonEnum, native_enum=False, length=32, values_callable=lambda enum: [member.value for member in enum]
    ),
}


class Base(DeclarativeBase):
    """The parent of every table."""

    is_audited: ClassVar[bool] = True  # the log says what changed, unless the row is a tool of ours

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class Versioned:
    """A row that people edit: its version rises with each change, and a stale form is told so."""

    version: Mapped[int] = mapped_column(default=1, sort_order=90)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version}


class Counter(Base):
    """A named row of numbers given out one by one, without a gap."""

    __tablename__ = "counter"
    is_audited = False

    name: Mapped[str] = mapped_column(String(120), unique=True)
    value: Mapped[int]


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()


def install(app: Flask) -> None:
    """Connect an application to its database."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}  # logs hold no person's text
    if url.startswith("postgresql"):
        options["connect_args"] = {"options": POSTGRESQL_OPTIONS}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]))
    with app.app_context():
        prepare(db.engine, synchronous=app.config["SQLITE_SYNCHRONOUS"])


def prepare(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Set an engine's connections so that a power cut loses nothing that was acknowledged."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see began()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(*, of_form: bool = True) -> Iterator[Session]:
    """Make everything inside happen together or not at all. The only commit() of the repository.

    What was read before is read again inside, so that checks see the present and not a snapshot.
    Callables given to `after_commit()` run once the change is durable. What is no effect of the form being received,
    such as counting a try, says `of_form=False`: the form's key stays free for its effect.
    """
    session = db.session()
    if session.info.get(WRITES):
        raise RuntimeError("one transaction at a time: a service never opens its own")
    session.rollback()
    session.info[WRITES] = True
    try:
        session.connection(execution_options={WRITES: True})  # type: ignore[misc]
        for opening in _openings if of_form else ():
            opening(session)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        session.info.pop("after_commit", None)
        raise
    finally:
        session.info.pop(WRITES, None)
    for call in session.info.pop("after_commit", []):
        call()


_openings: list[Callable[[Session], None]] = []


def at_opening(call: Callable[[Session], None]) -> Callable[[Session], None]:
    """Have a function run first inside every write transaction that has the effect of a form."""
    _openings.append(call)
    return call


def after_commit(call: Callable[[], None]) -> None:
    """Have a function run once the present transaction is durable, never before."""
    db.session().info.setdefault("after_commit", []).append(call)


def glance(statement: Select[Any], **values: str) -> tuple[Any, ...] | None:
    """Return the first row of a light query, past all that makes rows into objects: for what each request asks.

    It sees what was committed, by a connection of its own that is given back at once.
    """
    dialect = db.engine.dialect
    compiled = _compiled(statement, dialect)
    told = compiled.construct_params(values)
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(compiled.string, [told[name] for name in compiled.positiontup or ()] or told)
        return cursor.fetchone()
    except dialect.loaded_dbapi.Error as error:
        raise Busy(str(error)) from error
    finally:
        connection.close()


@lru_cache(maxsize=16)
def _compiled(statement: Select[Any], dialect: Dialect) -> SQLCompiler:
    return statement.compile(dialect=dialect)


def is_conflict(error: DBAPIError) -> bool:
    """Tell whether the database asks us to try again, rather than telling us we are wrong."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in BUSY_SQLITE
    return getattr(error.orig, "sqlstate", None) in CONFLICTS_POSTGRESQL


def again_on_conflict(action: Callable[[], T]) -> T:
    """Run an action, again when the database was busy, up to five times."""
    for attempt in range(1, TRIES + 1):
        try:
            return action()
        except DBAPIError as error:
            db.session().rollback()
            if attempt == TRIES or not is_conflict(error):
                raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


def number_of(row: Base) -> int:
    """Return the number of a row without reading it again, as another transaction would have to."""
    return int((inspect(row).identity or (row.id,))[0])


def next_number(name: str) -> int:
    """Give out the next number of a named row, without a gap: rolled back, it is given out again."""
    statement = text(
        "INSERT INTO counter (name, value) VALUES (:name, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
    )
    with db.session.no_autoflush:
        return int(db.session.execute(statement, {"name": name}).scalar_one())


def never_again(table: str) -> Callable[[Any], int]:
    """Return what numbers the rows of a table so that no number comes back, though the row that had it is gone.

    A sequence of PostgreSQL does so by itself. SQLite would give a new row the number of the last one, were that one
    deleted: there, the greatest number ever given is kept as a counter with the name of the table.
    """
    following = {
        "postgresql": text("SELECT nextval(pg_get_serial_sequence(:name, 'id'))"),
        "sqlite": text(
            f"INSERT INTO counter (name, value) SELECT :name, coalesce(max(id), 0) + 1 FROM {table} WHERE true"  # noqa: S608 - a name of ours
            " ON CONFLICT (name) DO UPDATE SET value = max(counter.value + 1, excluded.value) RETURNING value"
        ),
    }

    def number(context: Any) -> int:
        return int(context.connection.execute(following[context.dialect.name], {"name": table}).scalar_one())

    return number

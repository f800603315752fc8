"""A database kept busy by somebody else's connection, and how often the application was turned away because of it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from flask import Flask
from sqlalchemy import Engine, event

from core.db import db
from tests.support.installation import SQLITE, Installation

PATIENCE = 0.03  # how long a connection waits before it says that the database is busy
LONGEST = 10  # seconds after which a lock is let go though nobody met it


@dataclass
class Turned:
    """How often the database said that it was busy."""

    away: int = 0


def impatient(app: Flask) -> None:
    """Have the connections of an application wait 30 ms instead of seconds, so that tests need not wait either."""
    with app.app_context():
        engine, name = db.engine, db.engine.dialect.name
        engine.dispose()

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection | psycopg.Connection, _record: object) -> None:
        milliseconds = int(PATIENCE * 1000)
        connection.execute(
            f"PRAGMA busy_timeout={milliseconds}" if name == "sqlite" else f"SET lock_timeout='{milliseconds}ms'"
        )
        connection.commit()


@contextmanager
def locked(installation: Installation, table: str = "received_form") -> Iterator[None]:
    """Hold what every write needs, and no reading: the one writer's place of SQLite, a table's on PostgreSQL."""
    if installation.backend == SQLITE:
        path = installation.database_url.removeprefix("sqlite:///")
        holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(installation.database_url)  # type: ignore[assignment]
        holder.execute(f"LOCK TABLE {table} IN SHARE MODE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


@contextmanager
def busy_once(installation: Installation, table: str = "received_form") -> Iterator[Turned]:
    """Keep the database busy, from another connection, until somebody is turned away; count how often that was."""
    turned, taken = Turned(), threading.Event()
    release = threading.Event()

    def hold() -> None:
        with locked(installation, table):
            taken.set()
            release.wait(LONGEST)

    def refused(_context: object) -> None:
        turned.away += 1
        release.set()

    holder = threading.Thread(target=hold)
    event.listen(Engine, "handle_error", refused)
    try:
        holder.start()
        taken.wait(10)
        yield turned
    finally:
        release.set()
        holder.join()
        event.remove(Engine, "handle_error", refused)

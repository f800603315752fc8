"""What benches share: the demonstration, requests without the cost of a client, the best of several rounds."""

import gc
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from config import Config
from core import demo
from core.db import db

ROUNDS, EACH = 9, 20


@contextmanager
def demonstration() -> Iterator[Flask]:
    """Give the application with the demonstration in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, demonstration_in(Path(folder)) as app:
        yield app


@contextmanager
def demonstration_in(folder: Path) -> Iterator[Flask]:
    """Give the application with the demonstration, on SQLite, as an installation serves it."""
    app = create_app(Config(environment="demo", instance=folder, base_url="http://localhost"))
    with app.app_context():
        upgrade()
    demo.build(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def ask(app: Flask, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Have the application answer one request, with nothing between it and us that costs time."""
    told: dict[str, Any] = {}

    def start_response(
        status: str, answered: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        told["status"], told["headers"] = int(status[:3]), dict(answered)
        return io.BytesIO().write

    path, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    parts = app.wsgi_app(environ, start_response)
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return told["status"], told["headers"], body


def side_by_side(**actions: Callable[[], object]) -> dict[str, float]:
    """Return the CPU milliseconds of each action: the best round of several, the actions taking turns."""
    rounds: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _round in range(ROUNDS):
        for name, action in actions.items():
            gc.collect()
            begun = time.process_time()
            for _time in range(EACH):
                action()
            rounds[name].append((time.process_time() - begun) / EACH * 1000)
    return {name: min(taken) for name, taken in rounds.items()}


def verdict(what: str, value: float, target: float, unit: str = "", *, least: bool = False) -> bool:
    """Print a figure beside its target, the most it may be or the least, and tell whether it was met."""
    met = value >= target if least else value <= target
    sign = "≥" if least else "≤"
    print(f"{'ok ' if met else 'NOT'}  {what:66} {value:8.1f}{unit}   target {sign} {target:g}{unit}")
    return met

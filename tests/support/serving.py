"""An application of this process answering real browsers: its clock can be stopped and its chance foreseen."""

import random
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from core import clock

# A Monday morning before the eighth edition: whatever the demonstration dates from today is dated from then.
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SEED = 7


class Quiet(WSGIRequestHandler):
    """Answers without writing a line about it."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name it has in Werkzeug
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a port of its own, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def foreseen() -> Iterator[None]:
    """Stop the clock and draw codes and keys from a seed: two runs show the same dates, codes and QR."""
    drawn, filled = random.Random(SEED), random.Random(SEED)
    before = secrets.choice, secrets.token_bytes, Ed25519PrivateKey.generate
    secrets.choice = drawn.choice
    secrets.token_bytes = lambda nbytes=None: filled.randbytes(nbytes or secrets.DEFAULT_ENTROPY)
    Ed25519PrivateKey.generate = lambda: Ed25519PrivateKey.from_private_bytes(bytes(range(32)))  # type: ignore[method-assign]
    try:
        with clock.stopped(MOMENT):
            yield
    finally:
        secrets.choice, secrets.token_bytes, Ed25519PrivateKey.generate = before  # type: ignore[method-assign]

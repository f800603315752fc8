"""A real server under load: gunicorn as `balanzan serve` starts it, and connections that keep asking for one page.

Rates are requests for each second of the processor that the server used, so that whatever else this machine does,
our own asking included, changes nothing.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from flask import Flask

from app import serving

ROOT = Path(__file__).resolve().parents[1]
BARE, USED = "/bare", "/bare/used"
CONNECTIONS, SECONDS, ROUNDS = 4, 0.5, 6
LONGEST = 30
LARGEST = 1 << 16


def beside_a_bare_one() -> Callable[..., object]:
    """Return the application as it is served, and under one address a Flask application with nothing in it."""
    app, empty = serving(), Flask("empty")
    empty.add_url_rule(BARE, "bare", lambda: "")
    empty.add_url_rule(USED, "used", lambda: str(time.process_time()))
    return lambda environ, start: (empty if environ["PATH_INFO"] in (BARE, USED) else app).wsgi_app(environ, start)


@contextmanager
def server(instance: Path) -> Iterator["Server"]:
    """Serve an installation by one process of four threads: rates are those of one core."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "4",
        "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--chdir", str(ROOT),
        "bench.loading:beside_a_bare_one()",
    ]  # fmt: skip
    settings = {"BALANZAN_ENV": "demo", "BALANZAN_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)}
    settings["BALANZAN_BASE_URL"] = "http://localhost"
    process = subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield Server(port)
    finally:
        process.terminate()
        process.wait()


def _await(port: int) -> None:
    for _try in range(LONGEST * 10):
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}{BARE}"):
            return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


@dataclass(frozen=True)
class Server:
    """A server that runs: where it answers."""

    port: int

    @property
    def used(self) -> float:
        """Return the seconds of processor it has used so far, as it says itself."""
        with urlopen(f"http://127.0.0.1:{self.port}{USED}") as answer:
            return float(answer.read())

    def rates(self, **asked: tuple[str, dict[str, str], int]) -> dict[str, float]:
        """Return how often a second each page is answered with the status awaited: the best of several turns."""
        best = dict.fromkeys(asked, 0.0)
        for _round in range(ROUNDS):
            for name, (path, headers, status) in asked.items():
                best[name] = max(best[name], self._rate(_request(path, headers), status))
        return best

    def _rate(self, request: bytes, status: int) -> float:
        counts: list[int] = []
        before = self.used
        given = (self.port, request, status, counts)
        threads = [threading.Thread(target=_ask_again, args=given) for _one in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / (self.used - before)


def _request(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def _ask_again(port: int, request: bytes, status: int, counts: list[int]) -> None:
    done, ends = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.perf_counter() < ends:  # a server may end a line: the next one goes on
                line.sendall(request)
                if not _answered(line, status):
                    raise SystemExit(f"not the answer awaited: {status}")
                done += 1
    counts.append(done)


def _answered(line: socket.socket, status: int) -> bool:
    """Read one answer whole, and tell whether it has the status awaited."""
    came = _more(line)
    while b"\r\n\r\n" not in came:
        came += _more(line)
    head, _mark, body = came.partition(b"\r\n\r\n")
    length = next((int(row[15:]) for row in head.split(b"\r\n") if row[:15].lower() == b"content-length:"), 0)
    missing = length - len(body)
    while missing > 0:
        missing -= len(_more(line))
    return head.startswith(f"HTTP/1.1 {status}".encode())


def _more(line: socket.socket) -> bytes:
    came = line.recv(LARGEST)
    if not came:
        raise ConnectionResetError
    return came

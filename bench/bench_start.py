"""How long the web process takes to start and how much memory it holds, beside a bare Flask application.

Both run in the same web server with one worker, one after the other in the same run. The memory is the worker's own
after it has answered its first pages; what it shares with its parent counts too.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bench.measuring import demonstration_in, verdict
from tests.support.processes import Process, answers, clean_environ, fetch, free_port, wait_until

BARE = """
from flask import Flask

app = Flask("bare")


@app.get("/healthz/live")
def live():
    return {"live": True}
"""
ROUNDS = 3
SECONDS, MEGABYTES = 2.0, 150.0
FOR_THE_WORKER = ("weasyprint", "ortools", "pikepdf", "fontTools", "core.documents", "numpy", "pandas")
ROOT = Path(__file__).resolve().parents[1]
PAGES = ("/healthz/live", "/", "/e/js-segou-2024/", "/e/js-segou-2024/programme?day=all", "/sign-in")


def start(target: str, environ: dict[str, str], folder: Path, pages: tuple[str, ...]) -> tuple[float, float]:
    """Start a web server, return the seconds until it answered and the megabytes its worker holds after some pages."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
    process = Process([*command, "--no-control-socket", target], environ=environ, log=folder / "start.log")
    begun = time.monotonic()
    process.start()
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz/live"), seconds=60, what=process.log[-2000:])
        seconds = time.monotonic() - begun
        for page in pages:
            fetch(f"http://127.0.0.1:{port}{page}")
        worker = psutil.Process(process.pid).children()[0]
        return seconds, worker.memory_info().rss / 1e6
    finally:
        process.stop()


def best(target: str, environ: dict[str, str], folder: Path, pages: tuple[str, ...]) -> tuple[float, float]:
    """Return the shortest start and the memory of that target, over some rounds."""
    rounds = [start(target, environ, folder, pages) for _round in range(ROUNDS)]
    return min(seconds for seconds, _memory in rounds), max(memory for _seconds, memory in rounds)


def loaded_without_need(environ: dict[str, str]) -> list[str]:
    """Return what only the worker should load and the application loads nevertheless."""
    code = f"import sys, app; print(*[name for name in {FOR_THE_WORKER!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def measure(folder: Path) -> bool:
    """Print the figures and tell whether every target was met."""
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    settings = {"BALANZAN_ENV": "demo", "BALANZAN_INSTANCE": str(folder), "BALANZAN_BASE_URL": "http://127.0.0.1"}
    environ = clean_environ() | settings | {"PYTHONPATH": f"{ROOT}:{folder}"}
    bare_seconds, bare_memory = best("bare:app", environ, folder, PAGES[:1])
    seconds, memory = best("app:serving()", environ, folder, PAGES)
    heavy = loaded_without_need(environ)
    print(f"     a bare Flask application: {bare_seconds:.2f} s, {bare_memory:.0f} MB")
    print(f"     this one: {seconds / bare_seconds:.1f} × its start, {memory / bare_memory:.1f} × its memory")
    print(f"     loaded although only the worker needs it: {', '.join(heavy) or 'nothing'}")
    return all(
        [
            verdict("the web process answers after", seconds, SECONDS, " s"),
            verdict("its memory after its first pages", memory, MEGABYTES, " MB"),
            verdict("libraries of the worker that it loads", len(heavy), 0),
        ]
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        with demonstration_in(Path(name)):
            pass
        sys.exit(0 if measure(Path(name)) else 1)

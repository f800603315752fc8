"""Real processes: the web server, the worker, the command line; started, killed and started again by tests."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.support.installation import ROOT, Installation

# What belongs to the run around a test and would mislead a process started by it.
OUTER = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")
OURS = ("PYTEST_", "BALANZAN_", "DATABASE_URL", "COV_")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environ() -> dict[str, str]:
    """Return this machine's variables as somebody's fresh terminal has them, without those of the run around."""
    kept = {name: value for name, value in os.environ.items() if name not in OUTER and not name.startswith(OURS)}
    own = str(Path(sys.prefix) / "bin")
    return kept | {"PATH": os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if part != own)}


def wait_until(happens: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Wait until something is true, and return how long it took."""
    begun = time.monotonic()
    while not happens():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - begun


def answers(url: str) -> bool:
    """Tell whether a server answers an address, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - an address of this machine
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def fetch(url: str) -> str:
    """Return what an address answers; anything but a page is a failure."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - an address of this machine
        return str(answer.read().decode())


class Process:
    """One process and its children, with what it printed in a file."""

    def __init__(self, command: Sequence[str], *, environ: Mapping[str, str], log: Path, cwd: Path = ROOT) -> None:
        self.command = list(command)
        self.environ = dict(environ)
        self.log_path = log
        self.cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the number of the first process."""
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Tell whether the first process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """Return all it printed."""
        return self.log_path.read_text(encoding="utf-8", errors="replace") if self.log_path.exists() else ""

    def start(self) -> None:
        """Start it, with its children in a group of their own."""
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                env=self.environ,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it and its children as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self, *, seconds: float = 10) -> None:
        """Ask it to end; kill what is left after a while."""
        self._signal(signal.SIGTERM, seconds=seconds)
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals, *, seconds: float = 10) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)


class Server(Process):
    """The application in a real gunicorn, on a port of its own."""

    def __init__(self, installation: Installation, folder: Path, *, workers: int = 1, **environ: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        options = {"BALANZAN_BASE_URL": self.url, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        super().__init__(
            [
                sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", str(workers),
                "--threads", "4", "--graceful-timeout", "2", "--no-control-socket", "app:serving()",
            ],
            environ=clean_environ() | installation.environ(**options) | environ,
            log=folder / f"server-{self.port}.log",
        )  # fmt: skip

    def start(self, *, seconds: float = 30) -> None:
        """Start it, and return once it answers."""
        super().start()
        live = f"{self.url}/healthz/live"
        try:
            wait_until(lambda: answers(live) or not self.runs, seconds=seconds, what=f"{live} answers")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log[-3000:]}") from error
        assert self.runs, f"the server ended:\n{self.log[-3000:]}"

    def restart(self) -> None:
        """Start it again on the same port, after `kill()` or `stop()`."""
        self.stop()
        self.start()


def balanzan(
    installation: Installation, *arguments: str, expect: int = 0, seconds: float = 120, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command `balanzan` on an installation, as an administrator would; return what it printed."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *arguments],
        env=clean_environ() | installation.environ() | environ,
        cwd=installation.instance,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    said = f"balanzan {' '.join(arguments)} ended with {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}"
    assert done.returncode == expect, said
    return done

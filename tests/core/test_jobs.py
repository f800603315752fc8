"""Work waiting to run: written with its cause, done once, taken over from a worker that died."""

import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock, jobs
from core.db import Counter, db, next_number, transaction
from core.jobs import LEASE, MOST_ATTEMPTS, Job, JobState
from tests.support.installation import ROOT
from tests.support.processes import Process, clean_environ, wait_until

NOON = datetime(2024, 6, 28, 12, tzinfo=UTC)
COUNT, FAIL, BEGET = (f"{__name__}:{name}" for name in ("count", "fail", "beget"))


def count(thing: str) -> None:
    """Count one run of a job."""
    with transaction():
        next_number(thing)


def fail(thing: str) -> None:
    """Count one run of a job that then fails."""
    count(thing)
    raise ValueError("no paper left")


def beget(thing: str) -> None:
    """Bring about another job."""
    with transaction():
        jobs.enqueue(COUNT, thing=thing)


def runs() -> dict[str, int]:
    """Return how often each job ran."""
    db.session.rollback()
    return {counter.name: counter.value for counter in db.session.scalars(select(Counter))}


def enqueue(name: str = COUNT, *, key: str | None = None, **payload) -> int:
    """Have a job done, in a transaction of its own."""
    with transaction():
        return jobs.enqueue(name, key=key, **payload).id


def look(job_id: int) -> Job:
    """Return a job as it is saved."""
    db.session.rollback()
    return db.session.get_one(Job, job_id, populate_existing=True)


@pytest.fixture
def noon(app_context):
    """Stand inside the empty application, at noon."""
    with clock.stopped(NOON):
        yield


def test_a_job_runs_once_however_often_it_is_asked_for(noon):
    job_id = enqueue(thing="paper")

    performed = [jobs.perform(job_id), jobs.perform(job_id), jobs.drain() == 1]

    job = look(job_id)
    assert performed == [True, False, False]
    assert runs() == {"paper": 1}
    assert (job.state, job.attempts, job.done_at, job.lease_until) == (JobState.DONE, 1, NOON, None)


def test_the_same_key_twice_is_one_job(noon):
    first, second = enqueue(key="badge-1", thing="badge"), enqueue(key="badge-1", thing="badge")

    jobs.drain()

    assert first == second
    assert runs() == {"badge": 1}


def test_no_job_is_left_of_what_did_not_happen(noon):
    with pytest.raises(ZeroDivisionError), transaction():
        jobs.enqueue(COUNT, thing="never")
        1 / 0  # noqa: B018 - the failure

    assert jobs.drain() == 0
    assert runs() == {}


def test_a_job_brought_about_by_another_runs_in_the_same_sweep(noon):
    enqueue(BEGET, thing="child")

    done = jobs.drain()

    assert done == 2
    assert runs() == {"child": 1}


def test_a_failure_is_written_down_and_tried_again_later_longer_each_time(noon):
    job_id = enqueue(FAIL, thing="printer")
    waits = []

    moment = NOON
    for _ in range(3):
        with clock.stopped(moment):
            jobs.drain()
            jobs.drain()
        job = look(job_id)
        waits.append((job.not_before - moment).total_seconds())
        moment = job.not_before

    assert (job.state, job.error) == (JobState.WAITING, "ValueError: no paper left")
    assert runs() == {"printer": 3}
    assert waits == [20, 40, 80]


def test_a_job_that_always_fails_is_given_up_and_kept_in_sight(noon):
    job_id = enqueue(FAIL, thing="printer")

    for day in range(MOST_ATTEMPTS + 2):
        with clock.stopped(NOON + timedelta(days=day)):
            jobs.drain()

    job = look(job_id)
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, MOST_ATTEMPTS, "ValueError: no paper left")
    assert runs() == {"printer": MOST_ATTEMPTS}


def test_one_failure_keeps_no_other_job_from_running(noon):
    enqueue(FAIL, thing="bad")
    enqueue(thing="good")

    done = jobs.drain()

    assert done == 1
    assert runs() == {"bad": 1, "good": 1}


def test_a_name_that_leads_nowhere_is_a_failure_like_any_other(noon):
    job_id = enqueue("registration.jobs:render_nothing")

    jobs.drain()

    assert look(job_id).error.startswith("AttributeError: ")


def test_a_running_job_is_nobody_elses_until_its_lease_is_over(noon):
    job_id = enqueue(thing="paper")
    jobs.claim(job_id)  # its worker dies here

    with clock.stopped(NOON + LEASE - timedelta(seconds=1)):
        during = (jobs.due(), jobs.perform(job_id))
    with clock.stopped(NOON + LEASE + timedelta(seconds=1)):
        after = (jobs.due(), jobs.perform(job_id), jobs.perform(job_id))

    assert during == ([], False)
    assert after == ([job_id], True, False)
    assert runs() == {"paper": 1}
    assert look(job_id).attempts == 2


def test_many_workers_at_once_do_each_job_once(empty_app, noon):
    ids = [enqueue(thing=f"paper-{number}") for number in range(10)]

    def work() -> None:
        with empty_app.app_context():
            for job_id in ids:
                jobs.perform(job_id)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert runs() == {f"paper-{number}": 1 for number in range(10)}
    assert {look(job_id).attempts for job_id in ids} == {1}


# ── A real worker, killed ───────────────────────────────────────────────────────────────────────────────────────────

SLOW = '''
"""A job that takes long, so that its worker can be killed meanwhile."""

import time
from pathlib import Path

from core.db import next_number, transaction


def work(folder: str, seconds: float) -> None:
    (Path(folder) / "begun").touch()
    time.sleep(seconds if not (Path(folder) / "quick").exists() else 0)
    with transaction():
        next_number("slow work")
'''


@pytest.fixture
def worker(installation, tmp_path):
    """Start a real worker on the installation; it knows of one more job."""
    (tmp_path / "slow_job.py").write_text(SLOW, encoding="utf-8")
    environ = clean_environ() | installation.environ(PYTHONPATH=f"{ROOT}:{tmp_path}", PYTHONUNBUFFERED="1")
    started = []

    def start() -> Process:
        command = [sys.executable, str(ROOT / "app.py"), "worker"]
        process = Process(command, environ=environ, log=tmp_path / f"worker-{len(started)}.log")
        started.append(process)
        process.start()
        return process

    yield start
    for process in started:
        process.kill()


def test_a_killed_workers_job_is_done_once_by_the_next_when_the_lease_is_over(
    app_context, installation, worker, balanzan, tmp_path
):
    job_id = enqueue("slow_job:work", folder=str(tmp_path), seconds=60)
    first = worker()
    wait_until((tmp_path / "begun").exists, seconds=30, what=f"the job begins\n{first.log}")

    first.kill()
    (tmp_path / "quick").touch()
    path = f"{ROOT}:{tmp_path}"
    at_once = balanzan(installation, "drain", PYTHONPATH=path).stdout
    left = look(job_id).state
    later = str(int(LEASE.total_seconds()) + 60)
    done = [balanzan(installation, "drain", PYTHONPATH=path, BALANZAN_CLOCK_OFFSET=later).stdout for _ in range(2)]

    job = look(job_id)
    assert (at_once, left) == ("0\n", JobState.RUNNING)
    assert done == ["1\n", "0\n"]
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert runs() == {"slow work": 1}


def test_a_worker_does_at_once_what_is_asked_for_while_it_runs(app_context, worker, tmp_path):
    (tmp_path / "quick").touch()
    process = worker()
    enqueue("slow_job:work", folder=str(tmp_path), seconds=0)
    wait_until(lambda: runs() == {"slow work": 1}, seconds=30, what=f"the worker runs\n{process.log}")

    enqueue("slow_job:work", folder=str(tmp_path), seconds=0)

    wait_until(lambda: runs() == {"slow work": 2}, seconds=5, what=f"the second job is done\n{process.log}")


def test_the_minutely_sweep_hands_a_worker_what_a_lost_queue_left_behind(empty_app, noon):
    job_id = enqueue(thing="forgotten")
    queue = empty_app.extensions["huey"].huey
    queue.flush()  # as when the machine went down between the commit and the message to the worker

    for task in queue.read_periodic(NOON):
        queue.execute(task)
    while task := queue.dequeue():
        queue.execute(task)

    assert look(job_id).state is JobState.DONE
    assert runs() == {"forgotten": 1}

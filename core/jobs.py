"""Work waiting to run: a row written in the caller's transaction is the truth, huey carries only its number.

A job's name is the dotted path of the function that does it, `package.module:function`; the function takes
the job's payload as keywords, opens its own transactions, and may be run again after a crash.
"""

import logging
import pkgutil
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey
from huey.api import TaskWrapper
from sqlalchemy import String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Base, after_commit, db, transaction

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
MOST_ATTEMPTS_LATER = 80  # hourly at the end: three days
logger = logging.getLogger("core.jobs")
_present: ContextVar[int | None] = ContextVar("present_job", default=None)


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Later(Exception):
    """Raised by a job that something outside keeps from its end: no fault, tried again for days and not for minutes."""


UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


class Job(Base):
    """One piece of work, kept until long after it was done."""

    __tablename__ = "job"
    is_audited = False

    name: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def is_under_way(self) -> bool:
        """Tell whether this will still be done."""
        return self.state in UNDER_WAY


def enqueue(name: str, *, key: str | None = None, at: datetime | None = None, **payload: Any) -> Job:
    """Have a piece of work done after the present transaction, or at its hour; the same key twice is one.

    Asking again for work that gave up has it tried anew.
    """
    moment = clock.now()
    due_at = max(moment, at or moment)
    job = db.session.scalar(select(Job).filter_by(key=key)) if key else None
    if job is None:
        job = Job(name=name, payload=payload, key=key, not_before=due_at, created_at=moment)
        db.session.add(job)
    elif job.state is JobState.FAILED:
        job.state, job.attempts, job.not_before = JobState.WAITING, 0, due_at
    else:
        return job
    db.session.flush()
    if due_at <= moment:
        queue = current_app.extensions["huey"]
        after_commit(lambda: queue.send(job.id))
    return job


def claim(job_id: int) -> Job | None:
    """Take a waiting job, or one whose worker died; None when another worker has it or it is done."""
    moment = clock.now()
    with transaction() as session:
        free = (Job.state == JobState.WAITING) | ((Job.state == JobState.RUNNING) & (Job.lease_until < moment))
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, free)
            .values(state=JobState.RUNNING, lease_until=moment + LEASE, attempts=Job.attempts + 1)
        )
        return session.get(Job, job_id, populate_existing=True) if taken.rowcount else None  # type: ignore[attr-defined]


def perform(job_id: int) -> bool:
    """Run one job to its end; a failure is written down and tried again later, longer each time."""
    if not (job := claim(job_id)):
        return False
    token = _present.set(job.id)
    try:
        handler(job.name)(**job.payload)
    except Later as reason:
        logger.warning("job %s %s waits: %s", job.id, job.name, reason)
        _settle(job.id, error=str(reason), attempts=job.attempts, most=MOST_ATTEMPTS_LATER)
        return False
    except Exception as error:
        logger.exception("job %s %s failed", job.id, job.name)
        _settle(job.id, error=f"{type(error).__name__}: {error}", attempts=job.attempts)
        return False
    finally:
        _present.reset(token)
    _settle(job.id)
    return True


def note(*, done: int, total: int) -> None:
    """Write down, in the present transaction, how far the present job is; its worker has the job a while longer."""
    if (job_id := _present.get()) is not None:
        lease = clock.now() + LEASE
        db.session.execute(update(Job).where(Job.id == job_id).values(done=done, total=total, lease_until=lease))


def handler(name: str) -> Callable[..., None]:
    """Return the function a job's name points to."""
    found: Callable[..., None] = pkgutil.resolve_name(name)
    return found


def _settle(job_id: int, *, error: str = "", attempts: int = 0, most: int = MOST_ATTEMPTS) -> None:
    moment = clock.now()
    with transaction() as session:
        job = session.get_one(Job, job_id)
        job.lease_until, job.error = None, error
        if not error:
            job.state, job.done_at = JobState.DONE, moment
        elif attempts >= most:
            job.state = JobState.FAILED
        else:
            job.state, job.not_before = JobState.WAITING, moment + timedelta(seconds=min(3600, 10 * 2**attempts))


def find(key: str) -> Job | None:
    """Return the job asked for under a key, or None. One query."""
    return db.session.scalar(select(Job).filter_by(key=key))


def latest(beginning: str) -> Job | None:
    """Return the last job asked for under a key that begins so, or None. One query."""
    statement = select(Job).where(Job.key.startswith(beginning, autoescape=True))
    return db.session.scalar(statement.order_by(Job.id.desc()).limit(1))


def queue_before(job: Job) -> tuple[int, int]:
    """Return how many earlier jobs were done since this one was asked for, and how many come before it still."""
    earlier = Job.id < job.id
    done = select(func.count()).where(earlier, Job.state == JobState.DONE, Job.done_at >= job.created_at)
    before = select(func.count()).where(earlier, Job.state.in_(UNDER_WAY))
    row = db.session.execute(select(done.scalar_subquery(), before.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def under_way(name: str) -> int:
    """Return how many jobs of a name wait or run. One query."""
    counted = select(func.count()).select_from(Job).where(Job.name == name, Job.state.in_(UNDER_WAY))
    return db.session.scalar(counted) or 0


def due() -> list[int]:
    """List the jobs that should have run by now: what a crash or a lost queue left behind."""
    moment = clock.now()
    waiting = (Job.state == JobState.WAITING) & (Job.not_before <= moment)
    orphaned = (Job.state == JobState.RUNNING) & (Job.lease_until < moment)
    ids = list(db.session.scalars(select(Job.id).where(waiting | orphaned).order_by(Job.id)))
    db.session.rollback()
    return ids


def drain(limit: int = 10_000) -> int:
    """Run every job that is due, here and now, also those they bring about; return how many succeeded."""
    done = 0
    tried: set[int] = set()
    while ids := [job_id for job_id in due() if job_id not in tried][:limit]:
        tried.update(ids)
        done += sum(perform(job_id) for job_id in ids)
    return done


class Queue:
    """The huey queue in its own SQLite file, so that its writes never wait behind the application's."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        path = app.config["BALANZAN"].instance / "queue.sqlite"
        self.huey = SqliteHuey("balanzan", filename=str(path), results=False)
        self.run: TaskWrapper = self.huey.task(name="run")(self._run)
        self.huey.periodic_task(lambda _moment: True, name="sweep")(self._sweep)

    def send(self, job_id: int) -> None:
        """Tell a worker about a job; if nobody hears, the sweep finds it."""
        try:
            self.run(job_id)
        except Exception:
            self.app.logger.exception("queue unreachable, job %s waits for the sweep", job_id)

    def each_minute(self, name: str) -> None:
        """Have a worker do something every minute, named as jobs are."""

        def run() -> None:
            with self.app.app_context():
                handler(name)()

        self.huey.periodic_task(lambda _moment: True, name=name)(run)

    def _run(self, job_id: int) -> None:
        with self.app.app_context():
            perform(job_id)

    def _sweep(self) -> None:
        with self.app.app_context():
            for job_id in due():
                self.run(job_id)


def install(app: Flask) -> None:
    """Give an application its queue."""
    app.extensions["huey"] = Queue(app)

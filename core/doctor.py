"""Invariants: what must hold in the database whatever happened, each a question that lists its breaches."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import select

from core import seals
from core.db import db
from core.files import StoredFile
from core.jobs import Job, JobState


@dataclass(frozen=True)
class Invariant:
    """A rule in words, and the question that lists what breaks it."""

    rule: str
    breaches: Callable[[], Iterable[str]]


def examine() -> dict[str, list[str]]:
    """Ask every invariant; return the breaches by rule."""
    invariants: tuple[Invariant, ...] = current_app.extensions["invariants"]
    return {invariant.rule: list(invariant.breaches()) for invariant in invariants}


def files_without_bytes() -> Iterable[str]:
    """List the files whose bytes are missing from the store."""
    return [stored.sha256 for stored in db.session.scalars(select(StoredFile)) if not stored.path.exists()]


def failed_jobs() -> Iterable[str]:
    """List the jobs that gave up."""
    return [
        f"{job.id} {job.name}: {job.error}" for job in db.session.scalars(select(Job).filter_by(state=JobState.FAILED))
    ]


INVARIANTS = (
    Invariant("every file row has its bytes in the store", files_without_bytes),
    Invariant("no job has given up", failed_jobs),
    Invariant("the audit log is as it was written", seals.broken),
)


def install(app: Flask, invariants: Iterable[Invariant]) -> None:
    """Hand an application the invariants it must keep."""
    app.extensions["invariants"] = (*INVARIANTS, *invariants)

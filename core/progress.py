"""Long work as a page shows it: what is being done, how much of how much, and the same facts for the page's script."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from flask import request
from flask.typing import ResponseReturnValue

from core import jobs
from core.i18n import gettext as _
from core.i18n import ngettext
from core.jobs import Job, JobState


class Stage(StrEnum):
    """How far a piece of work is."""

    UNASKED = "unasked"
    UNDER_WAY = "under-way"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """One bar: what is being done, how much of how much, said in the reader's language."""

    stage: Stage
    label: str
    done: int = 0
    total: int = 1

    @property
    def count(self) -> str:
        """Return « 12 sur 151 »."""
        return _("%(done)s of %(total)s", done=self.done, total=self.total)

    def told(self) -> ResponseReturnValue:
        """Answer the script of a page that shows this."""
        return {**asdict(self), "count": self.count}


def asks_for_progress() -> bool:
    """Tell whether it is the script of a page that asks how far its work is."""
    return request.headers.get("Accept") == "application/json"


def in_the_queue(job: Job | None) -> Progress:
    """Return how far a short job is: those before it in the queue, then itself."""
    if job is None:
        return Progress(Stage.UNASKED, _("Nobody has asked for it yet."))
    if job.state is JobState.DONE:
        return Progress(Stage.DONE, _("It is ready."), 1, 1)
    if job.state is JobState.FAILED:
        return Progress(Stage.FAILED, _("It could not be made. Nothing is lost: have it made again."))
    done, before = jobs.queue_before(job)
    return Progress(Stage.UNDER_WAY, place_in_the_queue(job, before), done, done + before + 1)


def place_in_the_queue(job: Job, before: int) -> str:
    """Return what keeps a job from being done, in a sentence."""
    if before:
        return ngettext("%(num)d document comes before it.", "%(num)d documents come before it.", before)
    return _("A first try failed; it is tried again by itself.") if job.error else _("It is being made now.")

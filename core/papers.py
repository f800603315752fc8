"""Papers made by the worker: here is the file, or how far it is, and a button for what nobody has asked for yet."""

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue

from core import files, jobs
from core.db import transaction
from core.files import StoredFile
from core.i18n import gettext as _
from core.progress import Progress, Stage, asks_for_progress, in_the_queue


def progress_of(file: StoredFile | None, key: str) -> Progress:
    """Return how far a paper is: there, or what the queue says of the job that makes it."""
    return in_the_queue(jobs.find(key)) if file is None else Progress(Stage.DONE, _("It is ready."), 1, 1)


def answer(
    file: StoredFile | None,
    name: str,
    progress: Progress,
    *,
    ask: Callable[[], object],
    waiting: Callable[[Progress], str],
) -> ResponseReturnValue:
    """Give a paper if it is there, else the page of how far it is; asked for by a form, have it made, once."""
    if request.method == "POST":
        if file is None:
            with transaction():
                ask()
        return redirect(request.full_path.rstrip("?"))
    if asks_for_progress():
        return progress.told()
    return (waiting(progress), 202) if file is None else files.as_attachment(file, name)

"""Papers made by the worker: here is the file, or how far it is, and a button for what nobody has asked for yet."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from core import files, jobs
from core.db import transaction
from core.files import StoredFile
from core.i18n import gettext as _
from core.progress import Progress, Stage, asks_for_progress, in_the_queue
from registration.forms import EmptyForm


def paper(file: StoredFile | None, name: str, maker: str, key: str, **which: Any) -> ResponseReturnValue:
    """Give a PDF if it is there, else show how far it is; asked for by a form, have the worker make it, once."""
    if request.method == "POST" and file is None:
        with transaction():
            jobs.enqueue(maker, key=key, **which)
    if request.method == "POST":
        return redirect(request.path)
    progress = Progress(Stage.DONE, _("It is ready."), 1, 1) if file else in_the_queue(jobs.find(key))
    if asks_for_progress():
        return progress.told()
    if file is not None:
        return files.as_attachment(file, name)
    return render_template("registration/papers/waiting.html", name=name, progress=progress, form=EmptyForm()), 202

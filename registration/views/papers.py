"""Papers made by the worker: here is the file, or it is being made and this page will show it."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from core import files, jobs
from core.db import transaction
from core.files import StoredFile


def paper(file: StoredFile | None, name: str, maker: str, key: str, **which: Any) -> ResponseReturnValue:
    """Give a PDF if it is there; else ask the worker for it, once, and show a page that waits."""
    if file is not None:
        return files.as_attachment(file, name)
    with transaction():
        jobs.enqueue(maker, key=key, **which)
    return render_template("registration/papers/waiting.html", name=name), 202

"""Papers made by the worker for one person: receipts, badges, attestations."""

from functools import partial
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from core import jobs, papers
from core.files import StoredFile
from core.forms import EmptyForm


def paper(file: StoredFile | None, name: str, maker: str, key: str, **which: Any) -> ResponseReturnValue:
    """Give a PDF if it is there, else show how far it is; asked for by a form, have the worker make it, once."""
    return papers.answer(
        file,
        name,
        papers.progress_of(file, key),
        ask=partial(jobs.enqueue, maker, key=key, **which),
        waiting=lambda progress: render_template(
            "registration/papers/waiting.html", name=name, progress=progress, form=EmptyForm()
        ),
    )

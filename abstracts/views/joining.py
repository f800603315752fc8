"""Files brought to the form of an abstract, or taken away in it: the draft is kept by the same button."""

from collections.abc import Callable

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from abstracts.forms.author import AbstractForm
from abstracts.models import Abstract
from abstracts.services import files
from core import uploads
from core.audit import Actor
from core.errors import Refused
from core.i18n import gettext as _
from core.web import arrived_at

FILE, ADD, TAKE = "file", "add-file", "take-file-"
Step = Callable[[Abstract, Actor], object]


def is_asked() -> bool:
    """Tell whether a button was pressed that joins a file or takes one away."""
    return request.form.get("action", "").startswith((ADD, TAKE))


def asked() -> Step | None:
    """Return what is to be done with the files once the draft is kept; a file is read now, before anybody waits."""
    action, moment = request.form.get("action", ""), arrived_at()
    if action.startswith(TAKE):
        number = int("".join(filter(str.isdecimal, action.removeprefix(TAKE)[:3])) or 0)
        return lambda abstract, by: files.take_away(abstract, number, by=by, at=moment)
    return _add_brought() if action == ADD else None


def _add_brought() -> Step:
    sent, moment = request.files.get(FILE), arrived_at()
    content = sent.read() if sent else b""
    if sent:
        sent.close()
    try:
        cleaned = uploads.clean(content)
    except Refused as refusal:
        return _refuse(refusal)
    return lambda abstract, by: files.add(abstract, cleaned, by=by, at=moment)


def _refuse(refusal: Refused) -> Step:
    def refuse(_abstract: Abstract, _by: Actor) -> None:
        raise refusal

    return refuse


def take(step: Step | None, form: AbstractForm, abstract: Abstract, *, by: Actor) -> None:
    """Do with the files what was asked, along with keeping the draft; a refusal leaves the draft kept."""
    if step is not None:
        with form.attempt():
            step(abstract, by)


def kept(form: AbstractForm, address: str) -> ResponseReturnValue:
    """Lead back to the files, and say why one was refused."""
    if form.form_errors:
        flash(" ".join(map(str, form.form_errors)), "error")
    else:
        flash(_("Saved, with the files as they are now."))
    return redirect(f"{address}#files")

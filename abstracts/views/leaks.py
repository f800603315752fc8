"""What a text may give away, told to its author while writing; nothing is kept of it and nothing depends on it."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from abstracts.forms.author import AbstractForm
from abstracts.words import LEAKS

ASKED = "leaks"


def is_asked() -> bool:
    """Tell whether this request only asks what the texts of the form give away."""
    return request.form.get("action") == ASKED


def told(form: AbstractForm) -> ResponseReturnValue:
    """Answer what the texts of a form may give away, as its page shows it."""
    return jsonify(
        found=[{"field": each.field, "words": each.words, "kind": str(LEAKS[each.kind])} for each in form.leaks()]
    )

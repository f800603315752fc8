"""What a text may give away, told to its author while writing; nothing is kept of it and nothing depends on it."""

from datetime import datetime, timedelta

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from abstracts.forms.author import AbstractForm
from abstracts.words import LEAKS
from core.web import arrived_at

ASKED, SEEN = "leaks", "leaks_seen"
LAST_HOUR = timedelta(hours=1)


def is_asked() -> bool:
    """Tell whether this request only asks what the texts of the form give away."""
    return request.form.get("action") == ASKED


def told(form: AbstractForm) -> ResponseReturnValue:
    """Answer what the texts of a form may give away, as its page shows it."""
    return jsonify(
        found=[{"field": each.field, "words": each.words, "kind": str(LEAKS[each.kind])} for each in form.leaks()]
    )


def are_news(form: AbstractForm, until: datetime) -> bool:
    """Tell whether words are sent that were never pointed out: they are, once; in the last hour nobody is held up."""
    if request.form.get("action") != "submit" or until - arrived_at() < LAST_HOUR:
        return False
    seen = request.form.get(SEEN, "").splitlines()
    form.are_leaks_news = any(each.words not in seen for each in form.leaks())
    return form.are_leaks_news

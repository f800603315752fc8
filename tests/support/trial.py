"""A few pages that only tests have, added to the real application: the smallest forms that reach what all share."""

import threading

from flask import Blueprint, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from wtforms import StringField, TextAreaField

from core.access import public
from core.db import Counter, db, next_number, transaction
from core.errors import NotFound, Refused
from core.forms import Form

blueprint = Blueprint("trial", __name__, url_prefix="/trial")


class NoteForm(Form):
    """A title and a text."""

    title = StringField("Title")
    body = TextAreaField("Text")


class LongForm(NoteForm):
    """The same, kept while one types."""

    keeps_draft = True
    title = TextAreaField("Title")


LONG_PAGE = """{% extends "base.html" %}{% from "ui/draft.html" import draft %}
{% block content %}{{ draft(form, "long") }}
<form method="post" id="long">{{ form.hidden_tag() }}{{ form.title() }}{{ form.body() }}<button>OK</button></form>
{% endblock %}
{% block scripts %}<script type="module" src="{{ asset("js/ui/draft.js") }}"></script>{% endblock %}"""


class Note:
    """A row as somebody else may have saved it meanwhile."""

    version = 3
    title = "Their title"
    body = "Their text"


@blueprint.get("/key")
@public
def key() -> ResponseReturnValue:
    """Give the key without which no form is taken."""
    return generate_csrf()


@blueprint.post("/count")
@public
def count() -> ResponseReturnValue:
    """Count once, and lead to the number."""
    with transaction():
        number = next_number("counted")
    return redirect(f"/trial/numbers/{number}")


@blueprint.post("/count-twice")
@public
def count_twice() -> ResponseReturnValue:
    """Count in two transactions of one request."""
    with transaction():
        next_number("counted")
    with transaction():
        number = next_number("counted")
    return redirect(f"/trial/numbers/{number}")


BOTH, TURN = threading.Barrier(2), threading.Lock()


@blueprint.post("/end")
@public
def end() -> ResponseReturnValue:
    """End what there is once: of two who come at once, the second finds nothing to end."""
    BOTH.wait(timeout=10)
    with TURN:
        if counted():
            raise NotFound
        with transaction():
            next_number("counted")
    return redirect("/trial/numbers/1")


@blueprint.post("/refuse-first")
@public
def refuse_first() -> ResponseReturnValue:
    """Count, but refuse as long as the form says so."""
    with transaction():
        number = next_number("counted")
        if request.form.get("refuse"):
            raise Refused(_("This step is no longer possible: somebody may have acted meanwhile."), code="refused")
    return redirect(f"/trial/numbers/{number}")


@blueprint.post("/look")
@public
def look() -> ResponseReturnValue:
    """Change nothing, as a form sent with something missing."""
    return "look again"


@blueprint.post("/note")
@public
def note() -> ResponseReturnValue:
    """Take a note's new texts unless somebody saved it meanwhile."""
    form = NoteForm()
    form.refuse_if_stale(Note(), {"title": Note.title, "body": Note.body})
    return "saved"


@blueprint.route("/long", methods=["GET", "POST"])
@public
def long() -> ResponseReturnValue:
    """Take a long text, unless it says « refuse »."""
    form = LongForm()
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(Note(), {"title": Note.title, "body": Note.body})
            if form.title.data == "refuse":
                raise Refused(_("This step is no longer possible: somebody may have acted meanwhile."), code="refused")
        if form.had_effect:
            return redirect("/trial/key")
    return render_template_string(LONG_PAGE, form=form), form.status


def counted() -> int:
    """Return how far was counted."""
    db.session.rollback()
    return db.session.scalar(select(Counter.value).filter_by(name="counted")) or 0

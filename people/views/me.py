"""A person's own page: what is theirs, over all editions."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from core import sections
from core.access import known, public
from core.errors import NotFound
from people.recognition import PERSON, current_person, person_of_link

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("/")
@known
def page() -> ResponseReturnValue:
    """Show somebody what waits for them, what they sent, where they are registered, what is attested to them."""
    person = current_person()
    return render_template("people/me/page.html", person=person, blocks=sections.gather("me", person))


@blueprint.get("/link/<token>")
@public
def arrive(token: str) -> ResponseReturnValue:
    """Recognise the holder of a personal link, in this browser, and lead them to their own page."""
    person = person_of_link(token)
    if person is None:
        raise NotFound
    session.clear()
    session[PERSON] = person.id
    return redirect(url_for("me.page"))

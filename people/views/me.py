"""A person's own page: what is theirs, over all editions."""

from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from core import sections
from core.access import known, public
from core.errors import NotFound
from core.offline import readable_offline
from people.recognition import PERSON, current_person, person_of_link

MOST_COMING = 4
LATER = datetime.max.replace(tzinfo=UTC)
blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("/")
@known
@readable_offline
def page() -> ResponseReturnValue:
    """Show somebody what waits for them now, what comes, and all that is theirs, what matters now first."""
    person = current_person()
    waiting = sections.gather("tasks", person)
    return render_template(
        "people/me/page.html",
        person=person,
        tasks=sorted(waiting, key=lambda task: task.due or LATER),
        coming=sorted(sections.gather("coming", person), key=lambda event: event.at)[:MOST_COMING],
        blocks=sorted(sections.gather("me", person), key=lambda block: block.rank),
        contacts=sections.gather("contact", person),
    )


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

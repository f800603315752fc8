"""A session and a presentation of the public programme, each on a page of its own."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition, SessionDuty, SessionKind
from conference.queries.programme import find_presentation
from conference.queries.published import flashes_in, published_slots, published_stamp, room_names
from conference.views.grid import Told, hour_label, hours_of, named
from conference.views.programme import day_of, published, release_of
from conference.views.sharing import Shared, page_shared
from conference.views.shell import edition_here
from core import i18n, sections
from core.access import public
from core.copies import copied
from core.errors import NotFound
from core.offline import readable_offline
from core.outbox import whatsapp
from core.rich_text import plain
from core.web import absolute_url

blueprint = Blueprint("talks", __name__, url_prefix="/e/<edition>/programme")


@blueprint.get("/sessions/<int:number>")
@public
@readable_offline
@copied(published_stamp)
def session(edition: str, number: int) -> ResponseReturnValue:
    """Show one published session: its talks with every author, and what goes on elsewhere meanwhile."""
    here = edition_here(edition)
    release = release_of(here)
    told = published(release, number)
    return render_session(here, release.content, told)


def render_session(edition: Edition, content: Told, told: Told) -> str:
    """Return a session's page."""
    day = day_of(told["starts"], edition)
    names = room_names(content)
    others = [
        named(other, names)
        for other in content["sessions"]
        if other is not told and other["starts"] < told["ends"] and other["ends"] > told["starts"]
    ]
    return render_template(
        "conference/public/session.html",
        edition=edition,
        session=named(told, names),
        kind=SessionKind(told["kind"]),
        day=day,
        hours=hours_of(told, edition.time_zone),
        day_href=url_for("programme.page", edition=edition.slug, day=day),
        talks=[printed(talk) | {"hour": hour_label(talk["at"], edition.time_zone)} for talk in told["talks"]],
        chairs=chairs_of(told, content),
        introduced=flashes_in(content),
        others=others,
        shared=session_shared(edition, told, content),
    )


def session_shared(edition: Edition, told: Told, content: Told) -> Shared:
    """Return a session as it is shared: when and where, and who chairs."""
    day = i18n.capitalize_first(i18n.day(day_of(told["starts"], edition)))
    room = room_names(content).get(told["room"], "")
    text = ", ".join(filter(None, (day, hours_of(told, edition.time_zone), room, *told["chairs"])))
    address = url_for("talks.session", edition=edition.slug, number=told["id"])
    title = f"{told['title']} · {edition.name(i18n.language())}"
    return page_shared(edition, title, text, address, "cards.of_session", number=told["id"])


def chairs_of(session: Told, content: Told) -> list[tuple[str, int | None]]:
    """Return who chairs a published session: the names, and the numbers where the version has them."""
    people = content.get("people", {})
    if "roles" not in session:
        return [(name, None) for name in session["chairs"]]
    chairs = [role["person"] for role in session["roles"] if role["duty"] == SessionDuty.CHAIR]
    return [(people[str(number)], number) for number in chairs]


def printed(talk: Told) -> Told:
    """Return a talk as its session's page prints it: every author, the presenter apart, to be underlined."""
    authors, presenter = talk["authors"], talk["presenter"]
    if presenter is None:
        return {**talk, "before": " " + ", ".join(authors), "who": "", "after": ""}
    before, after = authors[:presenter], authors[presenter + 1 :]
    return {
        **talk,
        "before": f" {', '.join(before)}, " if before else " ",
        "who": authors[presenter],
        "after": f", {', '.join(after)}" if after else "",
    }


def share_link(edition: Edition, title: str, endpoint: str, **values: Any) -> str:
    """Return the address that opens WhatsApp with a title, the edition's name and the link to a page."""
    address = absolute_url(endpoint, edition=edition.slug, **values)
    return whatsapp(f"{title}, {edition.name(i18n.language())} : {address}")


@blueprint.get("/<code>")
@public
@readable_offline
def talk(edition: str, code: str) -> ResponseReturnValue:
    """Show one presentation with its authors, its place, and what other packages know of it."""
    here = edition_here(edition)
    presentation = find_presentation(here, code)
    if presentation.is_silent:
        raise NotFound
    affiliations = list(dict.fromkeys(author.affiliation for author in presentation.authors if author.affiliation))
    return render_template(
        "conference/public/presentation.html",
        edition=here,
        presentation=presentation,
        affiliations=affiliations,
        slot=published_slots([here]).get((here.id, presentation.code)),
        blocks=sections.gather("presentation", presentation),
        share=share_link(
            here, f"{presentation.code} {plain(presentation.title)}", "talks.talk", code=presentation.code
        ),
    )

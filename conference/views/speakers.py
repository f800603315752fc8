"""Those who speak in the published programme: the list, found whatever the accents, and a page for each."""

from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from conference.models import Edition
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY, published_stamp, room_names
from conference.queries.speakers import Speaker, by_name, speakers_in
from conference.views.grid import Told, hour_label, hours_of, named
from conference.views.programme import day_of, release_of
from conference.views.shell import edition_here
from conference.views.talks import share_link
from core import i18n
from core.access import public
from core.copies import copied
from core.errors import NotFound
from core.offline import readable_offline
from core.search import fold

blueprint = Blueprint("speakers", __name__, url_prefix="/e/<edition>/speakers")


@blueprint.get("/")
@public
@readable_offline
@copied(published_stamp)
def listed(edition: str) -> ResponseReturnValue:
    """List who presents or chairs, by name."""
    here = edition_here(edition)
    release = latest_release(here)
    query = request.args.get("q", "").strip()[:80]
    wanted = fold(query).split()
    everybody = by_name(speakers_in(release.content if release else EMPTY))
    found = [row for row in everybody if all(word in fold(row[1].name) for word in wanted)]
    letters = groupby(found, key=lambda row: row[0][:1].upper())
    return render_template(
        "conference/public/speakers.html",
        edition=here,
        query=query,
        total=len(everybody),
        letters=[(letter, [speaker for _key, speaker in rows]) for letter, rows in letters],
    )


@blueprint.get("/<int:number>")
@public
@readable_offline
@copied(published_stamp)
def page(edition: str, number: int) -> ResponseReturnValue:
    """Show what somebody presents and chairs, when and where."""
    here = edition_here(edition)
    content = release_of(here).content
    speaker = speakers_in(content).get(number)
    if speaker is None:
        raise NotFound
    return render_template(
        "conference/public/speaker.html",
        edition=here,
        speaker=speaker,
        **engagements(here, content, speaker),
        share=share_link(here, speaker.name, "speakers.page", number=number),
    )


def engagements(edition: Edition, content: Told, speaker: Speaker) -> dict[str, list[Told]]:
    """Return what somebody does, each with its day, hour and room."""
    rooms = room_names(content)

    def placed(session: Told, at: str, hours: str) -> Told:
        day = i18n.capitalize_first(i18n.day(day_of(at, edition)))
        return {"session": named(session, rooms), "day": day, "hours": hours}

    def talks(held: list[tuple[Told, Told]]) -> list[Told]:
        zone = edition.time_zone
        return [
            placed(session, talk["at"], hour_label(talk["at"], zone)) | {"talk": talk}
            for talk, session in sorted(held, key=lambda pair: pair[0]["at"])
        ]

    chaired = sorted(speaker.chairs, key=lambda session: session["starts"])
    return {
        "presents": talks(speaker.presents),
        "signs": talks(speaker.signs),
        "chairs": [placed(session, session["starts"], hours_of(session, edition.time_zone)) for session in chaired],
    }

"""Cards to share: a picture and a text for the edition, a session, and each room's half-day of the programme."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from conference.models import Edition, SessionKind
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY, published_stamp, room_names
from conference.views.grid import Told, hour_label, hours_of
from conference.views.programme import day_of, published, release_of
from conference.views.shell import edition_here
from conference.words import SESSIONS
from core import cards, clock, i18n
from core.access import public
from core.cards import Card
from core.copies import copied
from core.errors import NotFound
from core.offline import manifest_language
from core.outbox import whatsapp
from core.rich_text import plain
from core.web import absolute_url

blueprint = Blueprint("cards", __name__, url_prefix="/e/<edition>")
NOON = 13  # sessions that begin before one o'clock are the morning's
NO_CARD = (SessionKind.BREAK, SessionKind.PRAYER)


@dataclass(frozen=True)
class HalfDay:
    """What one room holds in one morning or afternoon."""

    key: str
    title: str
    room: Told
    sessions: tuple[Told, ...]


@blueprint.get("/programme/cards/")
@public
@copied(published_stamp)
def listed(edition: str) -> ResponseReturnValue:
    """List the cards of each half-day, room by room, each with its picture and its text for WhatsApp."""
    here = edition_here(edition)
    release = latest_release(here)
    halves = half_days(here, release.content if release else EMPTY)
    told = [(half, *shared(here, half)) for half in halves]
    days = groupby(told, key=lambda row: row[0].title)
    return render_template(
        "conference/public/cards.html", edition=here, days=[(title, list(rows)) for title, rows in days]
    )


@blueprint.get("/card.png")
@public
@copied(published_stamp, by=("language",))
def of_edition(edition: str) -> Response:
    """Draw the card of an edition: its theme, when and where."""
    here = edition_here(edition)
    with force_locale(manifest_language()):
        language = i18n.language()
        when = i18n.capitalize_first(i18n.span(here.starts_on, here.ends_on))
        name = here.name(language)
        under = " · ".join(filter(None, (when, ", ".join(filter(None, (here.venue, here.city))))))
        return picture(here, title=here.theme or name, under=under, eyebrow=name if here.theme else "")


@blueprint.get("/programme/sessions/<int:number>.png")
@public
@copied(published_stamp, by=("language",))
def of_session(edition: str, number: int) -> Response:
    """Draw the card of a session: when and where, and its first talks."""
    here = edition_here(edition)
    content = release_of(here).content
    told = published(release_of(here), number)
    with force_locale(manifest_language()):
        day = i18n.capitalize_first(i18n.day(day_of(told["starts"], here)))
        room = room_names(content).get(told["room"], "")
        return picture(
            here,
            title=told["title"],
            under=" · ".join(filter(None, (day, hours_of(told, here.time_zone), room))),
            eyebrow=f"{here.name(i18n.language())} · {SESSIONS[SessionKind(told['kind'])]}",
            lines=tuple((talk["code"], plain(talk["title"])) for talk in told["talks"]),
        )


@blueprint.get("/programme/cards/<half>/<int:room>.png")
@public
@copied(published_stamp, by=("language",))
def of_half_day(edition: str, half: str, room: int) -> Response:
    """Draw the card of a room's morning or afternoon: its sessions in order."""
    here = edition_here(edition)
    with force_locale(manifest_language()):
        wanted = (half, room)
        found = next((one for one in half_days(here, release_of(here).content) if keys(one) == wanted), None)
        if found is None:
            raise NotFound
        return picture(
            here,
            title=found.room["name"],
            under=found.title,
            eyebrow=here.name(i18n.language()),
            lines=tuple(lines_of(here, found)),
        )


def keys(half: HalfDay) -> tuple[str, int]:
    """Return by what the address of a half-day's card names it."""
    return half.key, half.room["id"]


def half_days(edition: Edition, content: Told) -> list[HalfDay]:
    """Return each half-day of each room in which something is held, in order."""
    held = [session for session in content["sessions"] if session["kind"] not in NO_CARD]
    found = []
    for key, together in groupby(held, key=lambda session: half_of(session, edition)):
        sessions = tuple(together)
        day = day_of(sessions[0]["starts"], edition)
        title = i18n.capitalize_first(i18n.half_day(day, is_morning=key.endswith("am")))
        for room in content["rooms"]:
            here = tuple(session for session in sessions if session["room"] in (room["id"], None))
            if any(session["room"] for session in here):
                found.append(HalfDay(key, title, room, here))
    return found


def half_of(session: Told, edition: Edition) -> str:
    """Return « 2024-06-28-am » for what begins that morning at the place."""
    begins = clock.at_place(datetime.fromisoformat(session["starts"]), edition.time_zone)
    return f"{begins:%Y-%m-%d}-{'am' if begins.hour < NOON else 'pm'}"


def lines_of(edition: Edition, half: HalfDay) -> Iterator[tuple[str, str]]:
    """Yield the sessions of a half-day, each with its hour and who chairs it."""
    for session in half.sessions:
        chairs = ", ".join(session["chairs"])
        yield (
            hour_label(session["starts"], edition.time_zone),
            f"{session['title']} – {chairs}" if chairs else session["title"],
        )


def picture(
    edition: Edition, *, title: str, under: str, eyebrow: str, lines: tuple[tuple[str, str], ...] = ()
) -> Response:
    """Answer with a card of an edition."""
    card = Card(
        eyebrow=eyebrow or edition.council.short_name,
        title=title,
        under=under,
        lines=lines,
        foot=f"{edition.council.name} · {absolute_url('public.edition_home', edition=edition.slug).split('://')[1]}",
        accent=edition.accent or "",
        crest=crest_of(edition),
    )
    answer = Response(cards.drawn(card), content_type=cards.CONTENT_TYPE)
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


def crest_of(edition: Edition) -> bytes:
    """Return the crest that stands on an edition's cards; a card without it is still a card."""
    with suppress(FileNotFoundError):
        return edition.crest.file.read() if edition.crest else b""
    return b""


def shared(edition: Edition, half: HalfDay) -> tuple[str, str, str]:
    """Return the picture, the text and the WhatsApp link of a half-day's card."""
    key, room = keys(half)
    image = url_for(".of_half_day", edition=edition.slug, half=key, room=room, language=i18n.language())
    address = absolute_url("programme.page", edition=edition.slug, day=key[:10], room=room)
    head = f"*{edition.name(i18n.language())}*\n{half.title}, {half.room['name']}"
    text = "\n".join([head, "", *(f"{hour} {title}" for hour, title in lines_of(edition, half)), "", address])
    return image, text, whatsapp(text)

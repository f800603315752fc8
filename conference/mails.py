"""How every message of an edition is put together, as every message is; and what a version changes for somebody."""

from collections.abc import Iterable, Iterator

from flask_babel import force_locale

from conference.models import Edition, Release
from conference.queries.engagements import ToTell
from core.outbox import Recipient, Text
from core.typography import gsm_text
from core.web import absolute_url
from people.mails import compose, recipient
from people.models import Person
from people.recognition import personal_link

__all__ = ["compose", "programme_changed", "programme_text", "recipient"]
ROOM_FOR_WHAT = 60  # letters of an SMS of 160, besides how many more there are and the link


def programme_changed(release: Release, concerned: Iterable[ToTell]) -> Iterator[tuple[Recipient, Text, str]]:
    """Give the message of each person for whom a version changes something, each with a key of its own."""
    is_first = not release.told_since
    for each in concerned:
        text = programme_text(release.edition, each, is_first=is_first)
        yield recipient(each.person), text, f"{release.batch}-{each.person.id}"


def programme_text(edition: Edition, each: ToTell, *, is_first: bool) -> Text:
    """Return what somebody is told of a version: all that changes for them in one message."""
    person: Person = each.person
    with force_locale(person.language):
        sentences = each.sentences(edition.time_zone)
        short = gsm_text(each.turns[0].in_short(edition.time_zone))
    return compose(
        "conference/mail/programme-changed",
        person.language,
        edition=edition,
        person=person,
        sentences=sentences,
        is_first=is_first,
        short=short if len(short) <= ROOM_FOR_WHAT else f"{short[: ROOM_FOR_WHAT - 3].rstrip()}...",
        others=len(sentences) - 1,
        programme=absolute_url("programme.page", edition=edition.slug),
        link=personal_link(person),
    )

"""What waits in editions, and whose it is: menus count it, the dashboard names who holds it, homes list one's own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, url_for

from conference.models import Edition, Module
from conference.queries.standing import Holders, count_unnoted, count_unplaced, count_unsent, holders_in
from core import clock, sections
from core.i18n import ngettext
from core.outbox import MessageState
from people.models import Person, Role

WEEKS_AFTER = timedelta(weeks=6)


@dataclass(frozen=True)
class Pending:
    """Something that waits in an edition, and the roles that do it, the nearest first; or who does it, by name."""

    edition: Edition
    label: str
    href: str
    count: int
    whose: tuple[Role, ...]
    named: tuple[str, ...] = ()
    since: datetime | None = None


def pending(editions: Sequence[Edition], _person: Person | None) -> Iterator[Pending]:
    """Offer what waits for the programme, for the rooms and for whoever looks after the letters."""
    with_programme = [edition for edition in editions if edition.has(Module.PROGRAMME) and not is_long_past(edition)]
    unplaced, unnoted = count_unplaced(with_programme), count_unnoted(with_programme)
    for edition in with_programme:
        if number := unplaced.get(edition.id):
            label = ngettext(
                "%(num)d presentation without a session", "%(num)d presentations without a session", number
            )
            yield Pending(edition, label, address("committee.programme", edition), number, (Role.SCHEDULER, Role.CHAIR))
        if edition.id in unnoted:
            number, since = unnoted[edition.id]
            label = ngettext("%(num)d presentation to note", "%(num)d presentations to note", number)
            roles = (Role.ROOM_SECRETARY, Role.SCHEDULER)
            yield Pending(edition, label, address("rooms.sessions", edition), number, roles, since=since)
    yield from letters(editions)


def is_long_past(edition: Edition) -> bool:
    """Tell whether an edition lies so far back that nobody is waited for in its rooms."""
    return clock.now().date() - edition.ends_on > WEEKS_AFTER


def letters(editions: Sequence[Edition]) -> Iterator[Pending]:
    """Offer the letters that could not leave, and those that wait because there is no mail server."""
    unsent, has_server = count_unsent(editions), bool(current_app.config["BALANZAN"].smtp_url)
    for edition in editions:
        where, roles = address("messages.listed", edition), (Role.ADMINISTRATOR, Role.SECRETARY_GENERAL)
        if number := unsent.get((edition.slug, MessageState.FAILED)):
            label = ngettext("%(num)d letter could not leave", "%(num)d letters could not leave", number)
            yield Pending(edition, label, where, number, roles)
        if not has_server and (number := unsent.get((edition.slug, MessageState.WAITING))):
            label = ngettext("%(num)d letter waits for a mail server", "%(num)d letters wait for a mail server", number)
            yield Pending(edition, label, where, number, roles)


def address(endpoint: str, edition: Edition) -> str:
    """Return where one does something in an edition."""
    return url_for(endpoint, edition=edition.slug)


def everything_pending(editions: Sequence[Edition], person: Person | None) -> list[Pending]:
    """Return all that waits in some editions: constant in queries, however many editions."""
    return sections.gather("pending", editions, person) if editions else []


@dataclass(frozen=True)
class Held:
    """Something that waits, and who holds it; nobody when nobody has the role."""

    pending: Pending
    by: tuple[str, ...]


def with_holders(items: Iterable[Pending], holders: Holders) -> list[Held]:
    """Return what waits with the names of those who hold it."""
    return [Held(item, item.named or names_of(item, holders)) for item in items]


def names_of(item: Pending, holders: Holders) -> tuple[str, ...]:
    """Return the names of those who do something."""
    _role, people = holders.nearest(item.edition, item.whose)
    return tuple(dict.fromkeys(person.name for person in people))


def held_in(edition: Edition) -> list[Held]:
    """Return what waits in one edition, and who holds it."""
    return with_holders(everything_pending([edition], None), holders_in([edition]))

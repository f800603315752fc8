"""What an edition's own package offers to a person's own page: what waits for them, what comes, what is theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import g, url_for

from conference.models import Edition, Module, Phase, Presentation, PresentationState
from conference.permissions import Can
from conference.queries.calendars import address_of, token_of
from conference.queries.programme import presentations_by
from conference.queries.published import Slot, published_slots
from conference.queries.standing import Standing, holders_in, messages_to, sessions_served_by
from conference.sections.menus import link
from conference.sections.pending import Pending, everything_pending
from conference.sections.standing import Here, allowed, here, is_running, place_name
from core import clock, i18n, sections
from core.i18n import gettext as _
from core.sections import Block, Coming, Link, Task
from people.models import Council, Person, Role
from people.words import ROLES

MOST_MESSAGES = 5
QUIET = (Phase.REPORTED, Phase.ARCHIVED)
LEADERS = frozenset({Role.PRESIDENT, Role.SECRETARY_GENERAL, Role.CHAIR})


def tasks(person: Person) -> Iterator[Task]:
    """Offer a person what waits for the roles they hold, in every edition that is not filed away."""
    mine, _others = share(here(person))
    for item in mine:
        yield Task(item.label, item.href, place_name(item.edition))


def share(me: Here) -> tuple[list[Pending], list[Pending]]:
    """Return what waits for a person, and for others where the person holds a role; asked once a request."""
    if "shared" not in g:
        g.shared = divide(me)
    shared: tuple[list[Pending], list[Pending]] = g.shared
    return shared


def divide(me: Here) -> tuple[list[Pending], list[Pending]]:
    """Divide what waits in the editions in which a person holds a role into theirs and that of others."""
    standings = {each.edition.id: each for each in me.standings if each.roles and each.edition.state not in QUIET}
    editions = [standing.edition for standing in standings.values()]
    items = everything_pending(editions, me.person)
    holders = holders_in(editions) if editions else None
    mine: list[Pending] = []
    others: list[Pending] = []
    for item in items:
        nearest = holders.nearest(item.edition, item.whose)[0] if holders else None
        (mine if nearest in standings[item.edition.id].roles else others).append(item)
    return mine, others


def coming(person: Person) -> Iterator[Coming]:
    """Offer a person when the days begin, and when and where they speak or preside."""
    me = here(person)
    for standing in me.living:
        if (half_day := me.half_days.get(standing.edition.id)) and not is_running(half_day):
            yield beginning(standing, half_day.starts_at)
        elif half_day is None and standing.edition.starts_on >= clock.now().date():
            yield beginning(standing, midnight(standing.edition))
    yield from appearances(person)


def beginning(standing: Standing, at: datetime) -> Coming:
    """Return when an edition begins, as it concerns somebody: the desk opens, the rooms open, the days begin."""
    edition = standing.edition
    label, endpoint = opening(standing, clock.at_place(at, edition.time_zone).date())
    when = i18n.moment(at, edition.time_zone, edition.clock_place)
    return Coming(label, at, when, url_for(endpoint, edition=edition.slug), place_name(edition))


def opening(standing: Standing, day: date) -> tuple[str, str]:
    """Return what opens for somebody, and the page where it does."""
    edition = standing.edition
    if Role.DESK in standing.roles and edition.has(Module.REGISTRATION):
        return _("The desk opens for the half-day"), "desk.scan"
    if Role.ROOM_SECRETARY in standing.roles and edition.has(Module.PROGRAMME):
        return _("The rooms open"), "rooms.sessions"
    endpoint = "committee.dashboard" if Can.SEE_COMMITTEE in allowed(standing.roles) else "public.edition_home"
    is_first = day == edition.starts_on
    return _("The days begin at %(city)s", city=edition.city) if is_first else _("The next half-day begins"), endpoint


def midnight(edition: Edition) -> datetime:
    """Return the moment at which the first day of an edition begins at its place."""
    return clock.from_place(datetime.combine(edition.starts_on, time(0)), edition.time_zone)


def appearances(person: Person) -> Iterator[Coming]:
    """Offer when and where a person speaks or serves a session, as the published programme says it."""
    talks = [
        talk
        for talk in presentations_by(person)
        if talk.state is PresentationState.PROGRAMMED and not talk.edition.is_over
    ]
    served = [session for session in sessions_served_by(person) if not session.edition.is_over]
    slots = published_slots([talk.edition for talk in talks] + [session.edition for session in served])
    for talk in talks:
        slot = slots.get((talk.edition.id, talk.code))
        if slot and slot.ends > clock.now():
            yield speaking(talk, slot)
    for session in served:
        if slot := slots.get((session.edition.id, session.id)):
            when = said(slot, session.edition)
            href = url_for("talks.session", edition=session.edition.slug, number=session.id)
            yield Coming(
                _("You serve the session “%(title)s”", title=slot.session),
                slot.begins,
                when,
                href,
                place_name(session.edition),
            )


def speaking(talk: Presentation, slot: Slot) -> Coming:
    """Return when a presentation is given."""
    href = url_for("talks.talk", edition=talk.edition.slug, code=talk.code)
    label = _("Your presentation %(code)s is on the programme", code=talk.code)
    return Coming(label, slot.begins, said(slot, talk.edition), href, place_name(talk.edition))


def said(slot: Slot, edition: Edition) -> str:
    """Return « samedi 29 juin 2024 à 10 h 20, heure de Bamako · Salle Niono »."""
    when = i18n.moment(slot.begins, edition.time_zone, edition.clock_place)
    return f"{when} · {slot.room}" if slot.room else when


@dataclass(frozen=True)
class Space:
    """An edition in which somebody has something to do, its doors, and what waits there with others."""

    edition: Edition
    hats: str
    doors: list[Link]
    others: list[str]


@dataclass(frozen=True)
class CouncilSpace:
    """A council over which somebody holds a role, and the doors it opens there."""

    council: Council
    hats: str
    doors: list[Link]


def me(person: Person) -> Iterator[Block]:
    """Offer a person's page the doors to where they work, their presentations, and what was written to them."""
    standing = here(person)
    spaces, councils = list(spaces_of(standing)), list(councils_of(standing))
    if spaces or councils:
        now = [space for space in spaces if not space.edition.is_over]
        past = [space for space in spaces if space.edition.is_over]
        yield Block(
            "conference/me/_spaces.html",
            {"now": now, "past": past, "councils": councils},
            rank=20 if now or councils else 70,
        )
    if presentations := presentations_by(person):
        now_on = [talk for talk in presentations if not talk.edition.is_over]
        slots = published_slots(talk.edition for talk in presentations if talk.session_id)
        facts = {"now": now_on, "past": [talk for talk in presentations if talk.edition.is_over], "slots": slots}
        yield Block("conference/me/_presentations.html", facts, rank=25 if now_on else 71)
    address = address_of(person)
    if address or any(not talk.edition.is_over for talk in presentations) or sessions_served_by(person):
        yield Block("conference/me/_calendar.html", {"token": token_of(address) if address else ""}, rank=45)
    wanted = [each.edition for each in standing.living if each.is_expected and each.edition.has(Module.PROGRAMME)]
    if wanted:
        yield Block("conference/me/_absences.html", {"editions": wanted}, rank=46)
    yield Block("conference/me/_messages.html", {"messages": messages_to(person, MOST_MESSAGES)}, rank=80)


def spaces_of(me: Here) -> Iterator[Space]:
    """Yield the editions in which a person holds a role, those to come first."""
    _mine, others = share(me)
    over = [standing for standing in me.standings if standing.edition.is_over]
    for standing in [*me.living, *over]:
        if not standing.roles:
            continue
        edition = standing.edition
        led = standing.roles & LEADERS and not edition.is_over
        waits = [item.label for item in others if led and item.edition.id == edition.id]
        yield Space(edition, me.hats(edition), list(doors(standing)), waits)


def councils_of(me: Here) -> Iterator[CouncilSpace]:
    """Yield the councils of which a person's roles open pages."""
    for council, roles in me.over_councils.items():
        opened = sections.gather("council", council, allowed(roles))
        if doors := [item for group in opened for item in group.items]:
            yield CouncilSpace(council, me.said(ROLES[role] for role in Role if role in roles), doors)


def doors(standing: Standing) -> Iterator[Link]:
    """Yield the pages that a person's roles open in an edition; to those whom none opens, what everybody may see."""
    edition = standing.edition
    opened = [item for group in sections.gather("rail", edition, allowed(standing.roles)) for item in group.items]
    yield from opened
    if not opened:
        yield link(_("The edition and its numbers"), "public.edition_home", edition)
        if Role.PARTNER in standing.roles and edition.has(Module.PARTNERS):
            yield link(_("The page of the partners"), "public.partners", edition)
        yield from sections.gather("openings", standing)


def contact_of(person: Person) -> Iterator[str]:
    """Offer the number to call for a correction: that of the next edition that concerns somebody."""
    me = here(person)
    phones = [standing.edition.contact_phone for standing in [*me.living, *me.standings]]
    yield from [phone for phone in phones if phone][:1]

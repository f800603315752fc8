"""The menus of an edition and the figures of its dashboard: what is switched on, and what one may do."""

from collections.abc import Container, Iterator

from flask import request, url_for

from conference.models import Edition, Kind, Module
from conference.permissions import Can
from conference.queries.deliveries import delivered
from conference.queries.editions import headline
from conference.states import UNPUBLISHED
from core.i18n import gettext as _
from core.sections import Figure, Group, Link
from people.models import Council


def link(label: str, endpoint: str, edition: Edition, count: int | None = None) -> Link:
    """Return a menu entry of an edition, marked when it is the page being shown."""
    return Link(label, url_for(endpoint, edition=edition.slug), count, current=request.endpoint == endpoint)


def nav(edition: Edition) -> Iterator[Link]:
    """Offer the public menu its home, programme and partners."""
    yield link(_("Home"), "public.edition_home", edition)
    if edition.has(Module.PROGRAMME):
        yield link(_("Programme"), "programme.page", edition)
        if edition.kind is Kind.SCIENTIFIC_DAYS:
            yield link(_("Communications"), "public.communications", edition)
    if edition.has(Module.PARTNERS):
        yield link(_("Partners"), "public.partners", edition)


def now(edition: Edition) -> Iterator[Link]:
    """Offer the edition's home what one can do now: read the programme once it is there."""
    if edition.has(Module.PROGRAMME) and edition.state not in UNPUBLISHED:
        yield link(_("Read the programme"), "programme.page", edition)


def rail(edition: Edition, held: Container[str]) -> Iterator[Group]:
    """Offer the committee's menu the dashboard, the programme and the outbox, to those who hold what they ask."""
    offered = [
        (Can.SEE_COMMITTEE, None, _("Dashboard"), "committee.dashboard"),
        (Can.SCHEDULE, Module.PROGRAMME, _("Programme"), "timetable.board"),
        (Can.SCHEDULE, Module.PROGRAMME, _("Versions"), "programme_versions.listed"),
        (Can.SCHEDULE, Module.PROGRAMME, _("Rooms and hours"), "hours.page"),
        (Can.RECORD_DELIVERY, Module.PROGRAMME, _("Room by room"), "rooms.sessions"),
        (Can.SEE_COMMITTEE, Module.PROGRAMME, _("Papers"), "papers.listed"),
        (Can.READ_OUTBOX, None, _("Messages"), "messages.listed"),
        (Can.SET_IDENTITY, None, _("Identity"), "identity.page"),
        (Can.READ_HISTORY, None, _("History"), "history.of_edition"),
    ]
    items = [
        link(label, endpoint, edition)
        for permission, module, label, endpoint in offered
        if permission in held and (module is None or edition.has(module))
    ]
    if items:
        yield Group(_("The edition"), items)


def council(council: Council, held: Container[str]) -> Iterator[Group]:
    """Offer a council's menu its own page, its settings and its history, to those who hold what they ask."""
    offered = [
        (Can.READ_HISTORY, _("Overview"), "council.page"),
        (Can.READ_ALL_MESSAGES, _("Messages"), "council_messages.listed"),
        (Can.SET_UP, _("Settings"), "council.settings"),
        (Can.READ_HISTORY, _("History"), "history.of_council"),
    ]
    items = [
        Link(label, url_for(endpoint, council=council.slug), current=request.endpoint == endpoint)
        for permission, label, endpoint in offered
        if permission in held
    ]
    if items:
        yield Group(_("Administration"), items)


def figures(edition: Edition) -> Iterator[Figure]:
    """Offer the dashboard of scientific days the four numbers, and once it is noted what was given."""
    if edition.kind is not Kind.SCIENTIFIC_DAYS:
        return
    numbers = headline(edition)
    slug = edition.slug
    yield Figure(
        str(numbers.communications),
        _("communications"),
        url_for("public.communications", edition=slug),
        _("%(oral)d oral, %(posters)d posters", oral=numbers.oral, posters=numbers.posters),
    )
    yield Figure(
        str(numbers.keynotes), _("keynotes"), url_for("public.keynotes", edition=slug), _("in plenary session")
    )
    yield Figure(str(numbers.symposiums), _("symposiums"), url_for("public.symposiums", edition=slug))
    yield Figure(
        str(len(numbers.reached)),
        _("specialties out of %(practised)d", practised=numbers.practised),
        url_for("public.specialties", edition=slug),
        _("practised in the region"),
    )
    if (noted := delivered(edition)).noted:
        yield Figure(
            str(noted.given),
            _("presentations given"),
            url_for("ledger.page", edition=slug),
            _("out of %(count)d programmed", count=noted.programmed),
        )

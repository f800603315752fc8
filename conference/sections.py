"""What an edition's own package offers to shared pages: menus, figures, a person's presentations."""

from collections.abc import Iterator

from flask import request, url_for

from conference.models import Edition, Kind, Module, Phase
from conference.permissions import Can
from conference.queries.editions import headline
from conference.queries.programme import presentations_by, unplaced
from core.access import may
from core.i18n import gettext as _
from core.sections import Block, Figure, Group, Link, Offers
from people.models import Person


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
    if edition.has(Module.PROGRAMME) and edition.state not in (Phase.PREPARATION, Phase.CALL, Phase.REVIEW):
        yield link(_("Read the programme"), "programme.page", edition)


def rail(edition: Edition) -> Iterator[Group]:
    """Offer the committee's menu the dashboard, the programme and the outbox."""
    offered = [
        (Can.SEE_COMMITTEE, _("Dashboard"), "committee.dashboard"),
        (Can.SCHEDULE, _("Programme"), "committee.programme"),
        (Can.RECORD_DELIVERY, _("Rooms"), "rooms.sessions"),
        (Can.READ_OUTBOX, _("Messages"), "committee.messages"),
        (Can.SET_IDENTITY, _("Identity"), "identity.page"),
    ]
    items = [link(label, endpoint, edition) for permission, label, endpoint in offered if may(permission)]
    if items:
        yield Group(_("The edition"), items)


def figures(edition: Edition) -> Iterator[Figure]:
    """Offer the dashboard of scientific days the four numbers."""
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


def waiting(edition: Edition) -> Iterator[Link]:
    """Offer the dashboard what waits for the programme's committee."""
    if may(Can.SCHEDULE):
        yield link(
            _("accepted presentations without a session"), "committee.programme", edition, len(unplaced(edition))
        )


def me(person: Person) -> Iterator[Block]:
    """Offer a person's page their presentations."""
    if presentations := presentations_by(person):
        yield Block("conference/me/_presentations.html", {"presentations": presentations})


OFFERS: Offers = {
    "nav": nav,
    "now": now,
    "rail": rail,
    "figures": figures,
    "waiting": waiting,
    "me": me,
}

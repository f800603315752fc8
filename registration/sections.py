"""What registration offers to shared pages: what to do now, menus, figures, a person's seats and certificates."""

from collections.abc import Iterator

from flask import url_for

from conference.models import Edition, Module
from conference.sections import link
from core import i18n
from core.access import may
from core.doctor import Invariant
from core.i18n import gettext as _
from core.sections import Block, Figure, Group, Link, Offers
from people.models import Person
from registration.models import SeatState
from registration.permissions import Can
from registration.queries.certificates import certificates_for, delivered_without_certificate
from registration.queries.checks import payments_without_receipt, quotas_out_of_step, receipts_with_gaps
from registration.queries.money import takings
from registration.queries.seats import count_by_state, registrations_by


def nav(edition: Edition) -> Iterator[Link]:
    """Offer the public menu the registration form, until the edition is over."""
    if edition.has(Module.REGISTRATION) and not edition.is_over:
        yield link(_("Register"), "register.new", edition)


def now(edition: Edition) -> Iterator[Link]:
    """Offer the edition's home to register, or to fetch one's certificate."""
    yield from nav(edition)
    if edition.has(Module.CERTIFICATES) and edition.is_over:
        yield Link(_("Fetch my certificate"), url_for("me.page"))


def rail(edition: Edition) -> Iterator[Group]:
    """Offer the committee's menu registrations, payments, the desk and certificates."""
    offered = [
        (Can.SEE_REGISTRATIONS, Module.REGISTRATION, _("Registrations"), "treasurer.registrations"),
        (Can.VALIDATE_PAYMENTS, Module.FEES, _("Payments"), "treasurer.declared"),
        (Can.WORK_AT_DESK, Module.REGISTRATION, _("Desk"), "desk.scan"),
        (Can.ISSUE_CERTIFICATES, Module.CERTIFICATES, _("Certificates"), "certificates.issued"),
    ]
    items = [
        link(label, endpoint, edition)
        for permission, module, label, endpoint in offered
        if may(permission) and edition.has(module)
    ]
    if items:
        yield Group(_("Participants"), items)


def figures(edition: Edition) -> Iterator[Figure]:
    """Offer the dashboard the registrations and, to those who see money, what was received."""
    if may(Can.SEE_REGISTRATIONS) and edition.has(Module.REGISTRATION):
        states = count_by_state(edition)
        living = states.get(SeatState.CONFIRMED, 0) + states.get(SeatState.PRE_REGISTERED, 0)
        yield Figure(
            str(living),
            _("registrations"),
            url_for("treasurer.registrations", edition=edition.slug),
            _("%(number)d confirmed", number=states.get(SeatState.CONFIRMED, 0)),
        )
    if may(Can.VALIDATE_PAYMENTS) and edition.has(Module.FEES):
        ordered, received, _waiting = takings(edition)
        yield Figure(
            i18n.money(received, edition.currency),
            _("received"),
            url_for("treasurer.declared", edition=edition.slug),
            _("of %(ordered)s ordered", ordered=i18n.money(ordered, edition.currency)),
        )


def waiting(edition: Edition) -> Iterator[Link]:
    """Offer the dashboard the certificates that can be issued."""
    if may(Can.ISSUE_CERTIFICATES) and edition.has(Module.CERTIFICATES):
        count = len(delivered_without_certificate(edition))
        yield link(_("delivered presentations without a certificate"), "certificates.issued", edition, count)


def me(person: Person) -> Iterator[Block]:
    """Offer a person's page their registrations and what is attested to them."""
    if found := registrations_by(person):
        yield Block("registration/me/_registrations.html", {"registrations": found})
    if certificates := certificates_for(person):
        yield Block("registration/me/_certificates.html", {"certificates": certificates})


OFFERS: Offers = {"nav": nav, "now": now, "rail": rail, "figures": figures, "waiting": waiting, "me": me}
INVARIANTS = (
    Invariant("each quota counts exactly the living registrations that draw on it", quotas_out_of_step),
    Invariant("each validated payment has one receipt, and no other payment has one", payments_without_receipt),
    Invariant("receipts of an edition are numbered without a gap", receipts_with_gaps),
)

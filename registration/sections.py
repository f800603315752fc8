"""What registration offers to shared pages: what to do now, menus, figures, a person's seats and certificates."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from conference.models import Edition, HalfDay, Module, ParticipationRole
from conference.queries.standing import Standing
from conference.sections import Pending, here, is_running, link, place_name
from conference.words import half_day_of
from core import clock, i18n
from core.access import may
from core.doctor import Invariant
from core.i18n import gettext as _
from core.i18n import ngettext
from core.outbox import whatsapp
from core.sections import Block, Figure, Group, Link, Offers, Task
from core.web import absolute_url
from people.models import Council, Person, Role
from registration.audiences import audiences
from registration.models import Badge, Certificate, CertificateState, Order, Registration, SeatState
from registration.permissions import Can
from registration.queries.attendance import presence
from registration.queries.certificates import certificates_for
from registration.queries.checks import payments_without_receipt, quotas_out_of_step, receipts_with_gaps
from registration.queries.deeds import attested_by as attested_to
from registration.queries.deeds import certified_both, paid_both, registered_both, seats_with
from registration.queries.money import takings
from registration.queries.seats import count_by_state, registrations_by
from registration.queries.waiting import attended_by, badges_of, declared_in, orders_of, seats_of, unattested_in
from registration.words import CERTIFICATES, SEATS

SOON, LATELY = timedelta(days=14), timedelta(days=120)


def nav(edition: Edition) -> Iterator[Link]:
    """Offer the public menu the registration form, until the edition is over."""
    if edition.has(Module.REGISTRATION) and not edition.is_over:
        yield link(_("Register"), "register.new", edition)


def now(edition: Edition) -> Iterator[Link]:
    """Offer the edition's home to register, or to fetch one's certificate."""
    yield from nav(edition)
    if edition.has(Module.CERTIFICATES) and edition.is_over:
        yield Link(_("Fetch my certificate"), url_for("me.page"))


def rail(edition: Edition, held: Container[str]) -> Iterator[Group]:
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
        if permission in held and edition.has(module)
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


def dashboard(edition: Edition) -> Iterator[Block]:
    """Offer the dashboard who entered in each half-day, once the doors have opened."""
    if may(Can.SEE_REGISTRATIONS) and edition.has(Module.REGISTRATION):
        seen = [(half_day_of(edition, half_day), number) for half_day, number in presence(edition)]
        if any(number for _label, number in seen):
            yield Block("registration/committee/_presence.html", {"presence": seen})


def pending(editions: Sequence[Edition], _person: Person | None) -> Iterator[Pending]:
    """Offer the payments that wait for the treasurer, and the certificates that can be issued."""
    declared = declared_in(edition for edition in editions if edition.has(Module.FEES))
    unattested = unattested_in(edition for edition in editions if edition.has(Module.CERTIFICATES))
    for edition in editions:
        if found := declared.get(edition.id):
            label = ngettext(
                "%(num)d payment to check, %(sum)s",
                "%(num)d payments to check, %(sum)s",
                found.number,
                sum=i18n.money(found.amount, edition.currency),
            )
            where = url_for("treasurer.declared", edition=edition.slug)
            yield Pending(edition, label, where, found.number, (Role.TREASURER,), since=found.since)
        if number := unattested.get(edition.id):
            label = ngettext("%(num)d certificate to issue", "%(num)d certificates to issue", number)
            where, roles = (
                url_for("certificates.issued", edition=edition.slug),
                (Role.SECRETARY_GENERAL, Role.PRESIDENT),
            )
            yield Pending(edition, label, where, number, roles)


def openings(standing: Standing) -> Iterator[Link]:
    """Offer an authority the page on which anybody verifies a certificate."""
    if Role.AUTHORITY in standing.roles and standing.edition.has(Module.CERTIFICATES):
        yield Link(_("Verify a certificate"), url_for("verify.ask"))


def tasks(person: Person) -> Iterator[Task]:
    """Offer somebody what they owe, the registration of a presenter, and the desk while a half-day runs."""
    seats = seats_of(person)
    orders = orders_of(seats.values())
    for registration in seats.values():
        if (order := orders.get(registration.id)) and (sum_owed := owed(registration, order)):
            label = _("Pay %(sum)s and declare it", sum=i18n.money(sum_owed, order.currency))
            href = url_for("register.show", edition=registration.edition.slug, code=registration.code)
            yield Task(label, href, place_name(registration.edition))
    for standing in here(person).living:
        edition = standing.edition
        presents = ParticipationRole.PRESENTER in standing.parts
        if presents and edition.id not in seats and edition.has(Module.REGISTRATION):
            href = url_for("register.new", edition=edition.slug)
            yield Task(_("Register: who presents a communication registers for the days"), href, place_name(edition))
        half_day = here(person).half_days.get(edition.id)
        if Role.DESK in standing.roles and edition.has(Module.REGISTRATION) and half_day and is_running(half_day):
            yield receiving(edition, half_day)


def owed(registration: Registration, order: Order) -> int:
    """Return what somebody has still to pay themselves: not what they declared, nor what another pays for many."""
    edition = registration.edition
    if edition.is_over or not edition.has(Module.FEES) or len(order.lines) > 1:
        return 0
    return max(0, order.due - order.announced)


def receiving(edition: Edition, half_day: HalfDay) -> Task:
    """Return that people are to be received, until the half-day ends."""
    until = _("until %(hour)s", hour=i18n.clock_time(half_day.ends_at, edition.time_zone))
    href = url_for("desk.scan", edition=edition.slug)
    return Task(
        _("Receive the participants: the half-day is running"), href, place_name(edition), until, half_day.ends_at
    )


@dataclass(frozen=True)
class Seat:
    """Somebody's place in an edition: what is owed, the badge, the half-days attended."""

    registration: Registration
    order: Order | None
    badge: Badge | None
    owed: int
    half_days: list[str]

    @property
    def edition(self) -> Edition:
        """Return the edition."""
        return self.registration.edition


def me(person: Person) -> Iterator[Block]:
    """Offer a person's page their badge, their registrations and what is attested to them."""
    if found := registrations_by(person):
        yield from seat_blocks(seats_with_all(person, found))
    if certificates := certificates_for(person):
        latest = max(certificate.issued_at for certificate in certificates)
        facts = {"certificates": [(each, share_link(each)) for each in certificates]}
        yield Block("registration/me/_certificates.html", facts, rank=15 if clock.now() - latest < LATELY else 55)


def seats_with_all(person: Person, registrations: Sequence[Registration]) -> list[Seat]:
    """Return a person's places with what belongs to each. Five queries."""
    orders, badges, attended = orders_of(registrations), badges_of(registrations), attended_by(person)
    return [
        Seat(
            each,
            order := orders.get(each.id),
            badges.get(each.id) if each.state is SeatState.CONFIRMED else None,
            owed(each, order) if order and each.state is not SeatState.CANCELLED else 0,
            [half_day_of(each.edition, half_day) for half_day in attended.get(each.edition_id, [])],
        )
        for each in registrations
    ]


def seat_blocks(seats: list[Seat]) -> Iterator[Block]:
    """Yield the badge to show, larger and first when its days are near, then the registrations."""
    now = [seat for seat in seats if not seat.edition.is_over]
    past = [seat for seat in seats if seat.edition.is_over]
    shown = sorted((seat for seat in now if seat.badge), key=lambda seat: seat.edition.starts_on)
    if shown:
        near = shown[0].edition.starts_on - clock.now().date() <= SOON
        yield Block("registration/me/_badge.html", {"seat": shown[0]}, rank=10 if near else 28)
    yield Block("registration/me/_registrations.html", {"now": now, "past": past}, rank=32 if now else 73)


def share_link(certificate: Certificate) -> str:
    """Return the address that opens WhatsApp with the verification link of a certificate that is worth something."""
    if certificate.state is not CertificateState.ISSUED:
        return ""
    text = _(
        "%(kind)s, %(edition)s: my certificate can be verified at %(address)s",
        kind=CERTIFICATES[certificate.kind],
        edition=certificate.facts["edition"],
        address=absolute_url("verify.certificate", code=certificate.code),
    )
    return whatsapp(text)


def person(who: Person, council: Council) -> Iterator[Block]:
    """Offer a person's page in a council's books their places and what is attested to them."""
    language = i18n.language()
    if seats := seats_with(who, council):
        rows = [
            ("", seat.edition.name(language), f"{seat.category.name(language)} · {SEATS[seat.state]} · {seat.code}")
            for seat in seats
        ]
        yield Block("people/council/_deeds.html", {"title": _("Registrations"), "rows": rows}, rank=40)
    if attested := attested_to(who, council):
        papers = [
            (
                url_for("verify.certificate", code=each.code),
                f"{CERTIFICATES[each.kind]} · {each.serial}",
                edition.name(language),
            )
            for edition, each in attested
        ]
        yield Block("people/council/_deeds.html", {"title": _("Certificates"), "rows": papers}, rank=42)


def objections(kept: Person, gone: Person) -> Iterator[str]:
    """Object to merging two people who each have a place, money or a certificate in one edition."""
    language = i18n.language()
    for edition in registered_both(kept, gone):
        yield _("Both are registered for %(edition)s.", edition=edition.name(language))
    for edition in paid_both(kept, gone):
        yield _("Both have paid for %(edition)s.", edition=edition.name(language))
    for edition in certified_both(kept, gone):
        yield _("Both have a certificate of %(edition)s.", edition=edition.name(language))


NEEDS = {
    "register": Module.REGISTRATION,
    "register.declare": Module.FEES,
    "register.receipt": Module.FEES,
    "desk": Module.REGISTRATION,
    "treasurer": Module.FEES,
    "treasurer.registrations": Module.REGISTRATION,
    "certificates": Module.CERTIFICATES,
}
OFFERS: Offers = {
    "audiences": audiences,
    "nav": nav,
    "now": now,
    "rail": rail,
    "figures": figures,
    "dashboard": dashboard,
    "pending": pending,
    "openings": openings,
    "tasks": tasks,
    "me": me,
    "person": person,
    "merge-objections": objections,
}
INVARIANTS = (
    Invariant("each quota counts exactly the living registrations that draw on it", quotas_out_of_step),
    Invariant("each validated payment has one receipt, and no other payment has one", payments_without_receipt),
    Invariant("receipts of an edition are numbered without a gap", receipts_with_gaps),
)

"""What registration holds on somebody: seats, badges, money, attestations; what goes, and what the law keeps."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update

from conference.models import Edition, HalfDay
from conference.words import half_day_of
from core import i18n
from core.db import db
from core.files import StoredFile
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.personal import Held, Part, Processing, Rule, forget_file
from people.models import Person
from people.services.personal import A_YEAR, Erasure
from registration.models import (
    Badge,
    Order,
    OrderLine,
    Payment,
    PaymentState,
    Receipt,
    Registration,
    Scan,
    SeatState,
)
from registration.queries.certificates import certificates_for
from registration.services import seats
from registration.words import CERTIFICATES, METHODS, PAYMENTS, SEATS, VALIDITY


def held(person: Person) -> Iterator[Held]:
    """Say where somebody is registered, what their badge opened, what was paid for them, and what is attested."""
    language, mine = i18n.language(), registrations_of(person)
    yield Held(
        _("Your registrations"),
        ("registration",),
        [{_("Edition"): each.edition.name(language), _("Code"): each.code, _("Category"): each.category.name(language),
          _("State"): str(SEATS[each.state]), _("When"): i18n.short_moment(each.registered_at, each.edition.time_zone)}
         for each in mine],
        goes=_("A seat at an event to come is given back."),
        stays=_("That a seat was taken stays, without a name."),
    )  # fmt: skip
    yield from _badges(mine)
    yield from _money(mine)
    certificates = certificates_for(person)
    yield Held(
        _("Your attestations"),
        ("certificate",),
        [{_("Number"): each.serial, _("Kind"): str(CERTIFICATES[each.kind]), _("Name"): each.facts["name"],
          _("Title"): each.facts["title"], _("State"): str(VALIDITY[each.state])} for each in certificates],
        stays=_("Attestations are kept for ten years with the name printed on them, so that anybody you gave one to "
                "can verify it."),
        files=[(f"{each.serial}.pdf", each.file) for each in certificates if each.file],
    )  # fmt: skip


def registrations_of(person: Person) -> list[Registration]:
    """Return every registration of a person, those given back too. One query."""
    return list(db.session.scalars(select(Registration).filter_by(person_id=person.id).order_by(Registration.id)))


def _badges(mine: Sequence[Registration]) -> Iterator[Held]:
    badges = _of(Badge, Badge.registration_id, mine)
    scans = db.session.execute(
        select(Scan, HalfDay).join(HalfDay, HalfDay.id == Scan.half_day_id)
        .where(Scan.badge_id.in_([badge.id for badge in badges])).order_by(Scan.id)
    ).all()  # fmt: skip
    editions = {badge.id: badge.registration.edition for badge in badges}
    yield Held(
        _("Your badges, and the doors they opened"),
        ("badge", "scan"),
        [
            *({_("Badge"): badge.code, _("State"): badge.state.value} for badge in badges),
            *({_("Half-day"): half_day_of(editions[scan.badge_id], half_day), _("Door"): scan.gate,
               _("When"): i18n.short_moment(scan.at, editions[scan.badge_id].time_zone)} for scan, half_day in scans),
        ],
        goes=_("The badge, which has your name on it."),
        stays=_("What a badge without a name opened, because attestations rest on it."),
        files=[(f"badge-{badge.code}.pdf", badge.file) for badge in badges if badge.file],
    )  # fmt: skip


def _money(mine: Sequence[Registration]) -> Iterator[Held]:
    orders = orders_of(mine)
    payments = _of(Payment, Payment.order_id, orders)
    receipts = _of(Receipt, Receipt.payment_id, payments)
    yield Held(
        _("What was ordered and paid for you"),
        ("purchase", "purchase_line", "payment", "receipt"),
        [
            *({_("Order"): order.code, _("Payer"): order.payer, _("Amount"): i18n.money(order.total, order.currency)}
              for order in orders),
            *({_("Payment"): str(METHODS[each.method]), _("Transaction number"): each.reference,
               _("Amount"): i18n.money(each.amount, each.order.currency), _("State"): str(PAYMENTS[each.state])}
              for each in payments),
        ],
        goes=_("The payer's name on what was never paid."),
        stays=_("Accounts are kept for ten years: paid orders, payments and receipts, with the payer's name."),
        files=[(f"{each.code}.pdf", each.file) for each in receipts if each.file],
    )  # fmt: skip


def orders_of(mine: Sequence[Registration]) -> list[Order]:
    """Return the orders in which some registrations stand. One query."""
    lines = select(OrderLine.order_id).where(OrderLine.registration_id.in_([each.id for each in mine]))
    return list(db.session.scalars(select(Order).where(Order.id.in_(lines)).order_by(Order.id)))


def _of(row: Any, column: Any, above: Sequence[Any]) -> list[Any]:
    return list(db.session.scalars(select(row).where(column.in_([each.id for each in above])).order_by(row.id)))


def objections(person: Person) -> Iterator[str]:
    """Object while money somebody declared has not been looked for."""
    for payment in _of(Payment, Payment.order_id, orders_of(registrations_of(person))):
        if payment.state is PaymentState.DECLARED:
            yield _("A payment declared for the order %(code)s is checked first.", code=payment.order.code)


def erase(erasure: Erasure) -> None:
    """Give seats to come back, take the badges' papers away, and the name off orders that were never paid."""
    mine = registrations_of(erasure.person)
    for registration in mine:
        if registration.state is not SeatState.CANCELLED and not registration.edition.is_over:
            seats.cancel(registration, by=erasure.by)
    db.session.flush()
    for badge in _of(Badge, Badge.registration_id, mine):
        if (stored := badge.file) is not None:
            _quiet(update(Badge).where(Badge.id == badge.id).values(file_id=None))
            forget_file(stored)
    for order in orders_of(mine):
        is_money = exists().where(Payment.order_id == order.id, Payment.state != PaymentState.REJECTED)
        if len(order.lines) == 1 and not db.session.scalar(select(is_money)):
            _quiet(update(Order).where(Order.id == order.id).values(payer=erasure.name))


def _quiet(statement: object) -> None:
    """Change rows by a statement: the log does not repeat what goes."""
    db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]


def processing() -> Iterator[Processing]:
    """Say why registrations, payments and attestations are kept."""
    yield Processing(
        _("Register participants, receive them and count attendance"),
        _("Name, structure, category, badge, hours at the doors"),
        _("Participants"),
        _("The registration itself"),
        _("The secretariat; volunteers at the desk see the name and the category only"),
        _("Papers of badges: one year after the event; attendance: ten years, as the ground of attestations"),
    )
    yield Processing(
        _("Receive fees and give receipts"),
        _("Payer, amount, means of payment, transaction number"),
        _("Participants, and whoever pays for them"),
        _("Accounting law (OHADA)"),
        _("The treasurer and the presidency"),
        _("Ten years"),
    )
    yield Processing(
        _("Issue attestations that anybody can verify"),
        _("Name, title of the communication, event, half-days attended"),
        _("Participants, authors, speakers"),
        _("The request of whoever receives it"),
        _("Whoever holds the attestation and verifies it"),
        _("Ten years"),
    )


def _old_papers(moment: datetime) -> list[int]:
    statement = (
        select(Badge.id)
        .join(Registration, Registration.id == Badge.registration_id)
        .join(Edition, Edition.id == Registration.edition_id)
        .where(Badge.file_id.is_not(None), Edition.ends_on <= moment.date(), Registration.synthetic.is_(False))
    )
    return list(db.session.scalars(statement))


def _drop_papers(numbers: Sequence[int]) -> None:
    files = select(StoredFile).join(Badge, Badge.file_id == StoredFile.id).where(Badge.id.in_(numbers))
    found = list(db.session.scalars(files))
    _quiet(update(Badge).where(Badge.id.in_(numbers)).values(file_id=None))
    for stored in found:
        forget_file(stored)


RULES = (
    Rule("papers of badges", _l("Printed badges, after the event"), A_YEAR, "ML loi 2013-015, SN loi 2008-12",
         _old_papers, _drop_papers),
)  # fmt: skip
PART = Part(held=held, objections=objections, erase=erase, processing=processing, rules=RULES)

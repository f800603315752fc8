"""Quotas, categories, registrations, orders, payments, badges, scans and certificates."""

from datetime import UTC, datetime

from factory import LazyAttribute, Maybe, SelfAttribute, Sequence, SubFactory

from conference.models import Edition
from core import audit
from core.db import db, transaction
from registration.models import (
    Badge,
    Category,
    Certificate,
    CertificateKind,
    Method,
    Order,
    OrderLine,
    Payment,
    PaymentState,
    Quota,
    Receipt,
    Registration,
    Scan,
    SeatState,
    Tariff,
    Verdict,
)
from registration.services import badges
from tests.factories.base import RowFactory
from tests.factories.conference import EditionFactory, HalfDayFactory, OfEdition, friday
from tests.factories.people import PersonFactory

SPRING = datetime(2024, 4, 1, tzinfo=UTC)


class QuotaFactory(OfEdition):
    """Five hundred seats."""

    class Meta:
        model = Quota

    name = "Journées"
    capacity = 500
    used = 0


class CategoryFactory(OfEdition):
    """General practitioners, at one `price` since the first of April; `capacity` is that of a quota of their own."""

    class Meta:
        model = Category

    class Params:
        capacity = 500
        price = 30_000

    key = Sequence(lambda number: f"generalist-{number}")
    name_fr = "Médecin généraliste"
    name_en = "General practitioner"
    colour = "#2b3f73"
    position = Sequence(lambda number: number)
    quota = SubFactory(QuotaFactory, edition=SelfAttribute("..edition"), capacity=SelfAttribute("..capacity"))
    tariffs = LazyAttribute(lambda made: [Tariff(amount=made.price, applies_from=SPRING)])


class RegistrationFactory(RowFactory):
    """Somebody's confirmed seat, the only one of its category unless one is given; no badge is made."""

    class Meta:
        model = Registration

    edition = SubFactory(EditionFactory)
    person = SubFactory(PersonFactory)
    category = SubFactory(CategoryFactory, edition=SelfAttribute("..edition"), quota__used=1)
    code = Sequence(lambda number: f"Z{number:05d}")
    state = SeatState.CONFIRMED
    registered_at = SPRING
    confirmed_at = LazyAttribute(lambda made: SPRING if made.state is SeatState.CONFIRMED else None)


class OrderFactory(RowFactory):
    """What one payer owes for some `registrations`, each at the price of its category."""

    class Meta:
        model = Order

    class Params:
        registrations = ()

    edition = LazyAttribute(lambda made: made.registrations[0].edition)
    code = Sequence(lambda number: f"O{number:05d}")
    payer = "Hôpital Nianankoro Fomba"
    currency = "XOF"
    lines = LazyAttribute(
        lambda made: [
            OrderLine(registration=each, amount=each.category.tariffs[0].amount) for each in made.registrations
        ]
    )
    total = LazyAttribute(lambda made: sum(line.amount for line in made.lines))
    ordered_at = SPRING


class PaymentFactory(RowFactory):
    """A payment the treasurer has not seen yet."""

    class Meta:
        model = Payment

    order = SubFactory(OrderFactory)
    method = Method.ORANGE_MONEY
    reference = Sequence(lambda number: f"REF-{number}")
    amount = SelfAttribute("order.total")
    state = PaymentState.DECLARED
    declared_at = SPRING
    settled_at = LazyAttribute(lambda made: None if made.state is PaymentState.DECLARED else SPRING)


class ReceiptFactory(RowFactory):
    """The receipt of a validated payment."""

    class Meta:
        model = Receipt

    payment = SubFactory(PaymentFactory, state=PaymentState.VALIDATED)
    edition = SelfAttribute("payment.order.edition")
    number = Sequence(lambda number: number + 1000)
    issued_at = SPRING


class ScanFactory(RowFactory):
    """A badge was read at door A on the first morning, and its holder admitted."""

    class Meta:
        model = Scan

    half_day = SubFactory(HalfDayFactory)
    gate = "A"
    device = "telephone"
    sequence = Sequence(lambda number: number)
    verdict = Verdict.ADMITTED
    at = friday(8, 5)


class CertificateFactory(RowFactory):
    """Somebody's certificate of an oral communication."""

    class Meta:
        model = Certificate

    edition = Maybe("presentation", SelfAttribute("presentation.edition"), SubFactory(EditionFactory))
    person = SubFactory(PersonFactory)
    presentation = None
    kind = CertificateKind.ORAL
    number = Sequence(lambda number: number + 1000)
    code = Sequence(lambda number: f"CODE{number:022d}")
    facts = LazyAttribute(lambda _made: {})
    issued_at = SPRING


def badged(edition: Edition, **facts: object) -> Badge:
    """Return the badge of somebody with a confirmed seat, made by the service that makes badges."""
    registration = RegistrationFactory.create(edition=edition, **facts)
    with transaction():
        badge = badges.make(registration, by=audit.SYSTEM)
    db.session.refresh(badge)
    return badge

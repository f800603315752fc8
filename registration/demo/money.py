"""The money of the seventh edition: groups and single payers, the channels people use, four debts still open."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from core.codes import ALPHABET, SPOKEN_LENGTH
from core.db import Counter, db
from core.demo import Scene
from people.demo.names import STRUCTURES
from registration.models import Method, Order, OrderLine, Payment, PaymentState, Receipt, Registration

GROUPS = (25, 21, 18, 15, 14, 12, 11, 10, 8, 7, 6, 5, 4, 4)
UNPAID_GROUPS = 4
CHANNELS = {
    Method.ORANGE_MONEY: 46,
    Method.CASH: 24,
    Method.WAVE: 12,
    Method.MOOV: 6,
    Method.TRANSFER: 6,
    Method.CHEQUE: 4,
    Method.MONEY_ORDER: 2,
}
LETTERS = {Method.ORANGE_MONEY: "OM", Method.WAVE: "WV", Method.MOOV: "MV", Method.CASH: "", Method.TRANSFER: "VIR",
           Method.CHEQUE: "CHQ", Method.MONEY_ORDER: "MG"}  # fmt: skip


def build(scene: Scene) -> None:
    """Bring in the orders, their payments and the receipts, numbered in the order of payment."""
    orders = list(ordered(scene))
    db.session.add_all(orders)
    db.session.flush()
    unpaid = [order for order in orders if len(order.lines) > 1][-UNPAID_GROUPS:]
    paid = sorted((order for order in orders if order not in unpaid), key=lambda order: order.ordered_at)
    payments = [payment(scene.rng, order, place) for place, order in enumerate(paid, start=1)]
    db.session.add_all(payments)
    edition = scene.things["segou"]
    db.session.add_all(
        Receipt(edition=edition, payment=each, number=place, issued_at=each.settled_at)
        for place, each in enumerate(payments, start=1)
    )
    db.session.add(Counter(name=f"{edition.slug}/receipts", value=len(payments)))
    db.session.flush()


def ordered(scene: Scene) -> Iterator[Order]:
    """Yield an order for each group of a structure, and one for everybody else."""
    waiting: list[Registration] = scene.rng.sample(scene.things["registrations"], len(scene.things["registrations"]))
    for place, size in enumerate(GROUPS):
        yield order(scene.rng, [waiting.pop() for _member in range(size)], STRUCTURES[place].name)
    for registration in waiting:
        yield order(scene.rng, [registration], registration.person.name)


def order(rng: Random, registrations: list[Registration], payer: str) -> Order:
    """Return what one payer owes."""
    lines = [
        OrderLine(registration=registration, amount=registration.category.tariffs[0].amount)
        for registration in registrations
    ]
    return Order(
        edition=registrations[0].edition,
        code="".join(rng.choices(ALPHABET, k=SPOKEN_LENGTH)),
        payer=payer,
        currency=registrations[0].edition.currency,
        total=sum(line.amount for line in lines),
        ordered_at=max(registration.registered_at for registration in registrations),
        lines=lines,
    )


def payment(rng: Random, owed: Order, place: int) -> Payment:
    """Return the payment of an order, seen by the treasurer."""
    method = rng.choices(list(CHANNELS), weights=list(CHANNELS.values()))[0]
    declared = owed.ordered_at + timedelta(minutes=rng.randrange(2, 30))
    return Payment(
        order=owed,
        method=method,
        reference=f"{LETTERS[method]}-240{place:05d}" if LETTERS[method] else "",
        amount=owed.total,
        state=PaymentState.VALIDATED,
        declared_at=declared,
        settled_at=declared + timedelta(minutes=rng.randrange(2, 90)),
        settled_by="Trésorerie",
    )

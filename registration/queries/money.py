"""Reading orders, payments and receipts."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from conference.models import Edition
from core.db import db
from core.errors import NotFound
from registration.models import Order, OrderLine, Payment, PaymentState, Receipt


def payments_of(edition: Edition, *, state: PaymentState | None = None) -> Select[Payment]:
    """Return the list of an edition's payments, those that wait for the treasurer first, then the latest."""
    statement = (
        select(Payment)
        .join(Payment.order)
        .where(Order.edition_id == edition.id)
        .options(
            joinedload(Payment.order).selectinload(Order.lines).joinedload(OrderLine.registration),
            joinedload(Payment.order).selectinload(Order.payments),
            joinedload(Payment.receipt).joinedload(Receipt.edition),
        )
        .order_by((Payment.state != PaymentState.DECLARED), Payment.id.desc())
    )
    return statement.where(Payment.state == state) if state else statement


def find_payment(edition: Edition, payment_id: int) -> Payment:
    """Return a payment of an edition, or raise NotFound. One query."""
    found = db.session.scalar(
        select(Payment).join(Payment.order).where(Order.edition_id == edition.id, Payment.id == payment_id)
    )
    if found is None:
        raise NotFound
    return found


def find_receipt(edition: Edition, number: int) -> Receipt:
    """Return a receipt of an edition by its number, or raise NotFound. One query."""
    found = db.session.scalar(select(Receipt).filter_by(edition_id=edition.id, number=number))
    if found is None:
        raise NotFound
    return found


def takings(edition: Edition) -> tuple[int, int, int]:
    """Return what was ordered, what was received and what waits for the treasurer. Two queries."""
    ordered = db.session.scalar(select(func.coalesce(func.sum(Order.total), 0)).filter_by(edition_id=edition.id))
    sums = select(Payment.state, func.sum(Payment.amount)).join(Payment.order).where(Order.edition_id == edition.id)
    by_state = {state: int(amount) for state, amount in db.session.execute(sums.group_by(Payment.state))}
    return int(ordered or 0), by_state.get(PaymentState.VALIDATED, 0), by_state.get(PaymentState.DECLARED, 0)

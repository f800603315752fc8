"""What must hold of seats and money whatever happened; `balanzan doctor` asks."""

from sqlalchemy import func, select

from core.db import db
from registration.models import Category, Payment, PaymentState, Quota, Receipt, Registration, SeatState


def quotas_out_of_step() -> list[str]:
    """List the quotas whose counter differs from the living registrations that draw on them."""
    living = (Registration.category_id == Category.id) & (Registration.state != SeatState.CANCELLED)
    statement = (
        select(Quota.name, Quota.used, func.count(Registration.id))
        .outerjoin(Category, Category.quota_id == Quota.id)
        .outerjoin(Registration, living)
        .group_by(Quota.id)
    )
    return [
        f"{name}: counter {used}, registrations {number}"
        for name, used, number in db.session.execute(statement)
        if used != number
    ]


def payments_without_receipt() -> list[str]:
    """List the payments whose receipt and state contradict each other."""
    contradiction = (Payment.state == PaymentState.VALIDATED) != Receipt.id.is_not(None)
    statement = select(Payment.id).outerjoin(Receipt).where(contradiction)
    return [f"payment {payment_id}" for payment_id in db.session.scalars(statement)]


def receipts_with_gaps() -> list[str]:
    """List the editions whose receipts do not run from 1 to their number."""
    statement = select(Receipt.edition_id, func.count(), func.max(Receipt.number)).group_by(Receipt.edition_id)
    return [
        f"edition {edition_id}: {number} receipts, the last is {last}"
        for edition_id, number, last in db.session.execute(statement)
        if number != last
    ]

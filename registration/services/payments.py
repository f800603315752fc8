"""Money declared, seen by the treasurer, and receipted without a gap."""

from sqlalchemy import select

from core import audit, clock, jobs
from core.audit import Actor
from core.db import db, next_number
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move
from registration import mails
from registration.models import Method, Order, Payment, PaymentState, Receipt, SeatState
from registration.services import seats


def declare(order: Order, method: Method, amount: int, *, reference: str, by: Actor) -> Payment:
    """Write down that a payer says they sent money; it counts once the treasurer has seen it."""
    reference = "".join(reference.split()).upper()
    if amount <= 0:
        raise Refused(_("Give the amount that was sent."), code="no-amount")
    if method is not Method.CASH and not reference:
        raise Refused(_("Give the transaction number: the treasurer looks for it."), code="no-reference")
    _refuse_known_reference(method, reference)
    payment = Payment(order=order, method=method, amount=amount, reference=reference, declared_at=clock.now())
    db.session.add(payment)
    audit.log(payment, "declared", by=by, method=method, amount=amount, reference=reference)
    return payment


def _refuse_known_reference(method: Method, reference: str) -> None:
    same = select(Payment).filter_by(method=method, reference=reference).where(Payment.state != PaymentState.REJECTED)
    if reference and db.session.scalar(same.limit(1)):
        raise Refused(
            _("The transaction %(reference)s has been declared already.", reference=reference),
            code="reference-known",
        )


def validate(payment: Payment, *, by: Actor) -> Receipt:
    """Confirm that the money arrived: a receipt is numbered, and paid seats are confirmed."""
    _settle(payment, PaymentState.VALIDATED, by=by)
    receipt = Receipt(
        edition=payment.order.edition,
        payment=payment,
        number=next_number(f"{payment.scope}/receipts"),
        issued_at=clock.now(),
    )
    db.session.add(receipt)
    audit.log(payment, "validated", by=by, receipt=receipt.number, amount=payment.amount)
    jobs.enqueue("registration.jobs:render_receipt", key=f"receipt-{receipt.id}", receipt_id=receipt.id)
    if payment.order.due == 0:
        for line in payment.order.lines:
            if line.registration.state is SeatState.PRE_REGISTERED:
                seats.confirm(line.registration, by=by)
    mails.paid(payment, receipt)
    return receipt


def reject(payment: Payment, *, by: Actor, reason: str) -> None:
    """Tell a payer that the money was not found, and why; the declaration stays in the books."""
    if not reason.strip():
        raise Refused(_("Say why: the payer will read it."), code="no-reason")
    _settle(payment, PaymentState.REJECTED, by=by)
    payment.reason = reason.strip()
    audit.log(payment, "rejected", by=by, reason=payment.reason)
    mails.not_found(payment)


def _settle(payment: Payment, state: PaymentState, *, by: Actor) -> None:
    move(payment, state, settled_at=clock.now(), settled_by=by.actor_name)

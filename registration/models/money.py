"""Money: integers of the currency's smallest unit, rows that are added and never changed away."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models import OfEdition
from core.db import Base, Versioned
from core.files import StoredFile
from core.personal import PERSONAL
from registration.models.seats import Registration
from registration.states import PAYMENT_STEPS, PaymentState


class Method(StrEnum):
    """How money comes."""

    ORANGE_MONEY = "orange-money"
    WAVE = "wave"
    MOOV = "moov"
    CASH = "cash"
    TRANSFER = "transfer"
    CHEQUE = "cheque"
    MONEY_ORDER = "money-order"


class Order(OfEdition, Base):
    """What one payer owes for one or many registrations."""

    __tablename__ = "purchase"
    __table_args__ = (CheckConstraint("total >= 0", name="total"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    payer: Mapped[str] = mapped_column(info=PERSONAL)
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[int]
    ordered_at: Mapped[datetime]

    lines: Mapped[list["OrderLine"]] = relationship(back_populates="order", order_by="OrderLine.id")
    payments: Mapped[list["Payment"]] = relationship(back_populates="order", order_by="Payment.id")

    @property
    def paid(self) -> int:
        """Return what the treasurer has seen of it."""
        return sum(payment.amount for payment in self.payments if payment.state is PaymentState.VALIDATED)

    @property
    def announced(self) -> int:
        """Return what its payer says was sent and the treasurer has not looked for yet."""
        return sum(payment.amount for payment in self.payments if payment.state is PaymentState.DECLARED)

    @property
    def due(self) -> int:
        """Return what is still owed; never less than nothing."""
        return max(0, self.total - self.paid)


class OrderLine(Base):
    """One registration in an order, at the tariff of the day it was ordered."""

    __tablename__ = "purchase_line"

    order_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    amount: Mapped[int]

    order: Mapped[Order] = relationship(back_populates="lines")
    registration: Mapped[Registration] = relationship()


class Payment(Versioned, Base):
    """Money somebody says they sent, until the treasurer has seen it; a reference counts once."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(state = 'declared') = (settled_at IS NULL)", name="settled_has_date"),
        Index(
            "uq_payment_reference",
            "method",
            "reference",
            unique=True,
            sqlite_where=text("reference <> '' AND state <> 'rejected'"),
            postgresql_where=text("reference <> '' AND state <> 'rejected'"),
        ),
    )
    STEPS = PAYMENT_STEPS

    order_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"), index=True)
    method: Mapped[Method]
    reference: Mapped[str] = mapped_column(String(60), default="")
    amount: Mapped[int]
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.DECLARED, index=True)
    declared_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    order: Mapped[Order] = relationship(back_populates="payments")
    receipt: Mapped["Receipt | None"] = relationship(back_populates="payment", uselist=False)

    @property
    def scope(self) -> str:
        """Return the edition under which the audit log files this."""
        return self.order.scope


class Receipt(OfEdition, Base):
    """The numbered proof of one validated payment; numbers of an edition follow without a gap."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), unique=True)
    number: Mapped[int]
    issued_at: Mapped[datetime]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    payment: Mapped[Payment] = relationship(back_populates="receipt")
    file: Mapped[StoredFile | None] = relationship()

    @property
    def code(self) -> str:
        """Return « SEG-2024-R0012 »."""
        return f"{self.edition.code}-R{self.number:04d}"

"""The tables of registration."""

from registration.models.attendance import Badge, Scan, Verdict
from registration.models.certificates import Certificate, CertificateKind
from registration.models.money import Method, Order, OrderLine, Payment, Receipt
from registration.models.seats import Category, Quota, Registration, Tariff
from registration.states import BadgeState, CertificateState, PaymentState, SeatState

__all__ = [
    "Badge",
    "BadgeState",
    "Category",
    "Certificate",
    "CertificateKind",
    "CertificateState",
    "Method",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentState",
    "Quota",
    "Receipt",
    "Registration",
    "Scan",
    "SeatState",
    "Tariff",
    "Verdict",
]

"""The states of a registration, a payment, a badge and a certificate, and the steps between them."""

from enum import StrEnum


class SeatState(StrEnum):
    """Whether somebody's seat is held (préinscrit → confirmé → annulé); what is owed is counted apart."""

    PRE_REGISTERED = "pre-registered"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


SEAT_STEPS = {
    SeatState.PRE_REGISTERED: {SeatState.CONFIRMED, SeatState.CANCELLED},
    SeatState.CONFIRMED: {SeatState.CANCELLED},
    SeatState.CANCELLED: set[SeatState](),
}


class PaymentState(StrEnum):
    """Whether the treasurer has seen the money (déclaré → validé ou rejeté)."""

    DECLARED = "declared"
    VALIDATED = "validated"
    REJECTED = "rejected"


PAYMENT_STEPS = {
    PaymentState.DECLARED: {PaymentState.VALIDATED, PaymentState.REJECTED},
    PaymentState.VALIDATED: set[PaymentState](),
    PaymentState.REJECTED: set[PaymentState](),
}


class BadgeState(StrEnum):
    """Whether a badge opens the door."""

    VALID = "valid"
    REVOKED = "revoked"


BADGE_STEPS = {BadgeState.VALID: {BadgeState.REVOKED}, BadgeState.REVOKED: set[BadgeState]()}


class CertificateState(StrEnum):
    """Whether a certificate is worth its paper."""

    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


CERTIFICATE_STEPS = {
    CertificateState.ISSUED: {CertificateState.REVOKED, CertificateState.SUPERSEDED},
    CertificateState.REVOKED: set[CertificateState](),
    CertificateState.SUPERSEDED: set[CertificateState](),
}

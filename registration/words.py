"""How registration's enumerations are said to people."""

from core.i18n import lazy_gettext as _l
from registration.models import CertificateKind, CertificateState, Method, PaymentState, SeatState, Verdict

METHODS = {
    Method.ORANGE_MONEY: _l("Orange Money"),
    Method.WAVE: _l("Wave"),
    Method.MOOV: _l("Moov Money"),
    Method.CASH: _l("Cash"),
    Method.TRANSFER: _l("Bank transfer"),
    Method.CHEQUE: _l("Cheque"),
    Method.MONEY_ORDER: _l("Western Union or MoneyGram"),
}
CERTIFICATES = {
    CertificateKind.PARTICIPATION: _l("Participation"),
    CertificateKind.ORAL: _l("Oral communication"),
    CertificateKind.POSTER: _l("Poster communication"),
    CertificateKind.KEYNOTE: _l("Keynote"),
}
SEATS = {
    SeatState.PRE_REGISTERED: _l("Pre-registered"),
    SeatState.CONFIRMED: _l("Confirmed"),
    SeatState.CANCELLED: _l("Cancelled"),
}
PAYMENTS = {
    PaymentState.DECLARED: _l("Declared"),
    PaymentState.VALIDATED: _l("Validated"),
    PaymentState.REJECTED: _l("Not found"),
}
VALIDITY = {
    CertificateState.ISSUED: _l("Authentic"),
    CertificateState.REVOKED: _l("Revoked"),
    CertificateState.SUPERSEDED: _l("Replaced"),
}
VERDICTS = {
    Verdict.ADMITTED: _l("Enter"),
    Verdict.ALREADY_IN: _l("Badge already read"),
    Verdict.REVOKED: _l("Badge cancelled"),
    Verdict.OTHER_EDITION: _l("Badge of another edition"),
    Verdict.UNKNOWN: _l("Unknown badge"),
}

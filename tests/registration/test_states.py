"""The steps of a seat, a payment, a badge and a certificate: every pair of states is listed here or refused."""

from itertools import product

import pytest

from core.states import may_move
from registration.models import Badge, BadgeState, Certificate, CertificateState, Payment, PaymentState
from registration.models import Registration as Seat
from registration.states import SeatState

STEPS = {
    Seat: {("pre-registered", "confirmed"), ("pre-registered", "cancelled"), ("confirmed", "cancelled")},
    Payment: {("declared", "validated"), ("declared", "rejected")},
    Badge: {("valid", "revoked")},
    Certificate: {("issued", "revoked"), ("issued", "superseded")},
}


@pytest.mark.parametrize(
    ("model", "states"),
    [(Seat, SeatState), (Payment, PaymentState), (Badge, BadgeState), (Certificate, CertificateState)],
)
def test_the_steps_are_those_listed_and_no_others(model, states):
    possible = {(a.value, b.value) for a, b in product(states, repeat=2) if may_move(model(state=a), b)}

    assert possible == STEPS[model]

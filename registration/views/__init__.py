"""The pages of participants, the treasurer, the desk, the committee, and of whoever verifies."""

from registration.views import certificates, desk, own, register, treasurer, verify

blueprints = (
    register.blueprint,
    treasurer.blueprint,
    desk.blueprint,
    certificates.blueprint,
    verify.blueprint,
    own.blueprint,
)

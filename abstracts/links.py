"""Signed addresses that open one thing only: what somebody signs, or the form after the deadline."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.web import absolute_url

DAYS = 200
SIGNATURE, INVITATION = "abstract-signature", "late-invitation"


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=purpose)


def signature_link(author_id: int) -> str:
    """Return the address that shows an author what they sign; it opens nothing else of theirs."""
    return absolute_url("signatures.page", token=_signer(SIGNATURE).dumps(author_id))


def invitation_link(invitation_id: int, edition: str) -> str:
    """Return the address that lets somebody in after the deadline."""
    return absolute_url("submit.invited", edition=edition, token=_signer(INVITATION).dumps(invitation_id))


def read(purpose: str, token: str) -> int | None:
    """Return the number of what a link opens, or None when it is forged or too old."""
    try:
        number = _signer(purpose).loads(token, max_age=DAYS * 24 * 3600)
    except BadSignature:
        return None
    return number if isinstance(number, int) else None

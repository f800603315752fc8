"""Badges: a signed QR that opens the door without a network, revocable, one valid at a time."""

import secrets
from datetime import datetime, timedelta
from enum import IntEnum

from flask import current_app

from core import audit, clock, codes, jobs
from core.audit import Actor
from core.db import db
from core.states import move
from core.tokens import Claims, Keyring
from registration.models import Badge, BadgeState, Registration
from registration.queries.seats import badge_of

CLOSES_AFTER = timedelta(days=7)


class TokenKind(IntEnum):
    """What a signed code is; a badge never passes for a certificate."""

    BADGE = 1
    CERTIFICATE = 2


def keyring() -> Keyring:
    """Return the keys this installation signs with."""
    keys: Keyring = current_app.extensions["keyring"]
    return keys


def make(registration: Registration, *, by: Actor) -> Badge:
    """Give a confirmed registration its badge; an earlier one stops opening the door."""
    revoke_of(registration, by=by)
    subject = secrets.token_bytes(16)
    badge = Badge(
        registration=registration,
        subject=subject.hex(),
        code=codes.spoken(),
        token=keyring().sign(claims_of(registration, subject)),
        made_at=clock.now(),
    )
    db.session.add(badge)
    audit.log(badge, "made", by=by, registration=registration.code)
    jobs.enqueue("registration.jobs:render_badge", key=f"badge-{badge.id}", badge_id=badge.id)
    return badge


def claims_of(registration: Registration, subject: bytes) -> Claims:
    """Return what a badge's QR says: which edition, which badge, from when to when; nobody's name."""
    edition = registration.edition
    ends = clock.from_place(datetime.combine(edition.ends_on, datetime.max.time()), edition.time_zone)
    return Claims(
        kind=TokenKind.BADGE,
        scope=edition.id,
        subject=subject,
        not_before=int(registration.registered_at.timestamp()),
        not_after=int((ends + CLOSES_AFTER).timestamp()),
        nonce=secrets.token_bytes(4),
    )


def revoke_of(registration: Registration, *, by: Actor) -> None:
    """Revoke a registration's valid badge, if it has one."""
    if registration.id and (badge := badge_of(registration)):
        move(badge, BadgeState.REVOKED, revoked_at=clock.now())
        db.session.flush()
        audit.log(badge, "revoked", by=by)

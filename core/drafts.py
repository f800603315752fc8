"""Drafts: what somebody is typing in a long form, kept from minute to minute so that a cut loses nothing.

A form whose class says `keeps_draft` finds its draft again when it is opened, and drops it in the transaction of its
effect. The browser sends what is typed to `keep()` every few seconds (static/js/ui/draft.js) and keeps it too. A
draft carries the version of the row it began from, so one that has been overtaken meets both texts, never silence.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from core import clock, i18n, repeats
from core.access import public
from core.db import Base, db, transaction
from core.errors import Refused
from core.i18n import gettext as _
from core.web import limiter

KEPT_FOR = timedelta(days=60)
MOST_CHARACTERS = 200_000
NEVER_KEPT = ("csrf_token", "draft", "draft_key", "time_zone", "action", "move", repeats.FIELD)
blueprint = Blueprint("drafts", __name__, url_prefix="/drafts")


class Draft(Base):
    """What one person, or one browser, has typed in one form."""

    __tablename__ = "draft"
    is_audited = False
    __table_args__ = (UniqueConstraint("owner", "form"),)

    owner: Mapped[str] = mapped_column(String(80))
    form: Mapped[str] = mapped_column(String(200))
    fields: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime] = mapped_column(index=True)

    def typed(self) -> MultiDict[str, str]:
        """Return what was typed, as a browser would send it."""
        return MultiDict(self.fields)


# ── Whose draft, of which form ──────────────────────────────────────────────────────────────────────────────────────


def token() -> str:
    """Return what lets this browser, for this person, keep a draft of the form shown at this address."""
    return _signer().dumps([owner(), request.path])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="draft")


def owner() -> str:
    """Return who writes here, an account or a browser, by a word that says nothing of either."""
    return hashlib.sha256(repeats.sender().encode()).hexdigest()[:16]


def opened(given: str) -> str:
    """Return the form a token stands for; refuse one that was made for somebody else."""
    try:
        fingerprint, form = _signer().loads(given)
    except (BadSignature, ValueError, TypeError):
        fingerprint = form = ""
    if not form or fingerprint != owner():
        raise Refused(_("This draft cannot be kept here: reload the page."), code="not-your-draft")
    return str(form)


# ── Keeping, finding, dropping ──────────────────────────────────────────────────────────────────────────────────────


def here() -> Draft | None:
    """Return the draft of the form at this address, if whoever asks began one in the last sixty days. One query.

    Whoever begins afresh (`?afresh=`) gets none; it stays until they type, so that they may still come back to it.
    """
    if not (whose := repeats.sender()) or "afresh" in request.args:
        return None
    return db.session.scalar(
        select(Draft).filter_by(owner=whose, form=request.path).where(Draft.kept_at > clock.now() - KEPT_FOR)
    )


def write(form: str, fields: Mapping[str, list[str]]) -> Draft:
    """Keep what is typed in a form in place of what was kept of it before; drafts older than sixty days go."""
    if sum(len(text) for texts in fields.values() for text in texts) > MOST_CHARACTERS:
        raise Refused(_("This text is too long to be kept as a draft; shorten it, then send it."), code="too-large")
    db.session.execute(delete(Draft).where(Draft.kept_at <= clock.now() - KEPT_FOR))
    draft = db.session.scalar(select(Draft).filter_by(owner=repeats.sender(), form=form))
    if draft is None:
        draft = Draft(owner=repeats.sender(), form=form)
        db.session.add(draft)
    draft.fields, draft.kept_at = dict(fields), clock.now()
    return draft


def write_here() -> None:
    """Keep what was sent to this address and could not have its effect: a power cut must not take it away either.

    What is too long to be kept stands in the page that comes back all the same.
    """
    if repeats.sender():
        with suppress(Refused), transaction(of_form=False):
            write(request.path, kept_of(request.form))


def drop(form: str) -> None:
    """Forget the draft of a form: it had its effect."""
    db.session.execute(delete(Draft).filter_by(owner=repeats.sender(), form=form))


def kept_of(sent: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return what may be kept of what was sent: no key, no password."""
    return {name: texts for name, texts in sent.lists() if name not in NEVER_KEPT and "password" not in name}


# ── What the browser asks ───────────────────────────────────────────────────────────────────────────────────────────


@blueprint.post("/")
@public
@limiter.limit("40 per minute", key_func=repeats.sender)
@limiter.limit("600 per minute")
def keep() -> ResponseReturnValue:
    """Keep what is being typed, and say when by the clock of the place; a form already received is not kept again."""
    try:
        form = opened(request.form.get("draft", ""))
        if repeats.is_received(request.form.get("draft_key", "")):
            return {"received": True}
        with transaction():
            draft = write(form, kept_of(request.form))
    except Refused as refusal:
        return {"said": refusal.message}, refusal.status
    return {"said": _("Saved at %(when)s", when=hour_there(draft.kept_at, request.form.get("time_zone", "UTC")))}


def hour_there(moment: datetime, time_zone: str) -> str:
    """Return the hour by the clock of the place; a place nobody knows has Greenwich's."""
    try:
        return i18n.clock_time(moment, time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return i18n.clock_time(moment)


@blueprint.get("/received")
@public
def received() -> ResponseReturnValue:
    """Say whether a form this browser sent had its effect, so that the copy on the phone can go."""
    return {"received": repeats.is_received(request.args.get("key", ""))}

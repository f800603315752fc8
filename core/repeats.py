"""Double clicks and retries: every form carries a key of its own, and one key has one effect.

The key is claimed inside the transaction that has the effect, so a crash removes both. What was answered is
written down afterwards; a repetition that finds no answer yet is told that its form has been received.
"""

import secrets
from datetime import datetime

from flask import Response, g, has_request_context, redirect, request, session
from flask_login import current_user
from sqlalchemy import String, UniqueConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.db import Base, after_commit, at_opening, db, transaction
from core.errors import Repeated

FIELD = "form_key"
REDIRECTS = (302, 303)


class ReceivedForm(Base):
    """A form that had its effect, and where its sender was led afterwards."""

    __tablename__ = "received_form"
    __table_args__ = (UniqueConstraint("sender", "key"),)

    sender: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(60))
    route: Mapped[str] = mapped_column(String(120))
    led_to: Mapped[str | None]
    at: Mapped[datetime]


def new_key() -> str:
    """Return the key that one showing of a form carries."""
    return secrets.token_urlsafe(18)


def sender() -> str:
    """Return who sends this form: an account, or the browser that showed it."""
    if current_user.is_authenticated:
        return f"account-{current_user.get_id()}"
    return f"browser-{session.get('csrf_token', '')}"[:80]


def key_of_request() -> str:
    """Return the key of the form being received, or nothing."""
    if not has_request_context() or request.method != "POST":
        return ""
    return request.form.get(FIELD, "")[:60]


def is_received(key: str) -> bool:
    """Tell whether a form of this sender had its effect already."""
    return bool(key) and db.session.scalar(select(ReceivedForm.id).filter_by(sender=sender(), key=key[:60])) is not None


def earlier_answer() -> Response | None:
    """Return the answer this very form had before, if it was received before."""
    if not (key := key_of_request()):
        return None
    earlier = db.session.scalar(select(ReceivedForm).filter_by(sender=sender(), key=key))
    if earlier is None:
        return None
    if earlier.led_to is None:
        raise Repeated
    return redirect(earlier.led_to)  # type: ignore[return-value]


@at_opening
def claim(opened: Session) -> None:
    """Claim the form's key for the transaction now open; raise Repeated when it had its effect already."""
    if not (key := key_of_request()) or g.get("form_claimed"):
        return
    after_commit(lambda: setattr(g, "form_claimed", True))
    try:
        with opened.begin_nested():
            opened.add(ReceivedForm(sender=sender(), key=key, route=str(request.endpoint), led_to=None, at=clock.now()))
    except IntegrityError as error:
        raise Repeated from error


def remember(answer: Response) -> None:
    """Write down where a form's sender was led, so that a repetition is led there too."""
    if (key := key_of_request()) and answer.status_code in REDIRECTS:
        with transaction() as opened:
            opened.execute(
                update(ReceivedForm).filter_by(sender=sender(), key=key).values(led_to=answer.headers["Location"])
            )

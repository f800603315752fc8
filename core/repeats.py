"""Double clicks and retries: every form carries a key of its own, and one key has one effect.

The key is claimed inside the transaction that has the effect, so a crash removes both. What was answered is
written down afterwards; a repetition waits a moment for it, because a browser shows the answer to the last click. When
no answer is written, its sender is told that the form has been received.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, current_app, g, has_request_context, redirect, request, session
from flask_login import current_user
from sqlalchemy import String, UniqueConstraint, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.db import Base, after_commit, at_opening, db, is_conflict, transaction
from core.errors import Repeated

FIELD = "form_key"
REDIRECTS = (302, 303)
MOMENTS, MOMENT = 10, 0.1  # how often and how long a repetition waits for the first answer
View = TypeVar("View", bound=Callable[..., Any])


class ReceivedForm(Base):
    """A form that had its effect, and where its sender was led afterwards."""

    __tablename__ = "received_form"
    is_audited = False
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
    """Return who sends this form: an account, or the browser that showed it, by what its cookie alone holds.

    Nothing for a browser that has not been shown a form yet.
    """
    if current_user.is_authenticated:
        return f"account-{current_user.get_id()}"
    seen = session.get("csrf_token", "")
    return seen and f"browser-{hashlib.sha256(seen.encode()).hexdigest()}"


def key_of_request() -> str:
    """Return the key of the form being received, or nothing."""
    if not has_request_context() or request.method != "POST":
        return ""
    return request.form.get(FIELD, "")[:60]


def is_received(key: str) -> bool:
    """Tell whether a form of this sender had its effect already."""
    return bool(key) and db.session.scalar(select(ReceivedForm.id).filter_by(sender=sender(), key=key[:60])) is not None


def had_effect_meanwhile() -> bool:
    """Tell whether this very form had its effect while it was received once more: what it ended is not found again."""
    db.session.rollback()  # look at the present, not at a snapshot
    return is_received(key_of_request())


def answers_repeats(view: View) -> View:
    """Leave the repetitions of a form to its view: what it gives a browser is more than the address it leads to."""
    view.answers_repeats = True  # type: ignore[attr-defined]
    return view


def _is_left_to_its_view() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "answers_repeats", False)


def earlier_answer() -> Response | None:
    """Return the answer this very form had before, if it was received before."""
    if not (key := key_of_request()) or _is_left_to_its_view():
        return None
    earlier = db.session.scalar(select(ReceivedForm).filter_by(sender=sender(), key=key))
    if earlier is None:
        return None
    if earlier.led_to is None:
        raise Repeated
    return redirect(earlier.led_to)  # type: ignore[return-value]


def awaited_answer() -> Response | None:
    """Return the answer that this very form is having in another process, once it is known."""
    for _moment in range(MOMENTS):
        time.sleep(MOMENT)
        db.session.rollback()  # look at the present, not at a snapshot
        with suppress(Repeated):
            return earlier_answer()
    return None


@at_opening
def claim(opened: Session) -> None:
    """Claim the form's key for the transaction now open; raise Repeated when it had its effect already."""
    if not (key := key_of_request()) or g.get("form_claimed"):
        return
    after_commit(lambda: setattr(g, "form_claimed", True))
    try:
        with opened.begin_nested():
            row = {"sender": sender(), "key": key, "route": str(request.endpoint), "led_to": None, "at": clock.now()}
            opened.execute(insert(ReceivedForm).values(row))
    except IntegrityError as error:
        raise Repeated from error


def remember(answer: Response) -> None:
    """Write down where a form's sender was led, or can see the answer again, so that a repetition is led there too.

    The effect is durable already: a database that is busy now must not take its answer away.
    """
    led_to = answer.headers.get("Location" if answer.status_code in REDIRECTS else "Content-Location")
    if not (key := key_of_request()) or led_to is None or _is_left_to_its_view():
        return
    try:
        with transaction() as opened:
            opened.execute(update(ReceivedForm).filter_by(sender=sender(), key=key).values(led_to=led_to))
    except DBAPIError as error:
        if not is_conflict(error):
            raise

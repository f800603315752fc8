"""The tokens of somebody's account: making one for a program, seeing when each was used, ending it.

A token is shown once, so its view answers its own repetitions: a second click is shown the same one.
"""

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.access import signed_in
from core.db import transaction
from core.errors import Repeated
from core.forms import options
from core.i18n import gettext as _
from core.repeats import answers_repeats
from core.secrecy import keyed
from core.typography import one_line
from people.forms import TokenForm
from people.models import Scope, User
from people.queries.tokens import scopes_open_to, tokens_of
from people.recognition import current_actor, is_trusted, present_sign_in
from people.services import tokens
from people.views.second_factor import signed_in_user
from people.words import SCOPES

blueprint = Blueprint("tokens", __name__, url_prefix="/me/account/tokens")
USUALLY = timedelta(days=90)


@blueprint.get("")
@signed_in
def page() -> ResponseReturnValue:
    """Show somebody which programs read in their name, and let them make a token for another."""
    user = signed_in_user()
    last_day = (clock.now() + USUALLY).date()
    return _page(user, _form(user, formdata=None, until=last_day))


@blueprint.post("")
@signed_in
@answers_repeats
def make() -> ResponseReturnValue:
    """Make a token and show it, this once; the same one to a second click."""
    user = signed_in_user()
    form = _form(user)
    if form.validate_on_submit():
        limits.take((tokens.MAKING, str(user.id)))
        secret = tokens.secret_from(keyed("token-seed", user.id, form.form_key.data, session.get("csrf_token", "")))
        try:
            with form.effect():
                _made(user, secret, form)
        except Repeated:
            form.had_effect = True
        if form.had_effect:
            return render_template("people/me/token.html", secret=secret, name=form.name.data)
    return _page(user, form), form.status


@blueprint.post("/<int:number>/end")
@signed_in
def end(number: int) -> ResponseReturnValue:
    """End a token: whatever program holds it is refused at its next request."""
    with transaction():
        tokens.end(signed_in_user(), number, by=current_actor())
    flash(_("That token opens nothing any more."))
    return redirect(url_for(".page"))


def _made(user: User, secret: str, form: TokenForm) -> None:
    present = present_sign_in()
    tokens.make(
        user,
        secret,
        name=one_line(form.name.data or ""),
        scopes=[Scope(scope) for scope in form.scopes.data or ()],
        ends_at=datetime.combine(form.until.data + timedelta(days=1), time(), UTC),
        password=form.present.data or "",
        is_trusted=is_trusted(),
        is_confirmed=present is not None and present.confirmed_at is not None,
    )


def _offered(user: User) -> list[Scope]:
    return scopes_open_to(tokens.roles_awake(user, is_trusted=is_trusted()))


def _form(user: User, **more: object) -> TokenForm:
    form = TokenForm(**more)
    form.scopes.choices = options((scope.value, SCOPES[scope]) for scope in _offered(user))
    return form


def _page(user: User, form: TokenForm) -> str:
    return render_template(
        "people/me/tokens.html",
        form=form,
        tokens=tokens_of(user),
        sleeps=not is_trusted(),
        said={scope.value: words for scope, words in SCOPES.items()},
    )

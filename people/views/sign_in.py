"""Signing in and out.

Both answer their own repetitions, because their answer changes who the browser is: a second click may arrive with what
the browser held before the first answer or with what it holds after it, and must lead to the same page either way.
"""

import hmac
from contextlib import suppress

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from core import demo
from core.access import public
from core.db import transaction
from core.errors import Repeated
from core.i18n import gettext as _
from core.repeats import answers_repeats
from core.web import csrf, limiter
from people.forms import SignInForm
from people.models import User
from people.recognition import SECRET, current_actor
from people.services import accounts

blueprint = Blueprint("sign_in", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@csrf.exempt  # it checks for itself: see below
@public
@answers_repeats
@limiter.limit("20 per 15 minutes", methods=["POST"])
def form() -> ResponseReturnValue:
    """Sign somebody in; a known and an unknown name are answered alike."""
    form = SignInForm()
    if form.is_submitted() and not is_of_this_browser():
        return answered_meanwhile(form)
    if form.validate_on_submit():
        user = accounts.recognise(form.identifier.data or "", form.password.data or "")
        if user is not None:
            secret = begin(user, form)
            session.clear()  # nothing a stranger planted before survives signing in
            session[SECRET] = secret
            return redirect(own_address(request.args.get("next")))
        form.form_errors.append(_("This name and this password do not go together."))
    shown = demo.accounts() if current_app.config["BALANZAN"].environment == "demo" else []
    return render_template("people/public/sign_in.html", form=form, accounts=shown)


def is_of_this_browser() -> bool:
    """Tell whether the form sent was shown to this browser since it last signed in or out."""
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def answered_meanwhile(form: SignInForm) -> ResponseReturnValue:
    """Lead whoever clicked twice to where the first click led; anybody else's form was open for too long."""
    if current_user.is_authenticated:
        user = accounts.recognise(form.identifier.data or "", form.password.data or "")
        if user is not None and user.id == current_user.id:
            return redirect(own_address(request.args.get("next")))
    raise CSRFError


def begin(user: User, form: SignInForm) -> str:
    """Sign an account in once for each showing of the form, however often it arrives; return the browser's secret."""
    secret = secret_of(user, form)
    try:
        with transaction():
            accounts.begin(user, secret)
    except Repeated:
        return secret  # the first click began it, and its answer may never have been seen
    return secret


def secret_of(user: User, form: SignInForm) -> str:
    """Return the secret that one showing of the form gives a browser.

    Nobody can compute it who has not both our own secret and this browser's cookie, which alone holds its csrf token.
    """
    said = f"sign-in {user.id} {form.form_key.data} {session.get('csrf_token', '')}"
    return hmac.new(current_app.config["SECRET_KEY"].encode(), said.encode(), "sha256").hexdigest()


def own_address(wished: str | None) -> str:
    """Return the address somebody came for if it is one of ours, else their own page."""
    home = url_for("me.page")
    if not wished or not wished.startswith("/") or wished.startswith(("//", "/\\")):
        return home
    try:
        current_app.url_map.bind("").match(wished.split("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return home
    return wished


@blueprint.post("/sign-out")
@csrf.exempt  # it checks for itself: a browser that is signed out already has nothing left to protect
@public
@answers_repeats
def out() -> ResponseReturnValue:
    """Sign somebody out of this browser."""
    if current_user.is_authenticated:
        csrf.protect()
        with suppress(Repeated), transaction():
            accounts.end(session[SECRET], by=current_actor())
        session.clear()
        flash(_("You are signed out."))
    return redirect(url_for("public.home"))

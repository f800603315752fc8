"""Signing in and out."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from core import demo
from core.access import public, signed_in
from core.db import transaction
from core.i18n import gettext as _
from core.web import limiter
from people.forms import SignInForm
from people.recognition import SECRET, current_actor
from people.services import accounts

blueprint = Blueprint("sign_in", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("20 per 15 minutes", methods=["POST"])
def form() -> ResponseReturnValue:
    """Sign somebody in; a known and an unknown name are answered alike."""
    form = SignInForm()
    if form.validate_on_submit():
        user = accounts.recognise(form.identifier.data or "", form.password.data or "")
        if user is not None:
            with transaction():
                secret = accounts.begin(user)
            session.clear()  # nothing a stranger planted before survives signing in
            session[SECRET] = secret
            return redirect(own_address(request.args.get("next")))
        form.form_errors.append(_("This name and this password do not go together."))
    shown = demo.accounts() if current_app.config["BALANZAN"].environment == "demo" else []
    return render_template("people/public/sign_in.html", form=form, accounts=shown)


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
@signed_in
def out() -> ResponseReturnValue:
    """Sign somebody out of this browser."""
    with transaction():
        accounts.end(session[SECRET], by=current_actor())
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("public.home"))

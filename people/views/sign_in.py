"""Signing in and out.

Both answer their own repetitions, because their answer changes who the browser is: a second click may arrive with what
the browser held before the first answer or with what it holds after it, and must lead to the same page either way.
"""

import hmac
from contextlib import suppress

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from core import demo, limits
from core.access import public
from core.db import transaction
from core.errors import Repeated
from core.forms import Form, options
from core.i18n import gettext as _
from core.limits import Limit
from core.repeats import answers_repeats
from core.secrecy import seal, unseal
from core.web import csrf, peer
from people.forms import SignInForm, WhoForm
from people.models import Reach, User
from people.queries.accounts import find_accounts
from people.recognition import SECRET, browser_of, current_actor, is_trusted, present_sign_in
from people.services import accounts, passwords, sign_ins

blueprint = Blueprint("sign_in", __name__)
# Of one name from one place, of one name from everywhere, from one place for all who share its network.
HERE, ANYWHERE, FROM = Limit("sign-in", 10, 15), Limit("sign-in-name", 100, 15), Limit("sign-in-from", 300, 15)
WHO, WHO_SECONDS = "who", 300


@blueprint.route("/sign-in", methods=["GET", "POST"])
@csrf.exempt  # it checks for itself: see below
@public
@answers_repeats
def form() -> ResponseReturnValue:
    """Sign somebody in; a known and an unknown name are answered alike."""
    form = SignInForm()
    if form.is_submitted() and not is_of_this_browser():
        return answered_meanwhile(form)
    if form.validate_on_submit():
        fitting = recognise(form)
        if len(fitting) > 1:
            return ask_who(fitting)
        if fitting:
            return sign_in_here(fitting[0], form)
        form.form_errors.append(_("This name and this password do not go together."))
    shown = demo.accounts() if current_app.config["BALANZAN"].environment == "demo" else []
    return render_template("people/public/sign_in.html", form=form, accounts=shown)


@blueprint.post("/sign-in/who")
@csrf.exempt  # it checks for itself, as the form before it
@public
@answers_repeats
def who() -> ResponseReturnValue:
    """Sign in the one of several people who share an address and a password."""
    form = WhoForm()
    of_browser, fitting = proven(form.proof.data or "")
    form.who.choices = options((user.id, user.person.formal_name) for user in fitting)
    chosen = next((user for user in fitting if user.id == form.who.data), None)
    if form.is_submitted() and not is_of_this_browser():
        if chosen is not None and is_here(chosen):
            return redirect(own_address(request.args.get("next")))
        raise CSRFError
    if not fitting or of_browser != session.get("csrf_token"):
        flash(_("This page was open for too long. Sign in again."))
        return redirect(url_for(".form", next=request.args.get("next")))
    if chosen is not None and form.validate_on_submit():
        answer = sign_in_here(chosen, form)
        flash(_("You share this address and this password with somebody. Choose a password of your own."))
        return answer
    return render_template("people/public/who.html", form=form)


def recognise(form: SignInForm) -> list[User]:
    """Return whom a name and a password open, once the try is counted."""
    name = " ".join((form.identifier.data or "").lower().split())
    limits.take((HERE, f"{name} {peer()}"), (ANYWHERE, name), (FROM, peer()))
    return accounts.recognise(form.identifier.data or "", form.password.data or "")


def is_of_this_browser() -> bool:
    """Tell whether the form sent was shown to this browser since it last signed in or out."""
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def is_here(user: User) -> bool:
    """Tell whether this browser has given an account's password already."""
    present = present_sign_in()
    return present is not None and present.user_id == user.id


def answered_meanwhile(form: SignInForm) -> ResponseReturnValue:
    """Lead whoever clicked twice to where the first click led; anybody else's form was open for too long."""
    if present_sign_in() is not None:
        mine = next((user for user in recognise(form) if is_here(user)), None)
        if mine is not None:
            return redirect(address_after(mine))
    raise CSRFError


def ask_who(fitting: list[User]) -> ResponseReturnValue:
    """Ask somebody who they are, when an address and a password are those of several people."""
    form = WhoForm(formdata=None)
    said = " ".join([session.get("csrf_token", ""), *(str(user.id) for user in fitting)])
    form.proof.data = seal(said, WHO)
    form.who.choices = options((user.id, user.person.formal_name) for user in fitting)
    return render_template("people/public/who.html", form=form)


def proven(proof: str) -> tuple[str, list[User]]:
    """Return in which browser a password was given a moment ago, and between whom one may choose who gave it."""
    of_browser, *numbers = (unseal(proof, WHO, within=WHO_SECONDS) or "").split(" ")
    return of_browser, find_accounts(map(int, numbers)) if numbers else []


def sign_in_here(user: User, form: Form) -> ResponseReturnValue:
    """Sign an account in, in this browser, under a secret that nobody could have planted in it."""
    secret = begin(user, form)
    session.clear()  # nothing a stranger planted before survives signing in
    session[SECRET] = secret
    return redirect(address_after(user))


def address_after(user: User) -> str:
    """Return where somebody is led who gave their password: for their code, to enrol a phone, or where they wished."""
    wished = own_address(request.args.get("next"))
    g.pop("sign_in", None)
    present = present_sign_in()
    if present is None or present.user_id != user.id:
        return wished
    if present.awaits_code:
        return url_for("second_factor.enter", next=wished)
    if present.reach is Reach.POWER and not is_trusted():
        return url_for("second_factor.page", next=wished)
    return wished


def begin(user: User, form: Form) -> str:
    """Sign an account in once for each showing of the form, however often it arrives; return the browser's secret."""
    secret = secret_of(user, form)
    try:
        with transaction():
            if isinstance(form, SignInForm):
                passwords.renew(user, form.password.data or "")
            sign_ins.begin(user, secret, browser=browser_of(request.user_agent.string))
    except Repeated:
        return secret  # the first click began it, and its answer may never have been seen
    return secret


def secret_of(user: User, form: Form) -> str:
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
            sign_ins.end(session[SECRET], by=current_actor())
        session.clear()
        flash(_("You are signed out."))
    return redirect(url_for("public.home"))

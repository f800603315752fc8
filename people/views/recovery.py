"""A password forgotten: asking for a link or a code, and choosing another password with it.

Who asks always gets the same page, whether anybody was found or not; the message says the rest.
"""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from core import limits
from core.access import public
from core.db import transaction
from core.errors import Repeated
from core.i18n import gettext as _
from core.repeats import answers_repeats
from core.secrecy import keyed
from core.web import peer
from people.forms import CodeForm, NewPasswordForm, RecoveryForm
from people.services import recovery

blueprint = Blueprint("recovery", __name__, url_prefix="/recovery")


@blueprint.route("/", methods=["GET", "POST"])
@public
@answers_repeats
def ask() -> ResponseReturnValue:
    """Have a link or a code sent to whoever this is."""
    form = RecoveryForm()
    if form.validate_on_submit():
        name = " ".join((form.identifier.data or "").lower().split())
        token = secret_of("request", form)
        limits.take((recovery.ASKING, name), (recovery.ASKING_FROM, peer()))
        try:
            with transaction():
                recovery.ask(form.identifier.data or "", token)
        except Repeated:
            pass  # the first click asked for it already
        return redirect(url_for(".sent", token=token))
    return render_template("people/public/recovery.html", form=form)


@blueprint.route("/sent/<token>", methods=["GET", "POST"])
@public
@answers_repeats
def sent(token: str) -> ResponseReturnValue:
    """Say that a message is on its way if there is anybody to send it to, and take the code of one."""
    form = CodeForm()
    if form.validate_on_submit():
        limits.take((recovery.TRYING, token))
        secret = secret_of("exchange", form)
        try:
            with form.effect():
                recovery.exchange(token, form.code.data or "", secret)
        except Repeated:
            form.had_effect = True
        if form.had_effect:
            return redirect(url_for(".choose", secret=secret))
    return render_template("people/public/recovery_sent.html", form=form), form.status


@blueprint.route("/link/<secret>", methods=["GET", "POST"])
@public
def choose(secret: str) -> ResponseReturnValue:
    """Let who holds a link choose a new password. Looking at it uses nothing: mail programs look first."""
    key = recovery.key_of(secret)
    if key is None:
        return render_template("people/public/recovery_over.html")
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.effect():
            recovery.choose_password(secret, form.password.data or "")
        if form.had_effect:
            flash(_("Your new password is kept. Sign in with it."))
            return redirect(url_for("sign_in.form"))
    return render_template("people/public/choose_password.html", form=form, key=key), form.status


def secret_of(purpose: str, form: CodeForm | RecoveryForm) -> str:
    """Return the secret that one showing of a form leads to, the same for a second click."""
    return keyed(purpose, form.form_key.data, session.get("csrf_token", ""))

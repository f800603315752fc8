"""Somebody's account: their password, the second factor, the browsers in which they are signed in, their roles."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from core import limits, sections
from core.access import signed_in
from core.db import transaction
from core.i18n import gettext as _
from core.limits import Limit
from people.forms import PasswordForm
from people.permissions import MAY_GIVE
from people.queries.roles import roles_of
from people.queries.sign_ins import browsers_of
from people.queries.tokens import tokens_of
from people.recognition import SECRET, current_actor, present_sign_in
from people.services import accounts, second_factor, sign_ins
from people.views.second_factor import is_required, signed_in_user

blueprint = Blueprint("account", __name__, url_prefix="/me/account")
TRYING = Limit("password", 10, 15)


@blueprint.get("/")
@signed_in
def page() -> ResponseReturnValue:
    """Show somebody how their account is protected and where it is open."""
    return _page(PasswordForm(formdata=None))


@blueprint.post("/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Give the account a new password; the other browsers are signed out."""
    user, form = signed_in_user(), PasswordForm()
    if form.validate_on_submit():
        limits.take((TRYING, str(user.id)))
        with form.effect():
            accounts.change_password(
                user, form.present.data or "", form.password.data or "", in_browser=session[SECRET], by=current_actor()
            )
        if form.had_effect:
            flash(_("Your new password is kept, and every other browser is signed out."))
            return redirect(url_for(".page"))
    return _page(form), form.status


@blueprint.post("/browsers/<int:number>/end")
@signed_in
def end(number: int) -> ResponseReturnValue:
    """Sign the account out of one of its browsers."""
    with transaction():
        sign_ins.end_one(signed_in_user(), number, by=current_actor())
    flash(_("That browser is signed out."))
    return redirect(url_for(".page"))


@blueprint.post("/browsers/end")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign the account out of every browser but this one."""
    with transaction():
        sign_ins.end_others(signed_in_user(), session[SECRET], by=current_actor())
    flash(_("Every other browser is signed out."))
    return redirect(url_for(".page"))


def _page(form: PasswordForm) -> str:
    user, present = signed_in_user(), present_sign_in()
    return render_template(
        "people/me/account.html",
        form=form,
        person=user.person,
        factor=second_factor.factor_of(user),
        is_required=is_required(),
        browsers=browsers_of(user),
        tokens=tokens_of(user),
        present=present,
        roles=[(held, "".join(sections.gather("role-place", held))) for held in roles_of(user.person)],
        givers=MAY_GIVE,
    )

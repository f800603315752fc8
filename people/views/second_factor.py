"""The second factor: enrolling a phone, giving its code when signing in, the codes on paper.

The answer to a form changes the browser's secret or shows codes once, so these views answer their own repetitions: a
second click leads, or shows, the same.
"""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import limits
from core.access import public, signed_in
from core.errors import Refused, Repeated
from core.i18n import gettext as _
from core.qr import qr_address
from core.repeats import answers_repeats
from core.secrecy import keyed
from people.forms import CodeForm, EnrolForm
from people.models import Reach, User
from people.recognition import SECRET, current_actor, present_sign_in
from people.services import second_factor
from people.views.sign_in import own_address

blueprint = Blueprint("second_factor", __name__)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
@answers_repeats
def enter() -> ResponseReturnValue:
    """Take the code of the phone, or one from the paper, after the password."""
    present = present_sign_in()
    wished = own_address(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(wished)
    form = CodeForm()
    if present is not None and form.validate_on_submit():
        limits.take((second_factor.TRYING, str(present.user_id)))
        secret = seed_of(present.user, form)
        try:
            with form.effect():
                second_factor.confirm(present, form.code.data or "", secret)
        except Repeated:
            form.had_effect = True
        if form.had_effect:
            session[SECRET] = secret
            return redirect(wished)
    return render_template("people/public/code.html", form=form, present=present), form.status


@blueprint.route("/me/account/second-factor", methods=["GET", "POST"])
@signed_in
@answers_repeats
def page() -> ResponseReturnValue:
    """Show somebody their second factor, or have them enrol a phone."""
    user = signed_in_user()
    form = EnrolForm()
    if form.validate_on_submit():
        if answer := enrolled(user, form):
            return answer
    elif second_factor.factor_of(user) is not None:
        return _its_page(user, CodeForm(formdata=None))
    return _enrolling(user, form), form.status


def enrolled(user: User, form: EnrolForm) -> ResponseReturnValue | None:
    """Enrol a phone and show the codes for the paper, the same ones to a second click; None when it was refused."""
    seed = seed_of(user, form)
    codes = second_factor.codes_from(seed)
    present = present_sign_in()
    assert present is not None  # noqa: S101 - who is signed in is so in a browser
    limits.take((second_factor.TRYING, str(user.id)))
    try:
        with form.effect():
            second_factor.enrol(
                user, form.offer.data or "", form.code.data or "", codes, present=present, new_secret=seed
            )
    except Repeated:
        form.had_effect = True
    if not form.had_effect:
        return None
    session[SECRET] = seed
    return _codes(codes)


@blueprint.post("/me/account/second-factor/codes")
@signed_in
@answers_repeats
def renew_codes() -> ResponseReturnValue:
    """Replace the codes on paper."""
    user, form = signed_in_user(), CodeForm()
    if form.validate_on_submit():
        codes = second_factor.codes_from(seed_of(user, form))
        limits.take((second_factor.TRYING, str(user.id)))
        try:
            with form.effect():
                second_factor.renew_codes(user, form.code.data or "", codes)
        except Repeated:
            form.had_effect = True
        if form.had_effect:
            return _codes(codes)
    return _its_page(user, form)


@blueprint.post("/me/account/second-factor/off")
@signed_in
def take_off() -> ResponseReturnValue:
    """Take the second factor off, for another phone or for none."""
    user, form = signed_in_user(), CodeForm()
    if form.validate_on_submit():
        limits.take((second_factor.TRYING, str(user.id)))
        with form.effect():
            second_factor.check(user, form.code.data or "")
            second_factor.take_off(user, by=current_actor())
        if form.had_effect:
            flash(_("The second factor is taken off. Enrol another phone as soon as you can."))
            return redirect(url_for("account.page"))
    return _its_page(user, form)


def signed_in_user() -> User:
    """Return the account signed in in this browser."""
    user: User = current_user._get_current_object()  # noqa: SLF001 - the way LocalProxy documents
    return user


def seed_of(user: User, form: CodeForm) -> str:
    """Return the secret that one showing of a form gives a browser, the same for a second click."""
    return keyed("second-factor", user.id, form.form_key.data, session.get("csrf_token", ""))


def _enrolling(user: User, form: EnrolForm) -> str:
    try:
        secret = second_factor.secret_of(user, form.offer.data or "")
    except Refused:  # nothing was offered yet, or too long ago
        form.offer.data = second_factor.offer(user)
        secret = second_factor.secret_of(user, form.offer.data)
    address = second_factor.address_of(user, secret)
    return render_template(
        "people/me/enrol.html",
        form=form,
        qr=qr_address(address),
        address=address,
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        is_required=is_required(),
        wished=own_address(request.args.get("next")),
    )


def _its_page(user: User, form: CodeForm) -> ResponseReturnValue:
    factor = second_factor.factor_of(user)
    if factor is None:
        return redirect(url_for(".page"))
    left = second_factor.codes_left(user)
    page = render_template(
        "people/me/second_factor.html", form=form, factor=factor, left=left, is_required=is_required()
    )
    return page, form.status


def _codes(codes: list[str]) -> str:
    return render_template("people/me/codes.html", codes=codes, wished=own_address(request.args.get("next")))


def is_required() -> bool:
    """Tell whether the roles held in this browser sleep without a second factor."""
    present = present_sign_in()
    has_powers = present is not None and present.reach is Reach.POWER
    return has_powers and current_app.config["BALANZAN"].requires_second_factor

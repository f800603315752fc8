"""Registering, declaring a payment, and fetching one's badge and receipt."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import public
from core.errors import NotFound
from core.forms import options
from core.i18n import gettext as _
from core.offline import readable_offline
from core.qr import qr_address
from core.typography import parse_phone
from people.forms import field_of
from people.models import Person, RegisterState, Use
from people.queries.personal import agreed_by
from people.recognition import current_person, hold, holds
from people.services import consents, persons
from people.services.persons import Introduction
from people.services.records import record_of
from people.services.register import consult
from registration.forms import DeclareForm, RegisterForm
from registration.models import Category, Method, Registration, Tariff
from registration.queries.money import find_receipt
from registration.queries.seats import badge_of, categories_of, find_registration, order_of, registration_of
from registration.services import payments, seats
from registration.views.papers import paper

blueprint = Blueprint("register", __name__, url_prefix="/e/<edition>/register")


@blueprint.route("/", methods=["GET", "POST"])
@public
def new(edition: str) -> ResponseReturnValue:
    """Show the categories with today's prices, and register whoever fills the form."""
    here = edition_here(edition)
    offered = offered_categories(here)
    known = current_person()
    form = RegisterForm(data=known_already(known, here))
    form.category.choices = options(
        (category.id, f"{category.name(i18n.language())} · {i18n.money(tariff.amount, here.currency)}")
        for category, tariff in offered
    )
    if form.validate_on_submit():
        chosen = next(category for category, _tariff in offered if category.id == form.category.data)
        with form.effect():
            person = known or persons.meet(introduction(form))
            registration = seats.register(here, person, chosen, by=person)
            keep_agreements = consents.say if known else consents.add
            keep_agreements(person, here.council, form.agreed(), where=consents.REGISTERING, by=person)
            consult(person, here.council, form.order_number.data or "", by=person)
        if form.had_effect:
            hold(key_of(registration))
            return redirect(url_for(".show", edition=here.slug, code=registration.code))
    page = render_template(
        "registration/participant/register.html",
        edition=here,
        form=form,
        offered=[] if here.is_over else offered,
        present=registration_of(known, here) if known else None,
    )
    return page, form.status


def offered_categories(edition: Edition) -> list[tuple[Category, Tariff]]:
    """Return the categories that can be chosen now, each with today's tariff."""
    moment = clock.now()
    return [(category, tariff) for category in categories_of(edition) if (tariff := category.tariff_at(moment))]


def known_already(person: Person | None, edition: Edition) -> dict[str, object]:
    """Return what we know of whoever registers, so that they do not type it again, and what they agreed to."""
    if person is None:
        return {}
    agreed = agreed_by(person).get(edition.council.id, set())
    return {field_of(use): use in agreed for use in Use} | {
        "title": person.title,
        "given_names": person.given_names,
        "family_name": person.family_name,
        "phone": person.phone,
        "email": person.email,
        "order_number": person.order_number,
        "structure": person.structure.name if person.structure else "",
    }


def introduction(form: RegisterForm) -> Introduction:
    """Return what the form says of a person."""
    return Introduction(
        title=form.title.data or "",
        given_names=form.given_names.data or "",
        family_name=form.family_name.data or "",
        email=form.email.data or "",
        phone=parse_phone(form.phone.data or "", "ML") or "",
        structure=form.structure.data or "",
        language=i18n.language(),
    )


@blueprint.get("/<code>")
@public
@readable_offline
def show(edition: str, code: str) -> ResponseReturnValue:
    """Show a registration to its holder: what is owed, how to pay, the badge when it is there."""
    here = edition_here(edition)
    registration = own_registration(here, code)
    order = order_of(registration)
    return page(here, registration, DeclareForm(amount=max(0, order.due - order.announced)))


def page(edition: Edition, registration: Registration, form: DeclareForm) -> str:
    """Return the page of a registration."""
    badge = badge_of(registration)
    record = record_of(registration.person, edition.council)
    return render_template(
        "registration/participant/registration.html",
        edition=edition,
        registration=registration,
        order=order_of(registration),
        badge=badge,
        may_regularise=record is not None and record.state is RegisterState.TO_CHECK,
        qr=qr_address(badge.token) if badge else "",
        form=form,
    )


@blueprint.post("/<code>/payments")
@public
def declare(edition: str, code: str) -> ResponseReturnValue:
    """Keep a payment somebody says they made, for the treasurer to look for."""
    here = edition_here(edition)
    registration = own_registration(here, code)
    form = DeclareForm()
    if form.validate_on_submit():
        with form.effect():
            payments.declare(
                order_of(registration),
                Method(form.method.data),
                form.amount.data,
                reference=form.reference.data or "",
                by=current_person() or registration.person,
            )
        if form.had_effect:
            flash(_("Declared. The treasurer looks for it; you will be told."))
            return redirect(url_for(".show", edition=here.slug, code=registration.code))
    return page(here, registration, form), form.status


@blueprint.route("/<code>/badge.pdf", methods=["GET", "POST"])
@public
def badge(edition: str, code: str) -> ResponseReturnValue:
    """Give a badge to its holder, or say that it is being made."""
    here = edition_here(edition)
    registration = own_registration(here, code)
    found = badge_of(registration)
    if found is None:
        raise NotFound
    return paper(
        found.file,
        f"badge-{registration.code}.pdf",
        "registration.jobs:render_badge",
        f"badge-{found.id}",
        badge_id=found.id,
    )


@blueprint.route("/<code>/receipts/<int:number>.pdf", methods=["GET", "POST"])
@public
def receipt(edition: str, code: str, number: int) -> ResponseReturnValue:
    """Give a receipt to its payer, or say that it is being made."""
    here = edition_here(edition)
    registration = own_registration(here, code)
    found = find_receipt(here, number)
    if found.payment.order_id != order_of(registration).id:
        raise NotFound
    return paper(
        found.file, f"{found.code}.pdf", "registration.jobs:render_receipt", f"receipt-{found.id}", receipt_id=found.id
    )


def own_registration(edition: Edition, code: str) -> Registration:
    """Return a registration to its holder, or to the browser it was made in; to anybody else it is not found."""
    registration = find_registration(edition, code)
    person = current_person()
    is_own = person is not None and person.id == registration.person_id
    if not (is_own or holds(key_of(registration))):
        raise NotFound
    return registration


def key_of(registration: Registration) -> str:
    """Return the name under which a browser holds a registration."""
    return f"registration:{registration.id}"

"""The treasurer: payments declared, found or not found, receipts, what is owed and received."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.views.shell import edition_here
from core.access import requires
from core.db import transaction
from core.i18n import gettext as _
from core.sections import Link
from core.web import paged
from people.queries.register import states_of
from people.recognition import current_actor
from registration.forms import RejectForm
from registration.models import PaymentState
from registration.permissions import Can
from registration.queries.money import find_payment, find_receipt, payments_of, takings
from registration.queries.seats import count_by_state, registrations_of
from registration.services import payments
from registration.views.papers import paper
from registration.words import PAYMENTS

blueprint = Blueprint("treasurer", __name__, url_prefix="/e/<edition>/committee")


@blueprint.get("/payments")
@requires(Can.VALIDATE_PAYMENTS)
def declared(edition: str) -> ResponseReturnValue:
    """List the payments, those that wait first, with what was ordered and received."""
    here = edition_here(edition)
    wished = request.args.get("state", "")
    state = PaymentState(wished) if wished in list(PaymentState) else None
    ordered, received, waiting = takings(here)
    return render_template(
        "registration/treasurer/payments.html",
        edition=here,
        page=paged(payments_of(here, state=state)),
        ordered=ordered,
        received=received,
        waiting=waiting,
        state_tabs=state_tabs(here.slug, state),
    )


def state_tabs(slug: str, present: PaymentState | None) -> list[Link]:
    """Return the states of payments as tabs."""
    address = url_for(".declared", edition=slug)
    states = [Link(str(name), f"{address}?state={state}", current=state is present) for state, name in PAYMENTS.items()]
    return [Link(_("All"), address, current=present is None), *states]


@blueprint.post("/payments/<int:payment_id>/validate")
@requires(Can.VALIDATE_PAYMENTS)
def validate(edition: str, payment_id: int) -> ResponseReturnValue:
    """Confirm that the money arrived."""
    here = edition_here(edition)
    payment = find_payment(here, payment_id)
    with transaction():
        receipt = payments.validate(payment, by=current_actor())
    flash(_("Receipt %(code)s is issued.", code=receipt.code))
    return redirect(url_for(".declared", edition=here.slug))


@blueprint.post("/payments/<int:payment_id>/reject")
@requires(Can.VALIDATE_PAYMENTS)
def reject(edition: str, payment_id: int) -> ResponseReturnValue:
    """Say that the money was not found, and why."""
    here = edition_here(edition)
    payment = find_payment(here, payment_id)
    form = RejectForm()
    form.insist(_("Say why: the payer will read it."), code="no-reason")
    with transaction():
        payments.reject(payment, by=current_actor(), reason=form.reason.data or "")
    flash(_("The payer is told why."))
    return redirect(url_for(".declared", edition=here.slug))


@blueprint.route("/receipts/<int:number>.pdf", methods=["GET", "POST"])
@requires(Can.VALIDATE_PAYMENTS)
def receipt(edition: str, number: int) -> ResponseReturnValue:
    """Give the treasurer a receipt."""
    found = find_receipt(edition_here(edition), number)
    return paper(
        found.file, f"{found.code}.pdf", "registration.jobs:render_receipt", f"receipt-{found.id}", receipt_id=found.id
    )


@blueprint.get("/registrations")
@requires(Can.SEE_REGISTRATIONS)
def registrations(edition: str) -> ResponseReturnValue:
    """List the registrations; names are found in any order, without accents, or by code."""
    here = edition_here(edition)
    query = request.args.get("q", "").strip()
    page = paged(registrations_of(here, search=query))
    return render_template(
        "registration/committee/registrations.html",
        edition=here,
        page=page,
        register=states_of([registration.person_id for registration in page], here.council.id),
        states=count_by_state(here),
        query=query,
    )

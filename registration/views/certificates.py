"""The committee issues and revokes certificates; their holders fetch them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition
from conference.views.shell import edition_here
from core.access import known, requires
from core.db import transaction
from core.errors import NotFound
from core.i18n import gettext as _
from core.web import paged
from people.recognition import current_actor, current_person
from registration.forms import EmptyForm, RevokeForm
from registration.models import Certificate
from registration.permissions import Can
from registration.queries.certificates import certificates_of, delivered_without_certificate, find_certificate
from registration.services import certificates
from registration.views.papers import paper

blueprint = Blueprint("certificates", __name__, url_prefix="/e/<edition>")


@blueprint.get("/committee/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def issued(edition: str) -> ResponseReturnValue:
    """List the certificates of an edition, and how many presentations wait for theirs."""
    here = edition_here(edition)
    return render_template(
        "registration/committee/certificates.html",
        edition=here,
        page=paged(certificates_of(here)),
        waiting=len(delivered_without_certificate(here)),
        form=EmptyForm(),
    )


@blueprint.post("/committee/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def issue_all(edition: str) -> ResponseReturnValue:
    """Issue the certificate of every presentation that was delivered and has none."""
    here = edition_here(edition)
    with transaction():
        number = certificates.issue_all(here, by=current_actor())
    flash(_("%(number)d certificates are issued; the worker prepares them.", number=number))
    return redirect(url_for(".issued", edition=here.slug))


@blueprint.get("/committee/certificates/<int:number>")
@requires(Can.ISSUE_CERTIFICATES)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show one certificate to the committee, with the form that revokes it."""
    here = edition_here(edition)
    return page(here, find_certificate(here, number), RevokeForm())


def page(edition: Edition, found: Certificate, form: RevokeForm) -> str:
    """Return the committee's page of a certificate."""
    return render_template("registration/committee/certificate.html", edition=edition, certificate=found, form=form)


@blueprint.post("/committee/certificates/<int:number>/revoke")
@requires(Can.ISSUE_CERTIFICATES)
def revoke(edition: str, number: int) -> ResponseReturnValue:
    """Revoke a certificate, saying why."""
    here = edition_here(edition)
    found = find_certificate(here, number)
    form = RevokeForm()
    if form.validate_on_submit():
        with form.effect():
            certificates.revoke(found, by=current_actor(), reason=form.reason.data or "")
        if form.had_effect:
            flash(_("Certificate %(serial)s is revoked.", serial=found.serial))
            return redirect(url_for(".show", edition=here.slug, number=number))
    return page(here, found, form), form.status


@blueprint.get("/committee/certificates/<int:number>.pdf")
@requires(Can.ISSUE_CERTIFICATES)
def paper_of_committee(edition: str, number: int) -> ResponseReturnValue:
    """Give the committee the paper of a certificate."""
    return certificate_paper(find_certificate(edition_here(edition), number))


@blueprint.get("/certificates/<int:number>.pdf")
@known
def paper_of_holder(edition: str, number: int) -> ResponseReturnValue:
    """Give a certificate to its holder; to anybody else it is not found."""
    found = find_certificate(edition_here(edition), number)
    person = current_person()
    if person is None or person.id != found.person_id:
        raise NotFound
    return certificate_paper(found)


def certificate_paper(found: Certificate) -> ResponseReturnValue:
    """Return the paper of a certificate."""
    return paper(
        found.file,
        f"{found.serial}.pdf",
        "registration.jobs:render_certificate",
        f"certificate-{found.id}",
        certificate_id=found.id,
    )

"""The committee issues and revokes certificates; their holders fetch them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition
from conference.views.shell import edition_here
from core import jobs
from core.access import known, requires
from core.db import transaction
from core.errors import NotFound
from core.forms import EmptyForm
from core.history import history_of
from core.i18n import gettext as _
from core.progress import Progress, Stage, asks_for_progress
from core.web import paged
from people.recognition import current_actor, current_person
from registration.forms import RevokeForm
from registration.models import Certificate
from registration.permissions import Can
from registration.queries.certificates import (
    certificates_of,
    delivered_without_certificate,
    find_certificate,
    papers_made,
)
from registration.services import certificates
from registration.views.papers import paper

blueprint = Blueprint("certificates", __name__, url_prefix="/e/<edition>")
PAPER = "registration.jobs:render_certificate"


@blueprint.get("/committee/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def issued(edition: str) -> ResponseReturnValue:
    """List the certificates of an edition, those that wait, and how far the making of their papers is."""
    here = edition_here(edition)
    progress = progress_of(here)
    if asks_for_progress():
        return progress.told()
    made, total = papers_made(here)
    return render_template(
        "registration/committee/certificates.html",
        edition=here,
        page=paged(certificates_of(here)),
        waiting=len(delivered_without_certificate(here)),
        missing=total - made,
        progress=progress,
        form=EmptyForm(),
    )


def progress_of(edition: Edition) -> Progress:
    """Return how far the certificates of an edition are: first issued one by one, then drawn one by one."""
    job = certificates.issuing(edition)
    if job and job.is_under_way:
        return Progress(Stage.UNDER_WAY, _("The certificates are being issued."), job.done, max(1, job.total))
    made, _total = papers_made(edition)
    if waiting := jobs.under_way(PAPER):
        return Progress(Stage.UNDER_WAY, _("The papers of the certificates are being made."), made, made + waiting)
    return Progress(Stage.DONE, _("The certificates are issued, and the papers asked for are ready."), made, made)


@blueprint.post("/committee/certificates")
@requires(Can.ISSUE_CERTIFICATES)
def issue_all(edition: str) -> ResponseReturnValue:
    """Have the worker issue the certificate of every presentation that was delivered and has none."""
    here = edition_here(edition)
    with transaction():
        certificates.have_issued(here, by=current_actor())
    flash(_("The certificates are being issued. You can leave this page: you are told when it is done."))
    return redirect(url_for(".issued", edition=here.slug))


@blueprint.post("/committee/certificates/papers")
@requires(Can.ISSUE_CERTIFICATES)
def make_papers(edition: str) -> ResponseReturnValue:
    """Have the worker make the papers that are missing."""
    here = edition_here(edition)
    with transaction():
        certificates.have_papers_made(here)
    return redirect(url_for(".issued", edition=here.slug))


@blueprint.get("/committee/certificates/<int:number>")
@requires(Can.ISSUE_CERTIFICATES)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show one certificate to the committee, with the form that revokes it."""
    here = edition_here(edition)
    return page(here, find_certificate(here, number), RevokeForm())


def page(edition: Edition, found: Certificate, form: RevokeForm) -> str:
    """Return the committee's page of a certificate."""
    return render_template(
        "registration/committee/certificate.html",
        edition=edition,
        certificate=found,
        form=form,
        done=history_of(found, time_zone=edition.time_zone),
    )


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


@blueprint.route("/committee/certificates/<int:number>.pdf", methods=["GET", "POST"])
@requires(Can.ISSUE_CERTIFICATES)
def paper_of_committee(edition: str, number: int) -> ResponseReturnValue:
    """Give the committee the paper of a certificate."""
    return certificate_paper(find_certificate(edition_here(edition), number))


@blueprint.route("/certificates/<int:number>.pdf", methods=["GET", "POST"])
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
        PAPER,
        f"certificate-{found.id}",
        certificate_id=found.id,
    )

"""What the worker does for registration: turning badges, receipts and certificates into paper."""

from conference.models import Edition, Presentation
from core import files, jobs
from core.audit import SYSTEM
from core.db import db, transaction
from people.models import User
from registration import documents, mails
from registration.models import Badge, Certificate, Receipt
from registration.services import certificates


def issue_certificates(edition_id: int, account_id: int | None) -> None:
    """Issue the certificates of an edition that wait, each in a transaction of its own, and tell whoever asked.

    Stopped in the middle, it goes on with those that are left: none is missing, and none is issued twice.
    """
    edition = db.session.get_one(Edition, edition_id)
    account = db.session.get(User, account_id) if account_id else None
    waiting = [presentation.id for presentation in certificates.attestable(edition)]
    for place, presentation_id in enumerate(waiting, start=1):
        with transaction() as session:
            certificates.issue(session.get_one(Presentation, presentation_id), by=account or SYSTEM)
            jobs.note(done=place, total=len(waiting))
    if account and waiting:
        with transaction():
            mails.all_attested(edition, account.person, len(waiting))


def render_badge(badge_id: int) -> None:
    """Lay out a badge and keep its PDF."""
    paper = db.session.get_one(Badge, badge_id)
    _keep(paper, documents.badge(paper))


def render_receipt(receipt_id: int) -> None:
    """Lay out a receipt and keep its PDF."""
    paper = db.session.get_one(Receipt, receipt_id)
    _keep(paper, documents.receipt(paper))


def render_certificate(certificate_id: int) -> None:
    """Lay out a certificate and keep its PDF."""
    paper = db.session.get_one(Certificate, certificate_id)
    _keep(paper, documents.certificate(paper))


def _keep(paper: Badge | Receipt | Certificate, content: bytes) -> None:
    with transaction() as session:
        session.add(paper)
        paper.file = files.keep(content, "application/pdf")

"""What the worker does for registration: turning badges, receipts and certificates into paper."""

from core import files
from core.db import db, transaction
from registration import documents
from registration.models import Badge, Certificate, Receipt


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

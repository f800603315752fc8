"""What the worker does for registration: turning badges, receipts and certificates into paper."""

from core import files
from core.db import db, transaction
from registration import documents
from registration.models import Badge, Certificate, Receipt


def render_badge(badge_id: int) -> None:
    """Lay out a badge and keep its PDF."""
    _keep(Badge, badge_id, documents.badge(db.session.get_one(Badge, badge_id)))


def render_receipt(receipt_id: int) -> None:
    """Lay out a receipt and keep its PDF."""
    _keep(Receipt, receipt_id, documents.receipt(db.session.get_one(Receipt, receipt_id)))


def render_certificate(certificate_id: int) -> None:
    """Lay out a certificate and keep its PDF."""
    _keep(Certificate, certificate_id, documents.certificate(db.session.get_one(Certificate, certificate_id)))


def _keep(table: type[Badge] | type[Receipt] | type[Certificate], row_id: int, content: bytes) -> None:
    with transaction() as session:
        session.get_one(table, row_id).file = files.keep(content, "application/pdf")

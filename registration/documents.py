"""What registration prints: badges, receipts, certificates. Imported by the worker only."""

import re
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from core import clock, typography
from core.documents import render_pdf
from core.qr import qr_png
from core.web import absolute_url
from registration.models import Badge, Certificate, Receipt
from registration.words import CERTIFICATES, METHODS

LANGUAGE = "fr"
QR = "qr.png"
SUM = re.compile("(.*?)((?: de)? (?:francs?|euros?).*)")
LONG_NAME, VERY_LONG_NAME = 13, 20


def badge(badge: Badge) -> bytes:
    """Return a badge, A6: the name large, the category's colour, the signed QR and the code to type."""
    registration = badge.registration
    person = registration.person
    surname = " dit ".join(filter(None, (person.surname.upper(), person.known_as)))
    return _document(
        "badge",
        f"Badge {registration.code}",
        badge.made_at,
        badge.token,
        badge=badge,
        registration=registration,
        edition=registration.edition,
        given=f"{person.title} {person.given_names}".strip(),
        surname=surname,
        size="small" if len(surname) > VERY_LONG_NAME else "medium" if len(surname) > LONG_NAME else "large",
    )


def receipt(receipt: Receipt) -> bytes:
    """Return a receipt, A5: who paid what, when and how, with the sum in words."""
    payment = receipt.payment
    return _document(
        "receipt",
        f"Reçu {receipt.code}",
        receipt.issued_at,
        receipt.code,
        receipt=receipt,
        payment=payment,
        order=payment.order,
        edition=receipt.edition,
        method=METHODS[payment.method],
        closing=closing_words(payment.amount, payment.order.currency),
        issued_on=clock.at_place(receipt.issued_at, receipt.edition.time_zone).date(),
    )


def closing_words(amount: int, currency: str) -> str:
    """Return « cinquante mille (50 000) francs CFA », as a receipt closes."""
    words, unit = SUM.fullmatch(typography.money_in_words(amount, currency, LANGUAGE)).groups()  # type: ignore[union-attr]
    figures = typography.money(amount, currency, LANGUAGE).split(typography.NBSP)[0]
    return f"{words} ({figures}){unit}"


def certificate(certificate: Certificate) -> bytes:
    """Return a certificate, A4: what its facts say and nothing else, with the QR by which anybody verifies it."""
    facts = certificate.facts
    address = absolute_url("verify.certificate", code=certificate.code)
    edition = certificate.edition
    return _document(
        "certificate",
        f"Attestation {certificate.serial}",
        certificate.issued_at,
        address,
        certificate=certificate,
        facts=facts,
        kind=CERTIFICATES[certificate.kind],
        address=address,
        days=typography.short_span(
            date.fromisoformat(facts["starts_on"]), date.fromisoformat(facts["ends_on"]), LANGUAGE
        ),
        at=clock.at_place(datetime.fromisoformat(facts["at"]), edition.time_zone) if facts["at"] else None,
        issued_on=clock.at_place(certificate.issued_at, edition.time_zone).date(),
        edition=edition,
    )


def _document(name: str, title: str, produced_at: datetime, code: str, **facts: Any) -> bytes:
    with force_locale(LANGUAGE):
        html = render_template(f"registration/documents/{name}.html", **facts)
    return render_pdf(
        html,
        assets={QR: qr_png(code)},
        language=LANGUAGE,
        title=title,
        produced_at=produced_at,
        allowed_base=current_app.config["BALANZAN"].base_url,
    )

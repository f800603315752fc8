"""What registration prints: badges, receipts, certificates. Imported by the worker only."""

import re
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from conference.models import Edition, Paper
from conference.queries.editions import signatory_of
from core import clock, typography
from core.documents import render_pdf
from core.files import path_of
from core.palette import WRITTEN, contrast
from core.pictures import as_png
from core.qr import qr_png
from core.rich_text import bare
from core.web import absolute_url
from registration.models import Badge, Certificate, Payment, PaymentState, Receipt
from registration.words import CERTIFICATES, METHODS

LANGUAGE = "fr"
QR, SIGNATURE = "qr.png", "signature.png"
SUM = re.compile("(.*?)((?: de)? (?:francs?|euros?).*)")
SPLIT = re.compile("[ /-]+")
LONG_TITLE, LONG_NAME, MANY_AUTHORS = 110, 34, 8
DARK, LIGHT = "#1b2320", "#ffffff"


def badge(badge: Badge) -> bytes:
    """Return a badge, A6: the name large, the category's colour, the signed QR and the code to type."""
    registration = badge.registration
    person, edition = registration.person, registration.edition
    surname = person.surname.upper()
    return _document(
        "badge",
        f"Badge {registration.code}",
        badge.made_at,
        badge.token,
        badge=badge,
        edition=edition,
        days=typography.short_span(edition.starts_on, edition.ends_on, LANGUAGE),
        given=f"{person.title} {person.given_names}".strip(),
        surname=surname,
        also=f"dit {person.known_as}" if person.known_as else "",
        size=name_size(surname),
        structure=person.structure.name if person.structure else "",
        category=registration.category,
        ink=ink_on(registration.category.colour),
    )


def name_size(surname: str) -> str:
    """Return how large a surname is printed: one of a line, two lines of its longest parts, or as small as it takes."""
    longest = max(map(len, SPLIT.split(surname)))
    if len(surname) <= 12:
        return "large"
    return "medium" if longest <= 15 and len(surname) <= 30 else "small"


def ink_on(colour: str) -> str:
    """Return the ink that is read best on a category's colour: dark on a light one, else white."""
    if not WRITTEN.fullmatch(colour.lower()):
        return LIGHT
    return max(DARK, LIGHT, key=lambda ink: contrast(ink, colour))


def receipt(receipt: Receipt) -> bytes:
    """Return a receipt, A5: who paid what, when and how, with the sum in words."""
    payment, edition = receipt.payment, receipt.edition
    signatory = signatory_of(edition.council, Paper.RECEIPT)
    return _document(
        "receipt",
        f"Reçu {receipt.code}",
        receipt.issued_at,
        receipt=receipt,
        payment=payment,
        order=payment.order,
        due=due_after(payment),
        edition=edition,
        method=METHODS[payment.method],
        closing=closing_words(payment.amount, payment.order.currency),
        issued_on=_day_at(receipt.issued_at, edition),
        signatory=signatory,
        signature=signatory.file.sha256 if signatory and signatory.file else "",
    )


def due_after(payment: Payment) -> int:
    """Return what was still owed once a payment was received, whatever was paid since: a receipt never changes."""
    until = payment.settled_at or payment.declared_at
    earlier = [each for each in payment.order.payments if each.settled_at and each.settled_at <= until]
    received = sum(each.amount for each in earlier if each.state is PaymentState.VALIDATED)
    return max(0, payment.order.total - received)


def closing_words(amount: int, currency: str) -> str:
    """Return « cinquante mille (50 000) francs CFA », as a receipt closes."""
    words, unit = SUM.fullmatch(typography.money_in_words(amount, currency, LANGUAGE)).groups()  # type: ignore[union-attr]
    figures = typography.money(amount, currency, LANGUAGE).split(typography.NBSP)[0]
    return f"{words} ({figures}){unit}"


def certificate(certificate: Certificate) -> bytes:
    """Return a certificate, A4: what its facts say and nothing else, with the QR by which anybody verifies it."""
    facts = certificate.facts
    _name, _function, drawn = facts.get("council_signs") or ("", "", "")
    address = absolute_url("verify.certificate", code=certificate.code)
    edition = certificate.edition
    return _document(
        "certificate",
        f"Attestation {certificate.serial}",
        certificate.issued_at,
        address,
        certificate=certificate,
        facts=facts,
        is_long=len(bare(facts["title"])) > LONG_TITLE
        or len(facts["name"]) > LONG_NAME
        or len(facts["authors"]) > MANY_AUTHORS,
        kind=CERTIFICATES[certificate.kind],
        address_start=address.removesuffix(certificate.code).partition("//")[2],
        days=typography.short_span(
            date.fromisoformat(facts["starts_on"]), date.fromisoformat(facts["ends_on"]), LANGUAGE
        ),
        at=clock.at_place(datetime.fromisoformat(facts["at"]), edition.time_zone) if facts["at"] else None,
        issued_on=_day_at(certificate.issued_at, edition),
        edition=edition,
        signature=drawn,
    )


def _day_at(moment: datetime, edition: Edition) -> str:
    """Return the day a paper is dated, by the clock of the edition's place: « 29 juin 2024 »."""
    return typography.short_day(clock.at_place(moment, edition.time_zone).date(), LANGUAGE)


def _document(
    name: str, title: str, produced_at: datetime, code: str = "", *, signature: str = "", **facts: Any
) -> bytes:
    with force_locale(LANGUAGE):
        html = render_template(f"registration/documents/{name}.html", signature=signature, **facts)
    shown = {QR: qr_png(code)} if code else {}
    if signature:
        shown[SIGNATURE] = as_png(path_of(signature).read_bytes())
    return render_pdf(
        html,
        assets=shown,
        language=LANGUAGE,
        title=title,
        produced_at=produced_at,
        allowed_base=current_app.config["BALANZAN"].base_url,
    )

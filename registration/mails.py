"""Every message about a seat, money or a certificate: one function, one folder of texts."""

from conference.mails import compose, recipient
from conference.models import Edition
from core import outbox
from people.models import Person
from people.recognition import personal_link
from registration.models import Certificate, Order, Payment, Receipt, Registration
from registration.permissions import Can


def registered(registration: Registration, order: Order) -> None:
    """Tell somebody that their registration arrived: its code, what is owed, how to pay."""
    _post("registered", registration.person, registration.scope, registration=registration, order=order)


def paid(payment: Payment, receipt: Receipt) -> None:
    """Tell everybody of an order that the money arrived, with the number of the receipt."""
    for line in payment.order.lines:
        person, scope = line.registration.person, payment.scope
        _post("paid", person, scope, payment=payment, receipt=receipt, registration=line.registration)


def not_found(payment: Payment) -> None:
    """Tell everybody of an order that the money was not found, and why."""
    for line in payment.order.lines:
        _post("not-found", line.registration.person, payment.scope, payment=payment, registration=line.registration)


def attested(certificate: Certificate) -> None:
    """Tell somebody that their certificate is ready, and where anybody can verify it."""
    _post("attested", certificate.person, certificate.scope, certificate=certificate)


def all_attested(edition: Edition, person: Person, number: int) -> None:
    """Tell whoever asked for it that the certificates of an edition are issued."""
    _post("all-attested", person, edition.slug, edition=edition, number=number)


def _post(name: str, person: Person, scope: str, **facts: object) -> None:
    to = recipient(person)
    text = compose(f"registration/mail/{name}", to.language, person=person, link=personal_link(person), **facts)
    outbox.post(name, to, text, scope=scope, area=Can.SEE_REGISTRATIONS)

"""Certificates: only of what was delivered, to whoever presented it, with facts that never change afterwards."""

import io
from copy import deepcopy

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference.models import Outcome, Paper, ParticipationRole, PresentationKind
from conference.services.setting_up import sign
from core import clock
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import NotFound, Refused
from core.jobs import Job
from core.outbox import Message
from registration import documents
from registration.models import Certificate, CertificateKind, CertificateState
from registration.queries.certificates import (
    certificate_of_code,
    certificates_for,
    certificates_of,
    delivered_without_certificate,
    find_certificate,
)
from registration.services.certificates import issue, issue_all, revoke
from tests.factories.base import afresh
from tests.factories.conference import (
    DeliveryFactory,
    EditionFactory,
    HalfDayFactory,
    ParticipationFactory,
    PresentationFactory,
    RoomFactory,
    SessionFactory,
    friday,
    saturday,
)
from tests.factories.people import PersonFactory
from tests.factories.registration import CertificateFactory, ScanFactory, badged
from tests.support.refusals import refusal_of

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def talk(edition, outcome=None, **facts):
    """Return a presentation on the programme, and what happened to it if anything did."""
    presentation = PresentationFactory(session=SessionFactory(edition=edition), **facts)
    if outcome is not None:
        presenter = None if outcome is Outcome.ABSENT else presentation.presenter
        DeliveryFactory(presentation=presentation, outcome=outcome, presenter=presenter)
    return presentation


def issued(presentation):
    """Issue the certificate of a presentation."""
    with transaction():
        return issue(presentation, by=SYSTEM)


# ── What is attested ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_certificate_holds_who_what_where_when_and_how_long_somebody_attended(edition):
    essa = PersonFactory(title="Dr", given_names="Ɛssa", family_name="N’Diaye", known_as="Ŋolo")
    president = PersonFactory(title="Pr", given_names="Fatoumata", family_name="Koné")
    ParticipationFactory(edition=edition, person=president, role=ParticipationRole.PRESIDENT, function="Présidente")
    badge = badged(edition, person=essa)
    for begins, minutes in [(friday(8), 150), (friday(14, 30), 225), (saturday(8), 225)]:
        ScanFactory(badge=badge, half_day=HalfDayFactory(edition=edition, starts_at=begins, minutes=minutes))
    session = SessionFactory(edition=edition, title="Urologie II", room=RoomFactory(edition=edition, name="Niono"))
    PresentationFactory(session=session, position=1, minutes=15)
    presentation = PresentationFactory(
        session=session, position=2, code="CO-014", title="Lithiase", presenter=essa,
        others=[PersonFactory(given_names="Bakary", family_name="Sy")],
    )  # fmt: skip
    DeliveryFactory(presentation=presentation)

    certificate = issued(presentation)

    assert (certificate.person, certificate.presentation, certificate.kind) == (
        essa,
        presentation,
        CertificateKind.ORAL,
    )
    assert (certificate.number, certificate.serial, certificate.issued_at) == (1, "SEG-2024-000001", friday(8, 5))
    assert certificate.facts == {
        "name": "Dr Ɛssa N’DIAYE dit Ŋolo",
        "title": "Lithiase",
        "code": "CO-014",
        "authors": [["Ɛ. N’Diaye", True], ["B. Sy", False]],
        "session": "Urologie II",
        "room": "Niono",
        "at": "2024-06-28T08:45:00+00:00",
        "minutes_attended": 600,
        "half_days_attended": 3,
        "edition": "7es Journées scientifiques de Ségou",
        "theme": edition.theme,
        "city": "Ségou",
        "starts_on": "2024-06-28",
        "ends_on": "2024-06-29",
        "council": edition.council.name,
        "signatories": [["Pr Fatoumata Koné", "Présidente"]],
    }


@SQLITE_ONLY
def test_issuing_asks_for_the_paper_and_tells_the_holder_once(edition):
    certificate = issued(talk(edition, Outcome.DELIVERED))

    assert db.session.execute(select(Job.name, Job.payload)).all() == [
        ("registration.jobs:render_certificate", {"certificate_id": certificate.id})
    ]
    assert db.session.execute(select(Message.kind, Message.to_name)).all() == [("attested", certificate.person.name)]
    log = select(AuditEntry.action, AuditEntry.facts).filter_by(object_kind="certificate")
    assert db.session.execute(log).all() == [
        ("issued", {"serial": "SEG-2024-000001", "code": certificate.presentation.code})
    ]


def test_what_was_attested_does_not_change_with_the_presentation(edition):
    presentation = talk(edition, Outcome.DELIVERED)
    certificate = issued(presentation)
    before = deepcopy(certificate.facts)

    with transaction():
        presentation.title = "Autre titre"
        presentation.presenter.family_name = "Autre nom"

    assert afresh(certificate).facts == before


@SQLITE_ONLY
def test_each_kind_of_presentation_has_its_certificate_or_none(edition):
    attested = {}
    for kind in PresentationKind:
        presentation = talk(edition, Outcome.DELIVERED, kind=kind)
        try:
            attested[kind.value] = issued(presentation).kind.value
        except Refused as refusal:
            attested[kind.value] = refusal.code

    assert attested == {
        "oral": "oral",
        "flash": "oral",
        "poster": "poster",
        "keynote": "keynote",
        "symposium_talk": "no-such-certificate",
        "speech": "no-such-certificate",
    }


@SQLITE_ONLY
def test_only_what_was_delivered_is_attested(edition):
    said = [refusal_of(issue, talk(edition, outcome)) for outcome in (None, Outcome.ABSENT)]

    assert said == [("not-delivered", "Only what was delivered can be attested.")] * 2
    assert db.session.scalars(select(Certificate)).all() == []


def test_whoever_presented_instead_gets_the_certificate(edition):
    substitute = PersonFactory(given_names="Bakary", family_name="Sy")
    presentation = talk(edition)
    DeliveryFactory(presentation=presentation, outcome=Outcome.REPLACED, presenter=substitute)

    certificate = issued(presentation)

    assert (certificate.person, certificate.facts["name"]) == (substitute, "Bakary SY")


def test_the_database_keeps_one_certificate_in_force_for_each_presentation(edition):
    presentation = talk(edition, Outcome.DELIVERED)
    issued(presentation)

    with pytest.raises(IntegrityError):
        issued(presentation)

    assert [each.number for each in db.session.scalars(select(Certificate))] == [1]


# ── All at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_issue_all_attests_what_was_delivered_once_numbered_without_a_gap(edition):
    outcomes = [Outcome.DELIVERED, Outcome.ABSENT, Outcome.REPLACED, None, Outcome.DELIVERED]
    talks = [talk(edition, outcome, code=f"CO-00{place}") for place, outcome in enumerate(outcomes)]
    talk(edition, Outcome.DELIVERED, kind=PresentationKind.SPEECH)
    talk(EditionFactory(), Outcome.DELIVERED)
    issued(talks[4])

    with transaction():
        number = issue_all(edition, by=SYSTEM)
    with transaction():
        again = issue_all(edition, by=SYSTEM)

    certificates = db.session.scalars(select(Certificate).order_by(Certificate.number)).all()
    assert (number, again) == (2, 0)
    assert [(each.serial, each.presentation) for each in certificates] == [
        ("SEG-2024-000001", talks[4]),
        ("SEG-2024-000002", talks[0]),
        ("SEG-2024-000003", talks[2]),
    ]


@SQLITE_ONLY
def test_a_delivery_whose_presenter_nobody_named_holds_nobody_else_up(edition):
    nobody_s = talk(edition)
    DeliveryFactory(presentation=nobody_s, presenter=None)
    delivered = talk(edition, Outcome.DELIVERED)

    with transaction():
        number = issue_all(edition, by=SYSTEM)

    assert (number, db.session.scalars(select(Certificate)).one().presentation) == (1, delivered)
    assert refusal_of(issue, nobody_s)[0] == "not-delivered"


# ── Revoking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_revoked_certificate_says_since_when_and_why(edition):
    certificate = issued(talk(edition, Outcome.DELIVERED))

    with clock.stopped(saturday(18)), transaction():
        revoke(certificate, by=SYSTEM, reason=" Plagiat établi. ")

    assert (certificate.state, certificate.ended_at, certificate.reason) == (
        CertificateState.REVOKED,
        saturday(18),
        "Plagiat établi.",
    )
    assert certificate_of_code(certificate.code) is certificate
    assert refusal_of(revoke, certificate, reason="Encore.")[0] == "no-such-step"
    assert certificate.reason == "Plagiat établi."


@SQLITE_ONLY
def test_revoking_says_why(edition):
    certificate = issued(talk(edition, Outcome.DELIVERED))

    assert refusal_of(revoke, certificate, reason=" ") == ("no-reason", "Say why this certificate is revoked.")
    assert certificate.state is CertificateState.ISSUED


# ── Finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_a_certificate_is_found_by_its_number_in_its_edition_or_by_its_code_alone(edition):
    certificate = CertificateFactory(edition=edition, number=123, code="A" * 26)

    assert certificate.serial == "SEG-2024-000123"
    assert find_certificate(edition, 123) is certificate
    assert (certificate_of_code("A" * 26), certificate_of_code("B" * 26)) == (certificate, None)
    with pytest.raises(NotFound):
        find_certificate(EditionFactory(), 123)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_the_list_of_certificates_asks_the_database_once(edition, queries, number):
    for place in range(number):
        CertificateFactory(edition=edition, number=place + 1)
    CertificateFactory()
    edition = afresh(edition)

    with queries() as count:
        certificates = db.session.scalars(certificates_of(edition))
        shown = [(each.serial, each.person.name != "", each.person.affiliation) for each in certificates]

    assert shown == [(f"SEG-2024-{place:06d}", True, "") for place in range(number, 0, -1)]
    assert count.total == 1, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_a_person_s_certificates_over_all_editions_ask_the_database_once(edition, queries, number):
    awa = PersonFactory()
    for _edition in range(number):
        CertificateFactory(person=awa)
    CertificateFactory()
    awa = afresh(awa)

    with queries() as count:
        shown = [(each.serial != "", each.edition.name("fr")) for each in certificates_for(awa)]

    assert shown == [(True, "7es Journées scientifiques de Ségou")] * number
    assert count.total == 1, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_what_waits_for_a_certificate_comes_by_code_in_one_query(edition, queries, number):
    for place in range(number):
        talk(edition, Outcome.DELIVERED, code=f"CO-00{number - place}")
    issued(talk(edition, Outcome.DELIVERED, code="CO-010"))
    edition = afresh(edition)

    with queries() as count:
        waiting = [presentation.code for presentation in delivered_without_certificate(edition)]

    assert waiting == [f"CO-00{place}" for place in range(1, number + 1)]
    assert count.total == 1, str(count)


@SQLITE_ONLY
def test_a_certificate_is_signed_by_whom_the_council_named_then_and_stays_so(edition):
    presentation, later = talk(edition, Outcome.DELIVERED), talk(edition, Outcome.DELIVERED)
    drawn = io.BytesIO()
    Image.new("RGB", (300, 100), "#1b2320").save(drawn, "PNG")
    with transaction():
        sign(edition.council, Paper.CERTIFICATE, "Pr Kadiatou Sanogo", "La présidente", drawn.getvalue(), by=SYSTEM)
    first = issued(presentation)
    with transaction():
        sign(edition.council, Paper.CERTIFICATE, "Dr Boubacar Sy", "Le président", b"", by=SYSTEM)
    second = issued(later)

    (page,) = PdfReader(io.BytesIO(documents.certificate(first))).pages
    (after,) = PdfReader(io.BytesIO(documents.certificate(second))).pages

    assert "Pr Kadiatou Sanogo" in page.extract_text()
    assert "Dr Boubacar Sy" not in page.extract_text()
    assert "Dr Boubacar Sy" in after.extract_text()
    assert len(page.images) == 2  # the signature and the code

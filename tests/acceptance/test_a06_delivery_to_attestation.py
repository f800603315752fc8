"""A06: delivered, attested, verified by a stranger, revoked."""

from urllib.parse import urlsplit

import pytest

from core.db import db
from registration.models import Certificate
from tests.acceptance.thread import EDITION, TITLE, Thread, codes_in, pdf_text
from tests.support.visitor import Visitor


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


@pytest.fixture
def presented(thread):
    """The code of her presentation, delivered by her who had registered and come in."""
    code = thread.accept(thread.submit())
    thread.place(code)
    thread.publish()
    registration = thread.register()
    thread.pay(registration)
    thread.scan(codes_in(thread.badge(registration))[0].pop())
    thread.deliver(code)
    thread.attest()
    thread.work()
    return code


def certificate(thread):
    with thread.app.app_context():
        return db.session.query(Certificate).order_by(Certificate.id.desc()).first()


def test_a06_the_attestation_names_what_was_done(thread, presented):
    found = certificate(thread)
    content = thread.as_("secretariat").get(f"{EDITION}/committee/certificates/{found.number}.pdf").data

    text = " ".join(pdf_text(content).split())
    assert TITLE.split(" :")[0] in text
    for words in (
        "Fatoumata DIARRA-THREAD",
        "F. Diarra-Thread",
        "B. Traoré",
        presented,
        found.facts["session"],
        "2 h 30",
    ):
        assert words in text


def test_a06_a_stranger_verifies_it_by_its_qr_until_it_is_revoked(thread, presented):
    stranger, found = Visitor(thread.app), certificate(thread)
    content = thread.as_("secretariat").get(f"{EDITION}/committee/certificates/{found.number}.pdf").data
    address = urlsplit(codes_in(content)[0].pop()).path

    authentic = stranger.get(address)
    changed = stranger.get(address[:-1] + ("A" if address[-1] != "A" else "B"), expect=404)
    secretary = thread.as_("secretariat")
    secretary.get(f"{EDITION}/committee/certificates/{found.number}")
    secretary.submit("form[action$='/revoke']", reason="Le titre était faux.")
    revoked = stranger.get(address)

    assert authentic.one("[data-verdict]").get("data-verdict") == "authentic"
    assert "Fatoumata DIARRA-THREAD" in authentic.text
    assert "authenti" in authentic.one("h1").text_content().lower() or "authenti" in authentic.text.lower()
    assert changed.one("[data-verdict]").get("data-verdict") == "unknown"
    assert revoked.one("[data-verdict]").get("data-verdict") == "revoked"
    assert "Le titre était faux." in revoked.text


def test_a06_she_finds_it_on_her_own_page(thread, presented):
    found = certificate(thread)
    with thread.app.app_context():
        from people.recognition import personal_link  # noqa: PLC0415

        link = urlsplit(personal_link(found.person)).path if found.person else ""

    thread.physician.get(link, expect=302)
    page = thread.physician.follow()

    assert found.serial in page.text

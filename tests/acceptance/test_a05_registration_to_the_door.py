"""A05: registered, paid, badged, admitted once."""

import re

import pytest

from core.db import db
from registration.models import Badge, Registration
from tests.acceptance.thread import EDITION, Thread, codes_in, pdf_text


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


@pytest.fixture
def paid(thread):
    """The code of her registration, paid and confirmed."""
    code = thread.register()
    thread.pay(code)
    return code


def test_a05_the_treasurer_s_validation_gives_a_badge_that_two_independent_decoders_read(thread, paid):
    content = thread.badge(paid)

    with thread.app.app_context():
        registration = db.session.query(Registration).filter_by(code=paid).one()
        badge = db.session.query(Badge).filter_by(registration_id=registration.id).one()
    by_one, by_other = codes_in(content)
    assert by_one == by_other == {badge.token}
    assert "DIARRA-THREAD" in pdf_text(content)
    assert badge.code in pdf_text(content)


def test_a05_the_desk_sees_her_name_and_the_second_scan_says_where_and_when_the_first_happened(thread, paid):
    token = codes_in(thread.badge(paid))[0].pop()

    first = thread.scan(token, gate="A")
    second = thread.scan(token, gate="B")

    assert "Fatoumata DIARRA-THREAD" in first.one(".verdict").text_content()
    assert first.one("[data-verdict]").get("data-verdict") == "admitted"
    said = " ".join(second.one(".verdict").text_content().split())
    assert second.one("[data-verdict]").get("data-verdict") == "already-in"
    assert re.search(r"\d{1,2} h( \d{2})?", said)
    assert "A" in re.findall(r"\b[AB]\b", said)


def test_a05_the_six_characters_open_the_door_like_the_qr(thread, paid):
    thread.badge(paid)
    with thread.app.app_context():
        registration = db.session.query(Registration).filter_by(code=paid).one()
        code = db.session.query(Badge).filter_by(registration_id=registration.id).one().code

    page = thread.scan(code.lower())

    assert "DIARRA-THREAD" in page.one(".verdict").text_content()


def test_a05_she_reads_her_price_in_francs_without_decimals(thread):
    page = thread.physician.get(f"{EDITION}/register/")

    assert "30 000 F CFA" in page.text
    assert not re.search(r"30 000[.,]\d", page.text)

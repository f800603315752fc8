"""What a stranger reads at /v/: authentic, replaced, revoked or unknown, and nothing personal beyond it."""

import pytest

from conference.models import Outcome
from core import clock
from core.audit import SYSTEM
from core.db import transaction
from registration.services.certificates import issue, revoke
from tests.factories.conference import DeliveryFactory, PresentationFactory, SessionFactory, friday
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
CODE = "A" * 26


@pytest.fixture
def certificate(edition):
    """The certificate of Pr Awa Diarra, who signed with Dr Issa Sow."""
    diarra = PersonFactory(
        title="Pr", given_names="Awa", family_name="Diarra", email="awa@ex.org", phone="+22376000001"
    )
    other = PersonFactory(title="Dr", given_names="Issa", family_name="Sow")
    session = SessionFactory(edition=edition, title="Urologie I")
    talk = PresentationFactory(session=session, presenter=diarra, others=[other], title="La lithiase à Ségou")
    DeliveryFactory(presentation=talk, outcome=Outcome.DELIVERED, presenter=diarra)
    with clock.stopped(friday(18)), transaction():
        return issue(talk, by=SYSTEM)


def verdict(page):
    """Return which verdict a page gives, and to whom."""
    shown = page.one("[data-verdict]")
    return shown.get("data-verdict"), *page.texts(".verdict .who")


def test_an_authentic_certificate_says_who_what_when_and_by_which_council(visitor, certificate):
    page = visitor.get(f"/v/{certificate.code}?lang=en")

    facts = dict(zip(page.texts(".facts dt"), page.texts(".facts dd"), strict=True))
    assert verdict(page) == ("authentic", "Pr Awa DIARRA")
    assert facts == {
        "Title": "La lithiase à Ségou",
        "Session": "Urologie I, Friday 28 June 2024",
        "Event": "7es Journées scientifiques de Ségou Ségou, Friday 28 and Saturday 29 June 2024",
        "Council": certificate.facts["council"],
        "Number": certificate.serial,
        "Issued": "Friday 28 June 2024",
    }


def test_nobody_else_and_nothing_else_of_the_holder_is_said(visitor, certificate):
    page = visitor.get(f"/v/{certificate.code}")

    for private in ("Sow", "SOW", "awa@ex.org"):
        assert private not in page.text


def test_a_revoked_one_says_so_as_plainly_with_its_reason(visitor, certificate):
    with clock.stopped(friday(20)), transaction():
        revoke(certificate, by=SYSTEM, reason="Erreur de titulaire")

    page = visitor.get(f"/v/{certificate.code}?lang=en")

    assert verdict(page) == ("revoked", "Pr Awa DIARRA")
    assert page.texts(".verdict .detail") == ["on Friday 28 June 2024: Erreur de titulaire"]
    assert page.title.startswith("Revoked")


def test_an_unknown_code_is_said_unknown_and_can_be_corrected(visitor, certificate):
    page = visitor.get(f"/v/{CODE}", expect=404)

    assert verdict(page) == ("unknown",)
    assert page.one("#code").get("value") == CODE


@pytest.mark.parametrize("typed", ["{code}", "  {lower} ", "{spaced}", "https://js.example/v/{code}", "/v/{lower}/"])
def test_a_code_is_found_however_it_is_typed_or_pasted(visitor, certificate, typed):
    code = certificate.code
    spaced = " ".join(code[place : place + 4] for place in range(0, len(code), 4))
    visitor.get("/v/")

    page = visitor.submit(code=typed.format(code=code, lower=code.lower(), spaced=spaced))

    assert verdict(page)[0] == "authentic"


def test_an_empty_question_is_asked_again(visitor):
    page = visitor.get("/v/?code=%20")

    assert page.all("[data-verdict]") == []

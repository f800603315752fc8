"""SMS: counted as telephones count, handed to a gateway that is asked under its own address only."""

import pytest

from config import Config, Misconfigured
from core import sms
from core.roads import Never, NotNow, RoadClosed
from core.sms import SmsRoad
from tests.support.gateway import Gateway


@pytest.fixture
def gateway():
    """A real gateway."""
    made = Gateway()
    yield made
    made.stop()


def test_the_gateway_is_told_whom_what_from_whom_and_under_which_reference(gateway):
    SmsRoad(gateway.url, "word", "CROM").carry("+22376000000", "R-001 : reçu", reference="<1@a>")

    told = {"to": "+22376000000", "text": "R-001 : reçu", "from": "CROM", "reference": "<1@a>"}
    assert gateway.asked == [("/v1/sms", "Bearer word", told)]


@pytest.mark.parametrize(
    ("status", "means"),
    [(429, NotNow), (503, NotNow), (400, Never), (422, Never), (401, RoadClosed), (404, RoadClosed)],
)
def test_what_the_gateway_answers_says_later_or_never(gateway, status, means):
    gateway.answer = status

    with pytest.raises(means, match=f"{status} said the gateway"):
        SmsRoad(gateway.url, "word", "CROM").carry("+22376000000", "x", reference="1")


def test_the_gateway_leads_us_nowhere_else(gateway):
    elsewhere = Gateway()
    gateway.answer, gateway.location = 307, elsewhere.url

    with pytest.raises(RoadClosed):
        SmsRoad(gateway.url, "word", "CROM").carry("+22376000000", "x", reference="1")

    elsewhere.stop()
    assert elsewhere.asked == []


def test_a_gateway_that_is_away_closes_the_road_and_one_without_tls_elsewhere_is_never_asked(gateway):
    gateway.stop()

    for url in (gateway.url, "http://sms.example/v1"):
        with pytest.raises(RoadClosed):
            SmsRoad(url, "word", "CROM").carry("+22376000000", "x", reference="1")


def test_production_refuses_a_gateway_without_tls():
    with pytest.raises(Misconfigured, match="BALANZAN_SMS_URL"):
        Config(environment="production", sms_url="http://sms.example").check()


@pytest.mark.parametrize(
    ("text", "letters", "parts", "most", "forcing"),
    [
        ("x" * 160, 160, 1, 160, ()),
        ("x" * 161, 161, 2, 306, ()),
        ("€" * 80, 160, 1, 160, ()),
        ("é" * 160, 160, 1, 160, ()),
        ("ê" + "x" * 69, 70, 1, 70, ("ê",)),
        ("Ɛssa N’Diaye" + "x" * 60, 72, 2, 134, ("Ɛ", "’")),
    ],
)
def test_an_sms_says_how_many_parts_it_makes_and_which_letters_are_to_blame(text, letters, parts, most, forcing):
    assert sms.count(text) == sms.SmsCount(letters, parts, most, forcing)

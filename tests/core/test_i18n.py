"""Languages: the one asked for, else the one chosen before, else French; people's own texts are never touched."""

from datetime import UTC, date, datetime

import pytest
from flask import render_template_string

from core import i18n
from core.access import public

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture
def client(empty_app):
    """A browser at the application with one more page, which says its language."""

    @public
    def speak() -> str:
        return i18n.language()

    empty_app.add_url_rule("/speak", view_func=speak)
    return empty_app.test_client()


def spoken(client, address: str = "/speak", **headers: str) -> str:
    return client.get(address, headers=headers).get_data(as_text=True)


def test_a_first_visit_is_in_french_whatever_the_browser_says(client):
    assert spoken(client) == "fr"
    assert spoken(client, **{"Accept-Language": "en-GB,en;q=0.9"}) == "fr"


def test_the_language_asked_for_is_remembered_in_this_browser(client):
    assert spoken(client, "/speak?lang=en") == "en"
    assert spoken(client) == "en"
    assert spoken(client, "/speak?lang=fr") == "fr"
    assert spoken(client) == "fr"


def test_the_cookie_says_the_language_and_nothing_else_for_a_year(client):
    cookie = client.get("/speak?lang=en").headers["Set-Cookie"]

    assert cookie.startswith("lang=en; ")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Max-Age=31536000", "Path=/"))


@pytest.mark.parametrize("wish", ["de", "", "FR", "en-GB", "../en", "fr\x00", "x" * 5000])
def test_a_language_we_do_not_speak_changes_nothing(client, wish):
    answer = client.get("/speak", query_string={"lang": wish})

    assert answer.get_data(as_text=True) == "fr"
    assert "Set-Cookie" not in answer.headers


def test_a_cookie_of_a_language_we_do_not_speak_is_passed_over(client):
    client.set_cookie("lang", "tlh")

    assert spoken(client) == "fr"


def test_our_own_sentences_get_the_spaces_of_their_language_and_peoples_texts_do_not(empty_app):
    page = "{{ _('Who presents?') }}|{{ typed }}"

    with empty_app.test_request_context("/?lang=en"):
        english = render_template_string(page, typed="Qui? Moi!")
    with empty_app.test_request_context("/"):
        french = render_template_string(page, typed="Qui? Moi!")

    assert english == "Who presents?|Qui? Moi!"
    assert french.endswith("|Qui? Moi!")
    assert f"{NARROW}?" in french.split("|")[0]


def test_days_hours_and_sums_are_written_as_each_language_writes_them(empty_app):
    half_past_two = datetime(2024, 6, 28, 14, 30, tzinfo=UTC)

    with empty_app.test_request_context("/"):
        french = [i18n.day(date(2024, 6, 28)), i18n.clock_time(half_past_two, "Africa/Bamako"), i18n.money(50_000)]
    with empty_app.test_request_context("/?lang=en"):
        english = [i18n.day(date(2024, 6, 28)), i18n.clock_time(half_past_two, "Africa/Bamako"), i18n.money(50_000)]

    plain = [" ".join(text.replace(NARROW, " ").replace(NBSP, " ").split()) for text in french + english]
    assert plain[:3] == ["vendredi 28 juin 2024", "14 h 30", "50 000 F CFA"]
    assert plain[3].startswith("Friday")
    assert plain != french + english, "French sums and hours are not broken over two lines"


def test_a_moment_is_shown_by_the_clocks_of_the_place(empty_app):
    midnight_in_utc = datetime(2024, 5, 15, 23, 59, tzinfo=UTC)

    with empty_app.test_request_context("/"):
        bamako = i18n.moment(midnight_in_utc, "Africa/Bamako", "Bamako")
        porto_novo = i18n.moment(midnight_in_utc, "Africa/Porto-Novo", "Porto-Novo")

    assert "mercredi 15 mai 2024" in bamako.replace(NBSP, " ")
    assert "jeudi 16 mai 2024" in porto_novo.replace(NBSP, " ")


def test_outside_a_request_the_default_language_is_spoken(empty_app):
    with empty_app.app_context():
        assert i18n.language() == "fr"

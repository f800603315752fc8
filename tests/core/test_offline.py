"""What a phone may keep, for whom, and what installs the application on it."""

import json
from io import BytesIO

import pytest
from PIL import Image

from core.offline import KEEP, READER
from tests.support.addresses import PAST, UPCOMING
from tests.support.visitor import Visitor, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def build_of(client):
    """Return what the worker is told of the build."""
    first = client.get("/sw.js").get_data(as_text=True).split("\n", maxsplit=1)[0]
    return json.loads(first.removeprefix("const BUILD = ").removesuffix(";"))


# ── What may be kept ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address", ["/", f"/e/{PAST}/", f"/e/{PAST}/programme", f"/e/{PAST}/programme/CO-001", f"/e/{PAST}/partners"]
)
def test_a_public_page_may_be_kept_by_whoever_reads_it(demo_visitor, address):
    page = demo_visitor.get(address)

    assert (page.headers[KEEP], page.headers[READER], page.headers["Content-Language"]) == ("yes", "nobody", "fr")


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("", "/sign-in"),
        ("", f"/e/{UPCOMING}/submit/"),
        ("", f"/e/{UPCOMING}/register/"),
        ("tresor", f"/e/{UPCOMING}/committee/payments"),
        ("chaire", f"/e/{UPCOMING}/committee/abstracts/"),
        ("accueil", f"/e/{UPCOMING}/desk/"),
    ],
)
def test_a_form_and_a_page_of_the_staff_are_never_kept(demo_visitor, login, address):
    if login:
        sign_in(demo_visitor, f"{login}@demo.example", "balanzan")

    assert KEEP not in demo_visitor.get(address).headers


def test_what_is_not_a_page_and_what_is_not_there_are_never_kept(demo_visitor):
    answers = [
        demo_visitor.get(f"/e/{PAST}/programme.ics"),
        demo_visitor.get(f"/e/{PAST}/programme/CO-999", expect=404),
        demo_visitor.get("/me/", expect=302),
        demo_visitor.get(f"/e/{PAST}/programme"),
    ]

    assert [KEEP in answer.headers for answer in answers] == [False, False, False, True]


def test_each_reader_has_a_word_of_their_own_that_tells_nothing_of_them(demo_app):
    words = {}
    for login in ("auteur", "participant"):
        for _browser in range(2):
            visitor = Visitor(demo_app)
            sign_in(visitor, f"{login}@demo.example", "balanzan")
            words.setdefault(login, set()).add(visitor.get("/me/").headers[READER])

    assert [len(said) for said in words.values()] == [1, 1]
    assert words["auteur"] != words["participant"]
    assert all(len(word) == 16 for said in words.values() for word in said)


def test_a_page_that_says_something_once_is_not_kept(demo_visitor):
    sign_in(demo_visitor, "auteur@demo.example", "balanzan")

    signed_out = demo_visitor.submit("form[action='/sign-out']")
    again = demo_visitor.get("/")

    assert (KEEP in signed_out.headers, signed_out.headers[READER]) == (False, "nobody")
    assert KEEP in again.headers


# ── The worker ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_worker_is_asked_for_each_time_and_small_when_nothing_changed(client):
    first = client.get("/sw.js")
    second = client.get("/sw.js", headers={"If-None-Match": first.headers["ETag"]})

    assert first.content_type == "text/javascript; charset=utf-8"
    assert first.headers["Cache-Control"] == "no-cache"
    assert (second.status_code, second.get_data()) == (304, b"")


def test_the_worker_knows_its_pages_and_words_in_each_language(client):
    build = build_of(client)

    assert set(build["pages"]) == set(build["words"]) == {"fr", "en"}
    assert '<html lang="en">' in build["pages"]["en"]
    assert build["words"]["en"]["offline"] == "Copy of {day} at {time}: offline"
    assert build["signOut"] == "/sign-out"
    assert "trusted-types" in build["headers"]["Content-Security-Policy"]


def test_another_style_sheet_is_another_build(installation, make_app, monkeypatch):
    monkeypatch.setattr("app.STYLES", ("tokens.css", "base.css"))
    other = build_of(make_app(installation).test_client())
    monkeypatch.undo()
    present, again = (build_of(make_app(installation).test_client()) for _ in range(2))

    assert present["version"] == again["version"] != other["version"]


def test_the_offline_page_reads_without_javascript_in_both_languages(visitor):
    french, english = visitor.get("/offline"), visitor.get("/offline?lang=en")

    assert (french.one("html").get("lang"), english.one("html").get("lang")) == ("fr", "en")
    assert english.one("h1").text_content() == "Offline"


# ── Installing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_installs_under_its_own_name_and_begins_at_its_home(demo_visitor):
    href = demo_visitor.get(f"/e/{PAST}/?lang=en").one("link[rel=manifest]").get("href")

    answer = demo_visitor.get(href)
    said = json.loads(answer.data)

    assert answer.headers["Content-Type"] == "application/manifest+json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in answer.headers
    assert (said["lang"], said["name"], said["short_name"]) == ("en", "7th Scientific Days of Ségou", "Ségou 2024")
    assert (said["id"], said["start_url"], said["scope"]) == (f"/e/{PAST}/", f"/e/{PAST}/", "/")
    assert said["display"] == "standalone"


def test_the_icons_are_there_in_the_sizes_that_are_told(client):
    icons = json.loads(client.get("/manifest.webmanifest").get_data())["icons"]

    drawn = {(icon["purpose"], icon["sizes"]): client.get(icon["src"]) for icon in icons}

    assert set(drawn) == {("any", "192x192"), ("any", "512x512"), ("maskable", "512x512")}
    for (purpose, sizes), answer in drawn.items():
        picture = Image.open(BytesIO(answer.get_data()))
        assert (f"{picture.width}x{picture.height}", answer.content_type) == (sizes, "image/png")
        corner = picture.convert("RGBA").getpixel((0, 0))[3]
        assert corner == (255 if purpose == "maskable" else 0), "only an icon that is cut fills its corners"

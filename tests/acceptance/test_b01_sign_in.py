"""B01: signing in by what one remembers of oneself, beside people who share it, and without telling who is known."""

import statistics
import time

import pytest
from argon2 import PasswordHasher

from core.db import db, transaction
from people.models import Person, User
from people.services.accounts import accounts_named
from tests.factories.people import CouncilFactory, UserFactory
from tests.support.visitor import Visitor

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
WORD, OTHER_WORD = "trois mots en file", "quatre mots en file"
SHARED = "csref.bla@courriel.example"
REFUSED = "This name and this password do not go together."


@pytest.fixture
def people(app_context):
    """A couple who share an e-mail address, two colleagues who share a password as well, and an account disabled."""
    CouncilFactory(country="ML")
    CouncilFactory(country="SN")
    return {
        "Awa": UserFactory(
            person__given_names="Awa", person__email=SHARED, person__phone="+22376000001", password=WORD
        ),
        "Bakary": UserFactory(
            person__given_names="Bakary", person__email=SHARED, person__order_number="0042/N", password=OTHER_WORD
        ),
        "Ndèye": UserFactory(person__given_names="Ndèye", person__phone="+221770000001", password=WORD),
        "Fanta": UserFactory(person__given_names="Fanta", person__email="deux@courriel.example", password=WORD),
        "Oumou": UserFactory(person__given_names="Oumou", person__email="deux@courriel.example", password=WORD),
        "Issa": UserFactory(
            person__given_names="Issa", person__email="issa@courriel.example", password=WORD, enabled=False
        ),
    }


def tried(visitor, identifier, password, address="/sign-in?lang=en", expect=200):
    """Type a name and a password into the page of signing in; return the page one is led to."""
    visitor.get(address)
    return visitor.submit("main form:has([type=password])", identifier=identifier, password=password, expect=expect)


def who_is_here(visitor):
    """Return who is signed in in a browser by the heading of their own page."""
    page = visitor.get("/me/", expect=None)
    return page.texts("main h1")[0].split()[0] if page.status == 200 else ""


@pytest.mark.parametrize(
    ("typed", "password", "name"),
    [
        (" CSRef.Bla@courriel.example ", WORD, "Awa"),
        (SHARED, OTHER_WORD, "Bakary"),
        ("76 00 00 01", WORD, "Awa"),
        ("+223 76.00.00.01", WORD, "Awa"),
        ("0022376000001", WORD, "Awa"),
        ("(223) 76-00-00-01", WORD, "Awa"),
        ("77 000 00 01", WORD, "Ndèye"),
        ("00221 77 000 00 01", WORD, "Ndèye"),
        ("0042/n", OTHER_WORD, "Bakary"),
    ],
)
@SQLITE_ONLY
def test_b01_everybody_signs_in_with_an_e_mail_a_phone_in_any_spelling_or_an_order_number(
    people, empty_app, typed, password, name
):
    visitor = Visitor(empty_app)

    tried(visitor, typed, password)

    assert who_is_here(visitor) == name


def test_b01_two_people_who_share_address_and_password_are_asked_who_they_are(people, empty_app):
    visitor, stranger = Visitor(empty_app), Visitor(empty_app)
    tried(visitor, "deux@courriel.example", WORD)
    shown = visitor.page.texts("main .choice label")
    proof = visitor.page.one("main form [name=proof]").get("value")

    visitor.submit("main form", who=str(people["Oumou"].id))

    assert [name.split()[0] for name in shown] == ["Fanta", "Oumou"]
    assert who_is_here(visitor) == "Oumou"
    tried(stranger, "deux@courriel.example", WORD)
    key = stranger.page.all("main form [name=csrf_token]")[0].get("value")
    for sent in ({"proof": proof, "who": people["Oumou"].id}, {"proof": "made up", "who": people["Awa"].id}):
        stranger.post("/sign-in/who", data={"csrf_token": key, "form_key": "k", **sent}, expect=None)
        assert who_is_here(stranger) == "", "a proof is good in the browser that gave the password"


@SQLITE_ONLY
def test_b01_a_double_click_on_who_one_is_signs_in_once(people, empty_app):
    visitor = Visitor(empty_app)
    tried(visitor, "deux@courriel.example", WORD)
    sent = {field.get("name"): field.get("value") for field in visitor.page.all("main form input[type=hidden]")}

    led = [
        visitor.post("/sign-in/who", data=sent | {"who": people["Oumou"].id}).headers["Location"] for _click in range(2)
    ]

    assert led == ["/me/", "/me/"]
    assert who_is_here(visitor) == "Oumou"


def test_b01_known_unknown_disabled_and_malformed_names_are_answered_alike(people, empty_app, monkeypatch):
    compared = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *given: (compared.append(1), verify(*given))[1])
    names = ["76 00 00 01", SHARED, "issa@courriel.example", "nobody@courriel.example", "0099/X", "+33 1"]
    answers = set()

    for name in names:
        compared.clear()
        page = tried(Visitor(empty_app), name, WORD if name.startswith("issa") else "a word that is wrong")
        said = page.html.replace(page.one("[name=identifier]").get("value") or "\0", "")
        keys = [field.get("value") for field in page.all("main form input[type=hidden]")]
        for key in keys:
            said = said.replace(key, "")
        answers.add((page.status, said, len(compared)))
        assert REFUSED in page.text

    assert len(answers) == 1


@SQLITE_ONLY
def test_b01_however_many_share_an_address_each_reaches_their_account(app_context):
    for number in range(9):
        UserFactory(person__email=SHARED, person__given_names=f"N{number}", password=f"{number} mots en file")

    found = [accounts_named(SHARED)[number].person.given_names for number in range(9)]

    visitor = Visitor(app_context.app)
    tried(visitor, SHARED, "8 mots en file")
    assert found == [f"N{number}" for number in range(9)]
    assert who_is_here(visitor) == "N8"


@pytest.mark.prove
@SQLITE_ONLY
def test_b01_known_and_unknown_names_take_the_same_time(installation, make_app, at_size, figure):
    app = make_app(installation, environment="development")
    app.config["RATELIMIT_ENABLED"] = False
    with app.app_context():
        CouncilFactory(country="ML")
        UserFactory(person__email=SHARED, password=WORD)
        db.session.rollback()
    visitor, took = Visitor(app), {"known": [], "unknown": []}

    for number in range(at_size(small=3, full=60)):
        for kind, name in (("known", SHARED), ("unknown", f"nobody-{number}@courriel.example")):
            visitor.get("/sign-in")
            begun = time.process_time()
            visitor.submit("main form", identifier=name, password="a word that is wrong")
            took[kind].append(time.process_time() - begun)

    known, unknown = (at_size(small=min, full=statistics.median)(took[kind]) for kind in ("known", "unknown"))
    figure(f"signing in: {known * 1000:.0f} ms CPU for a known name, {unknown * 1000:.0f} ms for an unknown one")
    assert abs(known - unknown) < 0.3 * known


# ── Tries are counted ───────────────────────────────────────────────────────────────────────────────────────────────


def test_b01_tries_are_counted_by_all_processes_together_whatever_a_header_says(installation, make_app):
    """Two applications on one database are two processes; the network address is the one that really asks."""
    one, other = (make_app(installation, environment="development", base_url="http://localhost") for _ in range(2))
    with one.app_context(), transaction() as session:
        session.add(CouncilFactory.build(country="ML"))
    statuses = []

    for number in range(13):
        visitor = Visitor((one, other)[number % 2])
        visitor.get("/sign-in")
        key = visitor.page.all("main [name=csrf_token]")[0].get("value")
        page = visitor.post(
            "/sign-in?lang=en",
            data={"csrf_token": key, "identifier": SHARED, "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"},
            expect=None,
        )
        statuses.append(page.status)

    assert statuses == [200] * 10 + [429] * 3
    assert page.headers["Retry-After"] == "90"
    assert "Wait 2 minutes, then try again." in page.text
    tried(Visitor(one), "somebody.else@courriel.example", "wrong")  # nobody else is kept out


# ── Nothing planted, nothing led away ───────────────────────────────────────────────────────────────────────────────

BEFORE = (
    "//", "///", "////", "/\\", "\\\\", "/\\/", "http://", "https://", "https:", "http:/", "ftp://", "/\t/", "/\n/",
    "\t//", " //", "/ /", "%2f%2f", "/%2f", "/%5c", "/%09/", "/.//", "/..//", "/;//", "/.\\", "@", "//me@",
    "//localhost@", "http:\\\\", "https:///", "//\u3002", "/\u2215", "\u2044\u2044",
)  # fmt: skip
HOSTS = ("evil.example", "evil.example/me/", "localhost.evil.example/", "evil.example%2f..", "evil.example?/me/")
OTHERS = (
    "javascript:alert(1)", "JavaScript://%0aalert(1)", "data:text/html,x", "vbscript:x", "\x00javascript:x", "",
    "/me/\r\nX: y", "me/", "?next=//evil.example", "#//evil.example", "/sign-in/../..//evil.example", "/nowhere",
)  # fmt: skip
AWAY = [f"{before}{host}" for before in BEFORE for host in HOSTS] + list(OTHERS)


@SQLITE_ONLY
def test_b01_nobody_is_led_to_another_host_after_signing_in(people, empty_app):
    from flask import request  # noqa: PLC0415 - only this test stands in requests

    from people.views.sign_in import own_address  # noqa: PLC0415 - the same

    led = {}
    for wished in AWAY:
        with empty_app.test_request_context("/sign-in", query_string={"next": wished}):
            led[wished] = own_address(request.args.get("next"))
    with empty_app.test_request_context("/sign-in", query_string={"next": "/me/account/?lang=en"}):
        own = own_address(request.args.get("next"))

    assert len(AWAY) > 170
    assert set(led.values()) == {"/me/"}
    assert own == "/me/account/?lang=en"
    visitor = Visitor(empty_app)
    tried(visitor, "77 000 00 01", WORD, address="/sign-in?next=https://evil.example")
    assert visitor.page.url == "/me/"


@SQLITE_ONLY
def test_b01_what_somebody_planted_in_a_browser_is_worth_nothing_after_signing_in(people, empty_app):
    planted = Visitor(empty_app)
    planted.get("/sign-in")
    before = planted.client.get_cookie("balanzan").value
    victim = Visitor(empty_app)
    victim.client.set_cookie("balanzan", before)

    tried(victim, "77 000 00 01", WORD)

    assert victim.client.get_cookie("balanzan").value != before
    assert who_is_here(victim) == "Ndèye"
    assert who_is_here(planted) == ""


@SQLITE_ONLY
def test_b01_no_table_keeps_what_was_typed(people, empty_app):
    tried(Visitor(empty_app), "77 000 00 01", WORD)

    with empty_app.app_context():
        kept = [user.password_hash for user in db.session.scalars(db.select(User))]
        assert all(WORD not in word for word in kept)
        assert db.session.query(Person).count() == 6

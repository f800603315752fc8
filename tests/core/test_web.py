"""What every page shares: headers, one host, sentences instead of traces, pages of lists."""

import json

import pytest
from flask import abort
from sqlalchemy import select

from core.access import public
from core.db import Counter, transaction
from core.errors import NotFound, Refused
from core.web import absolute_url, paged
from tests.support.installation import HOSTS

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "require-trusted-types-for": {"'script'"},
}


@pytest.fixture
def app(empty_app):
    """The application with pages that end in every way a page can end."""
    ends = {
        "fine": lambda: "fine",
        "refused": lambda: fail(Refused("The call is closed.", code="call-closed")),
        "missing": lambda: fail(NotFound()),
        "teapot": lambda: abort(418),
        "unreadable": lambda: abort(400),
        "slow-down": lambda: abort(429),
    }
    for name, view in ends.items():
        empty_app.add_url_rule(f"/ends/{name}", f"ends_{name}", public(view), methods=["GET"])
    return empty_app


def fail(error: Exception) -> str:
    raise error


def policy_of(header: str) -> dict[str, set[str]]:
    return {part.split()[0]: set(part.split()[1:]) for part in header.split(";") if part.strip()}


# ── Headers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
@pytest.mark.parametrize("path", ["/ends/fine", "/ends/refused", "/ends/missing", "/nowhere", "/ends/unreadable"])
def test_every_answer_carries_the_headers_that_keep_others_away(app, path):
    headers = app.test_client().get(path).headers

    told = policy_of(headers["Content-Security-Policy"])
    assert told | POLICY == told, "something of the policy was weakened"
    assert not any("unsafe" in word or "*" in word for words in told.values() for word in words)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert "Cookie" in headers["Vary"]
    assert len(headers["X-Request-Id"]) == 16
    assert "Server" not in headers


@SQLITE_ONLY
def test_each_request_has_an_id_of_its_own(app):
    client = app.test_client()

    assert len({client.get("/ends/fine").headers["X-Request-Id"] for _ in range(20)}) == 20


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("base_url", "expected"),
    [("https://jss.example", "max-age=31536000; includeSubDomains"), ("http://jss.example", None)],
)
def test_browsers_are_told_to_stay_on_tls_where_there_is_tls(installation, make_app, base_url, expected):
    app = make_app(installation, base_url=base_url)

    headers = app.test_client().get("/healthz/live", base_url="https://jss.example").headers

    assert headers.get("Strict-Transport-Security") == expected


@SQLITE_ONLY
def test_over_tls_the_cookie_is_bound_to_this_host_and_nothing_else_reads_it(installation, make_app):
    app = make_app(installation, base_url="https://jss.example")
    app.add_url_rule("/ends/key", view_func=public(keep_something))

    cookie = app.test_client().get("/ends/key", base_url="https://jss.example").headers["Set-Cookie"]

    assert cookie.startswith("__Host-balanzan=")
    assert all(part in cookie.split("; ") for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie


def keep_something() -> str:
    from flask_wtf.csrf import generate_csrf  # noqa: PLC0415 - this one test opens a session by hand

    return generate_csrf()


# ── Hosts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "", "a b", "[::1]"]
)
def test_a_foreign_host_is_refused_in_a_sentence_that_does_not_repeat_it(app, host):
    answer = app.test_client().get("/ends/fine", headers={"Host": host})

    assert answer.status_code == 400
    assert answer.content_type == "text/html; charset=utf-8"
    assert "<h1>" in answer.get_data(as_text=True)
    assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)


@SQLITE_ONLY
def test_the_hosts_of_the_installation_are_answered(app):
    for host in HOSTS:
        assert app.test_client().get("/ends/fine", headers={"Host": host}).status_code == 200


@SQLITE_ONLY
@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "Forwarded", "X-Original-URL"]
)
def test_what_a_visitor_says_of_hosts_on_the_way_is_not_believed(app, header):
    plain, told = (
        app.test_client().get("/sign-in", headers=headers)
        for headers in ({}, {header: "host=evil.example" if header == "Forwarded" else "evil.example"})
    )

    assert told.status_code == plain.status_code == 200
    assert "evil.example" not in told.get_data(as_text=True) + str(told.headers)


@SQLITE_ONLY
def test_addresses_in_messages_come_from_the_setting_whatever_was_asked(app):
    with app.test_request_context(headers={"Host": "evil.example"}, base_url="http://localhost"):
        assert absolute_url("sign_in.form") == "http://localhost/sign-in"
    with app.app_context():
        assert absolute_url("public.edition_home", edition="js-segou-8") == "http://localhost/e/js-segou-8/"


# ── Sentences ───────────────────────────────────────────────────────────────────────────────────────────────────────

ENDS = [
    ("/ends/refused", 409, "The call is closed."),
    ("/ends/missing", 404, "This page does not exist, or it is not open to you."),
    ("/nowhere", 404, "This page does not exist, or it is not open to you."),
    ("/ends/unreadable", 400, "This request could not be understood; nothing was changed."),
    ("/ends/slow-down", 429, "Too many tries in a short time. Wait a few minutes, then try again."),
    ("/ends/teapot", 418, "This request could not be understood; nothing was changed."),
]


@SQLITE_ONLY
@pytest.mark.parametrize(("path", "status", "sentence"), ENDS)
def test_every_bad_end_is_a_page_with_a_sentence(app, path, status, sentence):
    from tests.support.visitor import Visitor  # noqa: PLC0415 - only here a page is read

    page = Visitor(app).get(f"{path}?lang=en", expect=status)

    assert sentence in page.text
    assert len(page.all("main h1")) == 1
    assert page.all("main a[href]"), "there is a way on"


@SQLITE_ONLY
def test_a_wrong_method_is_a_page_with_a_sentence(app):
    answer = app.test_client().get("/sign-out?lang=en")

    assert answer.status_code == 405
    assert "This address cannot be used that way; nothing was changed." in answer.get_data(as_text=True)


@SQLITE_ONLY
def test_what_is_too_large_is_refused_before_it_is_read(installation, make_app):
    app = make_app(installation, largest_request=1000)
    client = app.test_client()

    answer = client.post("/sign-in?lang=en", data={"identifier": "x" * 2000})

    assert answer.status_code == 413
    assert "This is too large to be sent; nothing was changed." in answer.get_data(as_text=True)


@SQLITE_ONLY
def test_a_fault_of_ours_is_told_with_a_number_found_in_the_log_and_no_trace(installation, make_app, capfd):
    app = make_app(installation, environment="development")
    app.add_url_rule("/ends/fault", view_func=public(lambda: 1 / 0))

    answer = app.test_client().get("/ends/fault?lang=en")

    said = answer.get_data(as_text=True)
    logged = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert answer.status_code == 500
    assert "The fault is ours; nothing was changed." in said
    assert answer.headers["X-Request-Id"] in said
    assert not any(word in said for word in ("Traceback", "ZeroDivisionError", ".py", "division"))
    assert [line["request"] for line in logged if "ZeroDivisionError" in line.get("trace", "")] == [
        answer.headers["X-Request-Id"]
    ]


# ── Pages of a list ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "asked", "number", "pages", "shown"),
    [
        (0, "", 1, 1, []),
        (1, "", 1, 1, [0]),
        (50, "", 1, 1, list(range(50))),
        (51, "", 1, 2, list(range(50))),
        (51, "2", 2, 2, [50]),
        (51, "3", 2, 2, [50]),
        (51, "0", 1, 2, list(range(50))),
        (51, "-7", 1, 2, list(range(50))),
        (51, "two", 1, 2, list(range(50))),
        (51, "9" * 40, 2, 2, [50]),
    ],
)
def test_a_list_is_shown_in_pages_with_two_queries(empty_app, queries, rows, asked, number, pages, shown):
    with empty_app.app_context(), transaction() as session:
        session.add_all([Counter(name=f"row {row:03d}", value=row) for row in range(rows)])

    with empty_app.test_request_context(f"/?page={asked}"), queries() as count:
        page = paged(select(Counter).where(Counter.name.startswith("row ")).order_by(Counter.name))

    assert (page.number, page.pages, page.total, [row.value for row in page]) == (number, pages, rows, shown)
    assert count.total == 2, str(count)


@SQLITE_ONLY
def test_the_addresses_of_other_pages_keep_the_filters(empty_app):
    with empty_app.test_request_context("/e/js-segou-8/committee/payments?state=declared&page=2"):
        page = paged(select(Counter))

        assert page.url(3) == "/e/js-segou-8/committee/payments?state=declared&page=3"

"""Copies of public pages: made once for all strangers, given while nothing changed, and to nobody else."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import request, session

from core import clock, copies
from core.access import public, signed_in
from core.copies import Copy, Shelf, copied

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
pytestmark = SQLITE_ONLY
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ADDRESS = "/ends/kept"


@pytest.fixture
def page(empty_app):
    """A page that says how often it was made, and a stranger's browser."""
    state = SimpleNamespace(made=0, stamp="v1", ends=None, client=empty_app.test_client(), app=empty_app)

    def show() -> str:
        state.made += 1
        copies.until(state.ends)
        if "remember" in request.args:
            session["greeted"] = True
        return f"<p>{state.made} " + "programme " * 400

    empty_app.add_url_rule(ADDRESS, view_func=public(copied(lambda: state.stamp, by=("day", "remember"))(show)))
    state.get = lambda query="", **headers: state.client.get(
        ADDRESS + query, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    with clock.stopped(MOMENT):
        yield state


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_page_is_made_once_and_given_again_as_it_left(page, encoding):
    first, second = page.get(Accept_Encoding=encoding), page.get(Accept_Encoding=encoding)

    assert (second.data, page.made) == (first.data, 1)
    ours = ("X-Request-Id", "Date")
    assert [line for line in second.headers if line[0] not in ours] == [
        line for line in first.headers if line[0] not in ours
    ]
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_whoever_has_it_gets_nothing_but_that_it_is_still_good(page, encoding):
    tag = page.get(Accept_Encoding=encoding).headers["ETag"]

    again = page.get(Accept_Encoding=encoding, If_None_Match=tag)

    assert (again.status_code, again.data, again.headers["ETag"], page.made) == (304, b"", tag, 1)
    assert "Content-Type" not in again.headers
    assert again.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_whoever_has_what_is_made_anew_alike_gets_nothing_either(page):
    tag = page.get().headers["ETag"]
    page.stamp, page.made = "v2", 0

    again = page.get(If_None_Match=tag)

    assert (again.status_code, page.made) == (304, 1)


def test_what_changed_is_made_again(page):
    first = page.get()
    page.stamp = "v2"

    second = page.get(If_None_Match=first.headers["ETag"])

    assert (second.status_code, page.made) == (200, 2)
    assert second.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("ends", "seconds", "made"), [(None, 59, 1), (None, 60, 2), (30, 29, 1), (30, 30, 2), (600, 60, 2), (None, -1, 2)]
)
def test_a_copy_is_given_for_a_minute_or_until_the_page_says(page, ends, seconds, made):
    page.ends = MOMENT + timedelta(seconds=ends) if ends else None
    page.get()

    with clock.stopped(MOMENT + timedelta(seconds=seconds)):
        page.get()

    assert page.made == made


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"query": "?day=2"}),
        ({}, {"Accept_Encoding": "br"}),
        ({"Host": "localhost"}, {"Host": "127.0.0.1"}),
    ],
)
def test_what_is_asked_for_otherwise_is_made_apart(page, one, other):
    page.get(**one)
    page.get(**other)

    assert page.made == 2


def test_each_language_has_its_own(page):
    page.get()
    page.client.set_cookie("lang", "en")

    assert page.get().headers["Content-Language"] == "en"


@pytest.mark.parametrize("query", ["?q=awa", "?lang=en", "?utm=x", "?remember=1", "?day=" + "x" * 600])
def test_what_few_ask_for_or_what_greets_somebody_is_never_kept(page, query):
    page.get(query)
    page.client.delete_cookie("balanzan")
    page.client.delete_cookie("lang")
    page.get(query)

    assert page.made == 2


def test_whoever_is_known_gets_a_page_of_their_own(page):
    page.get()
    with page.client.session_transaction() as known:
        known["greeted"] = True

    page.get()

    assert page.made == 2
    assert page.app.test_client().get(ADDRESS).data.startswith(b"<p>1 ")


def test_a_foreign_name_is_refused_whatever_is_kept(page):
    page.get()

    assert page.get(Host="evil.example").status_code == 400


@pytest.mark.usefixtures("backend")
def test_a_shelf_keeps_what_was_asked_for_last():
    shelf = Shelf(most=250)
    pages = {name: Copy("", str, MOMENT, MOMENT, "", b"x" * 100, []) for name in "abc"}
    for name in "ab":
        shelf.keep((name,), pages[name])
    shelf.find(("a",))

    shelf.keep(("c",), pages["c"])

    assert [name for name in "abc" if shelf.find((name,))] == ["a", "c"]
    assert shelf.weight == 200


def test_a_page_that_is_not_everybody_s_stops_the_start(empty_app):
    empty_app.add_url_rule("/ends/private", "private", signed_in(copied(str)(lambda: "")))

    with pytest.raises(RuntimeError, match="private is not public"):
        copies.refuse_private(empty_app)

"""Who may call what: every address declares it, the table is kept, and everybody gets what the table says."""

import pytest
from flask import Blueprint

import conference.views
from core.access import UndeclaredAccess, public, refuse_undeclared
from tests.support import access_table
from tests.support.access_table import COMMAND
from tests.support.addresses import PAPERS, PAST, UPCOMING, WORKSHOP, addresses
from tests.support.crawling import Answer, everybody, expected, same_for_all

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
UNKNOWN = "js-segou-0"
WRITES = ("INSERT", "UPDATE", "DELETE")


def new_pages(*decorators):
    """Return a blueprint with one page, as somebody adds it who forgets, or remembers, to say who may call it."""
    blueprint = Blueprint("new_pages", __name__)

    def show() -> str:
        return "new"

    for decorate in decorators:
        show = decorate(show)
    blueprint.add_url_rule("/new", view_func=show)
    return blueprint


@SQLITE_ONLY
def test_an_undeclared_address_stops_the_start(installation, make_app, monkeypatch):
    monkeypatch.setattr(conference.views, "blueprints", (*conference.views.blueprints, new_pages()))

    with pytest.raises(UndeclaredAccess) as refusal:
        make_app(installation)

    assert str(refusal.value) == "Balanzan does not start: no access declared for new_pages.show"


@SQLITE_ONLY
def test_a_declared_address_does_not_stop_the_start(installation, make_app, monkeypatch):
    monkeypatch.setattr(conference.views, "blueprints", (*conference.views.blueprints, new_pages(public)))

    app = make_app(installation)

    assert app.test_client().get("/new").get_data(as_text=True) == "new"


@SQLITE_ONLY
def test_an_undeclared_address_that_slipped_in_after_the_start_answers_nobody(empty_app):
    empty_app.register_blueprint(new_pages())

    with pytest.raises(UndeclaredAccess):
        empty_app.test_client().get("/new")
    with pytest.raises(UndeclaredAccess):
        refuse_undeclared(empty_app)


@SQLITE_ONLY
def test_the_table_is_the_one_that_was_kept(empty_app):
    declared = [str(line) for line in access_table.declared(empty_app)]

    assert declared == [str(line) for line in access_table.kept()], f"if this is meant: {COMMAND}"


def test_everybody_gets_what_the_table_says_and_reading_writes_nothing(demo_app, queries):
    table = {(line.method, line.rule): line for line in access_table.kept()}
    asked = addresses(demo_app)

    wrong, written = [], []
    for login, visitor in everybody(demo_app):
        for address in asked:
            with queries() as count:
                answer = Answer(login, address, visitor.client.open(address.url, method=address.method))
            wish = expected(login, table[address.method, address.rule], address)
            if address.endpoint == "sign_in.out" and login:
                continue  # without a key it is refused like any form, see test_forms
            if answer.kind != wish:
                wrong.append(f"{answer}: {answer.kind}, expected {wish}")
            writes = [one for one in count.statements if one.upper().startswith(WRITES)]
            if writes and address.endpoint not in PAPERS:
                written.append(f"{answer}: {writes}")

    assert wrong == []
    assert written == []


@SQLITE_ONLY
def test_what_belongs_to_another_council_or_edition_answers_like_what_does_not_exist(demo_app):
    differing = []

    for login, visitor in everybody(demo_app):
        for foreign, unknown in zip(elsewhere(demo_app), nowhere(demo_app), strict=True):
            answers = [visitor.client.open(one.url, method=one.method) for one in (foreign, unknown)]
            bodies = [
                same_for_all(answer.get_data(as_text=True), one.url)
                for answer, one in zip(answers, (foreign, unknown), strict=True)
            ]
            heads = [
                {k: v for k, v in answer.headers if k not in ("X-Request-Id", "Location", "Content-Length")}
                for answer in answers
            ]
            if (answers[0].status_code, heads[0], bodies[0]) != (answers[1].status_code, heads[1], bodies[1]):
                differing.append(f"{login or 'a stranger'} at {foreign.method} {foreign.url}")

    assert differing == []

"""Who may call what: every address declares it, the table is kept, and everybody gets what the table says."""

import pytest
from flask import Blueprint

import conference.views
from core.access import UndeclaredAccess, public, refuse_undeclared
from tests.support import access_table
from tests.support.access_table import COMMAND
from tests.support.addresses import PAST, WORKSHOP, addresses, foreign_addresses
from tests.support.crawling import SEGOU, ask, everybody, expected, form_key_of, look

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
# Another council's edition, and one of the same length that does not exist.
ELSEWHERE = {SEGOU: (WORKSHOP, "atelier-kaolack-0000"), "kaolack": (PAST, "js-segou-0000")}
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


@SQLITE_ONLY
def test_everybody_gets_what_the_table_says_and_reading_writes_nothing(demo_app, queries):
    """A form without its key counts as reading: it is refused before anything happens."""
    table = {(line.method, line.rule): line for line in access_table.kept()}
    asked = addresses(demo_app)
    wrong, written = [], []

    for login, visitor in everybody(demo_app):
        for address in asked:
            with queries() as count:
                answer = look(demo_app, visitor, login, address)
            wish = expected(login, table[address.method, address.rule], address)
            if answer.kind != wish:
                wrong.append(f"{answer}: {answer.kind}, expected {wish}")
            written += [f"{answer}: {said}" for said in count.statements if said.upper().startswith(WRITES)]

    assert wrong == []
    assert written == []


@SQLITE_ONLY
def test_what_is_somebody_elses_answers_byte_for_byte_like_what_does_not_exist(demo_app):
    pairs = list(foreign_addresses(demo_app))
    differing, told = [], []

    for login, visitor in everybody(demo_app):
        key = form_key_of(visitor)
        for theirs, nothing in pairs:
            reply = ask(visitor, theirs, key)
            if reply != ask(visitor, nothing, key):
                differing.append(f"{login or 'a stranger'} at {theirs.method} {theirs.url} and {nothing.url}")
            if reply.status not in (302, 401, 404):
                told.append(f"{login or 'a stranger'} at {theirs.method} {theirs.url}: {reply.status}")

    assert differing == []
    assert told == []

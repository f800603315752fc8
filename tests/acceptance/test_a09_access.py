"""A09: nothing is open that does not say so, the table is whole, and what is not yours is not there."""

import pytest
from flask import Flask

from core.access import UndeclaredAccess, refuse_undeclared
from core.callers import PROGRAMS
from tests.support import access_table
from tests.support.addresses import PAST, WORKSHOP, addresses
from tests.support.crawling import COUNCILS, SEGOU, ask, everybody, form_key_of

# Another council's edition, and one of the same length that does not exist.
ELSEWHERE = {SEGOU: (WORKSHOP, "atelier-kaolack-0000"), "kaolack": (PAST, "js-segou-0000")}
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@SQLITE_ONLY
def test_a09_a_route_without_a_declaration_stops_the_start(empty_app: Flask):
    refuse_undeclared(empty_app)  # as it stands, it starts
    empty_app.view_functions["forgotten"] = lambda: "open to all"
    empty_app.url_map.add(empty_app.url_rule_class("/forgotten", endpoint="forgotten", methods=["GET"]))

    with pytest.raises(UndeclaredAccess, match="forgotten"):
        refuse_undeclared(empty_app)


@SQLITE_ONLY
def test_a09_the_table_of_roles_covers_every_rule_and_method(empty_app: Flask):
    served = {
        (method, str(rule))
        for rule in empty_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert {(line.method, line.rule) for line in access_table.kept()} == served


def test_a09_another_council_s_edition_answers_like_one_that_does_not_exist(demo_app: Flask):
    protected = {(line.method, line.rule) for line in access_table.kept() if line.roles and "<edition>" in line.rule}
    at = {slug: addresses(demo_app, edition=slug) for pair in ELSEWHERE.values() for slug in pair}
    differing, told = [], []

    for login, visitor in everybody(demo_app):
        key = form_key_of(visitor)
        theirs, nowhere = ELSEWHERE[COUNCILS.get(login, SEGOU)]
        for there, nothing in zip(at[theirs], at[nowhere], strict=True):
            if (there.method, there.rule) not in protected:
                continue
            reply = ask(visitor, there, key)
            if reply != ask(visitor, nothing, key):
                differing.append(f"{login or 'a stranger'} at {there.method} {there.url}")
            if reply.status not in (401 if there.url.startswith(PROGRAMS) else 302, 404):  # sign in first, or nothing
                told.append(f"{login or 'a stranger'} at {there.method} {there.url}: {reply.status}")

    assert differing == []
    assert told == []

"""A09: nothing is open that does not say so, the table is whole, and what is not yours is not there."""

import pytest
from flask import Flask

from core.access import UndeclaredAccess, refuse_undeclared
from tests.house.test_access import (
    test_another_council_answers_byte_for_byte_like_one_that_does_not_exist as check_another_council,
)
from tests.support import access_table

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
    check_another_council(demo_app)

"""No address is lost: what somebody noted, printed or sent keeps leading somewhere."""

import pytest

from tests.support.access_table import COMMAND, kept
from tests.support.addresses import METHODS, rules

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_every_address_that_was_kept_is_still_there(empty_app):
    present = {(method, rule.rule) for method, rule in rules(empty_app)}
    gone = [f"{line.method} {line.rule}" for line in kept() if (line.method, line.rule) not in present]

    assert gone == [], f"lead these to where their content went; if it went nowhere: {COMMAND}"


def test_every_address_is_in_the_table(empty_app):
    known = {(line.method, line.rule) for line in kept()}
    new = [f"{method} {rule.rule}" for method, rule in rules(empty_app) if (method, rule.rule) not in known]

    assert new == [], f"keep them: {COMMAND}"


def test_every_rule_says_its_methods_and_no_two_answer_the_same(empty_app):
    seen = [(method, rule.rule, rule.host, rule.subdomain) for method, rule in rules(empty_app)]

    assert len(seen) == len(set(seen))
    assert {m for rule in empty_app.url_map.iter_rules() for m in rule.methods} <= {*METHODS, "HEAD", "OPTIONS"}


def test_an_address_without_its_last_stroke_leads_to_the_one_with_it(empty_app):
    client = empty_app.test_client()
    lost = []
    for method, rule in rules(empty_app):
        if method == "GET" and rule.rule.endswith("/") and rule.rule != "/":
            path = rule.rule.rstrip("/").replace("<edition>", "js-segou-8").replace("<council>", "ordre-segou")
            answer = client.get(path)
            if (answer.status_code, answer.location) != (308, f"http://localhost{path}/"):
                lost.append(f"{path}: {answer.status_code} {answer.location}")

    assert lost == []


def test_addresses_are_plain_words_that_can_be_read_aloud(empty_app):
    odd = [
        rule.rule
        for _method, rule in rules(empty_app)
        for word in rule.rule.split("/")
        if word and not word.startswith("<") and not word.replace("-", "").replace(".", "").isalnum()
    ]
    shouting = [rule.rule for _method, rule in rules(empty_app) if rule.rule != rule.rule.lower()]

    assert odd + shouting == []

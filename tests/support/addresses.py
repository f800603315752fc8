"""Every address of the application with values that exist in the demonstration: what a crawl visits.

A rule with an argument that nobody gave a value is an error: no new address escapes the crawls.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from core.db import db

PAST, UPCOMING, WORKSHOP = "js-segou-2024", "js-segou-8", "atelier-kaolack-2021"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Object that a persona of the demonstration owns: nobody else may reach it, whatever their role.
OWNERS: Mapping[str, frozenset[str]] = {
    "submit.edit": frozenset({"auteur"}),
    "submit.receipt": frozenset({"auteur"}),
    "submit.withdraw": frozenset({"auteur"}),
    "register.show": frozenset({"participant"}),
    "register.declare": frozenset({"participant"}),
    "register.badge": frozenset({"participant"}),
    "register.receipt": frozenset({"participant"}),
    "certificates.paper_of_holder": frozenset(),
}

# Asking for a paper that is not made yet asks the worker for it: the only reading that writes.
PAPERS = frozenset(
    {
        "register.badge",
        "register.receipt",
        "treasurer.receipt",
        "certificates.paper_of_committee",
        "certificates.paper_of_holder",
    }
)


# What belongs elsewhere, and what does not exist at all, by blueprint: both must answer alike.
# Of the same length, so that nothing but the name differs.
FOREIGN: Mapping[str, Mapping[str, tuple[Any, Any]]] = {
    "submit": {"code": ("R-007", "R-999")},
    "chair": {"code": ("R-150", "R-999")},
    "review": {"code": ("R-150", "R-999")},
    "programme": {"edition": (UPCOMING, UPCOMING), "code": ("CO-100", "CO-999")},
    "committee": {"code": ("CO-100", "CO-999")},
    "rooms": {"code": ("CO-100", "CO-999"), "session_id": (12, 99)},
    "treasurer": {"number": (200, 999), "payment_id": (100, 999)},
    "certificates": {"edition": (UPCOMING, UPCOMING), "number": (100, 999)},
}


@dataclass(frozen=True)
class Address:
    """One address of one rule, with values that exist."""

    method: str
    rule: str
    endpoint: str
    values: Mapping[str, Any]
    url: str


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Give every method of every rule, in a stable order; HEAD and OPTIONS follow from the others."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        for method in METHODS:
            if method in (rule.methods or ()):
                yield method, rule


def addresses(app: Flask, **instead: Any) -> list[Address]:
    """Return every address of the application, filled with what the demonstration holds; `instead` replaces some."""
    with app.app_context():
        known = Known()
        db.session.rollback()
        filled = [(method, rule, {**known.values(rule), **_of_rule(rule, instead)}) for method, rule in rules(app)]
        adapter = app.url_map.bind("localhost")
        return [
            Address(method, rule.rule, rule.endpoint, values, adapter.build(rule.endpoint, values, method=method))
            for method, rule, values in filled
        ]


def _of_rule(rule: Rule, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in rule.arguments}


class Known:
    """What the demonstration holds, looked up once."""

    def __init__(self) -> None:
        from people.models import Person  # noqa: PLC0415 - the other tests of support need no tables
        from people.recognition import _links  # noqa: PLC0415 - the same

        self.session = _one("SELECT s.id FROM session s JOIN edition e ON e.id = s.edition_id WHERE e.slug = :slug")
        self.registration = _one(
            "SELECT r.code FROM registration r JOIN edition e ON e.id = r.edition_id JOIN person p ON p.id = r.person_id"
            " WHERE e.slug = :slug AND p.email = 'participant@demo.example'"
        )
        self.receipt = _one(
            "SELECT c.number FROM receipt c JOIN payment m ON m.id = c.payment_id"
            " JOIN purchase_line l ON l.order_id = m.order_id JOIN registration r ON r.id = l.registration_id"
            " JOIN edition e ON e.id = r.edition_id JOIN person p ON p.id = r.person_id"
            " WHERE e.slug = :slug AND p.email = 'participant@demo.example'"
        )
        self.payment = _one(
            "SELECT m.id FROM payment m JOIN purchase o ON o.id = m.order_id JOIN edition e ON e.id = o.edition_id"
            " WHERE e.slug = :slug AND m.state = 'declared' ORDER BY m.id"
        )
        self.certificate = _one("SELECT code FROM certificate ORDER BY id", slug="")
        self.person = _one("SELECT id FROM person WHERE email = 'participant@demo.example'", slug="")
        self.token = _links().dumps(db.session.get_one(Person, self.person).id)

    def values(self, rule: Rule) -> dict[str, Any]:
        """Return a value for each argument of a rule."""
        missing = sorted(name for name in rule.arguments if name not in self.given(rule.endpoint))
        assert not missing, f"tell tests/support/addresses.py a value of {missing} for {rule.rule} ({rule.endpoint})"
        return {name: self.given(rule.endpoint)[name] for name in rule.arguments}

    def given(self, endpoint: str) -> dict[str, Any]:
        """Return what each argument is for an endpoint: its own values first, then those of its blueprint."""
        return {"edition": UPCOMING, **self._by_blueprint(endpoint.split(".")[0]), **self._by_endpoint(endpoint)}

    def _by_blueprint(self, name: str) -> dict[str, Any]:
        return {
            "submit": {"code": "R-001"},
            "chair": {"code": "R-005"},
            "review": {"code": "R-005"},
            "programme": {"edition": PAST, "code": "CO-001"},
            "committee": {"code": "CO-001"},
            "rooms": {"session_id": self.session, "code": "CO-001"},
            "register": {"code": self.registration, "number": self.receipt},
            "treasurer": {"payment_id": self.payment, "number": self.receipt},
            "certificates": {"edition": PAST, "number": 1},
            "verify": {"code": self.certificate},
            "me": {"token": self.token},
            "assets": {"fingerprint": "present", "name": "app.css"},
        }.get(name, {})

    @staticmethod
    def _by_endpoint(endpoint: str) -> dict[str, Any]:
        if endpoint.startswith("public."):
            return {"edition": PAST}
        return {}


def _one(statement: str, *, slug: str = UPCOMING) -> Any:
    found = db.session.execute(text(statement + " LIMIT 1"), {"slug": slug} if slug else {}).scalar()
    assert found is not None, f"the demonstration holds nothing for: {statement}"
    return found

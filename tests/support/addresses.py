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
COUNCIL = "ordre-segou"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

HEADS = frozenset({"admin", "presidence", "secretariat"})  # those who read everything a council writes

# Objects that a persona of the demonstration owns: nobody else may reach them, whatever their role.
OWNERS: Mapping[str, frozenset[str]] = {
    "submit.edit": frozenset({"auteur"}),
    "submit.receipt": frozenset({"auteur"}),
    "submit.withdraw": frozenset({"auteur"}),
    "submit.take_off": frozenset(),
    **dict.fromkeys(("versions.of_author", "versions.page", "jury.mark"), frozenset()),
    **dict.fromkeys(("hours.available", "sessions.relieve"), frozenset()),  # the demonstration holds none
    "imports.show": frozenset(),  # nothing came from elsewhere: test_d07_import.py
    "compositions.show": frozenset(),  # the demonstration composed nothing: test_d02_composing_on_the_page.py
    "jury.desk": frozenset({"evaluateur"}),
    "files.show": frozenset(),
    "files.of_version": frozenset(),  # the demonstration holds none: test_c03_files.py
    "register.show": frozenset({"participant"}),
    "register.declare": frozenset({"participant"}),
    "register.badge": frozenset({"participant"}),
    "register.receipt": frozenset({"participant"}),
    "certificates.paper_of_holder": frozenset(),
    "own.badge": frozenset({"participant"}),
    "absences.page": frozenset({"auteur"}),  # who presents there
    "absences.take_back": frozenset(),
    **dict.fromkeys(("messages.show", "messages.edit", "messages.resend"), frozenset({"chaire"}) | HEADS),
    **dict.fromkeys((f"council_messages.{name}" for name in ("show", "edit", "resend")), HEADS),
    **dict.fromkeys(("mailings.show", "mailings.edit"), frozenset({"tresor"}) | HEADS),
}

# Addresses with arguments behind which nothing belongs to anybody.
NOBODYS = frozenset(
    {
        "assets.serve",
        "calendars.own",
        "identity.accent",
        "me.arrive",
        "signatures.page",
        "signatures.disown",
        "signatures.own_again",
        "submit.invited",
        "verify.certificate",
        "recovery.sent",
        "recovery.choose",
        "data.confirm_email",
        "notice.page",
        "papers.paper",
        "book.paper",
        "book.welcome",
    }
)


# Pages of a council as a whole: somebody else's is another council's.
WHOLE_COUNCIL = frozenset(
    {"people_api.people", "people.listed", "people.exported", "people.new", "duplicates.listed", "history.of_council"}
    | {"order_register.page", "order_register.doubts", "order_register.receive"}
    | {"structures.listed", "council_messages.listed", "council_messages.held_back", "council_messages.again"}
    | {"notice.filing", "notice.sheet", "notice.sheet_paper", "notice.requests"}
)


@dataclass(frozen=True)
class Address:
    """One address of one rule, with values."""

    method: str
    rule: str
    endpoint: str
    url: str


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Give every method of every rule, in a stable order; HEAD and OPTIONS follow from the others."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        for method in METHODS:
            if method in (rule.methods or ()):
                yield method, rule


def addresses(app: Flask, **instead: Any) -> list[Address]:
    """Return every address of the application, filled with what the demonstration holds; `instead` replaces some."""
    known = look(app)
    return [
        _filled(app, method, rule, known.values(rule) | {n: v for n, v in instead.items() if n in rule.arguments})
        for method, rule in rules(app)
    ]


def foreign_addresses(app: Flask) -> Iterator[tuple[Address, Address]]:
    """Give every address of somebody else's object beside one, as long, of an object that does not exist."""
    known = look(app)
    for method, rule in rules(app):
        if rule.endpoint in NOBODYS:
            continue
        own, foreign = known.values(rule), known.foreign(rule.endpoint)
        pointing = rule.arguments - {"edition"} - set(rule.defaults or {})  # its defaults point at nobody
        missing = sorted(name for name in pointing if name not in foreign)
        assert not missing, f"tell tests/support/addresses.py of somebody else's {missing} for {rule.endpoint}"
        if pointing:
            there = {name: foreign[name][0] for name in rule.arguments if name in foreign}
            nowhere = {name: foreign[name][1] for name in rule.arguments if name in foreign}
            yield _filled(app, method, rule, own | there), _filled(app, method, rule, own | nowhere)


def _filled(app: Flask, method: str, rule: Rule, values: Mapping[str, Any]) -> Address:
    url = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    return Address(method, rule.rule, rule.endpoint, url)


def look(app: Flask) -> "Known":
    """Look up what an application's demonstration holds."""
    with app.app_context():
        known = Known()
        db.session.rollback()
    return known


class Known:
    """What the demonstration holds, looked up once."""

    def __init__(self) -> None:
        from abstracts.links import signature_link  # noqa: PLC0415 - a test without an application needs no links
        from conference.models import CalendarAddress  # noqa: PLC0415 - a test without an application needs no tables
        from conference.queries.calendars import token_of  # noqa: PLC0415 - the same
        from people.models import Person  # noqa: PLC0415 - a test without an application needs no tables
        from people.recognition import personal_link  # noqa: PLC0415 - the same

        mine = "participant@demo.example"
        self.deliberation = _one("SELECT MIN(id) FROM deliberation")
        self.prize = _one("SELECT MAX(id) FROM prize")
        self.session = _one(f"SELECT MIN(id) {SESSIONS}")
        self.speaker = _one(f"SELECT MIN(a.person_id) {PRESENTERS}", edition=PAST)
        self.hall = _one(f"SELECT MIN(room_id) {SESSIONS}", edition=PAST)
        self.room = _one(f"SELECT MIN(id) {OF_EDITION.format('room')}")
        self.blocked = _one(f"SELECT MIN(id) {OF_EDITION.format('blocked_hour')}")
        self.reader = _one(f"SELECT MIN(person_id) {READERS}")
        self.registration = _one(f"SELECT r.code {REGISTRATIONS} AND p.email = :mine", mine=mine)
        self.receipt = _one(f"SELECT c.number {RECEIPTS} AND p.email = :mine", mine=mine)
        self.badge = _one(f"SELECT b.code {BADGES} AND p.email = :mine", mine=mine)
        self.payment = _one(f"SELECT MIN(m.id) {PAYMENTS} AND m.state = 'declared'")
        self.partner = _one(f"SELECT MIN(p.id) {PARTNERS}")
        self.people = [_one(f"SELECT {which}(r.person_id) {BOOKS}") for which in ("MIN", "MAX")]
        self.certificate = _one("SELECT code FROM certificate ORDER BY id LIMIT 1")
        self.message = _one(f"SELECT MIN(id) {MESSAGES}")
        self.structures = [_one(f"SELECT {which}(p.structure_id) {WORKPLACES}") for which in ("MIN", "MAX")]
        self.letter = _one("SELECT MIN(id) FROM message WHERE scope = :council", council=COUNCIL)
        self.mailing = _one(f"SELECT MIN(m.id) {MAILINGS}")
        self.template = _one(f"SELECT MIN(t.id) {TEMPLATES}")
        self.role = _one(f"SELECT MIN(h.id) {ROLES} AND h.role = 'desk'")
        person = db.session.get_one(Person, _one("SELECT id FROM person WHERE email = :mine", mine=mine))
        self.token = personal_link(person).rsplit("/", maxsplit=1)[-1]
        self.calendar = token_of(db.session.query(CalendarAddress).one())
        self.signature = signature_link(_one(f"SELECT MAX(w.id) {AUTHORS}")).rsplit("/", maxsplit=1)[-1]
        self.others = {
            "session": _one(f"SELECT MIN(id) + 10 {SESSIONS}", edition=PAST),
            "room": _one(f"SELECT MIN(id) {OF_EDITION.format('room')}", edition=PAST),
            "blocked": _one(f"SELECT MIN(id) {OF_EDITION.format('blocked_hour')}", edition=PAST),
            "reader": _one(f"SELECT MAX(person_id) {READERS}", edition=PAST),
            "registration": _one(f"SELECT MIN(r.code) {REGISTRATIONS} AND p.email <> :mine", mine=mine),
            "registration elsewhere": _one(f"SELECT MIN(r.code) {REGISTRATIONS}", edition=PAST),
            "receipt": _one(f"SELECT MIN(c.number) {RECEIPTS} AND p.email <> :mine", mine=mine),
            "receipt elsewhere": _one(f"SELECT MAX(c.number) {RECEIPTS}", edition=PAST),
            "payment": _one(f"SELECT MIN(m.id) + 10 {PAYMENTS}", edition=PAST),
            "badge": _one(f"SELECT MIN(b.code) {BADGES} AND p.email <> :mine", mine=mine),
            "certificate": _one("SELECT MIN(number) + 100 FROM certificate"),
            "abstract": _one(f"SELECT MAX(a.code) {ABSTRACTS}", edition=PAST),
            "abstract here": _one(f"SELECT MAX(a.code) {ABSTRACTS}"),
            "partner": _one(f"SELECT MIN(p.id) {PARTNERS}", edition=PAST),
            "role": _one(f"SELECT MIN(h.id) {ROLES}", edition=WORKSHOP),
            "presentation": _one(f"SELECT MAX(t.code) {TALKS} AND t.kind = 'oral'", edition=PAST),
            "mailing": _one(f"SELECT MIN(m.id) {MAILINGS}", edition=PAST),
            "template": _one(f"SELECT MIN(t.id) {TEMPLATES}", edition=WORKSHOP),
            "person": _one(
                "SELECT MIN(r.person_id) FROM council_record r JOIN council c ON c.id = r.council_id"
                " WHERE c.slug <> 'ordre-segou'"
            ),
        }

    def values(self, rule: Rule) -> dict[str, Any]:
        """Return a value for each argument of a rule."""
        given = self.given(rule.endpoint) | dict(rule.defaults or {})
        missing = sorted(rule.arguments - set(given))
        assert not missing, f"tell tests/support/addresses.py a value of {missing} for {rule.rule} ({rule.endpoint})"
        return {name: given[name] for name in rule.arguments}

    def given(self, endpoint: str) -> dict[str, Any]:
        """Return what each argument is for an endpoint that shows an object to those who may see it."""
        own: dict[str, dict[str, Any]] = {
            "public": {"edition": PAST},
            "conference_api": {"edition": PAST},
            **{
                each: {"edition": PAST, "code": "CO-001", "number": self.others["session"]}
                for each in ("programme", "programme_files", "talks")
            },
            "screens": {"edition": PAST, "room": self.hall},
            "speakers": {"edition": PAST, "number": self.speaker},
            "cards": {"edition": PAST, "number": self.others["session"], "half": "2024-06-28-am", "room": self.hall},
            "submit": {"code": "R-001", "number": 998, "token": "of-an-invitation"},
            "signatures": {"token": self.signature},
            "files": {"code": "R-001", "version": 1, "number": 1},
            "call": {"number": 998},
            "compositions": {"number": 998},
            "rules": {"key": "original" if endpoint == "rules.kind" else "new"},
            "chair": {"code": "R-005"},
            "versions": {"code": "R-005"},
            "programme_versions": {"edition": PAST, "number": 1},
            "imports": {"number": 1},
            "calendars": {"token": self.calendar},
            "absences": {"number": 998},
            "decisions": {"edition": PAST, "number": self.deliberation},
            **{each: {"edition": PAST, "name": "doors"} for each in ("papers", "printed")},
            "book": {"edition": PAST, "name": "book-code", "place": "council"},
            "prizes": {"edition": PAST, "number": self.prize},
            "jury": {"edition": PAST, "number": 998},
            "lots": {"number": self.reader},
            "review": {"code": "R-005"},
            "committee": {"code": "CO-001"},
            "rooms": {"session_id": self.session, "code": "CO-001"},
            "timetable": {"number": self.session, "code": "CO-001"},
            "sessions": {"number": self.session, "role": 998},
            "hours": {"number": self.blocked if endpoint == "hours.unblock" else self.room},
            "register": {"code": self.registration, "number": self.receipt},
            "treasurer": {"payment_id": self.payment, "number": self.receipt},
            "certificates": {"edition": PAST, "number": 1},
            "verify": {"code": self.certificate},
            "me": {"token": self.token},
            "recovery": {"token": "of-a-request", "secret": "of-a-message"},
            "account": {"number": 998},
            "tokens": {"number": 998},
            "data": {"council_id": 998, "sealed": "of-a-message"},
            "notice": {"number": 998},
            "roles": {"council": "ordre-segou", "number": self.role},
            "identity": {"kind": "partner", "number": self.partner, "fingerprint": "present", "colour": "8a2a52"},
            "own": {"code": self.badge},
            "people": {"person_id": self.people[0], "post_id": 1},
            "duplicates": {"one": self.people[0], "other": self.people[1], "merge_id": 1},
            "desk": {"code": self.registration},
            "order_register": {"number": 1, "person_id": self.people[0]},
            "history": {"kind": "session", "number": self.session},
            "council": {"paper": "certificate"},
            "messages": {"number": self.message},
            "council_messages": {"number": self.letter},
            "structures": {"number": self.structures[0], "other": self.structures[1]},
            "mailings": {"number": self.mailing},
            "assets": {"fingerprint": "present", "name": "app.css"},
        }
        if endpoint in ("mailings.template", "mailings.remove_template"):
            return {"edition": UPCOMING, "number": self.template}
        if endpoint == "history.of_one_in_council":
            return {"council": COUNCIL, "kind": "role_held", "number": self.role}
        if endpoint in ("messages.lift", "council_messages.lift"):
            return {"edition": UPCOMING, "council": COUNCIL, "number": 1}
        return {"edition": UPCOMING, "council": COUNCIL, **own.get(endpoint.split(".", maxsplit=1)[0], {})}

    def foreign(self, endpoint: str) -> dict[str, tuple[Any, Any]]:
        """Return for each argument of an endpoint what is somebody else's, and what does not exist at all."""
        if endpoint == "certificates.paper_of_holder":
            return {"number": (self.others["certificate"], 999)}
        if endpoint == "history.of_one_in_council":
            return {
                "council": (COUNCIL, COUNCIL),
                "kind": ("role_held", "role_held"),
                "number": (self.others["role"], 99),
            }
        if endpoint in WHOLE_COUNCIL or endpoint.startswith("council."):
            return {"council": ("oyofal-paj", "oyofal-pax"), "paper": ("certificate", "certificate")}
        if endpoint in ("roles.page", "roles.give"):
            return {"council": ("oyofal-paj", "oyofal-pah")}
        if endpoint == "register.receipt":
            return {"code": (self.registration, self.registration), "number": (self.others["receipt"], 9)}
        if endpoint in ("mailings.template", "mailings.remove_template"):
            return {"number": (self.others["template"], 9)}
        others: dict[str, dict[str, tuple[Any, Any]]] = {
            "messages": {"edition": (PAST, PAST), "number": (self.message, 9)},
            "structures": {
                "council": (COUNCIL, COUNCIL),
                "number": (998, 999),
                "other": (998, 999),
            },
            "council_messages": {"council": (COUNCIL, COUNCIL), "number": (self.message, 9)},
            "mailings": {"number": (self.others["mailing"], 9)},
            "submit": {"code": (self.others["abstract here"], "R-999"), "number": (998, 999)},
            "files": {
                "code": (self.others["abstract here"], "R-999"),
                "version": (1, 1),
                "number": (1, 1),
            },  # nobody's: test_c03_files
            "rules": {"key": ("nobodys", "nothing")},
            "call": {"number": (998, 999)},  # of an invitation: test_c12
            "absences": {"number": (998, 999)},  # nobody's; tests/conference/test_own_absences.py tries another's
            "compositions": {"number": (998, 999)},  # nobody's yet: test_d02_composing_on_the_page
            "chair": {"code": (self.others["abstract"], "R-999")},
            "versions": {"code": (self.others["abstract"], "R-999")},
            "prizes": {"edition": (UPCOMING, UPCOMING), "number": (self.prize, _no(self.prize))},
            "jury": {
                "edition": (PAST, PAST),
                "number": (8, 9),
            },  # nobody's: one jury judges all; see test_c13
            "imports": {"number": (1, 9)},  # nobody's: test_d07_import.py
            "programme_versions": {"edition": (UPCOMING, UPCOMING), "number": (1, 9)},
            "decisions": {"edition": (UPCOMING, UPCOMING), "number": (self.deliberation, _no(self.deliberation))},
            "lots": {"number": (self.others["reader"], _no(self.others["reader"]))},
            "review": {"code": (self.others["abstract"], "R-999")},
            **{
                each: {
                    "edition": (UPCOMING, UPCOMING),
                    "code": (self.others["presentation"], "CO-999"),
                    "number": (self.others["session"], 99),
                }
                for each in ("programme", "programme_files", "talks")
            },
            "screens": {"edition": (UPCOMING, UPCOMING), "room": (self.hall, _no(self.hall))},
            "speakers": {"edition": (UPCOMING, UPCOMING), "number": (self.speaker, _no(self.speaker))},
            "cards": {
                "edition": (UPCOMING, UPCOMING),
                "number": (self.others["session"], 99),
                "half": ("2024-06-28-am", "2024-06-28-am"),
                "room": (self.hall, _no(self.hall)),
            },
            "committee": {"code": (self.others["presentation"], "CO-999")},
            "rooms": {"code": (self.others["presentation"], "CO-999"), "session_id": (self.others["session"], 99)},
            "timetable": {"code": (self.others["presentation"], "CO-999"), "number": (self.others["session"], 99)},
            "sessions": {"number": (self.others["session"], 99), "role": (998, 998)},
            "hours": {"number": (self.others["blocked" if endpoint == "hours.unblock" else "room"], 0)},
            "register": {"code": (self.others["registration"], "ZZZZZZ")},
            "treasurer": {
                "number": (self.others["receipt elsewhere"], 999),
                "payment_id": (self.others["payment"], 99),
            },
            "identity": {"kind": ("partner", "partner"), "number": (self.others["partner"], 9)},
            "own": {"code": (self.others["badge"], "ZZZZZZ")},
            "roles": {"council": ("ordre-segou", "ordre-segou"), "number": (self.others["role"], 99)},
            "history": {"kind": ("session", "session"), "number": (self.others["session"], 99)},
            "account": {"number": (998, 999)},  # nobody's, before anybody signed in; test_b03 tries somebody else's
            "tokens": {"number": (998, 999)},  # the same; tests/people/test_tokens.py
            "data": {"council_id": (998, 999)},
            "notice": {"number": (998, 999), "council": (COUNCIL, COUNCIL)},  # nobody's: test_b07 asks and answers
            "people": {"person_id": (self.others["person"], 999), "post_id": (1, 1), "council": (COUNCIL, COUNCIL)},
            "desk": {"code": (self.others["registration elsewhere"], "ZZZZZZ")},
            "order_register": {
                "council": ("oyofal-paj", "oyofal-pax"),
                "number": (1, 1),
                "person_id": (self.people[0], self.people[0]),
            },
            "duplicates": {
                "one": (self.others["person"], 999),
                "other": (self.others["person"], 999),
                "merge_id": (1, 9),
                "council": (COUNCIL, COUNCIL),
            },
            "certificates": {"edition": (UPCOMING, UPCOMING), "number": (self.others["certificate"], 999)},
        }
        return others.get(endpoint.split(".", maxsplit=1)[0], {})


READERS = "FROM participation WHERE role = 'reviewer' AND edition_id = (SELECT id FROM edition WHERE slug = :edition)"
OF_EDITION = "FROM {} WHERE edition_id = (SELECT id FROM edition WHERE slug = :edition)"
SESSIONS = "FROM session WHERE edition_id = (SELECT id FROM edition WHERE slug = :edition)"
REGISTRATIONS = (
    "FROM registration r JOIN edition e ON e.id = r.edition_id JOIN person p ON p.id = r.person_id"
    " WHERE e.slug = :edition"
)
BADGES = (
    "FROM badge b JOIN registration r ON r.id = b.registration_id JOIN edition e ON e.id = r.edition_id"
    " JOIN person p ON p.id = r.person_id WHERE e.slug = :edition AND b.state = 'valid'"
)
RECEIPTS = (
    "FROM receipt c JOIN payment m ON m.id = c.payment_id JOIN purchase_line l ON l.order_id = m.order_id"
    " JOIN registration r ON r.id = l.registration_id JOIN edition e ON e.id = r.edition_id"
    " JOIN person p ON p.id = r.person_id WHERE e.slug = :edition"
)
PAYMENTS = (
    "FROM payment m JOIN purchase o ON o.id = m.order_id JOIN edition e ON e.id = o.edition_id WHERE e.slug = :edition"
)
ABSTRACTS = (
    "FROM abstract a JOIN call c ON c.id = a.call_id JOIN edition e ON e.id = c.edition_id WHERE e.slug = :edition"
)
AUTHORS = (
    "FROM abstract_author w JOIN abstract a ON a.id = w.abstract_id JOIN call c ON c.id = a.call_id"
    " JOIN edition e ON e.id = c.edition_id WHERE e.slug = :edition"
)
WORKPLACES = (
    "FROM council_record r JOIN council c ON c.id = r.council_id JOIN person p ON p.id = r.person_id"
    " WHERE c.slug = 'ordre-segou'"
)
BOOKS = "FROM council_record r JOIN council c ON c.id = r.council_id WHERE c.slug = 'ordre-segou'"
ROLES = (
    "FROM role_held h JOIN series s ON s.council_id = h.council_id JOIN edition e ON e.series_id = s.id"
    " WHERE e.slug = :edition"
)
PARTNERS = "FROM partner p JOIN edition e ON e.id = p.edition_id WHERE e.slug = :edition"
MESSAGES = "FROM message WHERE scope = :edition"
MAILINGS = "FROM mailing m JOIN edition e ON e.id = m.edition_id WHERE e.slug = :edition"
TEMPLATES = (
    "FROM message_template t JOIN series s ON s.council_id = t.council_id JOIN edition e ON e.series_id = s.id"
    " WHERE e.slug = :edition"
)
PRESENTERS = (
    "FROM presentation_author a JOIN presentation t ON t.id = a.presentation_id JOIN edition e ON e.id = t.edition_id"
    " WHERE e.slug = :edition AND a.is_presenter AND t.state = 'programmed'"
)
TALKS = "FROM presentation t JOIN edition e ON e.id = t.edition_id WHERE e.slug = :edition"


def _no(number: int) -> int:
    """Return a number of as many figures that nothing has, so that two answers are equally long."""
    return int("9" * len(str(number)))


def _one(statement: str, *, edition: str = UPCOMING, **values: Any) -> Any:
    given = values | ({"edition": edition} if ":edition" in statement else {})
    found = db.session.execute(text(statement), given).scalar()
    assert found is not None, f"the demonstration holds nothing for: {statement}"
    return found

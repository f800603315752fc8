"""What must hold in the database whatever happened: true of the demonstration, and a breach is named."""

import pytest
from sqlalchemy import text

from core import doctor, files
from core.db import db, transaction

PLANTED = {
    "no job has given up": (
        "UPDATE job SET state = 'failed', error = 'no paper left' WHERE id = (SELECT MIN(id) FROM job)"
    ),
    "each quota counts exactly the living registrations that draw on it": "UPDATE quota SET used = used - 1",
    "each validated payment has one receipt, and no other payment has one": (
        "DELETE FROM receipt WHERE id = (SELECT MAX(id) FROM receipt)"
    ),
    "receipts of an edition are numbered without a gap": (
        "UPDATE receipt SET number = number + 100 WHERE id = (SELECT MAX(id) FROM receipt)"
    ),
    "nothing points at a record that was put together with another": (
        "UPDATE person SET merged_into_id = (SELECT MAX(id) FROM person)"
        " WHERE id = (SELECT MIN(person_id) FROM registration)"
    ),
    "the audit log is as it was written": (
        "INSERT INTO audit_entry (at, actor_name, action, object_kind, object_id, scope, facts, request_id, mac)"
        " SELECT at, 'Nobody', action, object_kind, object_id, scope, facts, request_id, mac"
        " FROM audit_entry WHERE id = (SELECT MIN(id) FROM audit_entry)"
    ),
}
NEEDS_A_FILE = "every file row has its bytes in the store"


def test_the_demonstration_is_healthy(demo_installation, balanzan):
    said = balanzan(demo_installation, "doctor").stdout.splitlines()

    assert len(said) >= 5
    assert [line for line in said if not line.startswith("ok ")] == []


@pytest.mark.parametrize("rule", sorted(PLANTED))
def test_a_planted_breach_is_named_and_only_it(demo_app, rule):
    with demo_app.app_context(), transaction() as session:
        session.execute(text(PLANTED[rule]))

    with demo_app.app_context():
        broken = {name: breaches for name, breaches in doctor.examine().items() if breaches}

    assert list(broken) == [rule]
    assert all(isinstance(breach, str) and breach for breach in broken[rule])


def test_a_file_whose_bytes_are_gone_is_named(demo_app):
    with demo_app.app_context():
        with transaction():
            kept = files.keep(b"paper", "application/pdf")
        kept.path.unlink()

        broken = {name: breaches for name, breaches in doctor.examine().items() if breaches}

    assert broken == {NEEDS_A_FILE: [kept.sha256]}


def test_the_command_says_what_is_broken_and_fails(demo_app, demo_installation, balanzan):
    with demo_app.app_context(), transaction() as session:
        session.execute(text(PLANTED["no job has given up"]))

    said = balanzan(demo_installation, "doctor", expect=1).stdout.splitlines()

    assert said.count("NOT no job has given up") == 1
    assert any("no paper left" in line for line in said)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_invariant_has_a_breach_planted_above(empty_app):
    rules = {invariant.rule for invariant in empty_app.extensions["invariants"]}

    assert rules == {*PLANTED, NEEDS_A_FILE}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_asking_changes_nothing(demo_app, queries):
    with demo_app.app_context(), queries() as count:
        doctor.examine()
        db.session.rollback()

    assert all(statement.startswith("SELECT") for statement in count.statements), str(count)

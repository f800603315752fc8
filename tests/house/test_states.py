"""Every state machine of the house: its whole table, taken step by step on real rows."""

import importlib
import importlib.util

import pytest

import app as application
from core.db import Base
from core.errors import Refused
from core.states import move
from tests.support.sources import PACKAGES

# What may follow what, as the field says it. A table that changes is changed here too, knowingly.
STEPS = {
    "edition": {
        "preparation": "call programme",
        "call": "review programme",
        "review": "call programme",
        "programme": "running",
        "running": "programme closed",
        "closed": "running reported",
        "reported": "archived",
        "archived": "",
    },
    "presentation": {
        "accepted": "programmed withdrawn",
        "programmed": "accepted withdrawn",
        "withdrawn": "",
    },
    "mailing": {
        "draft": "preparing stopped",
        "preparing": "prepared stopped",
        "prepared": "stopped",
        "stopped": "",
    },
    "composition": {
        "waiting": "searching failed dropped",
        "searching": "found failed dropped",
        "found": "taken dropped",
        "failed": "",
        "taken": "",
        "dropped": "",
    },
    "erasure_request": {"waiting": "carried-out refused", "carried-out": "", "refused": ""},
    "deliberation": {"decided": "announced", "announced": ""},
    "prize": {"open": "awarded", "awarded": "open"},
    "abstract": {
        "draft": "submitted withdrawn",
        "submitted": "under-review accepted to-correct refused withdrawn",
        "under-review": "accepted to-correct refused withdrawn",
        "to-correct": "submitted under-review refused withdrawn",
        "accepted": "under-review withdrawn",
        "refused": "under-review accepted",
        "withdrawn": "",
    },
    "register_import": {
        "described": "checking dropped",
        "checking": "checked unreadable",
        "checked": "checking writing dropped",
        "writing": "written checked",
        "written": "",
        "unreadable": "",
        "dropped": "",
    },
    "registration": {"pre-registered": "confirmed cancelled", "confirmed": "cancelled", "cancelled": ""},
    "payment": {"declared": "validated rejected", "validated": "", "rejected": ""},
    "badge": {"valid": "revoked", "revoked": ""},
    "certificate": {"issued": "revoked superseded", "revoked": "", "superseded": ""},
}
assert application.PACKAGES  # every package's tables are loaded with the application


def rows_with_states() -> dict[str, type[Base]]:
    """Return the tables whose rows move from state to state, by name."""
    found = [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "STEPS")]
    return {row.__tablename__: row for row in sorted(found, key=lambda row: row.__tablename__)}


def states_of(row):
    """Return every state a row may have, whether the table of steps knows it or not."""
    return list(row.__table__.columns["state"].type.enum_class)


def test_every_table_of_steps_belongs_to_rows_and_is_drawn_above():
    tables = [
        value
        for package in PACKAGES
        if importlib.util.find_spec(package) and importlib.util.find_spec(f"{package}.states")
        for name, value in vars(importlib.import_module(f"{package}.states")).items()
        if name.endswith("STEPS")
    ]

    assert len({id(table) for table in tables}) == len({id(row.STEPS) for row in rows_with_states().values()})
    assert sorted(rows_with_states()) == sorted(STEPS)


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_table_knows_every_state_and_leads_to_each_of_them(name):
    row = rows_with_states()[name]
    states = states_of(row)
    first = row.__table__.columns["state"].default.arg

    reached, ahead = set(), {first}
    while ahead:
        reached |= ahead
        ahead = {to for present in ahead for to in row.STEPS[present]} - reached

    assert set(row.STEPS) == set(states)
    assert reached == set(states), "a state that nothing leads to is not a state"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_step_is_taken_or_refused_as_drawn(app_context, name):
    row = rows_with_states()[name]
    wrong = []

    for present in states_of(row):
        for to in states_of(row):
            subject = row(state=present)
            ends_in = attempt(subject, to)
            drawn = to.value in STEPS[name][present.value].split()
            if ends_in != (to if drawn else "no-such-step") or subject.state is not (to if drawn else present):
                wrong.append(f"{present} → {to}: {ends_in}, drawn: {drawn}")

    assert wrong == []


def attempt(subject, to):
    """Take a step; return the state it ends in, or the refusal's code."""
    try:
        move(subject, to)
    except Refused as refusal:
        return refusal.code
    return subject.state

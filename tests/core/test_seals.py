"""The seals of the audit log: whatever somebody does to it through the database, verifying says so."""

import random

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core import audit, seals
from core.audit import SYSTEM, AuditEntry
from core.db import Counter, db, transaction
from core.seals import AuditSeal

LINES, SEALS = 5, 3
LINE, SEAL = AuditEntry.__table__, AuditSeal.__table__
TRIGGERS = {LINE: ("audit_entry_changed", "audit_entry_removed"), SEAL: ("audit_seal_changed", "audit_seal_removed")}
OTHERWISE = {
    "at": lambda at: at.replace(year=at.year - 1),
    "actor_id": lambda _who: 4242,
    "object_id": lambda number: number + 1,
    "count": lambda number: number + 1,
    "facts": lambda _facts: {"name": "something else"},
    "changes": lambda _changes: {"state": ["open", "closed"]},
    "seal_id": lambda seal_id: None if seal_id else 1,
    "previous_id": lambda _seal: None,
}


@pytest.fixture
def sealed(app_context):
    """A log of some lines under each of some seals, and two lines that wait for the next."""
    for number in range(SEALS):
        for place in range(LINES):
            something_done(f"counter-{number}-{place}")
        assert seals.seal() == LINES
    something_done("new-1")
    something_done("new-2")


def something_done(name):
    """Do something, of which the log keeps a line."""
    with transaction() as session:
        counter = Counter(name=name, value=1)
        session.add(counter)
        audit.log(counter, "made", by=SYSTEM, name=name)


class Intruder:
    """Somebody who may do anything in the database, and puts everything back when it has been looked at."""

    def __init__(self):
        with db.engine.begin() as connection:
            for table, triggers in TRIGGERS.items():
                for trigger in triggers:
                    on = "" if db.engine.dialect.name == "sqlite" else f" ON {table.name}"
                    connection.execute(text(f"DROP TRIGGER {trigger}{on}"))
            self.before = {
                table: [dict(row) for row in connection.execute(select(table)).mappings()] for table in TRIGGERS
            }

    def leaves(self, lines, made):
        """Leave the log with these lines and seals instead; return what verifying says."""
        self.fill({LINE: lines, SEAL: made})
        found = list(seals.broken())
        db.session.rollback()
        self.fill(self.before)
        return found

    @staticmethod
    def fill(content):
        with db.engine.begin() as connection:
            for table in (LINE, SEAL):
                connection.execute(table.delete())
            for table in (SEAL, LINE):
                if content[table]:
                    connection.execute(insert(table), content[table])

    def tampered(self, chance):
        """Return the log as one act of tampering leaves it, and that act in words."""
        lines, made = ([dict(row) for row in self.before[table]] for table in (LINE, SEAL))
        acts = (edited, removed, exchanged, copied, moved, seal_edited, seal_removed, cut_off)
        act = chance.choice(acts)
        return lines, made, act(chance, lines, made)


def other(row, column):
    """Put something else in a column of a row."""
    otherwise = OTHERWISE.get(column, lambda old: f"{old}x"[-30:])
    row[column] = otherwise(row[column])


def edited(chance, lines, _made):
    row, column = chance.choice(lines), chance.choice([column.name for column in LINE.c if column.name != "id"])
    other(row, column)
    return f"{column} of line {row['id']} changed"


def removed(chance, lines, _made):
    row = chance.choice([line for line in lines if line["seal_id"]])
    lines.remove(row)
    return f"line {row['id']} removed"


def exchanged(chance, lines, _made):
    one, two = chance.sample([line for line in lines if line["seal_id"]], 2)
    one["id"], two["id"] = two["id"], one["id"]
    return f"lines {one['id']} and {two['id']} exchanged"


def copied(chance, lines, _made):
    row = chance.choice(lines)
    lines.append({**row, "id": 1000, "serial": "f" * 32, "seal_id": chance.choice([None, row["seal_id"]])})
    return f"line {row['id']} copied"


def moved(chance, lines, made):
    row = chance.choice(lines)
    row["seal_id"] = chance.choice([one["id"] for one in made if one["id"] != row["seal_id"]])
    return f"line {row['id']} moved under seal {row['seal_id']}"


def seal_edited(chance, _lines, made):
    row, column = chance.choice(made[1:]), chance.choice(["at", "count", "head", "previous_id"])
    other(row, column)
    return f"{column} of seal {row['id']} changed"


def seal_removed(chance, lines, made):
    row = chance.choice(made)
    made.remove(row)
    lines[:] = [line for line in lines if line["seal_id"] != row["id"]]
    for follower in made:
        if follower["previous_id"] == row["id"]:
            follower["previous_id"] = row["previous_id"]
    return f"seal {row['id']} removed with its lines, and the chain closed over it"


def cut_off(chance, lines, made):
    kept = chance.randrange(len(made))
    del made[kept:]
    lines[:] = [line for line in lines if line["seal_id"] in {row["id"] for row in made}]
    return f"everything after seal {kept} cut off"


@pytest.mark.prove
def test_every_tampering_is_noticed(sealed, at_size, figure):
    intruder, chance, unnoticed = Intruder(), random.Random(24), []
    tampers = at_size(small=60, full=1000)
    for _time in range(tampers):
        lines, made, act = intruder.tampered(chance)
        if not intruder.leaves(lines, made):
            unnoticed.append(act)

    figure(f"R-24 {db.engine.dialect.name}: {tampers - len(unnoticed)} of {tampers} tamperings noticed")
    assert unnoticed == []
    assert intruder.leaves(*(intruder.before[table] for table in (LINE, SEAL))) == []


def test_an_untouched_log_verifies(sealed):
    assert list(seals.broken()) == []
    assert seals.unsealed() == 2


def test_sealing_with_nothing_new_makes_no_seal(sealed):
    assert seals.seal() == 2
    assert seals.seal() == 0
    assert db.session.scalars(select(AuditSeal.count).order_by(AuditSeal.id)).all() == [*[LINES] * SEALS, 2]


@pytest.mark.parametrize("table", [LINE, SEAL], ids=lambda table: table.name)
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_keeps_the_log(sealed, table, act):
    statement = update(table).values(at=None) if act == "update" else table.delete()
    with pytest.raises(DBAPIError, match="the audit log is never changed"), db.engine.begin() as connection:
        connection.execute(statement)


def test_lines_made_with_another_key_do_not_hold(sealed, empty_app, monkeypatch):
    monkeypatch.setitem(empty_app.extensions, "audit_key", b"x" * 32)

    assert len(list(seals.broken())) >= SEALS * LINES

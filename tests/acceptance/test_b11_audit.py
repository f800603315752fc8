"""B11: every change by staff is in the audit log, before and after, and the log cannot be changed unnoticed."""

from sqlalchemy import select, text

from core.audit import HIDDEN, UNSAID, AuditEntry, plain
from core.db import Base, db
from people.models import User
from tests.support.processes import balanzan
from tests.support.visitor import Visitor, sign_in
from tests.support.writes import Everybody

TOOLS = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if not mapper.class_.is_audited}
# Changed by counting, in one statement with its condition: the line of what was counted says who did it.
COUNTED = {("quota", "used")}
HIDDEN_COLUMNS = {("user_account", "password_hash")}  # the line says that it changed, and no more
BY_THE_WORKER = {"forgetting"}  # who is meant, the worker looks: known and unknown must cost the same


def rows(app):
    """Return every row that staff may change, by table and number."""
    with app.app_context():
        tables = [table for table in Base.metadata.sorted_tables if table.name not in TOOLS]
        return {
            (table.name, row["id"]): dict(row)
            for table in tables
            for row in db.session.execute(select(table)).mappings()
        }


def changed(before, after):
    """Return each column that is another than before, as (table, number, column, before, after)."""
    return {
        (*key, column): (old, after[key][column])
        for key, row in before.items()
        if key in after
        for column, old in row.items()
        if after[key][column] != old and column not in UNSAID and (key[0], column) not in COUNTED
    }


def lines(app, after):
    """Return the lines written after a number."""
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id)))


def last(app):
    with app.app_context():
        return db.session.scalar(text("SELECT MAX(id) FROM audit_entry"))


def name_of(app, login):
    with app.app_context():
        return next(
            user.actor_name for user in db.session.scalars(select(User)) if user.person.email == f"{login}@demo.example"
        )


def test_b11_every_change_by_staff_is_written_down_with_who_when_before_and_after(demo_app, demo_installation):
    missing = []
    people = Everybody(lambda: Visitor(demo_app))
    for write in people.writes(demo_installation):
        login = next(login for login, browser in people.known.items() if browser is write.visitor)
        before, newest = rows(demo_app), last(demo_app)
        write.send()
        written = lines(demo_app, newest)
        if not written and write.name not in BY_THE_WORKER:
            missing.append(f"{write.name}: nothing is written down")
        if "stranger" not in login and {line.actor_name for line in written} != {name_of(demo_app, login)}:
            missing.append(f"{write.name}: by {[line.actor_name for line in written]}, not {login}")
        said = {
            (line.object_kind, line.object_id, column): tuple(change)
            for line in written
            for column, change in (line.changes or {}).items()
        }
        for where, (old, new) in changed(before, rows(demo_app)).items():
            hidden = (where[0], where[2]) in HIDDEN_COLUMNS
            if said.get(where) != ((HIDDEN, HIDDEN) if hidden else (plain(old), plain(new))):
                missing.append(f"{write.name}: {where} {old!r} → {new!r}, written down {said.get(where)}")

    assert missing == []


def test_b11_the_command_tells_an_untouched_log_from_one_that_was_edited(demo_app, demo_installation):
    assert "NOT" not in balanzan(demo_installation, "audit", "seal", expect=0).stdout
    assert balanzan(demo_installation, "audit", "verify", expect=0).stdout.startswith("ok  the audit log is")
    with demo_app.app_context(), db.engine.begin() as connection:
        on = "" if db.engine.dialect.name == "sqlite" else " ON audit_entry"
        connection.execute(text(f"DROP TRIGGER audit_entry_changed{on}"))
        connection.execute(text("UPDATE audit_entry SET actor_name = 'Nobody' WHERE id = 7"))

    said = balanzan(demo_installation, "audit", "verify", expect=1).stdout

    assert said == "NOT line 7 was changed or added\n"


def test_b11_a_secretary_reads_in_french_who_changed_what_from_what_to_what(demo_app):
    edition = "/e/js-segou-8/committee"
    chair, secretary = Visitor(demo_app), Visitor(demo_app)
    sign_in(chair, "chaire@demo.example", "balanzan")
    sign_in(secretary, "secretariat@demo.example", "balanzan")
    chair.get(f"{edition}/abstracts/R-005")
    chair.submit("form[action$=decision]", outcome="to-correct", comment="Précisez la période.")

    read = secretary.get(f"{edition}/abstracts/R-005").texts(".history > li")[0]
    journal = secretary.get(f"{edition}/history?who={name_of(demo_app, 'chaire').split()[-1]}&kind=abstract")

    assert "Décision : Demander des corrections" in read
    assert "État : avant : En évaluation → après : À corriger" in read
    assert name_of(demo_app, "chaire") in read
    assert [line for line in journal.texts(".history > li") if "Résumé R-005" in line and "À corriger" in line]


def test_b11_who_may_not_see_names_reads_no_history(demo_app):
    edition = "/e/js-segou-8/committee"
    for login, addresses in {
        "evaluateur": (f"{edition}/history", f"{edition}/history/abstract/1"),
        "tresor": (f"{edition}/history", f"{edition}/history/abstract/1"),
        "accueil": (f"{edition}/history", f"{edition}/history/registration/1"),
    }.items():
        visitor = Visitor(demo_app)
        sign_in(visitor, f"{login}@demo.example", "balanzan")
        for address in addresses:
            visitor.get(address, expect=404)

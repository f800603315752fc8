"""The schema's history: one line of migrations, both ways, on both databases, ending in what the models say."""

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, func, inspect, select

from core.db import Base, db
from tests.support.installation import ROOT
from tests.support.sources import PACKAGES, imported

FOLDER = ROOT / "migrations"
FILES = sorted((FOLDER / "versions").glob("*.py"))
NAME = re.compile(r"^\d{8}_\d{4}_[0-9a-f]{12}_[a-z0-9_]+\.py$")


def schema_of_the_database() -> dict[str, object]:
    """Return tables, columns, indexes and constraints as they are."""
    look = inspect(db.engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
            "indexes": sorted(
                (str(i["name"]), tuple(i["column_names"]), bool(i["unique"])) for i in look.get_indexes(table)
            ),
            "unique": sorted((str(u["name"]), tuple(u["column_names"])) for u in look.get_unique_constraints(table)),
            "foreign": sorted((str(f["name"]), f["referred_table"]) for f in look.get_foreign_keys(table)),
            "checks": sorted(str(c["name"]) for c in look.get_check_constraints(table)),
        }
        for table in sorted(look.get_table_names())
        if table != "alembic_version"
    }


def count_of_rows():
    """Return how many rows each table has."""
    counted = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return counted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_migration_is_named_by_its_date_and_stands_alone(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {name for name in imported(tree) if name.split(".")[0] in (*PACKAGES, "app", "config", "tests")}

    revision = next(
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "revision"
    )
    assert ours == set(), "in a year the code will be another, and the migration must still run"
    assert NAME.match(path.name)
    assert revision in path.name
    assert "pass" not in body_of(tree, "downgrade"), "every migration leads back"


def body_of(tree: ast.Module, function: str) -> list[str]:
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    return [
        ast.unparse(node)
        for node in found.body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def test_the_history_is_one_line():
    scripts = ScriptDirectory(str(FOLDER))

    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert len(list(scripts.walk_revisions())) == len(FILES)


def test_migrations_go_up_down_and_up_again_to_the_same_schema(new_installation, make_app):
    app = make_app(new_installation)

    with app.app_context():
        upgrade()
        first = schema_of_the_database()
        downgrade(revision="base")
        between = schema_of_the_database()
        upgrade()
        second = schema_of_the_database()

    assert first
    assert between == {}
    assert second == first


def test_the_migrated_schema_is_what_the_models_say(empty_app):
    with empty_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "render_as_batch": True}
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_migrated_schema_has_the_constraints_of_the_models(empty_app):
    """Alembic compares no CHECK: a rule written in a model only would protect nothing."""
    with empty_app.app_context():
        migrated = schema_of_the_database()

    wrong = {}
    for table in Base.metadata.sorted_tables:
        said = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        if said != set(migrated[table.name]["checks"]):
            wrong[table.name] = said ^ set(migrated[table.name]["checks"])
    assert wrong == {}


def test_each_step_back_and_forth_keeps_the_demonstrations_rows(demo_app):
    """Each later migration must lead back and forth over real rows; only a table it brought may go with its own."""
    scripts = list(ScriptDirectory(str(FOLDER)).walk_revisions())
    with demo_app.app_context():
        before = count_of_rows()
        for script in scripts[:-1]:
            db.session.remove()
            downgrade(revision=str(script.down_revision))
        db.session.remove()
        first = set(inspect(db.engine).get_table_names())
        upgrade()
        after = count_of_rows()

    assert sum(before.values()) > 5000
    assert {table: after[table] for table in first & set(after)} == {
        table: before[table] for table in first & set(before)
    }


def test_a_database_that_is_migrated_already_is_left_alone(demo_app):
    with demo_app.app_context():
        before = schema_of_the_database()
        upgrade()

        assert schema_of_the_database() == before


def test_the_migration_folder_holds_nothing_else():
    extra = [
        path.name for path in Path(FOLDER / "versions").iterdir() if path.suffix != ".py" and path.name != "__pycache__"
    ]

    assert extra == []

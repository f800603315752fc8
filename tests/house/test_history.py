"""Everything the audit log holds can be said: a sentence for each thing that is done, a label for each field."""

import ast

import pytest

import app
from core.audit import CHANGED, UNSAID
from core.db import Base
from core.history import Vocabulary
from tests.support.sources import calls, modules

TOOLS = ("id", *UNSAID)


@pytest.fixture(scope="module")
def words():
    """All that the packages say of their rows."""
    whole = Vocabulary()
    for each in app.VOCABULARIES:
        whole = each.over(whole)
    return whole


def actions():
    """Return every action that code writes into the log, with the module that does."""
    return sorted(
        {
            (name, text.value)
            for name, tree in modules().items()
            for name_of_call in ("log", "log_each", "log_new")
            for call in calls(tree, name_of_call)
            if ast.unparse(call.func) == f"audit.{name_of_call}"
            for text in ast.walk(call.args[1])
            if isinstance(text, ast.Constant)
        }
    )


@pytest.mark.parametrize(("module", "action"), actions())
def test_what_is_done_has_a_sentence(words, module, action):
    assert action == CHANGED or action in {known for _kind, known in words.deeds}


def test_no_sentence_is_kept_for_what_is_never_done(words):
    done = {action for _module, action in actions()}

    assert [deed for deed in words.deeds if deed[1] not in done] == []


def test_every_row_that_is_audited_and_each_of_its_fields_has_words(words):
    rows = [mapper.class_ for mapper in Base.registry.mappers if mapper.class_.is_audited]
    missing = [row.__tablename__ for row in rows if row.__tablename__ not in words.kinds] + [
        f"{row.__tablename__}.{column.name}"
        for row in rows
        for column in row.__table__.columns
        if column.name not in TOOLS
        and column.name not in words.fields
        and f"{row.__tablename__}.{column.name}" not in words.fields
    ]

    assert missing == []


def test_no_label_is_kept_for_a_field_that_is_not_there(words):
    there = {column.name for table in Base.metadata.sorted_tables for column in table.columns} | {
        f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns
    }

    assert [name for name in words.fields if name not in there and name.count(".") < 2] == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_all_that_was_done_in_the_demonstration_can_be_said(words, demo_app):
    from core.audit import AuditEntry  # noqa: PLC0415 - beside the session it asks
    from core.db import db  # noqa: PLC0415

    with demo_app.app_context():
        done = {tuple(row) for row in db.session.query(AuditEntry.object_kind, AuditEntry.action).distinct()}

    assert sorted(deed for deed in done if deed not in words.deeds and deed[1] != CHANGED) == []

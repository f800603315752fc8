"""The history of things in words: what is shown before and after, how rows are called, what stays unsaid."""

from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from core import audit, history
from core.audit import AuditEntry
from core.db import db, transaction
from tests.factories.conference import EditionFactory
from tests.factories.people import PersonFactory, StructureFactory

WHEN = datetime(2024, 6, 28, 12, tzinfo=UTC)
BAMAKO = "Africa/Bamako"


class Secretary:
    actor_id = 7
    actor_name = "Mme Oumou Sidibé"


@pytest.fixture
def in_english(app_context):
    """Say everything in the language of the code."""
    with force_locale("en"):
        yield


def entry(kind, action, *, changes=None, facts=None, number=1):
    return AuditEntry(
        at=WHEN,
        actor_name="Mme Oumou Sidibé",
        action=action,
        object_kind=kind,
        object_id=number,
        facts=facts or {},
        changes=changes or {},
    )


def said(kind, action="changed", **more):
    (line,) = history.lines_of([entry(kind, action, **more)], BAMAKO)
    return line


def told(line):
    return [(change.label, change.before, change.after) for change in line.changes]


def test_values_are_said_in_words(in_english):
    line = said(
        "edition",
        changes={
            "state": ["call", "review"],
            "starts_on": ["2024-06-28", "2024-06-29"],
            "demonstration": [False, True],
            "modules": [["call"], ["call", "programme"]],
            "theme": ["", "The kidney"],
        },
    )

    assert told(line) == [
        ("Phase", "Call for communications", "Review"),
        ("First day", "Friday 28 June 2024", "Saturday 29 June 2024"),
        ("Demonstration", "no", "yes"),
        ("Modules", "Call for communications", "Call for communications, Programme"),
        ("Theme", "", "The kidney"),
    ]


def test_moments_are_told_by_the_clocks_of_the_place(in_english):
    (line,) = history.lines_of(
        [entry("call", "changed", changes={"closes_at": [None, "2024-05-15T23:30:00+00:00"]})], "Africa/Niamey"
    )

    assert told(line)[0][2].startswith("16 May 2024, 00:30")


def test_a_row_that_another_points_at_is_named(in_english):
    here, there = StructureFactory(name="Hôpital du Mali"), StructureFactory(name="CSRéf de Markala")

    line = said("person", "edited", changes={"structure_id": [here.id, there.id], "specialty_id": [987, None]})

    assert told(line) == [("Structure", "Hôpital du Mali", "CSRéf de Markala"), ("Specialty", "no. 987", "")]


def test_a_text_of_several_parts_is_told_by_its_parts_and_long_ones_are_folded(in_english):
    text = "Forty-two patients were operated on in six years. " * 4

    line = said(
        "abstract", "saved", changes={"sections": [{"results": "", "methods": "M"}, {"results": text, "methods": "M"}]}
    )

    assert [(change.label, change.is_long) for change in line.changes] == [("Text · Results", True)]


def test_what_must_not_be_read_is_named_and_stays_unsaid(in_english):
    (change,) = said("user_account", "password changed", changes={"password_hash": ["•", "•"]}).changes

    assert (change.label, change.before, change.after, change.is_kept_back) == ("Password", "", "", True)


def test_the_facts_of_a_line_are_in_its_sentence_in_words(in_english):
    assert (
        said("payment", "validated", facts={"receipt": 7, "amount": 30000}).deed
        == "Received: XOF\xa030,000, receipt no. 7"
    )
    assert said("abstract", "decided", facts={"outcome": "oral"}).deed == "Decision: Accept as an oral communication"
    assert said("role_held", "given", facts={"user": "Dr Bah", "role": "desk"}).deed == "Role given to Dr Bah: desk"


def test_a_fact_that_an_older_line_lacks_is_left_open(in_english):
    assert said("role_held", "ended", facts={"role": "desk"}).deed == "Role taken back from …: desk"


def test_what_nobody_has_words_for_is_shown_as_it_is_called(in_english):
    line = said("some_thing", "100% turned-round", changes={"some_column": ["a", "b"]})

    assert (line.kind, line.deed) == ("Some thing", "100% turned round")
    assert told(line) == [("Some column", "a", "b")]


def test_the_history_of_something_is_what_was_done_to_its_rows_the_newest_first(in_english):
    person, other = PersonFactory(), PersonFactory()
    for action in ("introduced", "turned round"):
        with transaction():
            audit.log(person, action, by=Secretary())
            audit.log(other, action, by=Secretary())

    found = history.history_of(person, None, time_zone=BAMAKO)

    assert [line.deed for line in found.lines] == [
        "Turned round",
        "Introduced by a submission, a registration or a role",
    ]
    assert (found.lines[0].who, found.total, found.earlier) == ("Mme Oumou Sidibé", 2, 0)


def test_a_long_history_is_cut_and_says_how_much_is_older(in_english):
    person = PersonFactory()
    with transaction():
        for _number in range(history.MOST_LINES + 3):
            audit.log(person, "introduced", by=Secretary())

    found = history.history_of(person, time_zone=BAMAKO)

    assert (len(found.lines), found.earlier) == (history.MOST_LINES, 3)


@pytest.mark.parametrize("number", [1, 5])
def test_lines_are_put_into_words_with_one_query_for_each_table(in_english, queries, number):
    people = [PersonFactory(structure=StructureFactory()) for _each in range(number)]
    edition = EditionFactory()
    entries = [
        entry("person", "edited", number=person.id, changes={"structure_id": [None, person.structure_id]})
        for person in people
    ] + [entry("edition", "accent-set", number=edition.id, facts={"new": "#96500f"})]
    db.session.expunge_all()

    with queries() as asked:
        lines = history.lines_of(entries, BAMAKO)

    assert [line.name for line in lines[:number]] == [person.name for person in people]
    assert asked.total == 3, asked


def test_a_day_is_that_of_the_place(in_english):
    person = PersonFactory()
    with transaction():
        audit.log(person, "introduced", by=Secretary())
    today = datetime.now(UTC).date()

    count = db.session.query(AuditEntry).where(history.on_day(today, "UTC")).count()

    assert (count, db.session.query(AuditEntry).where(history.on_day(date(2001, 1, 1), "UTC")).count()) == (1, 0)

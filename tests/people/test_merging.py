"""Two records of one person put together and taken apart: everything follows, and every row returns."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from abstracts.models import Abstract
from core import clock
from core.audit import SYSTEM
from core.db import Base, again_on_conflict, db, transaction
from core.errors import Refused
from people.models import Merge, Person, Post, RegisterState, User
from people.queries.duplicates import references
from people.queries.people import people_of
from people.recognition import person_of_link, personal_link
from people.services import careers, merging, persons, records
from people.services.careers import Position
from people.services.persons import Introduction
from registration.models import Registration, SeatState
from registration.services import seats
from tests.factories.abstracts import AbstractFactory, AssignmentFactory
from tests.factories.conference import CommitteeFactory, EditionFactory, ParticipationFactory, PresentationFactory
from tests.factories.people import CouncilFactory, PersonFactory, UserFactory
from tests.factories.registration import (
    CategoryFactory,
    CertificateFactory,
    OrderFactory,
    PaymentFactory,
    RegistrationFactory,
)

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
SINCE_KEPT = {"audit_entry", "audit_seal", "person_merge"}  # these only grow
COUNTING = {"version"}


def everything():
    """Return every row of the database but the log and the merges, without what only counts changes."""
    db.session.rollback()
    return {
        (table.name, frozenset((name, str(value)) for name, value in row.items() if says_something(table, name)))
        for table in Base.metadata.sorted_tables
        if table.name not in SINCE_KEPT
        for row in db.session.execute(select(table)).mappings()
    }


def says_something(table, name):
    """Tell whether a column says something of its own: a word may be written again under another number."""
    return name not in COUNTING and (table.name, name) != ("person_word", "id")


def both_in_the_books(council, **facts):
    """Return two records of one Awa, the second of whom was typed with a slip."""
    with transaction():
        kept = PersonFactory(given_names="Awa", family_name="Diarra", phone="+22376000001", **facts)
        gone = PersonFactory(given_names="Awwa", family_name="Diarra", email="awa@courriel.example", phone="")
        for person in (kept, gone):
            records.join(person, council, by=SYSTEM)
    return kept, gone


def merged(kept, gone, council, *chosen):
    """Put two records together."""
    with transaction():
        return merging.merge(kept, gone, chosen, council=council, by=SYSTEM)


def test_everything_somebody_did_follows_and_undoing_returns_every_row(app_context):
    edition = EditionFactory()
    council = edition.council
    kept, gone = both_in_the_books(council)
    link = personal_link(gone)
    with transaction():
        abstract = AbstractFactory(presenter=gone)
        RegistrationFactory(edition=edition, person=gone)
        CertificateFactory(person=gone)
        AssignmentFactory(reviewer=gone)
        account = UserFactory(person=gone)
        careers.hold(gone, Position(function="Chef de service"), by=SYSTEM)
        records.join(gone, CouncilFactory(), by=SYSTEM)
        for person in (kept, gone):
            ParticipationFactory(edition=edition, person=person)
            CommitteeFactory(edition=edition, people=[person])
        records.record_of(gone, council).state = RegisterState.VERIFIED
    before = everything()

    done = merged(kept, gone, council, "email")

    assert still_pointing_at(gone) == []
    assert db.session.get(Abstract, abstract.id).submitter_id == kept.id
    assert db.session.get(User, account.id).person_id == kept.id
    assert db.session.scalars(select(Post.person_id)).all() == [kept.id]
    assert (kept.given_names, kept.email, kept.phone) == ("Awa", "awa@courriel.example", "+22376000001")
    assert records.record_of(kept, council).state is RegisterState.VERIFIED
    assert [row["table"] for row in done.dropped] == ["council_record", "participation"]
    assert (gone.merged_into_id, found(council, "awwa"), found(council, "awa")) == (kept.id, [], [kept.id])
    assert persons.meet(Introduction("Awwa", "Diarra", email="awa@courriel.example")) == kept
    db.session.rollback()
    assert person_of_link(link.rsplit("/", maxsplit=1)[-1]) == kept

    with transaction():
        merging.undo(done, by=SYSTEM)

    assert everything() == before
    assert found(council, "awwa") == [gone.id]


def still_pointing_at(person):
    """Return which columns that should follow still point at a person."""
    return [
        f"{column.table.name}.{column.name}"
        for column in references()
        if db.session.scalar(select(column.table.c.id).where(column == person.id).limit(1))
    ]


def found(council, query):
    """Return who is found in a council's books."""
    return [record.person_id for record in db.session.scalars(people_of(council, query)).unique()]


@SQLITE_ONLY
def test_what_was_changed_since_stays_when_a_merge_is_undone(app_context):
    council = CouncilFactory()
    kept, gone = both_in_the_books(council)
    done = merged(kept, gone, council, "email", "given_names")
    with transaction():
        kept.email = "corrected@courriel.example"

    with transaction():
        merging.undo(done, by=SYSTEM)

    assert (kept.given_names, kept.email) == ("Awa", "corrected@courriel.example")
    assert (gone.given_names, gone.email, gone.merged_into_id) == ("Awwa", "awa@courriel.example", None)


# ── What must not be merged ─────────────────────────────────────────────────────────────────────────────────────────


def two_accounts(kept, gone, _edition):
    UserFactory(person=kept)
    UserFactory(person=gone)


def two_numbers(kept, gone, _edition):
    kept.order_number, gone.order_number = "0042", "0043"


def two_seats(kept, gone, edition):
    RegistrationFactory(edition=edition, person=kept)
    RegistrationFactory(edition=edition, person=gone)


def two_payments(kept, gone, edition):
    for person in (kept, gone):
        seat = RegistrationFactory(edition=edition, person=person, state=SeatState.CANCELLED)
        PaymentFactory(order=OrderFactory(registrations=[seat]), state="validated")


def two_certificates(kept, gone, edition):
    CertificateFactory(edition=edition, person=kept)
    CertificateFactory(edition=edition, person=gone)


def one_abstract(kept, gone, _edition):
    AbstractFactory(presenter=kept, others=[gone])


def one_reads_the_other(kept, gone, _edition):
    AssignmentFactory(abstract=AbstractFactory(presenter=kept), reviewer=gone)


def both_read_one(kept, gone, _edition):
    abstract = AbstractFactory()
    AssignmentFactory(abstract=abstract, reviewer=kept)
    AssignmentFactory(abstract=abstract, reviewer=gone)


def one_talk(kept, gone, _edition):
    PresentationFactory(presenter=kept, others=[gone])


REFUSALS = {
    two_accounts: "Both have an account: one of them must be closed first.",
    two_numbers: "They have different Order numbers: 0042, 0043.",
    two_seats: "Both are registered for ",
    two_payments: "Both have paid for ",
    two_certificates: "Both have a certificate of ",
    one_abstract: "They sign one abstract together: A-",
    one_reads_the_other: "One of them reads an abstract of the other: A-",
    both_read_one: "Both read the same abstract: A-",
    one_talk: "They sign one presentation together: T-",
}


@SQLITE_ONLY
def test_records_that_must_not_become_one_are_refused_in_a_sentence_and_nothing_changes(app_context):
    edition = EditionFactory()
    said = {}
    for reason in REFUSALS:
        kept, gone = both_in_the_books(edition.council)
        with transaction():
            reason(kept, gone, edition)
        before = everything()
        with force_locale("en"), pytest.raises(Refused) as refusal:
            merged(kept, gone, edition.council)
        assert everything() == before
        said[reason] = refusal.value.message.replace("\u00a0:", ":")

    assert {reason: said[reason][: len(sentence)] for reason, sentence in REFUSALS.items()} == REFUSALS


@SQLITE_ONLY
def test_a_cancelled_seat_beside_a_living_one_is_no_objection(app_context):
    edition = EditionFactory()
    kept, gone = both_in_the_books(edition.council)
    with transaction():
        RegistrationFactory(edition=edition, person=kept, state=SeatState.CANCELLED)
        living = RegistrationFactory(edition=edition, person=gone)

    merged(kept, gone, edition.council)

    assert db.session.get(Registration, living.id).person_id == kept.id


@SQLITE_ONLY
def test_a_merge_is_undone_once_within_thirty_days_and_the_last_one_first(app_context):
    council = CouncilFactory()
    kept, gone = both_in_the_books(council)
    third = PersonFactory(given_names="Hawa", family_name="Diarra")
    first = merged(kept, gone, council)
    second = merged(third, kept, council)

    assert refusal_of(first) == "merged"
    with clock.stopped(clock.now() + timedelta(days=31)):
        assert refusal_of(second) == "too-late"
    assert [refusal_of(second), refusal_of(second), refusal_of(first)] == ["", "undone", ""]


def refusal_of(done):
    """Undo a merge; return why not, if it is refused."""
    try:
        with transaction():
            merging.undo(done, by=SYSTEM)
    except Refused as refusal:
        return refusal.code
    return ""


@SQLITE_ONLY
def test_a_pair_told_apart_is_remembered_once(app_context):
    council = CouncilFactory()
    kept, gone = both_in_the_books(council)

    with transaction():
        first = merging.tell_apart(kept, gone, council=council, by=SYSTEM)
        again = merging.tell_apart(gone, kept, council=council, by=SYSTEM)

    assert again is first


# ── At once ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_merges_at_once_one_is_made(installation, make_app):
    apps = [make_app(installation) for _one in range(2)]
    with apps[0].app_context():
        council = CouncilFactory()
        kept, gone = both_in_the_books(council)
        pair, number = (kept.id, gone.id), council.id
        db.session.rollback()
    start = threading.Barrier(2)

    def merge(turn):
        with apps[turn].app_context():
            start.wait(30)
            try:
                again_on_conflict(lambda: merge_by_number(pair[turn], pair[1 - turn], number))
            except Refused as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(merge, range(2))) == ["done", "merged"]
    with apps[0].app_context():
        assert len(db.session.scalars(select(Merge)).all()) == 1
        assert len(db.session.scalars(select(Person).where(Person.merged_into_id.is_(None))).all()) == 1


def merge_by_number(kept, gone, council):
    """Put two records together, each looked up in the transaction."""
    with transaction():
        kind = CouncilFactory._meta.model
        people = [db.session.get_one(Person, number) for number in (kept, gone)]
        merging.merge(*people, (), council=db.session.get_one(kind, council), by=SYSTEM)


@POSTGRESQL_ONLY
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "the control"])
def test_nobody_registers_under_a_record_that_goes_meanwhile(installation, make_app, monkeypatch, guarded):
    """A registration recognises somebody, then a merge takes that record away, then the registration goes on.

    On SQLite the two wait for each other by themselves: there is one writer.
    """
    if not guarded:
        monkeypatch.setattr(records, "refuse_merged", lambda _person: None)
    apps = [make_app(installation) for _one in range(2)]
    with apps[0].app_context():
        edition = EditionFactory()
        category = CategoryFactory(edition=edition).id
        kept, gone = both_in_the_books(edition.council)
        numbers = (kept.id, gone.id, edition.council.id, edition.id)
        db.session.rollback()
    recognised, merged_now = threading.Event(), threading.Event()

    def register():
        with apps[0].app_context():
            try:
                with transaction():
                    person = persons.meet(Introduction("Awwa", "Diarra", email="awa@courriel.example"))
                    recognised.set()
                    merged_now.wait(30)
                    seats.register(
                        db.session.get_one(type(edition), numbers[3]),
                        person,
                        db.session.get_one(CategoryFactory._meta.model, category),
                        by=SYSTEM,
                    )
            except Refused as refusal:
                return refusal.code
            return "registered"

    with ThreadPoolExecutor(1) as desk:
        answer = desk.submit(register)
        recognised.wait(30)
        with apps[1].app_context():
            merge_by_number(*numbers[:3])
        merged_now.set()
        said = answer.result(60)
    with apps[0].app_context():
        under = db.session.scalars(select(Registration.person_id)).all()
    assert (said, under) == (("merged", []) if guarded else ("registered", [numbers[1]]))

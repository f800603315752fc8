"""The pages of a council's people: finding, adding, correcting, functions with their days, files for spreadsheets."""

from datetime import date

import pytest
from sqlalchemy import func, select

from core.audit import SYSTEM
from core.db import db, transaction
from core.sheets import harmless
from people.models import Person, Post, Role
from people.services import records
from people.services.persons import Introduction, meet
from tests.factories.people import CouncilFactory, PersonFactory, RoleHeldFactory, StructureFactory, UserFactory
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PASSWORD = "ségou-2026-kaolack"
PEOPLE = "/council/segou/people"


@pytest.fixture
def council(app_context):
    """A council of Mali."""
    return CouncilFactory(slug="segou", country="ML")


@pytest.fixture
def secretary(empty_app, council):
    """Its secretary general, signed in."""
    return holder(empty_app, council, Role.SECRETARY_GENERAL)


def holder(app, council, role):
    """Return somebody who holds a role over a council, signed in."""
    person = PersonFactory(given_names="Yacouba", family_name="Traoré", email=f"{role}@example.org")
    RoleHeldFactory(user=UserFactory(person=person, password=PASSWORD), role=role, council=council)
    visitor = Visitor(app)
    sign_in(visitor, f"{role}@example.org", PASSWORD)
    return visitor


def known(council, **facts):
    """Return somebody in a council's books."""
    with transaction():
        person = PersonFactory(**facts)
        records.join(person, council, by=SYSTEM)
    return person


@SQLITE_ONLY
def test_a_council_sees_the_people_in_its_books_only(council, secretary):
    awa = known(council, given_names="Awa", family_name="Diarra")
    stranger = known(CouncilFactory(), given_names="Awa", family_name="Diarra")

    assert secretary.get(f"{PEOPLE}?q=diarra").texts("tbody a") == ["DIARRA Awa"]
    secretary.get(f"{PEOPLE}/{awa.id}")
    secretary.get(f"{PEOPLE}/{stranger.id}", expect=404)
    secretary.get(f"{PEOPLE}/{stranger.id}/edit", expect=404)
    secretary.get(f"/council/segou/duplicates/{awa.id}/{stranger.id}", expect=404)


@SQLITE_ONLY
def test_the_president_reads_and_does_not_write(empty_app, council):
    awa = known(council)
    president = holder(empty_app, council, Role.PRESIDENT)

    assert president.get(f"{PEOPLE}/{awa.id}").all("main form") == []
    assert president.get(PEOPLE).all("main a.button") == []
    for address in (f"{PEOPLE}/new", f"{PEOPLE}/{awa.id}/edit", f"{PEOPLE}.csv", "/council/segou/duplicates"):
        president.get(address, expect=404)


def test_somebody_added_twice_is_entered_once_with_their_phone_as_it_is_called(council, secretary):
    secretary.get(f"{PEOPLE}/new?lang=en")
    said = {"given_names": "Awa", "family_name": "Koné", "phone": "76 40 00 02", "structure": "CSRéf de Bla"}
    secretary.submit("form#person", **said)
    first = secretary.page.url
    secretary.get(f"{PEOPLE}/new?lang=en")
    page = secretary.submit("form#person", expect=409, **said)

    assert "Somebody very much like them is in the books." in page.text
    assert page.texts(".notice li") == ["Awa Koné, CSRéf de Bla"]
    secretary.submit("form#person", confirmed=True)
    people = db.session.scalars(select(Person).where(Person.family_name == "Koné").order_by(Person.id)).all()
    assert [person.phone for person in people] == ["+22376400002"] * 2
    assert first != secretary.page.url


@SQLITE_ONLY
def test_a_phone_nobody_can_call_is_refused_and_nothing_typed_is_lost(secretary):
    secretary.get(f"{PEOPLE}/new?lang=en")

    page = secretary.submit("form#person", given_names="Awa", family_name="Koné", phone="12")

    assert page.texts(".field-error") == ["Error: This is not a phone number we know how to call."]
    assert page.one("[name=given_names]").get("value") == "Awa"


def test_two_who_correct_one_record_are_shown_both_texts(empty_app, council, secretary):
    awa = known(council, given_names="Awa", family_name="Diarra", email="")
    admin = holder(empty_app, council, Role.ADMINISTRATOR)
    secretary.get(f"{PEOPLE}/{awa.id}/edit?lang=en")
    admin.get(f"{PEOPLE}/{awa.id}/edit?lang=en")

    secretary.submit("form#person", email="awa@example.org")
    page = admin.submit("form#person", email="hawa@example.org", expect=409)

    assert page.texts("fieldset.conflict .pre") == ["hawa@example.org", "awa@example.org"]
    history = secretary.get(f"{PEOPLE}/{awa.id}?lang=en").texts(".history li")
    assert "awa@example.org" in history[0]


def test_functions_and_titles_follow_one_another_and_the_present_one_is_shown(council, secretary):
    awa = known(
        council,
        given_names="Awa",
        family_name="Diarra",
        title="Dr",
        function="Médecin",
        structure=StructureFactory(name="CSRéf de Bla"),
    )
    page = f"{PEOPLE}/{awa.id}?lang=en"
    secretary.get(page)
    secretary.submit(
        "main details form",
        function="Cheffe de service",
        title="Pr",
        structure="Hôpital Fomba (HNF)",
        since="2024-03-01",
    )
    secretary.submit("main details form", function="Interne", since="2001-01-01", until="2003-12-31")

    shown = secretary.get(page)
    assert shown.texts("h1") == ["Pr Awa Diarra"]
    assert shown.texts(".page-head .muted") == ["Cheffe de service · Hôpital Fomba"]
    assert shown.texts(".posts b")[:3] == ["Pr · Cheffe de service", "Dr · Médecin", "Interne"]
    assert shown.texts(".posts .meta")[:2] == ["since 1 March 2024", "until 1 March 2024"]
    db.session.rollback()
    assert [(post.function, post.until) for post in db.session.scalars(select(Post).order_by(Post.id))] == [
        ("Médecin", date(2024, 3, 1)),
        ("Cheffe de service", None),
        ("Interne", date(2003, 12, 31)),
    ]
    page = secretary.submit("main details form", function="X", since="2024-01-02", until="2024-01-01", expect=409)
    assert "The last day comes before the first." in page.text


@SQLITE_ONLY
def test_a_list_and_a_search_cost_the_same_number_of_queries_however_many_people(council, secretary, queries):
    counts = []
    for _round in range(2):
        known(council, given_names="Awa", family_name="Diarra", structure=StructureFactory())
        with queries() as count:
            secretary.get(f"{PEOPLE}?q=diarra awa")
        counts.append(count.total)

    assert counts == [10, 10]


@SQLITE_ONLY
def test_meeting_never_merges_by_itself(council):
    one = known(council, given_names="Awa", family_name="Diarra", phone="+22376000001")
    known(council, given_names="Awa", family_name="Diarra", email="awa@example.org")
    with transaction():
        met = meet(Introduction("Awa", "Diarra", phone="+22376000001", email="awa@example.org"))

    assert met is one
    assert db.session.scalar(select(func.count()).where(Person.merged_into_id.is_not(None))) == 0


@pytest.mark.parametrize(
    ("cell", "safe"), [("=1+1", "'=1+1"), ("+223", "'+223"), ("-", "'-"), ("@x", "'@x"), ("a=b", "a=b")]
)
def test_no_cell_is_taken_for_a_formula(cell, safe):
    assert harmless(cell) == safe

"""The list of structures: corrected, two of one put together so that everything follows, and taken apart again."""

import pytest
from sqlalchemy import select

from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from people.models import Person, Post, Structure
from people.queries.people import people_of
from people.queries.structures import proposals, structures_in
from people.services import persons, structures
from people.services.records import join
from people.services.structures import Described
from people.structure_likeness import Entry, are_alike
from tests.factories.conference import EditionFactory, PartnerFactory
from tests.factories.people import CouncilFactory, PersonFactory, StructureFactory
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
HERE = "/council/ordre-segou/structures"
ENGLISH = f"{HERE}?lang=en"
HOSPITAL = "Hôpital Nianankoro Fomba de Ségou"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Hôpital Nianankoro Fomba", "", ""), ("hopital Nianankoro FOMBA", "", "Ségou"), True),
        (("Hôpital Nianankoro Fomba", "", ""), ("Hôpital Nianankoro Fomba de Ségou", "HNF", "Ségou"), True),
        (("CSRéf Niono", "", ""), ("Centre de santé de référence de Niono", "", "Niono"), True),
        (("HNF", "", ""), ("Hôpital Nianankoro Fomba", "HNF", ""), True),
        (("Hôpital Nianankoro Fonba", "", ""), ("Hôpital Nianankoro Fomba", "", ""), True),
        (("CSRéf Niono", "", ""), ("CSRéf Markala", "", ""), False),
        (("Hôpital régional", "", "Kayes"), ("Hôpital régional", "", "Gao"), False),
        (("Hôpital", "", ""), ("Hôpital de Gao", "", ""), False),
        (("Cabinet Awa", "", ""), ("Cabinet Ami", "", ""), False),
    ],
)
def test_two_entries_look_alike_by_folded_words(one, other, expected):
    assert are_alike(Entry(1, *one), Entry(2, *other)) is expected
    assert are_alike(Entry(2, *other), Entry(1, *one)) is expected


@pytest.fixture
def council(app_context):
    """A council in whose books two people work in one hospital, entered twice, that is also a partner."""
    with transaction():
        council = CouncilFactory()
        kept = StructureFactory(name=HOSPITAL, acronym="HNF", city="Ségou", search="hopital nianankoro fomba de segou")
        gone = StructureFactory(name="Hopital Nianankoro Fomba", search="hopital nianankoro fomba")
        for given, place in (("Awa", kept), ("Bakary", gone)):
            person = PersonFactory(given_names=given, structure=place)
            join(person, council, by=SYSTEM)
            db.session.add(Post(person=person, structure=gone, function="Médecin", title=""))
        PartnerFactory(edition=EditionFactory(), structure=gone)
    return council


def named(name):
    return db.session.scalars(select(Structure).filter_by(name=name)).one()


def pointing_at(structure):
    """Return how many rows of each table point at a structure."""
    return [
        sum(row.structure_id == structure.id for row in db.session.scalars(select(table)).unique())
        for table in (Person, Post, PartnerFactory._meta.model)
    ]


def test_everything_that_points_at_it_follows_and_returns(council):
    kept, gone = named(HOSPITAL), named("Hopital Nianankoro Fomba")
    before = pointing_at(kept), pointing_at(gone)

    with transaction():
        done = structures.merge(kept, gone, council=council, by=SYSTEM)
    together = pointing_at(kept), pointing_at(gone)
    with transaction():
        typed = persons.structure_named("hôpital nianankoro fomba")
        listed = list(db.session.scalars(structures_in(council)))
        found = [record.person.given_names for record in db.session.scalars(people_of(council, "fomba segou")).unique()]
    with transaction():
        structures.undo(done, by=SYSTEM)

    assert before == ([1, 0, 0], [1, 2, 1])
    assert together == ([2, 2, 1], [0, 0, 0])
    assert (typed.id, [each.id for each in listed]) == (kept.id, [kept.id])
    assert found == ["Awa", "Bakary"]
    assert (pointing_at(kept), pointing_at(gone)) == before
    lines = db.session.scalars(select(AuditEntry.action).filter_by(object_kind="structure").order_by(AuditEntry.id))
    assert [line for line in lines if line != "changed"] == ["joined", "parted"]


@SQLITE_ONLY
def test_what_was_put_together_once_is_not_put_together_again(council):
    kept, gone = named(HOSPITAL), named("Hopital Nianankoro Fomba")
    with transaction():
        done = structures.merge(kept, gone, council=council, by=SYSTEM)

    for again in (lambda: structures.merge(gone, kept, council=council, by=SYSTEM),
                  lambda: structures.merge(kept, kept, council=council, by=SYSTEM)):  # fmt: skip
        with pytest.raises(Refused) as refusal, transaction():
            again()
        assert refusal.value.code == "merged"
    with transaction():
        structures.undo(done, by=SYSTEM)
    with pytest.raises(Refused) as refusal, transaction():
        structures.undo(done, by=SYSTEM)
    assert refusal.value.code == "undone"


@SQLITE_ONLY
def test_a_name_that_another_has_is_refused_when_correcting(council):
    with pytest.raises(Refused) as refusal, transaction():
        structures.correct(
            named("Hopital Nianankoro Fomba"), Described("hôpital NIANANKORO Fomba de Ségou", "", "", ""), by=SYSTEM
        )

    assert refusal.value.code == "name-taken"
    assert len(proposals(council)) == 1


@pytest.fixture
def office(demo_app):
    """The secretary general, signed in."""
    visitor = Visitor(demo_app)
    sign_in(visitor, "secretariat@demo.example", "balanzan")
    return visitor


@SQLITE_ONLY
def test_on_the_pages_a_structure_is_corrected_put_together_and_taken_apart(office):
    page = office.get(ENGLISH)
    office.get(page.one(".pairs a").get("href"))
    together = office.submit("main form:has([name=stays])")
    apart = office.submit("form[action$='/undo']")
    office.get(f"{HERE}?q=hnf")
    office.click(HOSPITAL)
    corrected = office.submit("form#structure", name=f"{HOSPITAL} (Mali)", city="Ségou", kind="hôpital")

    assert "The two structures are one." in together.text
    assert HOSPITAL in together.text
    assert "The two structures are apart again" in apart.text
    assert "The structure is corrected." in corrected.text


@SQLITE_ONLY
def test_a_structure_where_nobody_of_the_council_works_is_not_there(office):
    with office.app.app_context(), transaction():
        elsewhere = Structure(name="Clinique d’ailleurs", search="clinique dailleurs")
        db.session.add(elsewhere)
        db.session.flush()
        number = elsewhere.id
        here = db.session.scalars(select(Person.structure_id).where(Person.email == "")).first()

    office.get(f"{HERE}/{number}", expect=404)
    office.get(f"{HERE}/{here}/same/{number}", expect=404)


@SQLITE_ONLY
def test_the_list_asks_as_much_of_the_database_for_many_structures_as_for_few(office, queries):
    office.get(ENGLISH)
    with queries() as many:
        office.get(HERE)
    with queries() as few:
        office.get(f"{HERE}?q=hnf")

    assert many.total == few.total

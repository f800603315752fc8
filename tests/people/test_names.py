"""The names of people, in every form in which something prints them, and however somebody looks for them."""

import pytest
from sqlalchemy import select

from core.db import db, transaction
from core.search import matches_all_words
from people.models import Person
from tests.factories.people import PersonFactory, StructureFactory

FORMS = ("name", "formal_name", "short_name", "list_name", "actor_name")


@pytest.mark.parametrize(
    ("facts", "printed"),
    [
        (
            {"title": "Dr", "given_names": "Fatoumata", "family_name": "Diarra"},
            ("Dr Fatoumata Diarra", "Dr Fatoumata DIARRA", "F. Diarra", "DIARRA Fatoumata", "Dr Fatoumata Diarra"),
        ),
        (
            {"given_names": "Ɛssa", "family_name": "N’Diaye", "known_as": "Ŋolo"},
            ("Ɛssa N’Diaye dit Ŋolo", "Ɛssa N’DIAYE dit Ŋolo", "Ɛ. N’Diaye", "N’DIAYE Ɛssa", "Ɛssa N’Diaye dit Ŋolo"),
        ),
        (
            {"title": "Mme", "given_names": "Awa", "family_name": "Traoré", "used_name": "Koné/Traoré"},
            ("Mme Awa Koné/Traoré", "Mme Awa KONÉ/TRAORÉ", "A. Koné/Traoré", "KONÉ/TRAORÉ Awa", "Mme Awa Koné/Traoré"),
        ),
        (
            {"title": "Pr", "given_names": "Jean-Marie Ɲamina", "family_name": "Ag Ɔguin"},
            (
                "Pr Jean-Marie Ɲamina Ag Ɔguin",
                "Pr Jean-Marie Ɲamina AG ƆGUIN",
                "J.-M.\u00a0Ɲ. Ag Ɔguin",
                "AG ƆGUIN Jean-Marie Ɲamina",
                "Pr Jean-Marie Ɲamina Ag Ɔguin",
            ),
        ),
    ],
    ids=["plain", "dit", "married", "compound"],
)
def test_a_name_is_printed_in_its_forms(facts, printed):
    person = PersonFactory.build(**facts)

    assert tuple(getattr(person, form) for form in FORMS) == printed


def test_an_affiliation_is_the_structure_s_acronym_or_its_name():
    hospital = StructureFactory.build(name="Hôpital Nianankoro Fomba", acronym="HNF")
    centre = StructureFactory.build(name="CSRéf de Niono", acronym="")

    said = [PersonFactory.build(structure=structure).affiliation for structure in (hospital, centre, None)]

    assert said == ["HNF", "CSRéf de Niono", ""]


@pytest.fixture
def crowd(app_context):
    """People whose names are hard to type."""
    with transaction():
        PersonFactory(given_names="Ɛssa", family_name="N’Diaye", known_as="Ŋolo")
        PersonFactory(given_names="Oyofɔ", family_name="Oyofal/Ɲamina", used_name="Diouara")
        PersonFactory(given_names="Jean-Marie", family_name="Koné", email="j.kone@sante.example", phone="+22376000001")
        PersonFactory(given_names="Lobɛ", family_name="Camara", order_number="0042/N")
        PersonFactory(given_names="Awa", family_name="100 % Diarra")


def found(query):
    """Return the given names of those who are found by a query."""
    statement = select(Person).where(matches_all_words(Person.search, query)).order_by(Person.id)
    return [person.given_names for person in db.session.scalars(statement)]


def test_people_are_found_however_their_names_are_typed(crowd):
    queries = (
        "essa ndiaye", "N'DIAYE Essa", "ngolo", "nolo essa", "oyofal", "DIOUARA", "namina oyofo", "kone jean marie",
        "jeanmarie", "lobe", "0042", "76000001", "J.KONE", "essa kone", "100% diarra", "_",
    )  # fmt: skip

    assert {query: found(query) for query in queries} == {
        "essa ndiaye": ["Ɛssa"],
        "N'DIAYE Essa": ["Ɛssa"],
        "ngolo": ["Ɛssa"],
        "nolo essa": ["Ɛssa"],
        "oyofal": ["Oyofɔ"],
        "DIOUARA": ["Oyofɔ"],
        "namina oyofo": ["Oyofɔ"],
        "kone jean marie": ["Jean-Marie"],
        "jeanmarie": ["Jean-Marie"],
        "lobe": ["Lobɛ"],
        "0042": ["Lobɛ"],
        "76000001": ["Jean-Marie"],
        "J.KONE": ["Jean-Marie"],
        "essa kone": [],
        "100% diarra": ["Awa"],
        "_": ["Ɛssa", "Oyofɔ", "Jean-Marie", "Lobɛ", "Awa"],
    }


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_somebody_who_changes_name_is_found_by_the_new_one_only(app_context):
    person = PersonFactory(given_names="Awa", family_name="Traoré")

    with transaction():
        person.family_name = "Sanogo"

    assert (found("awa traore"), found("awa sanogo")) == ([], ["Awa"])

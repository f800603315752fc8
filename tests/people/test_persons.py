"""People entering the books: who is recognised, and who is somebody new."""

import pytest
from sqlalchemy import select

from core import audit
from core.audit import AuditEntry
from core.db import db, transaction
from people.models import Person, Structure
from people.services.persons import Introduction, meet, structure_named
from tests.factories.people import PersonFactory, SpecialtyFactory, StructureFactory


def met(**said):
    """Return the person introduced."""
    with transaction():
        return meet(Introduction(**said), by=audit.SYSTEM)


def test_meet_writes_down_all_that_somebody_says_of_themselves(app_context):
    specialty = SpecialtyFactory()

    with transaction():
        person = meet(
            Introduction(
                title="Dr",
                given_names=" Ɛssa ",
                family_name="N’Diaye dit Ŋolo ",
                email=" Essa@Courriel.EXAMPLE",
                phone="+22376000001",
                structure="CSRéf de Niono",
                specialty=specialty,
            )
        )

    assert (person.name, person.email, person.phone, person.affiliation, person.specialty) == (
        "Dr Ɛssa N’Diaye dit Ŋolo",
        "essa@courriel.example",
        "+22376000001",
        "CSRéf de Niono",
        specialty,
    )
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.object_kind, entry.object_id, entry.actor_name) == (
        "introduced",
        "person",
        person.id,
        "Dr Ɛssa N’Diaye dit Ŋolo",
    )


@pytest.mark.parametrize(
    "said",
    [
        {"given_names": "Ɛssa", "family_name": "N’Diaye", "email": "essa@courriel.example"},
        {"given_names": "essa", "family_name": "NDIAYE", "email": "ESSA@courriel.example"},
        {"given_names": "Ɛssa", "family_name": "N'Diaye", "phone": "+22376000001"},
        {"given_names": "Ɛssa", "family_name": "N’Diaye", "phone": "+22376000001", "email": "essa@autre.example"},
        {"given_names": "Ɛssa", "family_name": "N’Diaye", "phone": "+22376000009", "email": "essa@courriel.example"},
    ],
    ids=["same e-mail", "typed otherwise", "same phone", "same phone, new e-mail", "same e-mail, new phone"],
)
def test_meet_recognises_the_same_names_with_the_same_e_mail_or_phone(app_context, said):
    known = PersonFactory(
        given_names="Ɛssa", family_name="N’Diaye", email="essa@courriel.example", phone="+22376000001"
    )

    assert met(**said) is known


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "said",
    [
        {"given_names": "Awa", "family_name": "N’Diaye", "email": "essa@courriel.example"},
        {"given_names": "Ɛssa", "family_name": "N’Diaye", "email": "another@courriel.example"},
        {"given_names": "Ɛssa", "family_name": "N’Diaye", "phone": "+22376000002"},
        {"given_names": "Ɛssa", "family_name": "N’Diaye"},
    ],
    ids=["other names, shared e-mail", "other e-mail", "other phone", "no address"],
)
def test_meet_takes_anybody_else_for_somebody_new(app_context, said):
    known = PersonFactory(
        given_names="Ɛssa", family_name="N’Diaye", email="essa@courriel.example", phone="+22376000001"
    )

    stranger = met(**said)

    assert stranger is not known
    assert db.session.scalars(select(Person).order_by(Person.id)).all() == [known, stranger]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_two_namesakes_without_any_address_are_two_persons(app_context):
    PersonFactory(given_names="Moussa", family_name="Traoré", email="", phone="")

    met(given_names="Moussa", family_name="Traoré")

    assert len(db.session.scalars(select(Person)).all()) == 2


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_structure_is_known_by_its_name_or_acronym_and_entered_once(app_context):
    hospital = StructureFactory(name="Hôpital Nianankoro Fomba", acronym="HNF")

    with transaction():
        same = [structure_named(text) for text in ("hopital  nianankoro FOMBA", "HNF", " Hôpital Nianankoro Fomba ")]
        new = structure_named(" CSRéf  de Niono ")
        again = structure_named("csref de niono")
        nothing = structure_named("  ")

    assert same == [hospital, hospital, hospital]
    assert (new.name, again, nothing) == ("CSRéf de Niono", new, None)
    assert db.session.scalars(select(Structure.name).order_by(Structure.id)).all() == [
        "Hôpital Nianankoro Fomba",
        "CSRéf de Niono",
    ]

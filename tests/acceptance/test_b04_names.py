"""B04: names keep the form their owners give them, everywhere, and are found however somebody types them."""

import csv
import io

import pytest
from sqlalchemy import select

from conference.queries.editions import find_edition
from core.audit import SYSTEM
from core.db import db, transaction
from people.models import Council, Person
from people.queries.people import people_of
from people.services.persons import Details, add, structure_named
from registration import documents
from registration.models import Badge, Category, Certificate
from registration.services import seats
from tests.acceptance.thread import pdf_text
from tests.support.visitor import Visitor, sign_in

NAMES = (
    {"given_names": "Ɛssa", "family_name": "N’Diaye", "known_as": "Ŋolo", "phone": "76 40 00 01"},
    {"given_names": "DIARRA", "family_name": "Fatoumata", "phone": "0022376400002"},
    {"given_names": "Awa Ɲeleni", "family_name": "Sidibé", "used_name": "Koné/Sidibé-Touré", "title": "Mme"},
    {"given_names": "Mohamed", "family_name": "Ag Ɔguin"},
    {"given_names": "Moulaye", "family_name": "Ould M’Baré Ben Diouara", "title": "Dr"},
    {"given_names": "محمد", "family_name": "ولد سيدي"},
    {"given_names": "Ramata " * 28, "family_name": "Diabaté"},
    {"given_names": "Zoe\u0301", "family_name": "Cou\u0000libaly\u202e"},
)
FOUND = {
    "essa ndiaye": "N’DIAYE Ɛssa",
    "N'DIAYE Essa": "N’DIAYE Ɛssa",
    "nolo": "N’DIAYE Ɛssa",
    "diaye": "N’DIAYE Ɛssa",
    "76400001": "N’DIAYE Ɛssa",
    "+223 76 40 00 01": "N’DIAYE Ɛssa",
    "fatoumata diarra 002237640": "FATOUMATA DIARRA",
    "nyeleni kone": "KONÉ/SIDIBÉ-TOURÉ Awa Ɲeleni",
    "sidibetoure": "KONÉ/SIDIBÉ-TOURÉ Awa Ɲeleni",
    "oguin mohamed": "AG ƆGUIN Mohamed",
    "diouara": "OULD M’BARÉ BEN DIOUARA Moulaye",
    "محمد": "ولد سيدي محمد",
    "coulibaly zoe": "COULIBALY Zoé",
}


@pytest.fixture
def secretary(demo_app):
    """The secretary general of Ségou, signed in."""
    visitor = Visitor(demo_app)
    sign_in(visitor, "secretariat@demo.example", "balanzan")
    return visitor


def test_b04_names_keep_their_form_on_the_page_in_the_file_and_in_search(demo_app, secretary):
    for said in NAMES:
        secretary.get("/council/ordre-segou/people/new?lang=en")
        is_namesake = said["given_names"] in ("DIARRA", "Ɛssa")  # one of these names is in the books already
        secretary.submit("form#person", expect=409 if is_namesake else 200, **said)
        if is_namesake:
            secretary.submit("form#person", confirmed=True)
        assert secretary.page.url.split("/")[-1].isdigit(), secretary.page.text

    with demo_app.app_context():
        kept = list(db.session.scalars(select(Person).order_by(Person.id.desc()).limit(len(NAMES))))[::-1]
        assert (kept[0].name, kept[0].phone) == ("Ɛssa N’Diaye dit Ŋolo", "+22376400001")
        assert kept[2].formal_name == "Mme Awa Ɲeleni KONÉ/SIDIBÉ-TOURÉ"
        assert kept[2].short_name == "A.\u00a0Ɲ. Koné/Sidibé-Touré"
        assert (kept[5].name, kept[6].given_names) == ("محمد ولد سيدي", ("Ramata " * 28).strip())
        assert (kept[7].given_names, kept[7].family_name) == ("Zoé", "Coulibaly")
        numbers = {person.id: person for person in kept}
        db.session.expunge_all()

    for number, person in numbers.items():
        page = secretary.get(f"/council/ordre-segou/people/{number}?lang=en")
        assert page.texts("h1") == [" ".join(person.name.split())]
        assert person.formal_name in page.html.replace("&#39;", "'")
    said = {
        query: secretary.get("/council/ordre-segou/people", query_string={"q": query}).texts("tbody a")
        for query in FOUND
    }
    assert {query: name for query, name in FOUND.items() if name not in said[query]} == {}
    assert {query: len(names) for query, names in said.items() if len(names) > 3} == {}
    file = secretary.get("/council/ordre-segou/people.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file), delimiter=";"))
    listed = {row[-1]: row for row in rows}
    for person in numbers.values():
        row = listed[person.formal_name]
        assert row[1:5] == [person.given_names, person.family_name, person.used_name, person.known_as]
        assert row[6] == (f"'{person.phone}" if person.phone else "")


def test_b04_a_badge_and_a_certificate_print_the_name_as_it_is_written(demo_app):
    with demo_app.app_context():
        edition = find_edition("js-segou-8")
        with transaction():
            who = Details("Ɛssa", "N’Diaye", title="Dr", known_as="Ŋolo", structure="CSRéf de Ɲamina")
            person = add(edition.council, who, by=SYSTEM).person
            category = db.session.scalars(select(Category).filter_by(edition_id=edition.id)).first()
            registration = seats.register(edition, person, category, by=SYSTEM)
            seats.confirm(registration, by=SYSTEM)
        badge = db.session.scalars(select(Badge).filter_by(registration_id=registration.id)).one()
        certificate = db.session.scalars(select(Certificate).limit(1)).one()
        certificate.facts = certificate.facts | {"holder": person.formal_name, "name": person.formal_name}
        printed = pdf_text(documents.badge(badge))
        attested = pdf_text(documents.certificate(certificate))
        db.session.rollback()

    assert "N’DIAYE" in printed
    assert "Ɛssa" in printed
    assert "CSRéf de Ɲamina" in printed
    assert "Dr Ɛssa N’DIAYE dit Ŋolo" in " ".join(attested.split())


def test_b04_structures_are_one_however_they_are_typed_and_lead_to_their_people(demo_app):
    with demo_app.app_context(), transaction():
        known = structure_named("Équipe de coordination du réseau Oyofal Paj")
        for typed in ("ROP", "rop", "equipe de coordination du reseau OYOFAL paj (ROP)"):
            assert structure_named(typed) is known
        new = structure_named("CSCom de Pélengana (CSP)")
        assert (new.name, new.acronym) == ("CSCom de Pélengana", "CSP")
        assert structure_named("cscom de pelengana") is structure_named("csp") is new
        council = db.session.scalars(select(Council).filter_by(slug="oyofal-paj")).one()
        found = list(db.session.scalars(people_of(council, "oyofal")))

        assert {record.person.structure for record in found} == {known}
        assert len(found) == 3

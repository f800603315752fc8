"""A council set up in ten minutes: under another one, with its administrator, a series and a first edition."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from PIL import Image
from sqlalchemy import select

from conference.models import EditionSpecialty, Kind
from conference.queries.editions import practised_specialties
from conference.services.setting_up import Plan, open_edition
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Message, as_email
from people.models import Role
from people.services.roles import give_role
from tests.factories.conference import SeriesFactory
from tests.factories.people import CouncilFactory, PersonFactory, SpecialtyFactory, UserFactory
from tests.support.processes import balanzan
from tests.support.visitor import Visitor, local, sign_in

PASSWORD = "quatre mots pour entrer"
LETTER = {
    "to_name": "Dr Ba",
    "to_address": "ba@example.org",
    "subject": "Bonjour",
    "body": "Bonjour",
    "created_at": datetime(2027, 1, 1, tzinfo=UTC),
    "reply_to": "",
    "batch": None,
    "id": 7,
}


@pytest.fixture
def national(empty_app):
    """The national council's administrator, signed in."""
    with empty_app.app_context(), transaction():
        council = CouncilFactory(slug="ordre-mali", name="Conseil national de l’Ordre", city="Bamako")
        user = UserFactory(person=PersonFactory(email="admin@ordre.example"), password="balanzan")
        give_role(user, Role.ADMINISTRATOR, council=council, by=user)
    visitor = Visitor(empty_app)
    sign_in(visitor, "admin@ordre.example", "balanzan")
    return visitor


def set_up_sikasso(visitor):
    visitor.get("/council/ordre-mali/councils/new")
    return visitor.submit(
        name="Conseil régional de l’Ordre des médecins de Sikasso",
        short_name="Conseil régional de Sikasso",
        city="Sikasso",
        slug="ordre-sikasso",
        code="SIK",
        given_names="Awa",
        family_name="Konaté",
        email="awa.konate@example.org",
    )


def invited(app):
    """Return somebody who followed the invitation in the message that was written to them."""
    with app.app_context():
        body = db.session.query(Message.body).filter_by(to_address="awa.konate@example.org").scalar()
    visitor = Visitor(app)
    visitor.get(local(re.search(r"https?://\S+", body).group()))
    visitor.submit(password=PASSWORD, again=PASSWORD)
    if not visitor.page.all("nav.rail"):
        sign_in(visitor, "awa.konate@example.org", PASSWORD)
    return visitor


def test_a_council_is_set_up_and_its_first_edition_stands_in_public(empty_app, national):
    set_up_sikasso(national)
    administrator = invited(empty_app)

    administrator.get("/council/ordre-sikasso/editions/new")
    administrator.submit(
        series_name="Journées scientifiques de Sikasso",
        series_slug="js-sikasso",
        number="1",
        kind="scientific_days",
        theme="La santé de la mère",
        starts_on="2027-03-12",
        ends_on="2027-03-13",
        modules=["call", "programme", "registration"],
    )
    stranger = Visitor(empty_app)
    home = stranger.get("/e/js-sikasso-1/")

    assert "La santé de la mère" in home.text
    assert "Sikasso" in home.text
    for link in home.all("header nav a, main a"):
        if (link.get("href") or "").startswith("/"):
            stranger.get(link.get("href"), expect=200)
    assert "js-sikasso-1" in administrator.get("/council/ordre-sikasso/").html


def test_a_first_edition_practises_every_specialty_and_a_later_one_what_the_last_did(empty_app):
    with empty_app.app_context():
        series = SeriesFactory()
        every = {SpecialtyFactory().id for _each in range(3)}
        db.session.commit()
        plans = [
            Plan(number, Kind.SCIENTIFIC_DAYS, "Ségou", day, day)
            for number, day in enumerate((date(2027, 3, 12), date(2028, 3, 12)), start=1)
        ]

        with transaction():
            first = open_edition(series, plans[0], by=SYSTEM)
            assert {each.id for each in practised_specialties(first)} >= every
            gone = db.session.scalars(select(EditionSpecialty).filter_by(edition_id=first.id)).first()
            db.session.delete(gone)
        with transaction():
            second = open_edition(series, plans[1], by=SYSTEM)

        assert practised_specialties(second) == practised_specialties(first)
        assert gone.specialty_id not in {each.id for each in practised_specialties(second)}


def test_who_administers_a_council_without_an_edition_finds_its_doors_on_their_own_page(empty_app, national):
    set_up_sikasso(national)
    administrator = invited(empty_app)

    page = administrator.get("/me/?lang=en")

    assert page.texts(".hats p") == ["You are: administrator"]
    assert {"Overview", "Settings", "People", "Roles"} <= set(page.texts(".spaces a"))
    administrator.click(".spaces a[href$='/ordre-sikasso/']")


def test_nobody_sees_anything_of_another_council(empty_app, national):
    set_up_sikasso(national)
    administrator = invited(empty_app)

    for page in ("", "settings", "history", "people", "roles", "editions/new", "signatures/certificate"):
        national.get(f"/council/ordre-sikasso/{page}", expect=404)
        administrator.get(f"/council/ordre-mali/{page}", expect=404)


def test_a_name_that_another_council_has_is_refused_and_nothing_is_lost(national):
    set_up_sikasso(national)

    page = set_up_again(national)

    assert page.status == 409
    assert page.one("[name=family_name]").get("value") == "Konaté"


def set_up_again(visitor):
    visitor.get("/council/ordre-mali/councils/new")
    return visitor.submit(
        expect=409,
        name="Un autre",
        short_name="Un autre",
        city="Sikasso",
        slug="ordre-sikasso",
        code="AUT",
        given_names="Awa",
        family_name="Konaté",
        email="awa.konate@example.org",
    )


def test_two_people_changing_the_settings_at_once_see_both_texts(empty_app, national):
    other = Visitor(empty_app)
    sign_in(other, "admin@ordre.example", "balanzan")
    for visitor in (national, other):
        visitor.get("/council/ordre-mali/settings")

    national.submit("form.parts", sender_name="Conseil national", reply_to="secretariat@ordre.example")
    page = other.submit("form.parts", sender_name="L’Ordre", expect=409)

    assert {"Conseil national", "L’Ordre"} <= set(page.texts("p.pre"))


def test_letters_leave_in_the_name_the_council_chose_and_answers_reach_it(empty_app, national):
    national.get("/council/ordre-mali/settings")
    national.submit("form.parts", sender_name="Conseil national", reply_to="secretariat@ordre.example")
    set_up_sikasso(national)

    with empty_app.app_context():
        of_another = as_email(db.session.query(Message).one())
        mine = as_email(Message(scope="ordre-mali", **LETTER))

    assert "Conseil national" in str(mine["From"])
    assert str(mine["Reply-To"]) == "secretariat@ordre.example"
    assert "Conseil national" not in str(of_another["From"])


def test_the_command_sets_the_first_council_up_and_prints_where_its_administrator_begins(installation):
    said = balanzan(
        installation, "council", "add", "ordre-kayes", "--name", "Conseil régional de Kayes", "--code", "KAY",
        "--city", "Kayes", "--administrator", "Awa", "Konaté", "awa@example.org", expect=0,
    ).stdout  # fmt: skip

    assert "Conseil régional de Kayes" in said
    assert re.search(r"Awa Konaté .* http://\S+", said)


def signature():
    """Return a picture of three hundred by a hundred points."""
    kept = io.BytesIO()
    Image.new("RGB", (300, 100), "white").save(kept, "PNG")
    return kept.getvalue()


def test_who_signs_is_named_with_a_signature(national):
    national.get("/council/ordre-mali/signatures/certificate")
    national.submit(name="Pr Kadiatou Sanogo", function="La présidente", picture=(signature(), "signature.png"))
    page = national.get("/council/ordre-mali/settings")

    assert "La présidente" in page.one(".posts").text_content()
    assert page.all("img[alt*='Pr Kadiatou Sanogo']")

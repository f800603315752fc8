"""B05: duplicates are proposed with reasons, merged by a person only, and taken apart again within thirty days."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from people.models import Person
from registration.models import Registration
from tests.support.visitor import Visitor, sign_in

LIST = "/council/ordre-segou/duplicates?lang=en"


@pytest.fixture
def secretary(demo_app):
    """The secretary general of Ségou, signed in."""
    visitor = Visitor(demo_app)
    sign_in(visitor, "secretariat@demo.example", "balanzan")
    return visitor


def pairs(page):
    """Return the pairs proposed, as a secretary reads them: names, score and reasons."""
    return {
        tuple(a.text_content() for a in pair.xpath(".//p/a")): [
            " ".join(part.text_content().split()) for part in pair.xpath(".//p[contains(@class, 'small')]/span")
        ]
        for pair in page.all(".pairs > li")
        if pair.xpath(".//a[contains(@class, 'button')]")
    }


def registered(app, name):
    """Return who has the registration of somebody of these names, and how many people and registrations there are."""
    with app.app_context():
        seat = (
            select(Registration.person_id)
            .join(Registration.person)
            .where(Person.given_names + " " + Person.family_name == name)
        )
        counts = [db.session.scalar(select(func.count()).select_from(table)) for table in (Person, Registration)]
        return db.session.scalar(seat), counts


def test_b05_duplicates_are_proposed_merged_by_a_person_and_taken_apart_again(demo_app, secretary):
    proposed = pairs(secretary.get(LIST))
    assert proposed == {
        ("Pr Adja Sidibé", "Pr SIDIBÉ Adja"): ["90 out of 100", "same phone, same names, same structure"],
        ("Pr Saran Diarra", "Mme Saran Diarra/Sow"): ["80 out of 100", "same e-mail, same names, same structure"],
        ("Pr Alassane Fofana", "Pr Alassane Fofana"): ["70 out of 100", "same phone, same names"],
        ("Pr Salif Keïta", "Pr Salif Keïtta"): ["40 out of 100", "names one letter apart, same structure"],
    }

    secretary.submit(".pairs > li:nth-child(4) form")
    assert "Pr Salif Keïta and Pr Salif Keïtta are two people." in secretary.page.text
    assert len(pairs(secretary.page)) == 3

    before = registered(demo_app, "Saran Diarra")
    secretary.click(".pairs > li:nth-child(2) a.button")
    secretary.submit("form#merge", title="gone", used_name="gone")
    assert secretary.page.texts("h1") == ["Mme Saran Diarra/Sow"]
    assert "7th Scientific Days of Ségou" in secretary.page.text
    assert registered(demo_app, "Saran Diarra") == before, "nothing is lost, and her registration is still hers"

    page = secretary.get(LIST)
    assert len(pairs(page)) == 2
    secretary.submit("section.section form")
    assert ("Pr Saran Diarra", "Mme Saran Diarra/Sow") in pairs(secretary.page)
    assert registered(demo_app, "Saran Diarra") == before


def test_b05_the_old_address_leads_to_the_kept_record_and_after_thirty_days_a_merge_stays(demo_app, secretary):
    secretary.get(LIST)
    secretary.click(".pairs > li:nth-child(1) a.button")
    one, other = sorted(int(part) for part in secretary.page.url.split("?")[0].split("/")[-2:])
    secretary.submit("form#merge")

    assert secretary.page.all("form[action*='/merges/']"), "it can be undone where one is led"
    again = secretary.get(f"/council/ordre-segou/duplicates/{one}/{other}?lang=en", expect=409)
    assert "These two records are one already" in again.text
    kept = secretary.get(f"/council/ordre-segou/people/{other}", expect=302)
    assert kept.headers["Location"] == f"/council/ordre-segou/people/{one}"
    page = secretary.get(LIST)
    with clock.stopped(clock.now() + timedelta(days=31)):
        late = Visitor(demo_app)
        sign_in(late, "secretariat@demo.example", "balanzan")
        assert late.get(LIST).all("section.section form") == []
    assert page.all("section.section form") != []


def test_b05_two_who_both_came_are_refused_in_a_sentence(demo_app, secretary):
    with demo_app.app_context():
        seats = list(db.session.scalars(select(Registration.person_id).order_by(Registration.id).limit(2)))
        db.session.rollback()

    page = secretary.get(f"/council/ordre-segou/duplicates/{seats[0]}/{seats[1]}?lang=en")

    assert "These two records cannot become one:" in page.text
    assert "Both are registered for 7th Scientific Days of Ségou." in page.text
    assert page.all("form#merge button") == []

"""B07: all that is held on somebody in one file, corrected, erased on request; what the law keeps is said so."""

import io
import json
import zipfile
from datetime import date

import pytest
from sqlalchemy import select

from core import jobs, personal
from core.db import Base, db
from core.outbox import Message
from people.models import Person
from people.recognition import personal_link
from tests.acceptance.thread import EDITION, TITLE, Thread, pdf_text, radio_named
from tests.support.forms import words
from tests.support.visitor import Visitor, local

NAME, PHONE, EMAIL = "Diarra-Thread", "+22376123456", "f.diarra@courriel.example"
PHONE_SAID = "+223 76 12 34 56"
COUNCIL = "/council/ordre-segou/data"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


def known_here(thread):
    """Bring her through the thread, from a submission to a payment; return what her page must show."""
    code = thread.accept(thread.submit())
    thread.place(code)
    thread.publish()
    registration = thread.register()
    thread.pay(registration)
    return NAME, EMAIL, PHONE_SAID, TITLE, code, registration, "OM-THREAD-1"


def herself(thread):
    """Return a browser in which her personal link was opened."""
    visitor = Visitor(thread.app)
    with thread.app.app_context():
        person = db.session.scalars(select(Person).filter_by(family_name=NAME, erased_at=None)).one()
        visitor.get(local(personal_link(person)), expect=302)
    return visitor


def places_of(app, *marks):
    """Return every table in which one of some marks stands, in any column of any row."""
    found = set()
    with app.app_context():
        for name, table in Base.metadata.tables.items():
            rows = [dict(row) for row in db.session.execute(select(table)).mappings()]
            said = json.dumps(rows, default=str, ensure_ascii=False).lower()
            if any(mark.lower() in said for mark in marks):
                found.add(name)
        db.session.rollback()
    return found


def test_b07_a_person_takes_away_corrects_and_has_erased_what_is_held_on_them(thread):
    marks = known_here(thread)
    person, elsewhere = herself(thread), herself(thread)

    # One file with everything, to be read and as data, without what proves who somebody is.
    page = person.get("/me/data/")
    assert [mark for mark in marks if mark not in page.text] == []
    archive = zipfile.ZipFile(io.BytesIO(person.get("/me/data/balanzan.zip").data))
    read, data = words(archive.read("donnees.html").decode()), json.loads(archive.read("donnees.json"))
    assert [mark for mark in marks if mark not in read] == []
    assert {"person", "registration", "abstract_author", "presentation_author", "message"} <= set(data["rows"])
    assert [name for rows in data["rows"].values() for name in rows[0] if "hash" in name or "token" in name] == []

    # Corrected once; a second browser meets both texts, and the former address is told.
    person.get("/me/data/correct")
    elsewhere.get("/me/data/correct")
    person.submit("main form[method=post]", email="nouvelle@courriel.example", given_names="Fatoumata Ina")
    both = elsewhere.submit("main form[method=post]", given_names="Fatouma", expect=409)
    assert "Fatouma" in both.html
    assert "Fatoumata Ina" in both.html
    assert "Fatoumata Ina" in person.get("/me/data/").text
    with thread.app.app_context():
        told = db.session.scalars(select(Message).filter_by(kind="email-asked")).one()
        assert told.to_address == EMAIL
        subject = db.session.scalars(select(Person).filter_by(family_name=NAME)).one()
        number = subject.id
        stated = {table for held in personal.held_on(subject) if held.stays for table in held.tables}

    # Asked for: the page says what stays, and so does that of the secretary general, in whose tasks it stands.
    assert person.get("/me/data/erasure").all("td")
    person.submit("main form[method=post]")
    secretary = thread.as_("secretariat")
    assert secretary.get("/me/").all("a[href*='/data/requests/']")
    shown = secretary.get(secretary.page.all("a[href*='/data/requests/']")[-1].get("href"))
    assert set(shown.texts("tbody td")) == set(elsewhere.get("/me/data/erasure").texts("tbody td"))
    secretary.submit("form[action$='/erase']")

    # Carried out: her marks stand nowhere but where it was said; the author's bare name leads to nobody.
    found = places_of(thread.app, NAME, PHONE, "76123456", "76 12 34 56", EMAIL, "nouvelle@courriel.example")
    assert found - stated == set()
    assert {"purchase", "audit_entry"} <= found
    with thread.app.app_context():
        bare = db.session.scalars(select(Person).filter_by(family_name=NAME)).one()
        assert (bare.email, bare.phone, bare.id == number) == ("", "", False)
        assert db.session.get_one(Person, number).name == f"Personne effacée n° {number}"
    assert "/sign-in" in person.get("/me/", expect=302).headers["Location"]


@SQLITE_ONLY
def test_b07_uses_are_agreed_to_apart_and_nothing_is_ticked_beforehand(thread):
    visitor = thread.physician
    page = visitor.get(f"{EDITION}/register/")
    boxes = page.all("input[type=checkbox][name^=use_]")
    assert len(boxes) == 4
    assert [box.get("checked") for box in boxes] == [None] * 4
    visitor.submit(
        "main form[method=post]", given_names="Fatoumata", family_name=NAME, email=EMAIL, use_directory=True,
        category=radio_named(page, "category", "Médecin généraliste"),
    )  # fmt: skip

    person = herself(thread)
    page = person.get("/me/data/")
    assert [box.get("name") for box in page.all("input[type=checkbox][checked]")] == ["use_directory"]
    person.submit("form[action*='/consents/']", use_directory=False, use_whatsapp=True)
    assert [box.get("name") for box in person.get("/me/data/").all("input[checked]")] == ["use_whatsapp"]


@SQLITE_ONLY
def test_b07_the_notice_says_who_answers_and_the_sheet_is_ready_to_file(thread):
    secretary = thread.as_("secretariat")
    secretary.get(f"{COUNCIL}/filing")
    secretary.submit(
        "main form[method=post]", number="2026-0417", filed_on=date(2026, 3, 2).isoformat(),
        contact="La secrétaire générale", hosting="Serveur du Conseil, Ségou (Mali)",
    )  # fmt: skip
    stranger = Visitor(thread.app)
    stranger.get(f"{EDITION}/")
    notice = stranger.click(f"footer a[href='{COUNCIL}']")
    for said in ("2026-0417", "APDP", "La secrétaire générale", "Serveur du Conseil"):
        assert said in notice.text
    stranger.get(f"{COUNCIL}/sheet", expect=302)

    secretary.get(f"{COUNCIL}/sheet")
    secretary.submit("main form[method=post]", expect=202)
    with thread.app.app_context():
        jobs.drain()
    sheet = words(pdf_text(secretary.get(f"{COUNCIL}/sheet.pdf").data))
    for said in ("2026-0417", "APDP", "2013-015", "Ségou (Mali)"):
        assert said in sheet

"""The outbox of a council: what belongs to no event, on the same pages, and never what opens an account."""

import pytest
from sqlalchemy import select

from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.outbox import Message, MessageState
from people.models import Council, Person, Role, User
from people.services.erasing import ask
from people.services.roles import appoint
from tests.support.visitor import Visitor, sign_in

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
COUNCIL, THEIRS = "/council/ordre-segou", "/council/oyofal-paj"
HERE = f"{COUNCIL}/messages"
ENGLISH = f"{HERE}?lang=en"
WITH_ACCOUNT = select(User.person_id)


def signed_in(app, login):
    visitor = Visitor(app)
    sign_in(visitor, f"{login}@demo.example", "balanzan")
    return visitor


@pytest.fixture
def office(demo_app):
    """The secretary general, signed in."""
    return signed_in(demo_app, "secretariat")


def kinds(app, **wanted):
    with app.app_context():
        return list(db.session.scalars(select(Message.kind).filter_by(**wanted).order_by(Message.id)))


def test_a_letter_of_the_council_is_read_corrected_dropped_and_resent(office):
    page = office.get(ENGLISH)
    letter = page.one("main tbody tr:last-child a").get("href")
    office.get(letter)
    office.click("Correct it")
    corrected = office.submit("main form", subject="Une fonction vous est confiée")
    dropped = office.submit("form[action$='/drop']")
    office.click("Resend")
    again = office.submit("main form", button="Resend")

    assert letter.startswith(HERE)
    assert "Une fonction vous est confiée" in corrected.text
    assert "Dropped" in dropped.text
    assert again.url.startswith(f"http://localhost{HERE}") or again.url.startswith(HERE)
    with office.app.app_context():
        first, second = db.session.scalars(
            select(Message).filter_by(subject="Une fonction vous est confiée").order_by(Message.id)
        )
        done = select(AuditEntry.action).filter_by(object_kind="message", scope="ordre-segou").order_by(AuditEntry.id)
        assert (first.state, second.scope, second.area) == (MessageState.DROPPED, "ordre-segou", first.area)
        assert list(db.session.scalars(done)) == ["rewritten", "dropped", "resent"]


def test_what_the_council_answers_about_data_and_roles_is_there_and_no_key_of_an_account(office):
    app = office.app
    with app.app_context(), transaction():
        council = db.session.scalars(select(Council).filter_by(slug="ordre-segou")).one()
        person = db.session.scalars(select(Person).where(Person.email == "participant@demo.example")).one()
        ask(person, council, by=person)
        newcomer = db.session.scalars(select(Person).where(Person.email != "", Person.id.not_in(WITH_ACCOUNT))).first()
        appoint(newcomer, Role.DESK, council=council, place=council.name, by=SYSTEM)

    listed = office.get(f"{ENGLISH}&q=ndiaye")

    assert set(kinds(app, scope="ordre-segou")) == {"role-given", "erasure-asked"}
    assert kinds(app, kind="invited", scope="") == ["invited"]
    assert "N’Diaye" in listed.text


@SQLITE
def test_another_council_s_letters_and_an_edition_s_are_not_there(demo_app, office):
    with demo_app.app_context():
        of_edition = db.session.scalar(select(Message.id).filter_by(scope="js-segou-8"))
    stranger = signed_in(demo_app, "atelier")
    chair = signed_in(demo_app, "chaire")

    office.get(f"{HERE}/{of_edition}", expect=404)
    office.get(f"{THEIRS}/messages", expect=404)
    stranger.get(HERE, expect=404)

    assert chair.get(ENGLISH).all("main tbody tr") == []
    assert chair.get("/e/js-segou-8/committee/messages").all("main tbody tr")


@SQLITE
def test_the_list_asks_as_much_of_the_database_for_many_letters_as_for_few(office, queries):
    shown = len(office.get(ENGLISH).all("main tbody tr"))
    with queries() as few:
        office.get(HERE)
    with office.app.app_context(), transaction() as opened:
        for letter in db.session.scalars(select(Message).filter_by(scope="ordre-segou")).all():
            columns = {
                c.name: getattr(letter, c.name) for c in Message.__table__.columns if c.name not in ("id", "key")
            }
            opened.add(Message(**columns))
    with queries() as many:
        office.get(HERE)

    assert many.total == few.total
    assert len(office.page.all("main tbody tr")) == 2 * shown

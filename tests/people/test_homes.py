"""Everybody's own page: what waits for them now and nothing else, at the same cost for one event as for three."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
import zxingcpp
from flask_babel import force_locale
from PIL import Image

from abstracts.models import AbstractState
from conference.demo.personas import DOMAIN, PASSWORD, PERSONAS
from conference.models import Edition, ParticipationRole, PresentationKind
from conference.services.releases import publish
from core import clock
from core.audit import SYSTEM
from core.db import db, transaction
from people.models import Person, Role
from people.recognition import personal_link
from people.words import said_of
from registration.models import Badge, Certificate
from registration.services.certificates import revoke
from tests.factories.abstracts import AbstractFactory, AssignmentFactory, CallFactory
from tests.factories.conference import (
    DeliveryFactory,
    EditionFactory,
    HalfDayFactory,
    ParticipationFactory,
    PresentationFactory,
    RoomFactory,
    SeriesFactory,
    SessionFactory,
    friday,
)
from tests.factories.people import CouncilFactory, PersonFactory, RoleHeldFactory, UserFactory
from tests.factories.registration import OrderFactory, PaymentFactory, RegistrationFactory
from tests.support.forms import words
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAYS = "The days begin at Ségou"
ERASURE = "Answer a request for erasure: Dr Fadima Mint Ahmed"
CALL = "The call for communications closes"
# What each persona of the demonstration is shown: their hat, what waits, what comes, and the doors to where they work.
HOMES = {
    "auteur": ("author", ["Register: who presents a communication registers for the days"], [CALL, DAYS], ""),
    "evaluateur": ("reviewer", ["8 abstracts to read", "3 finalists to judge: Best poster"], [DAYS], "My lot"),
    "chaire": (
        "chair of the scientific committee",
        [],
        [CALL, DAYS],
        (
            "Dashboard, Programme, Versions, Rooms and hours, Papers, Messages, Scientific committee, Abstracts,"
            " Decisions, Prizes, Book of abstracts, Lots and reviewers, Call"
        ),
    ),
    "programme": (
        "programme commission",
        ["41 presentations without a session"],
        [DAYS],
        (
            "Dashboard, Programme, Versions, Rooms and hours, Room by room, Papers, Scientific committee, Abstracts,"
            " Decisions, Prizes, Book of abstracts"
        ),
    ),
    "tresor": (
        "treasurer",
        ["5 payments to check, XOF 150,000"],
        [DAYS],
        "Dashboard, Papers, Messages, Registrations, Payments",
    ),
    "accueil": ("desk", [], ["The desk opens for the half-day"], "Desk"),
    "salle": ("room secretary", [], ["The rooms open"], "Room by room"),
    "participant": ("participant", [], [CALL, DAYS], ""),
    "partenaire": ("partner", [], [DAYS], "The edition and its numbers, The page of the partners"),
    "presidence": (
        "president of the council",
        [],
        [DAYS],
        (
            "Dashboard, Papers, Messages, Identity, History, Scientific committee, Abstracts, Decisions, Prizes,"
            " Book of abstracts, Registrations, Certificates"
        ),
    ),
    "secretariat": (
        "secretary general",
        [ERASURE, "8 certificates to issue"],
        [DAYS],
        (
            "Dashboard, Programme, Versions, Rooms and hours, Room by room, Papers, Messages, Identity, History,"
            " Scientific committee, Abstracts, Decisions, Prizes, Book of abstracts, Call, Registrations, Desk,"
            " Certificates"
        ),
    ),
    "atelier": ("workshop facilitator", [], [], "Dashboard, Papers"),
    "autorite": ("authority", [], [DAYS], "The edition and its numbers, Verify a certificate"),
    "admin": (
        "administrator",
        [ERASURE, "37 letters wait for a mail server"],
        [DAYS],
        "Dashboard, Programme, Versions, Rooms and hours, Room by room, Papers, Messages, Identity, History",
    ),
}


def home(app, login, password=PASSWORD):
    """Return somebody's own page, in English."""
    visitor = Visitor(app)
    sign_in(visitor, login, password)
    return visitor.get("/me/?lang=en")


@SQLITE_ONLY
def test_each_persona_of_the_demonstration_is_shown_what_waits_for_them_and_nothing_else(demo_app):
    shown = {}
    for persona in PERSONAS:
        page = home(demo_app, f"{persona.login}@{DOMAIN}")
        hats = page.texts(".hats p")[0].removeprefix("You are: ")
        doors = [words(a.text_content()) for first in page.all(".spaces")[:1] for a in first.xpath("li[1]//a")]
        shown[persona.login] = (hats, page.texts(".tasks b"), page.texts(".coming a"), ", ".join(doors))

    assert shown == HOMES


@SQLITE_ONLY
def test_each_task_opens_the_page_where_it_is_done(demo_app):
    for login, (_hats, tasks, _coming, _doors) in HOMES.items():
        if tasks:
            visitor = Visitor(demo_app)
            sign_in(visitor, f"{login}@{DOMAIN}", PASSWORD)
            visitor.get("/me/")
            visitor.click(".tasks li:first-child a")


@SQLITE_ONLY
def test_the_president_reads_what_waits_with_others_and_who_holds_it(demo_app):
    visitor = Visitor(demo_app)
    sign_in(visitor, f"presidence@{DOMAIN}", PASSWORD)

    page = visitor.get("/e/js-segou-8/committee/?lang=en")

    held = dict(zip(page.texts(".held b"), page.texts(".held span"), strict=True))
    assert held == {
        "41 presentations without a session": "Dr Moussa Diallo",
        "37 letters wait for a mail server": "M. Sékou Samaké",
        "8 reviews still to come": "Pr Boubacar Touré (8)",
        "5 payments to check, XOF 150,000": "Mme Fanta Keïta",
    }


@SQLITE_ONLY
def test_a_badge_on_ones_own_page_is_read_by_a_scanner_and_by_nobody_elses_browser(demo_app, tmp_path):
    holder, other = Visitor(demo_app), Visitor(demo_app)
    sign_in(holder, f"participant@{DOMAIN}", PASSWORD)
    sign_in(other, f"auteur@{DOMAIN}", PASSWORD)

    address = holder.get("/me/").one("img.qr").get("src")
    (tmp_path / "badge.png").write_bytes(holder.get(address).data)

    with demo_app.app_context():
        code = re.search(r"/badges/(\w+)\.png", address)[1]
        token = db.session.query(Badge).filter_by(code=code).one().token
    assert holder.get("/me/").texts(".short-code") == [code]
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(tmp_path / "badge.png"))] == [token]
    other.get(address, expect=404)


@pytest.fixture
def council(app_context):
    """The council of Ségou, on the first morning at five past eight."""
    with clock.stopped(friday(8, 5)):
        yield CouncilFactory()


def busy_edition(council, person):
    """Return an edition in which something waits for whoever holds every role, speaks, reads and owes."""
    edition = EditionFactory(series=SeriesFactory(council=council))
    HalfDayFactory(edition=edition)
    call = CallFactory(edition=edition, closes_at=friday(20))
    AbstractFactory(call=call, code="R-001", submitter=person, state=AbstractState.DRAFT)
    AssignmentFactory(abstract=AbstractFactory(call=call), reviewer=person)
    PresentationFactory(edition=edition)
    session = SessionFactory(edition=edition, room=RoomFactory(edition=edition), starts_at=friday(7))
    PresentationFactory(session=session, presenter=person)
    DeliveryFactory(presentation=PresentationFactory(session=session, kind=PresentationKind.ORAL))
    ParticipationFactory(edition=edition, person=person, role=ParticipationRole.PRESENTER)
    PaymentFactory(order=OrderFactory(registrations=[RegistrationFactory(edition=edition)]))
    OrderFactory(registrations=[RegistrationFactory(edition=edition, person=person)])
    with transaction():
        publish(edition, by=SYSTEM)


@pytest.fixture
def busy(council):
    """Somebody who holds every role of the council."""
    person = PersonFactory(title="Mme", email="awa@example.org")
    user = UserFactory(person=person, password=PASSWORD)
    for role in Role:
        RoleHeldFactory(user=user, role=role, council=council)
    return person


def test_what_waits_in_three_events_costs_what_it_costs_in_one(empty_app, council, busy, queries):
    visitor = Visitor(empty_app)
    sign_in(visitor, "awa@example.org", PASSWORD)
    busy_edition(council, busy)
    visitor.get("/me/?lang=en")
    with queries() as in_one:
        tasks = visitor.get("/me/?lang=en").texts(".tasks b")
    busy_edition(council, busy)
    busy_edition(council, busy)

    with queries() as in_three:
        thrice = visitor.get("/me/?lang=en").texts(".tasks b")

    assert sorted(thrice) == sorted(tasks * 3)
    assert in_three.total == in_one.total, f"{in_one}\n\n{in_three}"


@SQLITE_ONLY
def test_everything_that_waits_is_listed_what_is_due_soonest_first(empty_app, council, busy):
    busy_edition(council, busy)

    page = home(empty_app, "awa@example.org")

    assert page.texts(".tasks b") == [
        "Receive the participants: the half-day is running",
        "Finish and send your abstract R-001",
        "1 presentation without a session",
        "1 presentation to note",
        "1 abstract to read",
        "1 payment to check, XOF 30,000",
        "1 certificate to issue",
        "Pay XOF 30,000 and declare it",
    ]


@SQLITE_ONLY
def test_what_nobody_nearer_holds_falls_to_the_next_role(empty_app, council):
    edition = EditionFactory(series=SeriesFactory(council=council))
    PresentationFactory(edition=edition)
    chair = UserFactory(person=PersonFactory(email="chair@example.org"), password=PASSWORD)
    RoleHeldFactory(user=chair, role=Role.CHAIR, council=council)
    waiting = ["1 presentation without a session"]

    assert home(empty_app, "chair@example.org").texts(".tasks b") == waiting

    scheduler = UserFactory(person=PersonFactory(email="programme@example.org"), password=PASSWORD)
    RoleHeldFactory(user=scheduler, role=Role.SCHEDULER, council=council)

    assert home(empty_app, "chair@example.org").texts(".tasks b") == []
    assert home(empty_app, "programme@example.org").texts(".tasks b") == waiting


@SQLITE_ONLY
def test_a_role_that_has_ended_or_is_held_elsewhere_shows_nothing(empty_app, council):
    PresentationFactory(edition=EditionFactory(series=SeriesFactory(council=council)))
    user = UserFactory(person=PersonFactory(email="formerly@example.org"), password=PASSWORD)
    RoleHeldFactory(user=user, role=Role.SCHEDULER, council=council, until=clock.now() - timedelta(days=1))
    RoleHeldFactory(user=user, role=Role.SCHEDULER)

    page = home(empty_app, "formerly@example.org")

    assert (page.texts(".tasks b"), page.texts(".spaces .doors a")) == ([], [])


@SQLITE_ONLY
def test_a_personal_link_opens_what_is_ones_own_and_nothing_of_a_role(empty_app, council, busy):
    busy_edition(council, busy)
    visitor = Visitor(empty_app)
    visitor.get("/me/link/" + personal_link(busy).rsplit("/", maxsplit=1)[-1], expect=302)

    page = visitor.get("/me/?lang=en")

    assert page.texts(".tasks b") == ["Finish and send your abstract R-001", "Pay XOF 30,000 and declare it"]
    assert page.texts(".hats p") == ["You are: author"]


@SQLITE_ONLY
def test_a_published_talk_is_told_with_its_hour_and_its_room_and_an_unpublished_one_is_not(empty_app, council):
    speaker = PersonFactory(email="speaker@example.org")
    UserFactory(person=speaker, password=PASSWORD)
    edition = EditionFactory(series=SeriesFactory(council=council))
    room = RoomFactory(edition=edition, name="Salle Niono")
    session = SessionFactory(edition=edition, room=room, starts_at=friday(10, 20))
    PresentationFactory(session=session, code="CO-014", presenter=speaker)
    assert home(empty_app, "speaker@example.org").texts(".coming a") == []

    with transaction():
        publish(edition, by=SYSTEM)

    page = home(empty_app, "speaker@example.org")
    assert page.texts(".coming a") == ["Your presentation CO-014 is on the programme"]
    assert page.texts(".coming .moment") == ["Friday 28 June 2024 at 10:20, Bamako time · Salle Niono"]


@SQLITE_ONLY
def test_a_certificate_is_shared_with_the_address_that_verifies_it_and_a_revoked_one_is_not(demo_app):
    with demo_app.app_context():
        edition = db.session.query(Edition).filter_by(slug="js-segou-2024").one()
        certificate = db.session.query(Certificate).filter_by(edition_id=edition.id).first()
        address, code = personal_link(certificate.person), certificate.code
    visitor = Visitor(demo_app)
    visitor.get("/me/link/" + address.rsplit("/", maxsplit=1)[-1], expect=302)

    shared = [a.get("href") for a in visitor.get("/me/").all("a[href^='https://wa.me']")]

    assert any(unquote(each).endswith(f"/v/{code}") for each in shared)
    with demo_app.app_context(), transaction():
        revoke(db.session.query(Certificate).filter_by(code=code).one(), by=SYSTEM, reason="erreur de nom")
    shared = [a.get("href") for a in visitor.get("/me/").all("a[href^='https://wa.me']")]
    assert not any(unquote(each).endswith(f"/v/{code}") for each in shared)


@pytest.mark.parametrize(
    ("title", "sex", "said"),
    [("Mme", "", "f"), ("M.", "", "m"), ("Dr", "F", "f"), ("Dr", "M", "m"), ("Dr", "", "m or f"), ("", "", "m or f")],
)
@SQLITE_ONLY
def test_a_hat_is_said_in_the_gender_we_know_and_in_both_when_we_do_not(app_context, title, sex, said):
    with force_locale("en"):
        assert said_of(Person(title=title, sex=sex, given_names="Awa", family_name="Traoré"), "m|f") == said
        assert said_of(Person(title=title, sex=sex, given_names="Awa", family_name="Traoré"), "same|same") == "same"

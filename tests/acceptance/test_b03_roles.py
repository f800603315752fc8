"""B03: roles given on the council's page, none above one's own, for a while or for good, gone at the next request."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import audit, clock
from core.db import db, transaction
from core.errors import Refused
from core.outbox import Message
from people.models import Person, Role, RoleHeld
from people.permissions import MAY_GIVE
from people.services.merging import merge
from people.services.persons import Details, edit
from people.services.records import join
from people.services.roles import end_role, give_role, hand_over, take_back
from tests.factories.conference import EditionFactory, SeriesFactory
from tests.factories.people import CouncilFactory, PersonFactory, UserFactory
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ROLES, PASSWORD = "/council/ordre-segou/roles?lang=en", "balanzan"
PAYMENTS = "/e/js-segou-8/committee/payments"


def as_(app, login):
    """Return somebody signed in to the demonstration."""
    visitor = Visitor(app)
    sign_in(visitor, f"{login}@demo.example", PASSWORD)
    return visitor


def row_of(page, name, role):
    """Return the row of a role in the page."""
    said = {row: row.text_content().lower() for row in page.all("main tbody tr")}
    rows = [row for row, text in said.items() if name.lower() in text and role in text]
    assert len(rows) == 1, page.text
    return rows[0]


def test_b03_a_role_given_on_the_page_works_at_once_and_taken_back_ends_at_the_next_request(demo_app):
    president, volunteer = as_(demo_app, "presidence"), as_(demo_app, "accueil")
    volunteer.get(PAYMENTS, expect=404)

    president.get(f"{ROLES}&q=accueil@demo.example")
    person = president.page.all("[name=person]")[0].get("value")
    president.submit("form:has([name=role])", person=person, role="treasurer", where="council")
    given = president.page.text
    volunteer.get(PAYMENTS)
    row = row_of(president.get(ROLES), "DEMBÉLÉ", "treasurer")
    president.submit(next(row.iter("form")))

    assert "M. Issa Dembélé: treasurer. A message tells them." in given
    assert "Your role “treasurer” ended on" in volunteer.get(f"{PAYMENTS}?lang=en", expect=403).text
    volunteer.get("/e/js-segou-8/desk/")
    with demo_app.app_context():
        given, ended = db.session.scalars(select(Message).filter_by(to_address="accueil@demo.example"))
        assert (given.kind, ended.kind) == ("role-given", "role-ended")
        assert "http://localhost/sign-in" in given.body
        assert "Conseil régional de l’Ordre des médecins de Ségou" in ended.body


@SQLITE_ONLY
def test_b03_who_typed_while_their_role_was_taken_back_is_told_so_and_gets_the_text_back(demo_app):
    secretary, reviewer = as_(demo_app, "secretariat"), as_(demo_app, "evaluateur")
    reviewer.get("/e/js-segou-8/review/R-005")
    row = row_of(secretary.get(ROLES), "TOURÉ", "reviewer")
    secretary.submit(next(row.iter("form")))

    comment = "Un travail utile, dont les chiffres demandent une vérification."
    refused = reviewer.submit("form#review", comment=comment, expect=403)

    assert "Your role “reviewer” ended on" in reviewer.get("/e/js-segou-8/review/?lang=en", expect=403).text
    assert refused.texts("blockquote") == [comment]
    assert reviewer.get("/me/").all("a[href*='/review/']") == []
    with clock.stopped(clock.now() + timedelta(days=40)):
        sign_in(reviewer, "evaluateur@demo.example", PASSWORD)
        reviewer.get("/e/js-segou-8/review/", expect=404)


@SQLITE_ONLY
def test_b03_somebody_without_an_account_is_invited_chooses_a_password_and_works(demo_app):
    secretary, invited = as_(demo_app, "secretariat"), Visitor(demo_app)
    with demo_app.app_context(), transaction() as session:
        council = session.scalars(select(RoleHeld).filter_by(role=Role.SECRETARY_GENERAL)).one().council
        person = Person(given_names="Nana", family_name="Dicko", email="nana@courriel.example")
        session.add(person)
        join(person, council, by=audit.SYSTEM)

    secretary.get(f"{ROLES}&q=nana dicko")
    assert "nana@courriel.example" in secretary.page.text  # told from others of the name
    assert secretary.page.all("[name=role] option")[0].get("value") == ""  # no role is given by a slip
    edition = next(o.get("value") for o in secretary.page.all("[name=where] option") if "8" in o.text_content())
    secretary.submit(
        "form:has([name=role])",
        person=secretary.page.one("[name=person]").get("value"),
        role="desk",
        where=edition,
        until=(clock.now() + timedelta(days=10)).date().isoformat(),
    )
    with demo_app.app_context():
        (message,) = db.session.scalars(select(Message).filter_by(kind="invited"))
    link = re.search(r"http://localhost(/recovery/link/\S+)", message.body).group(1)
    with clock.stopped(clock.now() + timedelta(days=6)):
        invited.get(link)
        invited.submit("main form", password="trois mots en file", again="trois mots en file")
        sign_in(invited, "nana@courriel.example", "trois mots en file")
        invited.get("/e/js-segou-8/desk/")
        invited.get("/e/js-segou-2024/desk/", expect=404)
        assert "8" in invited.get("/me/account/").texts("[aria-labelledby=roles] li")[0]
    with clock.stopped(clock.now() + timedelta(days=12)):
        sign_in(invited, "nana@courriel.example", "trois mots en file")
        invited.get("/e/js-segou-8/desk/", expect=403)


@SQLITE_ONLY
def test_b03_only_those_who_may_give_roles_reach_the_page_and_only_that_of_their_council(demo_app):
    opened = {}
    for login in ("presidence", "secretariat", "admin", "chaire", "tresor", "auteur"):
        visitor = as_(demo_app, login)
        opened[login] = [
            visitor.get(f"/council/{slug}/roles", expect=None).status for slug in ("ordre-segou", "oyofal-paj", "none")
        ]

    heads = ("presidence", "secretariat", "admin")
    assert opened == {login: [200 if login in heads else 404, 404, 404] for login in opened}


@SQLITE_ONLY
def test_b03_nobody_gives_or_takes_back_a_role_above_their_own(app_context):
    council = CouncilFactory()
    heads = {role: UserFactory() for role in MAY_GIVE}
    with transaction():
        held = {
            role: give_role(user, role, council=council, by=audit.SYSTEM).id
            for role, user in (heads | {Role.CHAIR: UserFactory(), Role.DESK: UserFactory()}).items()
        }
    allowed = {}

    for giver, user in heads.items():
        for role in Role:
            person = PersonFactory(email=f"{giver}-{role}@courriel.example")
            allowed[giver, role] = is_done(
                lambda person=person, role=role, user=user: hand_over(
                    person, role, council=council, place="here", by=user
                )
            )
    taken = {
        (giver, role): is_done(lambda number=number, user=user: take_back(number, council=council, place="", by=user))
        for giver, user in reversed(heads.items())
        for role, number in held.items()
        if giver is not role
    }

    assert {role for giver, role in allowed if giver == Role.SECRETARY_GENERAL and not allowed[giver, role]} == {
        Role.ADMINISTRATOR,
        Role.PRESIDENT,
    }
    assert {role for giver, role in allowed if giver == Role.PRESIDENT and not allowed[giver, role]} == {
        Role.ADMINISTRATOR
    }
    assert all(allowed[Role.ADMINISTRATOR, role] for role in Role)
    assert not taken[Role.SECRETARY_GENERAL, Role.PRESIDENT]
    assert not taken[Role.PRESIDENT, Role.ADMINISTRATOR]


def is_done(step):
    """Tell whether something was done or refused as above somebody."""
    try:
        with transaction():
            step()
    except Refused as refusal:
        return refusal.code != "above"
    return True


def test_b03_a_council_never_loses_its_last_administrator(app_context):
    council, elsewhere = CouncilFactory(), CouncilFactory()
    first, second, passing = UserFactory(), UserFactory(), UserFactory()
    with transaction():
        held = [give_role(user, Role.ADMINISTRATOR, council=council, by=audit.SYSTEM) for user in (first, second)]
        give_role(first, Role.ADMINISTRATOR, council=elsewhere, by=audit.SYSTEM)
        soon = clock.now() + timedelta(days=3)
        give_role(passing, Role.ADMINISTRATOR, council=council, until=soon, by=audit.SYSTEM)

    with transaction():
        end_role(held[0], by=second)
    with pytest.raises(Refused) as refusal, transaction():
        end_role(held[1], by=second)

    assert refusal.value.code == "last-administrator"
    assert held[1].until is None


@SQLITE_ONLY
def test_b03_a_role_is_refused_twice_in_the_past_and_to_whom_no_message_reaches(app_context):
    council, giver = CouncilFactory(), UserFactory()
    edition = EditionFactory(series=SeriesFactory(council=council))
    person, unreachable = PersonFactory(email="awa@courriel.example"), PersonFactory()
    with transaction():
        give_role(giver, Role.PRESIDENT, council=council, by=audit.SYSTEM)
        hand_over(person, Role.DESK, council=council, place="here", by=giver)
        hand_over(person, Role.DESK, council=council, edition_id=edition.id, place="there", by=giver)
    said = []

    for whom, more in ((person, {}), (unreachable, {}), (person, {"until": datetime(2024, 1, 1, tzinfo=UTC)})):
        with pytest.raises(Refused) as refusal, transaction():
            hand_over(whom, Role.DESK, council=council, place="here", by=giver, **more)
        said.append(refusal.value.code)

    assert said == ["role-held", "unreachable", "role-over"]


@SQLITE_ONLY
def test_b03_an_administrator_takes_the_second_factor_off_for_who_lost_the_phone(demo_app):
    import time  # noqa: PLC0415 - only this test looks at a phone

    import pyotp  # noqa: PLC0415 - the same

    treasurer, admin, president = (as_(demo_app, login) for login in ("tresor", "admin", "presidence"))
    secret = treasurer.get("/me/account/second-factor").one(".key").text_content().replace(" ", "")
    treasurer.submit("main form", code=pyotp.TOTP(secret).at(int(time.time())))
    shown = [visitor.get(ROLES).all("form[action$='/phone']") for visitor in (admin, president)]

    admin.submit(shown[0][0])

    assert [len(forms) for forms in shown] == [1, 0]
    treasurer.get(PAYMENTS, expect=302)
    sign_in(treasurer, "tresor@demo.example", PASSWORD)
    treasurer.get(PAYMENTS)


@SQLITE_ONLY
@pytest.mark.parametrize("many", [1, 6])
def test_b03_the_page_costs_the_same_for_one_role_as_for_many(empty_app, app_context, queries, many):
    council = CouncilFactory(slug="ordre-segou")
    president = UserFactory(person__email="pr@courriel.example", password=PASSWORD)
    with transaction():
        give_role(president, Role.PRESIDENT, council=council, by=audit.SYSTEM)
        for _one in range(many):
            give_role(UserFactory(person__email="x@courriel.example"), Role.DESK, council=council, by=audit.SYSTEM)
    visitor = Visitor(empty_app)
    sign_in(visitor, "pr@courriel.example", PASSWORD)

    with queries() as count:
        visitor.get(f"{ROLES}&q=traore")

    assert count.total == 12, str(count)


@SQLITE_ONLY
def test_b03_nobody_reaches_a_role_above_their_own_by_the_address_or_the_record_of_who_holds_it(app_context):
    """A link sent to an address opens the account: whoever sets the address would hold the role."""
    council = CouncilFactory()
    admin, secretary, desk = (UserFactory(person__email=f"{name}@courriel.example") for name in ("a", "s", "d"))
    with transaction():
        for user, role in ((admin, Role.ADMINISTRATOR), (secretary, Role.SECRETARY_GENERAL), (desk, Role.DESK)):
            give_role(user, role, council=council, by=audit.SYSTEM)
    false_one = PersonFactory(email="false@courriel.example")
    steps = {
        "the address of an administrator": lambda: edit(admin.person, moved(admin.person), by=secretary),
        "a record put over an administrator's": lambda: merge(
            false_one, admin.person, [], council=council, by=secretary
        ),
        "the address of a volunteer": lambda: edit(desk.person, moved(desk.person), by=secretary),
        "one's own": lambda: edit(secretary.person, moved(secretary.person), by=secretary),
        "of anybody, by an administrator": lambda: edit(secretary.person, moved(secretary.person, "z"), by=admin),
    }

    assert {name for name, step in steps.items() if not is_done(step)} == set(list(steps)[:2])


def moved(person, name="y"):
    """Return what is kept of somebody, with another address."""
    return Details(person.given_names, person.family_name, email=f"{name}{person.id}@courriel.example")

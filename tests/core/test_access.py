"""The guard: closed unless an address says otherwise, and whatever is not yours looks as if it were not there."""

from enum import StrEnum

import pytest
from flask import Blueprint

from core.access import Access, Policy, access_of, known, may, public, requires, signed_in
from core.db import db, transaction
from people.models import Council, Person, Role, RoleHeld, User
from people.services.accounts import open_account
from people.services.roles import end_role, give_role
from people.services.sign_ins import begin, end

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


class Can(StrEnum):
    PAINT = "trial.paint"
    SEE = "conference.see-committee"


@pytest.fixture
def app(empty_app):
    """The application with one page for each kind of access."""
    blueprint = Blueprint("doors", __name__, url_prefix="/doors/<council>")
    doors = {"public": public, "known": known, "signed-in": signed_in}
    for name, decorate in (doors | {"paint": requires(Can.PAINT), "see": requires(Can.SEE)}).items():
        blueprint.add_url_rule(f"/{name}", name.replace("-", "_"), decorate(room()), methods=["GET", "POST"])
    empty_app.register_blueprint(blueprint)
    with empty_app.app_context(), transaction() as session:
        session.add_all(
            [
                Council(slug=slug, name=slug, short_name=slug, code=slug[:3], country="ML", city=slug)
                for slug in ("segou", "kayes")
            ]
        )
    return empty_app


def room():
    """Return a page of its own to hang a door before."""
    return lambda council: f"inside {council}, {'may' if may(Can.SEE) else 'may not'} see"


@pytest.fixture
def person_with(app):
    """Bring in somebody with a role: person_with(Role.CHAIR) returns a browser in which they are signed in."""

    def come(role: Role | None = None, council: str = "segou"):
        with app.app_context():
            with transaction() as session:
                person = Person(given_names="Awa", family_name="Keïta", email="awa@example.org")
                session.add(person)
                user = open_account(person, "a-good-password", by=person)
                if role:
                    place = session.scalars(db.select(Council).filter_by(slug=council)).one()
                    give_role(user, role, council=place, by=person)
            with transaction():
                secret = begin(user)
        client = app.test_client()
        with client.session_transaction() as browser:
            browser["sid"] = secret
        return client

    return come


def told(client, door: str, council: str = "segou") -> tuple[int, str]:
    answer = client.get(f"/doors/{council}/{door}")
    return answer.status_code, answer.location or (answer.get_data(as_text=True) if answer.status_code == 200 else "")


def test_a_stranger_gets_through_the_public_door_and_is_led_to_sign_in_at_every_other(app):
    stranger = app.test_client()

    answers = {door: told(stranger, door) for door in ("public", "known", "signed-in", "paint", "see")}

    led = {door: (302, f"/sign-in?next=/doors/segou/{door}") for door in ("known", "signed-in", "paint", "see")}
    assert answers == led | {"public": (200, "inside segou, may not see")}


def test_what_a_stranger_was_sending_is_not_a_place_to_come_back_to(app):
    answer = app.test_client().post("/doors/segou/see")

    assert (answer.status_code, answer.location) == (302, "/sign-in")


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (None, {"public", "known", "signed-in"}),
        (Role.PARTNER, {"public", "known", "signed-in"}),
        (Role.TREASURER, {"public", "known", "signed-in", "see"}),
        (Role.ADMINISTRATOR, {"public", "known", "signed-in", "see"}),
    ],
)
def test_a_person_gets_through_the_doors_their_roles_open_and_finds_nothing_behind_the_others(person_with, role, opens):
    client = person_with(role)

    answers = {door: told(client, door)[0] for door in ("public", "known", "signed-in", "paint", "see")}

    assert answers == {door: 200 if door in opens else 404 for door in answers}


def test_a_role_opens_nothing_in_another_council_nor_in_one_that_does_not_exist(person_with):
    client = person_with(Role.ADMINISTRATOR)

    assert [told(client, "see", council)[0] for council in ("segou", "kayes", "nowhere")] == [200, 404, 404]
    assert told(client, "public", "kayes") == (200, "inside kayes, may not see")


def test_a_role_that_ended_opens_nothing_at_the_next_request(app, person_with):
    client = person_with(Role.CHAIR)
    before = told(client, "see")[0]

    with app.app_context(), transaction() as session:
        held = session.scalars(db.select(RoleHeld)).one()
        end_role(held, by=held.user)

    assert (before, told(client, "see")[0]) == (200, 403)


@pytest.mark.parametrize("change", ["signed out", "disabled"])
def test_an_account_that_ended_is_a_stranger_at_the_next_request(app, person_with, change):
    client = person_with(Role.ADMINISTRATOR)
    with client.session_transaction() as browser:
        secret = browser["sid"]

    with app.app_context(), transaction() as session:
        user = session.scalars(db.select(User)).one()
        if change == "disabled":
            user.enabled = False
        else:
            end(secret, by=user)

    assert told(client, "see") == (302, "/sign-in?next=/doors/segou/see")


def test_another_browser_with_a_made_up_secret_is_a_stranger(app, person_with):
    person_with(Role.ADMINISTRATOR)
    forger = app.test_client()
    with forger.session_transaction() as browser:
        browser["sid"] = "made-up"

    assert told(forger, "signed-in")[0] == 302


def test_what_a_person_may_do_is_asked_once_a_request(person_with, queries):
    client = person_with(Role.ADMINISTRATOR)

    with queries() as count:
        told(client, "see")

    assert sum("role_held" in statement for statement in count.statements) == 1, str(count)


def test_what_is_asked_without_a_role_costs_no_question_for_strangers(app, queries):
    with queries() as count:
        told(app.test_client(), "public")

    assert count.total == 0, str(count)


def test_each_declaration_reads_as_the_table_shows_it(app):
    said = {name: str(access_of(app, f"doors.{name}")) for name in ("public", "known", "signed_in", "paint")}

    assert said == {"public": "public", "known": "known", "signed_in": "signed-in", "paint": "requires trial.paint"}
    assert access_of(app, "doors.see") == Access(Policy.PERMITTED, Can.SEE)
    assert access_of(app, "no.such-door") is None


def test_an_unknown_address_is_not_found_for_everybody(app, person_with):
    assert {client.get("/nowhere").status_code for client in (app.test_client(), person_with(Role.PARTNER))} == {404}

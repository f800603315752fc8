"""Tokens: a program reads what its holder may read and the token is for, and nothing once either is over."""

import re
from datetime import timedelta

import pytest
from flask import Blueprint, request
from sqlalchemy import select

from core import audit, clock
from core.access import signed_in
from core.audit import AuditEntry
from core.db import db, transaction
from core.outbox import Message
from core.web import for_programs
from people.models import CouncilRecord, Person, RoleHeld, Scope, Token, User
from people.services import tokens
from people.services.roles import end_role
from people.services.second_factor import take_off_lost
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
TOKENS, ME = "/me/account/tokens?lang=en", "/api/v1/me"
PEOPLE, ELSEWHERE = "/api/v1/councils/ordre-segou/people", "/api/v1/councils/oyofal-paj/people"
SECRETARY, PASSWORD = "secretariat@demo.example", "balanzan"


def user_of(login):
    return db.session.scalars(select(User).join(Person).where(Person.email == login)).one()


def made(app, *scopes, login=SECRETARY, days=10, confirmed=False):
    """Make a token as the service does; return it as a program keeps it."""
    secret = f"bal_{login}_{'_'.join(scopes)}_{days}"
    with app.app_context(), transaction():
        tokens.make(
            user_of(login),
            secret,
            name="Le site",
            scopes=scopes,
            ends_at=clock.now() + timedelta(days=days),
            password=PASSWORD,
            is_trusted=True,
            is_confirmed=confirmed,
        )
    return secret


class Program:
    """A program that holds a token, or none."""

    def __init__(self, app, secret=""):
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, address, **more):
        return self.client.get(address, headers=self.headers, **more)

    def status(self, address):
        return self.get(address).status_code


def code(answer):
    return answer.status_code, answer.json["error"]["code"]


@pytest.fixture
def secretary(demo_app):
    """The secretary general, signed in in a browser."""
    visitor = Visitor(demo_app)
    sign_in(visitor, SECRETARY, PASSWORD)
    return visitor


def test_a_token_is_made_on_a_page_shown_once_told_and_ended_there(secretary):
    app = secretary.app
    secretary.get(TOKENS)
    filled = {"name": "Le site", "scopes": ["people", "register"], "present": PASSWORD}
    shown = secretary.submit("main form:has([name=present])", **filled)
    secret = shown.one("main code.key").text_content()
    program = Program(app, secret)

    reads = program.get(PEOPLE)
    listed = secretary.get(TOKENS)
    told = told_of(app)
    secretary.submit("main form[action$='/end']")
    ended = program.get(PEOPLE)

    assert re.fullmatch(r"bal_[0-9a-f]{64}", secret)
    assert reads.status_code == 200
    assert "Le site" in listed.text
    assert "never" not in listed.text
    assert secret not in listed.html
    assert told == [("token-made", SECRETARY)]
    assert code(ended) == (401, "token-needed")
    with app.app_context():
        kept = db.session.scalars(select(Token)).one()
        deeds = select(AuditEntry.action, AuditEntry.changes).filter_by(object_kind="token").order_by(AuditEntry.id)
        lines = db.session.execute(deeds).all()
    assert kept.secret_hash == fingerprint_of(app, secret)
    assert [line.action for line in lines] == ["made", "ended"]
    assert kept.secret_hash not in str(lines)


def fingerprint_of(app, secret):
    with app.app_context():
        return tokens.fingerprint(secret)


def told_of(app):
    with app.app_context():
        sent = select(Message.kind, Message.to_address).where(Message.kind == "token-made")
        return [tuple(row) for row in db.session.execute(sent)]


@SQLITE_ONLY
def test_the_form_sent_twice_shows_the_same_token_and_makes_one(secretary):
    secretary.get(TOKENS)
    form = secretary.page.one("main form:has([name=present])")
    filled = {"name": "Le site", "scopes": ["people"], "present": PASSWORD}
    first = secretary.submit(form, **filled).one("main code.key").text_content()
    second = secretary.submit(form, **filled).one("main code.key").text_content()

    with secretary.app.app_context():
        kept = db.session.scalars(select(Token)).all()

    assert first == second
    assert len(kept) == 1
    assert len(told_of(secretary.app)) == 1


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"present": "une autre"}, "This is not your present password."),
        ({"until": "01/01/2020"}, "A token lasts until a day to come, and a year at most."),
        ({"until": "01/01/2099"}, "A token lasts until a day to come, and a year at most."),
    ],
)
def test_a_token_is_refused_in_the_form_with_everything_typed(secretary, wrong, sentence):
    secretary.get(TOKENS)
    filled = {"name": "Le site", "scopes": ["people"], "present": PASSWORD} | wrong

    refused = secretary.submit("main form:has([name=present])", expect=409, **filled)

    assert sentence in refused.text
    assert refused.one("[name=name]").get("value") == "Le site"


@SQLITE_ONLY
def test_nobody_is_offered_or_given_what_their_roles_do_not_open(demo_app):
    visitor = Visitor(demo_app)
    sign_in(visitor, "tresor@demo.example", PASSWORD)
    page = visitor.get(TOKENS)

    with pytest.raises(tokens.Refused) as refusal:
        made(demo_app, Scope.PEOPLE, login="tresor@demo.example")

    assert page.all("[name=scopes]") == []
    assert refusal.value.code == "scope-above"


def test_a_program_reads_what_the_page_shows_and_the_register_only_if_the_token_is_for_it(demo_app):
    some = Program(demo_app, made(demo_app, Scope.PEOPLE))
    all_of_it = Program(demo_app, made(demo_app, Scope.PEOPLE, Scope.REGISTER))

    without, whole = some.get(f"{PEOPLE}?q=traore").json, all_of_it.get(f"{PEOPLE}?q=traore").json

    assert without["total"] == whole["total"] > 0
    assert [each["name"] for each in without["items"]] == [each["name"] for each in whole["items"]]
    assert {each["register"] for each in without["items"]} == {None}
    assert set(whole["items"][0]["register"]) == {"state", "order_number", "section"}
    assert not {"phone", "email"} & set(whole["items"][0])


@SQLITE_ONLY
def test_a_list_is_read_page_by_page_at_the_same_price(demo_app, queries):
    program = Program(demo_app, made(demo_app, Scope.PEOPLE))
    first = program.get(PEOPLE).json
    with queries() as of_many:
        program.get(PEOPLE)
    with queries() as of_one:
        program.get(f"{PEOPLE}?q=diarra%20fatoumata")

    names, address = [], PEOPLE
    while address:
        page = program.get(address).json
        names += [each["id"] for each in page["items"]]
        address = page["next"]

    assert len(names) == len(set(names)) == first["total"]
    assert of_many.total == of_one.total
    assert program.status(f"{PEOPLE}?page={first['pages'] + 1}") == 404


def test_a_role_taken_back_or_an_account_disabled_stops_a_token_at_the_next_request(demo_app):
    program = Program(demo_app, made(demo_app, Scope.PEOPLE))
    before = program.status(PEOPLE)

    with demo_app.app_context(), transaction():
        held = db.session.scalars(select(RoleHeld).filter_by(user_id=user_of(SECRETARY).id)).all()
        for each in held:
            end_role(each, by=audit.SYSTEM)
    without_role = program.status(PEOPLE), program.status(ME)
    with demo_app.app_context(), transaction():
        user_of(SECRETARY).enabled = False
    disabled = program.status(PEOPLE), program.status(ME)

    assert (before, without_role, disabled) == (200, (404, 200), (401, 401))


def test_a_token_reaches_no_further_than_it_is_for_and_no_other_council(demo_app):
    of_register, of_people = made(demo_app, Scope.REGISTER), made(demo_app, Scope.PEOPLE)

    withheld = Program(demo_app, of_register).get(PEOPLE)
    elsewhere, nowhere = (
        Program(demo_app, of_people).get(address) for address in (ELSEWHERE, ELSEWHERE.replace("paj", "pax"))
    )

    assert code(withheld) == (403, "scope")
    assert code(elsewhere) == code(nowhere) == (404, "not-found")


@SQLITE_ONLY
def test_a_cookie_opens_nothing_to_a_program_and_a_token_no_page(secretary):
    token = made(secretary.app, Scope.PEOPLE)
    shown = {"Authorization": f"Bearer {token}"}

    by_cookie = secretary.client.get(PEOPLE)
    page = secretary.app.test_client().get("/council/ordre-segou/people", headers=shown)
    both = secretary.app.test_client().get("/me/account/", headers=shown)

    assert code(by_cookie) == (401, "token-needed")
    assert (page.status_code, both.status_code) == (302, 302)
    assert "/sign-in" in page.location
    assert "Set-Cookie" not in by_cookie.headers


@SQLITE_ONLY
@pytest.mark.parametrize("shown", ["Bearer nothing", "Bearer ", "Basic YTpi", "bal_x", "Bearer \xff"])
def test_what_is_no_token_is_refused_even_where_none_is_needed(demo_app, shown):
    answer = demo_app.test_client().get("/api/v1/editions", headers={"Authorization": shown})

    assert code(answer) == (401, "token-needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@SQLITE_ONLY
def test_a_token_ends_on_its_day_and_its_last_use_is_kept_to_the_minute(demo_app):
    program = Program(demo_app, made(demo_app, Scope.PEOPLE))
    program.get(ME)
    with demo_app.app_context(), transaction():
        token = db.session.scalars(select(Token)).one()
        first = token.used_at
        token.used_at = first - timedelta(minutes=2)
    program.get(ME)
    program.get(ME)

    with demo_app.app_context(), transaction():
        token = db.session.scalars(select(Token)).one()
        again = token.used_at
        token.ends_at = clock.now()
    over = program.status(ME)

    assert first <= again
    assert over == 401


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_another_password_or_a_lost_phone_ends_every_token(secretary):
    app = secretary.app
    program = Program(app, made(app, Scope.PEOPLE))
    secretary.get("/me/account/?lang=en")
    new = {"present": PASSWORD, "password": "trois mots en file", "again": "trois mots en file"}
    secretary.submit("main form[action$='/password']", **new)
    of_president = Program(app, made(app, Scope.PEOPLE, login="presidence@demo.example"))
    before = of_president.status(ME)
    with app.app_context(), transaction():
        take_off_lost(user_of("presidence@demo.example"), by=audit.SYSTEM)

    assert program.status(ME) == 401
    assert (before, of_president.status(ME)) == (200, 401)


@SQLITE_ONLY
def test_where_a_second_factor_is_required_only_a_token_made_after_its_code_wakes_powers(demo_installation, make_app):
    app = make_app(demo_installation, second_factor="required")
    asleep = Program(app, made(app, Scope.PEOPLE))
    awake = Program(app, made(app, Scope.PEOPLE, Scope.REGISTER, confirmed=True))
    visitor = Visitor(app)
    sign_in(visitor, SECRETARY, PASSWORD)

    page = visitor.get(TOKENS)

    assert code(asleep.get(PEOPLE)) == (403, "second-factor")
    assert awake.status(PEOPLE) == 200
    assert page.all("[name=scopes]") == []


@SQLITE_ONLY
def test_a_token_asks_so_often_and_guessing_is_counted_by_network(demo_installation, make_app, monkeypatch):
    app = make_app(demo_installation, environment="demo")
    monkeypatch.setattr(tokens, "ASKING", tokens.Limit("asking", 3, 1))
    monkeypatch.setattr(tokens, "GUESSING", tokens.Limit("guessing", 2, 1))
    program = Program(app, made(app, Scope.PEOPLE))

    asked = [program.get(ME) for _time in range(4)]
    guessed = [Program(app, f"bal_{number}").status(ME) for number in range(3)]

    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]
    assert code(asked[-1]) == (429, "too-often")
    assert int(asked[-1].headers["Retry-After"]) > 0
    assert guessed == [401, 401, 429]


@SQLITE_ONLY
def test_a_writing_address_for_programs_is_asked_for_no_form_key_but_for_a_token(demo_app):
    written = for_programs("written")

    @written.post("/written")
    @signed_in
    def write():
        return {"by": request.authorization.type}

    assert isinstance(written, Blueprint)
    demo_app.config["WTF_CSRF_ENABLED"] = True
    demo_app._got_first_request = False
    demo_app.register_blueprint(written)
    shown = {"Authorization": f"Bearer {made(demo_app, Scope.PEOPLE)}"}

    by_token = demo_app.test_client().post("/api/v1/written", headers=shown)
    by_nobody = demo_app.test_client().post("/api/v1/written")

    assert by_token.json == {"by": "bearer"}
    assert by_nobody.status_code == 401


@SQLITE_ONLY
def test_a_token_says_whose_it_is(demo_app):
    answer = Program(demo_app, made(demo_app, Scope.PEOPLE)).get(ME).json

    assert (answer["token"], answer["scopes"]) == ("Le site", ["people"])
    assert [(each["role"], each["council"]) for each in answer["roles"]] == [("secretary-general", "ordre-segou")]
    with demo_app.app_context():
        assert answer["name"] == user_of(SECRETARY).person.name


@SQLITE_ONLY
def test_only_who_is_in_the_council_s_books_is_listed(demo_app):
    program = Program(demo_app, made(demo_app, Scope.PEOPLE))
    with demo_app.app_context():
        known = db.session.query(CouncilRecord).join(CouncilRecord.council).filter_by(slug="ordre-segou").count()

    assert program.get(PEOPLE).json["total"] == known

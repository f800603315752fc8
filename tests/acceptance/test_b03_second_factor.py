"""B03: a code of the phone before powers wake, browsers one sees and ends, and roles that end at the next request."""

import re
import time
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from core import clock
from core.db import db, transaction
from people.models import Reach, Role, RoleHeld, SecondFactor, SignIn, User
from people.permissions import POWERS
from people.services.roles import give_role
from people.services.sign_ins import reach_of
from tests.factories.people import CouncilFactory, UserFactory
from tests.support.forms import Form
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
TREASURER, PASSWORD = "tresor@demo.example", "balanzan"
PAYMENTS = "/e/js-segou-8/committee/payments"
HALF_A_MINUTE = 30


@pytest.fixture
def strict_app(demo_installation, make_app):
    """The demonstration where a second factor is required, as in production."""
    return make_app(demo_installation, second_factor="required")


class Phone:
    """The application on somebody's phone."""

    def __init__(self, secret):
        self.shown = pyotp.TOTP(secret)

    def code(self, later=0):
        """Return what it shows now, or some half minutes later: nobody wants to wait for it."""
        return self.shown.at(int(time.time()) + later * HALF_A_MINUTE)


@pytest.fixture
def somebody(empty_app, app_context):
    """Somebody with an account, in an installation without anything else."""
    return UserFactory(person__email=TREASURER, password=PASSWORD)


def password(visitor, login=TREASURER, address="/sign-in?lang=en&next=/me/", word=PASSWORD):
    """Give a name and a password; return the page one is led to."""
    visitor.get(address)
    return visitor.submit("main form:has([type=password])", identifier=login, password=word)


def enrol(visitor):
    """Enrol a phone in the page of the second factor; return the phone and the codes for the paper."""
    page = visitor.get("/me/account/second-factor?lang=en")
    phone = Phone(page.one(".key").text_content().replace(" ", ""))
    shown = visitor.submit("main form", code=phone.code())
    return phone, shown.texts("main li.code")


def secret_of(visitor):
    """Return the browser's secret, as its cookie holds it."""
    with visitor.client.session_transaction() as kept:
        return kept.get("sid")


def test_b03_powers_sleep_until_the_code_was_given_in_this_browser(strict_app):
    visitor = Visitor(strict_app)
    led = password(visitor)
    visitor.get(PAYMENTS, expect=302)
    waiting = visitor.page.headers["Location"]
    own = visitor.get("/me/")
    first = secret_of(visitor)

    phone, codes = enrol(visitor)
    second = secret_of(visitor)
    visitor.get(PAYMENTS)

    assert led.url.startswith("/me/account/second-factor?next=")
    assert waiting == f"/me/account/second-factor?next={PAYMENTS}"
    assert own.status == 200
    assert len(set(codes)) == 10
    assert first != second
    again = Visitor(strict_app)
    asked = password(again)
    again.get(PAYMENTS, expect=302)
    again.get("/me/", expect=302)
    again.get(asked.url)
    again.submit("main form", code=phone.code(later=1))
    again.get(PAYMENTS)
    assert asked.url == "/sign-in/code?next=/me/"


@SQLITE_ONLY
def test_b03_reviewers_volunteers_and_authors_are_never_asked(strict_app):
    for login, address in (
        ("evaluateur", "/e/js-segou-8/review/"),
        ("accueil", "/e/js-segou-8/desk/"),
        ("salle", "/e/js-segou-8/desk/rooms/"),
        ("auteur", "/me/"),
    ):
        visitor = Visitor(strict_app)
        assert password(visitor, f"{login}@demo.example").url == "/me/"
        visitor.get(address)


@SQLITE_ONLY
def test_b03_organisers_treasurers_and_administrators_are_led_to_it_and_see_nothing_before(strict_app):
    for login in ("admin", "presidence", "secretariat", "chaire", "programme", "tresor"):
        visitor = Visitor(strict_app)
        led = password(visitor, f"{login}@demo.example")

        assert led.url.startswith("/me/account/second-factor")
        visitor.get("/e/js-segou-8/committee/", expect=302)
        visitor.get("/e/atelier-kaolack-2021/committee/", expect=404)  # not theirs, asleep or awake
        assert visitor.get("/e/js-segou-8/").all("nav.hats a[href*=committee]") == []


@SQLITE_ONLY
def test_b03_whoever_enrolled_a_phone_is_asked_also_where_nobody_must(demo_app):
    visitor, other = Visitor(demo_app), Visitor(demo_app)
    password(visitor, "auteur@demo.example")
    password(other, "auteur@demo.example")
    enrol(visitor)

    other.get("/me/account/", expect=302)
    assert password(other, "auteur@demo.example").url == "/sign-in/code?next=/me/"
    assert other.get("/me/", expect=None).status == 302


def test_b03_each_code_is_taken_once_and_no_other_is(somebody, empty_app):
    visitor = Visitor(empty_app)
    password(visitor)
    phone, codes = enrol(visitor)
    told = {}

    for name, code in (
        ("the one that enrolled", phone.code()),
        ("an old one", phone.code(later=-4)),
        ("a far one", phone.code(later=4)),
        ("none", "000000" if phone.code() != "000000" else "111111"),
        ("letters", "ɛɔɲŋ١٢٣"),
        ("the next one", phone.code(later=1)),
        ("the next one again", phone.code(later=1)),
        ("one on paper", codes[3].lower().replace("-", " ")),
        ("the same on paper", codes[3]),
    ):
        browser = Visitor(empty_app)
        asked = password(browser)
        filled = Form(asked.one("main form"), asked.url)
        filled.fill("code", code)
        browser.client.post(asked.url, **filled.sent())
        told[name] = browser.get("/me/", expect=None).status == 200

    assert [name for name, is_in in told.items() if is_in] == ["the next one", "one on paper"]


@SQLITE_ONLY
def test_b03_a_double_click_enrols_once_shows_the_same_codes_and_signs_in_once(somebody, empty_app):
    """A browser drops the answer to the first click, cookie and all, when it sends the second."""
    visitor = Visitor(empty_app)
    password(visitor)
    page = visitor.get("/me/account/second-factor")
    phone = Phone(page.one(".key").text_content().replace(" ", ""))
    filled = Form(page.one("main form"), page.url)
    filled.fill("code", phone.code())
    cookie = visitor.client.get_cookie("balanzan").value

    first = visitor.post(filled.action, expect=200, **filled.sent()).texts("main li.code")
    visitor.client.set_cookie("balanzan", cookie)
    second = visitor.post(filled.action, expect=200, **filled.sent()).texts("main li.code")
    visitor.get("/me/")

    assert first == second
    other = Visitor(empty_app)
    asked = password(other)
    filled = Form(asked.one("main form"), asked.url)
    filled.fill("code", phone.code(later=1))
    cookie = other.client.get_cookie("balanzan").value
    led = [other.post(asked.url, **filled.sent()).headers["Location"]]
    led.append(other.post(asked.url, **filled.sent()).headers["Location"])
    other.client.set_cookie("balanzan", cookie)
    led.append(other.post(asked.url, **filled.sent()).headers["Location"])
    assert led == ["/me/"] * 3
    assert other.get("/me/account/?lang=en").text.count("this one") == 1


@SQLITE_ONLY
def test_b03_the_secret_is_shown_while_enrolling_only_and_nothing_usable_is_kept(somebody, empty_app, caplog):
    visitor = Visitor(empty_app)
    password(visitor)
    page = visitor.get("/me/account/second-factor")
    secret = page.one(".key").text_content().replace(" ", "")
    codes = visitor.submit("main form", code=Phone(secret).code()).texts("main li.code")

    later = [visitor.get(address).html for address in ("/me/account/second-factor", "/me/account/", "/me/")]
    with empty_app.app_context():
        kept = str([db.session.execute(select(table)).all() for table in db.metadata.sorted_tables])
    assert [text for text in [*later, kept, caplog.text] if secret in text or codes[0] in text] == []


@SQLITE_ONLY
def test_b03_codes_on_paper_are_renewed_and_the_second_factor_is_taken_off_by_a_code(strict_app):
    visitor = Visitor(strict_app)
    password(visitor)
    _phone, codes = enrol(visitor)
    visitor.get("/me/account/second-factor?lang=en")
    renewed = visitor.submit("main form", button="Have ten new codes", code=codes[0]).texts("main li.code")
    visitor.get("/me/account/second-factor?lang=en")
    old = visitor.submit("main form", button="Have ten new codes", code=codes[1], expect=409)
    wrong = visitor.submit("main form", button="Take the second factor off", code="123", expect=409)
    visitor.submit("main form", button="Take the second factor off", code=renewed[0])

    assert len(set(renewed) | set(codes)) == 20
    assert old.all(".error-summary")
    assert wrong.all(".error-summary")
    assert "Enrol a phone" in visitor.page.text
    with strict_app.app_context():
        assert db.session.query(SecondFactor).count() == 0


@SQLITE_ONLY
def test_b03_codes_are_not_found_by_trying(demo_installation, make_app):
    app = make_app(demo_installation, environment="development", base_url="http://localhost")
    visitor = Visitor(app)
    password(visitor)
    enrol(visitor)
    asked = password(Visitor(app))
    browser = Visitor(app)
    password(browser)
    statuses = []

    for number in range(11):
        browser.get(asked.url)
        filled = Form(browser.page.one("main form"), asked.url)
        filled.fill("code", f"12345{number % 10}")
        statuses.append(browser.client.post(asked.url, **filled.sent()).status_code)

    assert statuses[-2:] == [429, 429]
    assert set(statuses[:-2]) == {409}


ODD = ("", "\x00", "１２３４５６", "9" * 40, "Ɛ" * 40, "<script>", "' OR 1=1 --", "%s{0}", "😀", "-1", "\u202e123456")


@SQLITE_ONLY
def test_b03_no_form_of_a_code_a_link_or_a_choice_breaks_on_what_is_none(demo_app):
    """The forms that tests/house/test_hostile_input.py does not meet: they stand there for a moment only."""
    visitor, head = Visitor(demo_app), Visitor(demo_app)
    password(visitor)
    password(head, "presidence@demo.example")
    enrol(visitor)
    asked = Visitor(demo_app)
    password(asked)
    keys = {
        one: one.get("/recovery/", expect=200).one("main [name=csrf_token]").get("value") for one in (visitor, head)
    }
    keys[asked] = asked.get("/sign-in/code").one("main [name=csrf_token]").get("value")
    roles = "/council/ordre-segou/roles"
    forms = [
        (visitor, "/me/account/second-factor/codes", ("code",)),
        (visitor, "/me/account/second-factor/off", ("code",)),
        (asked, "/sign-in/code", ("code",)),
        (asked, "/sign-in/who", ("proof", "who")),
        (asked, "/recovery/link/none", ("password", "again")),
        (head, f"{roles}?q=traore", ("person", "role", "where", "until")),
        (head, f"{roles}/1/phone", ("code",)),
    ]

    statuses = {
        browser.client.post(
            address, data={"csrf_token": keys[browser], "form_key": f"{place}", **dict.fromkeys(fields, text)}
        ).status_code
        for browser, address, fields in forms
        for place, text in enumerate(ODD)
    }

    assert statuses <= {200, 302, 404, 409}


# ── Browsers ────────────────────────────────────────────────────────────────────────────────────────────────────────

AGENT = "Mozilla/5.0 (Linux; Android 11; itel A23) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@SQLITE_ONLY
def test_b03_somebody_sees_where_they_are_signed_in_and_ends_it_there(demo_app):
    here, phone, desk = Visitor(demo_app), Visitor(demo_app), Visitor(demo_app)
    phone.client.environ_base["HTTP_USER_AGENT"] = AGENT
    for visitor in (phone, desk, here):
        password(visitor)
    other = Visitor(demo_app)
    password(other, "chaire@demo.example")

    page = here.get("/me/account/?lang=en")
    listed = page.texts("main table tbody th")
    ends = page.all("form[action*='/browsers/'][action$='/end']")
    of_the_phone = next(form for form in ends if "Chrome, Android" in form.text_content())
    foreign = re.search(r"browsers/(\d+)/end", of_the_phone.get("action")).group(1)
    key = other.get("/me/account/").all("main [name=csrf_token]")[0].get("value")
    other.post(f"/me/account/browsers/{foreign}/end", data={"csrf_token": key, "form_key": "a"}, expect=404)
    other.post("/me/account/browsers/99999/end", data={"csrf_token": key, "form_key": "b"}, expect=404)
    phone.get("/me/")
    here.submit(of_the_phone)

    assert sum("this one" in name for name in listed) == 1
    assert len(listed) == 3
    phone.get("/me/", expect=302)
    desk.get("/me/")
    here.get("/me/account/?lang=en")
    here.submit("form[action$='/browsers/end']")
    desk.get("/me/", expect=302)
    here.get("/me/")


@SQLITE_ONLY
def test_b03_a_new_password_signs_every_other_browser_out(demo_app):
    here, there = Visitor(demo_app), Visitor(demo_app)
    password(here, "auteur@demo.example")
    password(there, "auteur@demo.example")
    form, new = "form[action$='/password']", {"password": "trois mots en file", "again": "trois mots en file"}
    here.get("/me/account/?lang=en")

    wrong = here.submit(form, present="another", expect=409, **new)
    here.submit(form, present=PASSWORD, **new)

    assert "This is not your present password." in wrong.text
    there.get("/me/account/", expect=302)
    sign_in(there, "auteur@demo.example", "trois mots en file")


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("role", "reach", "idle", "longest"),
    [
        (None, Reach.OWN, timedelta(days=14), timedelta(days=60)),
        (Role.DESK, Reach.WORK, timedelta(hours=12), timedelta(days=7)),
        (Role.TREASURER, Reach.POWER, timedelta(hours=2), timedelta(hours=12)),
    ],
)
def test_b03_a_browser_is_signed_out_when_left_alone_and_at_the_latest_after_a_while(
    empty_app, app_context, role, reach, idle, longest
):
    user = UserFactory(person__email="awa@courriel.example", password=PASSWORD)
    if role:
        with transaction():
            give_role(user, role, council=CouncilFactory(), by=user)
    alone, busy, begun = Visitor(empty_app), Visitor(empty_app), clock.now()
    with clock.stopped(begun):
        for visitor in (alone, busy):
            password(visitor, "awa@courriel.example")
    moment, met = begun, 0

    while moment < begun + longest:
        with clock.stopped(moment):
            busy.get("/me/")
        moment, met = moment + idle, met + 1

    assert reach_of({role} if role else ()) is reach
    assert met >= 4
    with clock.stopped(begun + idle + timedelta(seconds=1)):
        alone.get("/me/", expect=302)
    with clock.stopped(begun + longest + timedelta(seconds=1)):
        busy.get("/me/", expect=302)


@SQLITE_ONLY
def test_b03_that_a_browser_was_seen_is_written_at_most_once_a_minute(demo_app, queries):
    visitor = Visitor(demo_app)
    begun = clock.now()
    with clock.stopped(begun):
        password(visitor, "auteur@demo.example")
    wrote = []

    for seconds in (1, 59, 61, 62, 119, 122):
        with clock.stopped(begun + timedelta(seconds=seconds)), queries() as count:
            visitor.get("/me/")
        wrote.append(sum(said.startswith("UPDATE sign_in") for said in count.statements))

    assert wrote == [0, 0, 1, 0, 0, 1]
    with demo_app.app_context():
        seen = db.session.scalar(select(SignIn.seen_at).order_by(SignIn.id.desc()).limit(1))
    assert seen == begun + timedelta(seconds=122)


@SQLITE_ONLY
def test_b03_a_role_with_powers_given_meanwhile_sleeps_and_shortens_every_browser(strict_app):
    visitor = Visitor(strict_app)
    password(visitor, "auteur@demo.example")
    with strict_app.app_context(), transaction() as session:
        author = next(user for user in session.scalars(select(User)) if user.person.email == "auteur@demo.example")
        held = session.scalars(select(RoleHeld).filter_by(role=Role.TREASURER)).one()
        give_role(author, Role.TREASURER, council=held.council, by=held.user)

    visitor.get(PAYMENTS, expect=302)
    with strict_app.app_context():
        assert list(db.session.scalars(select(SignIn.reach).filter_by(user_id=author.id))) == [Reach.POWER]


def test_b03_the_roles_that_need_a_second_factor_are_those_with_powers():
    asked = {"administrator", "president", "secretary-general", "chair", "scheduler", "treasurer"}

    assert {role.value for role in POWERS} == asked

"""B02: back into an account without the password, by a link or by a code on the phone, and nobody else's."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from core import clock, jobs
from core.db import db, transaction
from core.outbox import Channel, Message, as_email
from people.models import AccountKey, Person
from people.recognition import personal_link
from tests.factories.people import CouncilFactory, PersonFactory, UserFactory
from tests.support.forms import Form
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
OLD, NEW = "trois mots en file", "quatre mots en rond"
SHARED, PHONE = "csref.bla@courriel.example", "+22376000001"
EVIL = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Prefix": "/evil.example",
    "X-Forwarded-Port": "6666",
    "Forwarded": "host=evil.example;proto=gopher",
    "X-Original-Host": "evil.example",
    "X-Rewrite-URL": "/evil.example",
}


@pytest.fixture
def awa(app_context):
    """Awa, who has an e-mail address and a phone."""
    CouncilFactory(country="ML")
    return UserFactory(person__given_names="Awa", person__email=SHARED, person__phone=PHONE, password=OLD)


@pytest.fixture
def sent(empty_app):
    """Have the worker do its work; return the messages written, the last one last."""

    def messages():
        with empty_app.app_context():
            jobs.drain()
            return list(db.session.scalars(db.select(Message).order_by(Message.id)))

    return messages


def forget(visitor, identifier, **more):
    """Ask for a new password; return the page that answers."""
    visitor.get("/recovery/?lang=en", **more)
    return visitor.submit("main form", identifier=identifier)


def links(message):
    """Return the addresses in a message, without their host."""
    return [link.removeprefix("http://localhost") for link in re.findall(r"http://localhost\S+", message.body)]


def choose(visitor, link, password=NEW, expect=200):
    """Choose a new password by a link."""
    visitor.get(link)
    return visitor.submit("main form", password=password, again=password, expect=expect)


def is_over(visitor, link):
    return visitor.get(f"{link}?lang=en").texts("h1") == ["This link is over"]


def test_b02_a_link_by_e_mail_opens_the_account_once_and_ends_every_browser(awa, empty_app, sent):
    visitor, elsewhere = Visitor(empty_app), Visitor(empty_app)
    sign_in(elsewhere, SHARED, OLD)
    forget(visitor, " CSREF.bla@courriel.example")
    (message,) = sent()
    (link,) = links(message)
    Visitor(empty_app).get(link)  # a mail program looks at what is behind it

    choose(visitor, link)

    assert (message.kind, message.channel, message.to_address) == ("recovery-link", Channel.EMAIL, SHARED)
    assert "Awa" in message.body
    assert is_over(Visitor(empty_app), link)
    elsewhere.get("/me/account/", expect=302)
    sign_in(visitor, SHARED, NEW)
    assert [told.kind for told in sent()] == ["recovery-link", "password-changed"]


def test_b02_a_code_on_the_phone_opens_the_account_once_and_only_where_it_was_asked_for(awa, empty_app, sent):
    visitor, thief = Visitor(empty_app), Visitor(empty_app)
    forget(visitor, "76 00 00 01")
    forget(thief, "nobody@courriel.example")
    (message,) = sent()
    (code,) = re.findall(r"\d{6}", message.sms)

    stolen = thief.submit("main form", code=code, expect=409)
    visitor.submit("main form", code=f"{code[:3]} {code[3:]}")
    link = visitor.page.url
    visitor.submit("main form", password=NEW, again=NEW)

    assert (message.channel, message.to_address, len(message.sms) <= 160) == (Channel.SMS, PHONE, True)
    assert "This code is not right" in stolen.text
    assert is_over(thief, link)
    sign_in(visitor, PHONE, NEW)


@SQLITE_ONLY
def test_b02_people_who_share_an_address_get_one_message_with_a_link_for_each(awa, empty_app, sent):
    UserFactory(person__given_names="Bakary", person__email=SHARED, password=OLD)
    visitor = Visitor(empty_app)

    forget(visitor, SHARED)
    (message,) = sent()
    of_awa, of_bakary = links(message)
    choose(visitor, of_bakary)

    assert message.body.index("Awa") < message.body.index(of_awa) < message.body.index("Bakary")
    sign_in(Visitor(empty_app), SHARED, NEW)
    sign_in(Visitor(empty_app), PHONE, OLD)  # Awa's is as it was
    assert not is_over(Visitor(empty_app), of_awa)


@SQLITE_ONLY
def test_b02_an_order_number_is_answered_by_e_mail_or_else_on_the_phone(app_context, empty_app, sent):
    UserFactory(person__order_number="0001/N", person__email="un@courriel.example", person__phone=PHONE)
    UserFactory(person__order_number="0002/N", person__phone="+22376000002")

    for number in ("0001/n", "0002/N"):
        forget(Visitor(empty_app), number)

    assert [(told.kind, told.to_address) for told in sent()] == [
        ("recovery-link", "un@courriel.example"),
        ("recovery-code", "+22376000002"),
    ]


def test_b02_known_unknown_and_disabled_names_get_the_same_page_at_the_same_cost(awa, empty_app, sent, queries):
    UserFactory(person__email="issa@courriel.example", enabled=False)
    pages, costs = set(), set()

    for name in (SHARED, PHONE, "issa@courriel.example", "nobody@courriel.example", "0099/X", "é" * 100):
        visitor = Visitor(empty_app)
        visitor.get("/recovery/?lang=en")
        with queries() as count:
            page = visitor.submit("main form", identifier=name)
        keys = [field.get("value") for field in page.all("main form input[type=hidden]")]
        said = re.sub("|".join([*keys, page.url]), "", page.html)
        pages.add((page.status, said, len(page.url)))
        costs.add(count.total)

    assert len(pages) == 1
    assert len(costs) == 1
    assert [told.to_address for told in sent()] == [SHARED, PHONE]


@SQLITE_ONLY
def test_b02_a_link_is_good_for_thirty_minutes_and_an_invitation_for_seven_days(awa, empty_app, sent):
    forget(Visitor(empty_app), SHARED)
    (link,) = links(sent()[0])
    now = clock.now()

    with clock.stopped(now + timedelta(minutes=29)):
        before = is_over(Visitor(empty_app), link)
    with clock.stopped(now + timedelta(minutes=31)):
        after = is_over(Visitor(empty_app), link)

    assert (before, after) == (False, True)


@SQLITE_ONLY
def test_b02_a_password_found_too_easily_uses_up_nothing(awa, empty_app, sent):
    visitor = Visitor(empty_app)
    forget(visitor, SHARED)
    (link,) = links(sent()[0])
    weak = [
        "short",
        "1234567890",
        "motdepasse2024",
        "Awa1234567",
        "csref.bla12",
        "22376000001",
        "76000001 ",
        "aaaaaaaaaaaa",
    ]

    refused = [choose(Visitor(empty_app), link, password, expect=409).texts(".error-summary li") for password in weak]
    other = visitor.get(link) and visitor.submit("main form", password=NEW, again=OLD)
    choose(visitor, link)

    assert all(len(said) == 1 for said in refused)
    assert other.texts(".field-error")
    sign_in(visitor, SHARED, NEW)


@SQLITE_ONLY
def test_b02_a_double_click_sends_one_message_takes_one_code_and_changes_one_password(awa, empty_app, sent):
    visitor = Visitor(empty_app)
    visitor.get("/recovery/")
    led = twice(visitor, "main form", identifier=PHONE)
    (message,) = sent()
    (code,) = re.findall(r"\d{6}", message.sms)
    visitor.get(led[0])
    exchanged = twice(visitor, "main form", code=code)
    visitor.get(exchanged[0])
    chosen = twice(visitor, "main form", password=NEW, again=NEW)

    assert [len(set(answers)) for answers in (led, exchanged, chosen)] == [1, 1, 1]
    assert [told.kind for told in sent()] == ["recovery-code", "password-changed"]


def twice(visitor, form, **fields):
    """Send a form twice, as it stands; return where each sending leads."""
    filled = Form(visitor.page.one(form), visitor.page.url)
    for name, value in fields.items():
        filled.fill(name, value)
    sent = filled.sent()
    return [visitor.post(filled.action, **sent).headers["Location"] for _click in range(2)]


def test_b02_nothing_that_opens_an_account_lies_open_in_the_database(awa, empty_app, sent):
    forget(Visitor(empty_app), SHARED)
    (link,) = links(sent()[0])
    secret = link.rsplit("/", maxsplit=1)[-1]

    with empty_app.app_context():
        tables = [table for table in db.metadata.sorted_tables if table.name != "message"]
        kept = str([db.session.execute(db.select(table)).all() for table in tables])
        (key,) = db.session.scalars(db.select(AccountKey))
    assert secret not in kept
    assert SHARED not in kept.replace(repr(SHARED), "", 2), "the request names nobody"
    assert len(key.secret_hash) == 64


@SQLITE_ONLY
def test_b02_whoever_holds_a_personal_link_reads_no_message_that_opens_the_account(awa, empty_app, sent):
    """The person's own page shows the messages written to them; a personal link may have been passed on."""
    holder = Visitor(empty_app)
    with empty_app.test_request_context():
        address = personal_link(awa.person).removeprefix("http://localhost")
    for name in (SHARED, PHONE):
        forget(Visitor(empty_app), name)
    secrets = [*links(sent()[0]), *re.findall(r"\d{6}", sent()[1].sms)]

    holder.get(address, expect=302)
    page = holder.follow()

    assert len(secrets) == 2
    assert [secret for secret in secrets if secret in page.html] == []
    assert not any(said in page.text.lower() for said in ("new password", "nouveau mot de passe", "votre code"))


# ── Nobody poisons a link ───────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_b02_no_header_of_a_visitor_appears_in_a_message_or_in_an_answer(awa, empty_app, sent):
    visitor = Visitor(empty_app)
    heard = []
    for address in ("/", "/sign-in", "/recovery/", "/me/", "/recovery/link/x", "/nowhere"):
        answer = visitor.client.get(address, headers=EVIL)
        heard += [str(answer.headers), answer.get_data(as_text=True)]
    visitor.get("/recovery/")
    filled = Form(visitor.page.one("main form"), "/recovery/")
    filled.fill("identifier", SHARED)
    answer = visitor.client.post("/recovery/", headers=EVIL, **filled.sent())

    (message,) = sent()
    heard += [str(answer.headers), message.body, message.sms, message.subject]
    assert [said for said in heard if "evil.example" in said or "gopher" in said or "6666" in said] == []
    assert links(message)
    for host in ("evil.example", "localhost.evil.example", "localhost@evil.example", "", "[::1]"):
        refused = visitor.client.post("/recovery/", headers={"Host": host}, **filled.sent())
        assert refused.status_code == 400, host
    assert len(sent()) == 1


@SQLITE_ONLY
def test_b02_a_name_brings_no_header_and_no_link_into_a_message(app_context, empty_app, sent):
    name = "Awa\r\nBcc: spy@evil.example\r\n\r\nhttps://evil.example/now www.evil.example"
    person = UserFactory(person__given_names=name, person__email=SHARED).person
    assert isinstance(person, Person)
    forget(Visitor(empty_app), SHARED)
    (message,) = sent()

    with empty_app.app_context():
        letter = message_from_bytes(bytes(as_email(message)), policy=policy.default)
    assert [to.addr_spec for to in letter["To"].addresses] == [SHARED]
    assert (letter["Bcc"], letter["Cc"]) == (None, None)
    assert "evil.example" not in message.body + message.sms + message.subject
    assert len(re.findall(r"https?://", message.body)) == 1


@SQLITE_ONLY
def test_b02_asking_is_limited_for_a_name_and_trying_for_a_request(installation, make_app):
    app = make_app(installation, environment="development", base_url="http://localhost")
    statuses = []
    for _time in range(4):
        visitor = Visitor(app)
        visitor.get("/recovery/?lang=en")
        filled = Form(visitor.page.one("main form"), "/recovery/")
        filled.fill("identifier", SHARED)
        statuses.append(visitor.client.post("/recovery/", **filled.sent()).status_code)
    other = Visitor(app)
    forget(other, "somebody.else@courriel.example")
    request = other.page.url
    tries = []
    for number in range(6):
        other.get(request)
        filled = Form(other.page.one("main form"), request)
        filled.fill("code", f"00000{number}")
        tries.append(other.client.post(request, **filled.sent()).status_code)

    assert statuses == [302, 302, 302, 429]
    assert tries == [409] * 5 + [429]


@SQLITE_ONLY
def test_b02_an_account_that_is_disabled_meanwhile_is_opened_by_no_link(awa, empty_app, sent):
    forget(Visitor(empty_app), SHARED)
    (link,) = links(sent()[0])
    with transaction():
        awa.enabled = False

    assert is_over(Visitor(empty_app), link)


@SQLITE_ONLY
def test_b02_whoever_never_had_an_account_is_sent_the_link_of_their_page_again(empty_app, app_context, awa, sent):
    PersonFactory(given_names="Moussa", email=SHARED, phone="+22376000002")
    visitor = Visitor(empty_app)

    forget(visitor, SHARED)
    forget(visitor, "76 00 00 02")

    kinds = [(message.kind, message.channel) for message in sent()]
    assert sorted(kinds) == [
        ("own-pages", Channel.EMAIL),
        ("own-pages", Channel.SMS),
        ("recovery-link", Channel.EMAIL),
    ]
    page = next(message for message in sent() if message.kind == "own-pages")
    visitor.get(links(page)[0], expect=302)
    assert "Moussa" in visitor.get("/me/").text

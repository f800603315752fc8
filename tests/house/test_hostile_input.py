"""Whatever arrives, however malformed, oversized or foreign: a page with a sentence, never a fault, never a trace.

Each page and form meets some of it, the next page the next of it, so that all is met; in the proof each meets all.
"""

import re
from itertools import count
from urllib.parse import urlsplit

import pytest
from lxml.html import fragment_fromstring
from werkzeug.datastructures import MultiDict

from tests.support import access_table
from tests.support.addresses import UPCOMING, addresses
from tests.support.crawling import visitors_who_get_in
from tests.support.forms import Form
from tests.support.states import pages_of_states
from tests.support.visitor import Visitor

STRICTER = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)  # refuses what SQLite takes
LONG = "x" * 100_000
TEXTS = (
    "", " ", "\x00", "a\x00b", "\ufeff\u202e\u0000", LONG, "-1", "0", "9" * 40, "1e400", "NaN", "１２", "1.5", "true",
    "[]", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "%s%n{0}{{ 7 * 7 }}",
    "../../etc/passwd", "😀" * 60, "Ɛssa N’Diaye\r\nBcc: spy@example.org", "javascript:alert(1)", "\u0301" * 500,
)  # fmt: skip
# Several at once, since each page asks for few of them.
QUERIES = (
    "page=-1&lang=%00&q=%00&state=%00&specialty=%00&room=-1&day=%00&gate=%00&next=//evil.example",
    f"page={'9' * 40}&lang=../x&q=%FF%FE&state=' OR 1=1&specialty=%FF&room={'9' * 40}&day=9999-99-99&gate=%FF",
    f"page=two&q={'y' * 9_000}&specialty=привет&room=two&day=2024-06-28T00:00&next=javascript:alert(1)",
    "endpoint=x", "_external=1&_scheme=javascript&_anchor=x&_method=PATCH&self=1&error=1", "next=/%5cevil.example",
    "q=привет&q=2&a[b]=c&=&&&%&q=%E2%80%AE😀",
)  # fmt: skip
TAKING = ("roles.end", "account.end_others", "account.change_password")  # sent last
GESTURES = {f"timetable.{name}" for name in ("move_session", "pin_talk", "shift_session", "unplace_talk")}
SAID = ("form_key", "session", "before", "room", "at", "minutes", "reach", "seen", "day")  # by a gesture: StepForm
NAMES = ("%00", "..%2f..", "9" * 40, "-1", "a" * 2_000, "%22%3E%3Cscript%3E%F0%9F%98%80", "%0d%0aSet-Cookie:x", "0")
COOKIES = (
    'lang="a\\"b"',
    "lang=é",
    "lang=%00",
    "balanzan=nonsense",
    "balanzan=.eJw.x.y",
    "lang=" + "z" * 3_000,
    "=",
    ";;;",
)
HEADERS = (
    {"If-None-Match": '"', "Accept-Encoding": "br;q=x, *", "Referer": "//evil.example", "User-Agent": "\x01" * 50},
    {"If-None-Match": "W/" + '"' * 50, "Accept-Language": "\xff\xfe", "Range": "bytes=9-1", "Content-Length": "-1"},
    {"If-None-Match": "*", "If-Modified-Since": "yesterday", "X-Forwarded-For": "127.0.0.1, x", "Expect": "x"},
)  # fmt: skip
NAMED = {"given_names": "Awa", "family_name": "Keïta-Essai", "email": "awa@example.org"}
AUTHORS = {f"authors-0-{name}": value for name, value in NAMED.items()}
BODIES = (
    (b"\xff\xfe=\xff&&&=", "application/x-www-form-urlencoded"),
    (b"%", "application/x-www-form-urlencoded"),
    (b"{", "application/json"),
    (b"", "multipart/form-data"),
    (b'--x\r\nContent-Disposition: form-data; name="a', "multipart/form-data; boundary=x"),
    (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=" + "x" * 5_000),
    (b"\x00" * 1_000, "text/plain"),
    (b"a=1&" * 2_000, "application/x-www-form-urlencoded"),
)  # fmt: skip


class Faults(list[str]):
    """What ended in a fault instead of a sentence."""

    def watch(self, what: str, client, url: str, **request) -> None:
        """Send something; note it unless a page, a file or a redirect to ourselves came back."""
        try:
            answer = client.open(url, **request)
        except Exception as error:  # noqa: BLE001 - any exception is what we look for
            self.append(f"{what[:150]}: {type(error).__name__}: {str(error).splitlines()[0][:120]}")
            return
        said = answer.get_data().decode(errors="replace") if answer.mimetype == "text/html" else ""
        if answer.status_code >= 500 or "Traceback" in said:
            self.append(f"{what[:150]}: {answer.status_code}")
        if answer.status_code >= 400 and not tells(answer, said):
            self.append(f"{what[:150]}: {answer.status_code} without a sentence")
        if re.match(r"(?!/|http://localhost/)|//|/\\", answer.headers.get("Location", "/")):
            self.append(f"{what[:150]}: leads away to {answer.headers['Location']}")


def tells(answer, said: str) -> bool:
    """Tell whether a refusal has a sentence, in its page or as a program reads it."""
    if answer.is_json:
        return bool(answer.json["error"]["message"])
    return re.search(r"<h1\b[^>]*>\s*\S", said) is not None


@pytest.fixture
def faults():
    """Collect what ends in a fault."""
    return Faults()


@pytest.fixture
def some_of(at_size):
    """Deal out a list: some_of(TEXTS, 6) is the next six of them at each call, in the proof always all."""
    turns = count()

    def deal(things, number):
        begins = next(turns) * number
        small = [things[(begins + place) % len(things)] for place in range(min(number, len(things)))]
        return at_size(small=small, full=things)

    return deal


def pages(app):
    """Give every page with a visitor who may see it."""
    table = {(line.method, line.rule): line for line in access_table.kept()}
    get_in = visitors_who_get_in(app)
    for address in addresses(app):
        yield address, get_in(table[address.method, address.rule], address)


@STRICTER
@pytest.mark.prove
def test_no_address_breaks_on_what_stands_behind_its_question_mark(demo_app, faults, some_of):
    for address, visitor in pages(demo_app):
        if address.method == "GET" and address.endpoint != "me.arrive":
            for query in some_of(QUERIES, 2):
                faults.watch(f"{address.url}?{query}", visitor.client, f"{address.url}?{query}")

    assert faults == []


@pytest.mark.prove
def test_no_address_breaks_on_a_name_that_is_none(demo_app, faults, some_of):
    for address, visitor in pages(demo_app):
        parts = re.split(r"(<[^>]+>)", address.rule)
        known = re.fullmatch(
            "".join(re.escape(part) if i % 2 == 0 else "([^/]+)" for i, part in enumerate(parts)), address.url
        )
        for place in range(known.re.groups if known else 0):
            for name in some_of(NAMES, 3):
                begins, ends = known.span(place + 1)
                url = f"{address.url[:begins]}{name}{address.url[ends:]}"
                faults.watch(f"{address.method} {url}", visitor.client, url, method=address.method)

    assert faults == []


@pytest.mark.prove
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_page_breaks_on_a_cookie_or_a_header(demo_app, faults, some_of):
    for address, visitor in pages(demo_app):
        if address.method == "GET":
            for headers in some_of(HEADERS, 1):
                faults.watch(f"{address.url} {headers}", visitor.client, address.url, headers=headers)
            for cookie in some_of(COOKIES, 2):
                stranger = demo_app.test_client(use_cookies=False)
                faults.watch(f"{address.url} {cookie}", stranger, address.url, headers={"Cookie": cookie})

    assert faults == []


def every_form(app):
    """Give each form of the application once, as somebody sees it who may use it."""
    seen = set()
    adapter = app.url_map.bind("localhost")
    yield from gestures(app)
    for visitor, page in shown(app):
        for form in (form for element in page.all("form[method=post]") for form in ways_to_send(element, page.url)):
            endpoint, _values = adapter.match(urlsplit(form.action).path, method="POST")
            names = tuple(sorted(form.values))
            if (endpoint, names) not in seen and endpoint != "sign_in.out":
                seen.add((endpoint, names))
                yield endpoint, visitor, form


def gestures(app):
    """Give each gesture of the editor, which its script sends, as a form of all that a gesture may say."""
    for address, visitor in pages(app):
        if address.endpoint in GESTURES:
            key = visitor.get(f"/e/{UPCOMING}/committee/timetable/").all("[name=csrf_token]")[0].get("value")
            fields = f'<input name="csrf_token" value="{key}">' + "".join(f'<input name="{name}">' for name in SAID)
            element = fragment_fromstring(f'<form method="post" action="{address.url}">{fields}</form>')
            yield address.endpoint, visitor, Form(element, address.url)


def ways_to_send(element, url):
    """Give a form as its own address receives it, then as each button with an address of its own sends it."""
    form = Form(element, url)
    yield form
    for button in element.findall(".//button[@formaction]"):
        elsewhere = Form(element, url)
        elsewhere.pressed = button
        yield elsewhere


def shown(app):
    """Give every page that is one, two that only appear once somebody has begun something, and those of a state."""
    for address, visitor in pages(app):
        if address.method == "GET" and address.endpoint not in ("me.arrive", "assets.serve"):
            page = visitor.get(address.url, expect=None)
            if page.status in (200, 202) and page.is_html:  # 202: a paper that is not made yet
                yield visitor, page
    author = Visitor(app)
    author.get(f"/e/{UPCOMING}/submit/?lang=en")
    chosen = {"specialty": author.page.all("[name=specialty] option")[1].get("value"), "template": "original"}
    draft = {"title": "A draft", **chosen, **AUTHORS}
    yield author, author.submit("main form[method=post]", button="Save the draft", **draft)
    author.get(f"/e/{UPCOMING}/register/")
    category = author.page.all("input[name=category]")[1].get("value")
    yield author, author.submit("main form[method=post]", category=category, **NAMED)
    yield from pages_of_states(app)


@STRICTER
@pytest.mark.prove
def test_no_form_breaks_on_what_is_typed_left_out_or_sent_twice(demo_app, faults, some_of):
    """All forms are opened before any is sent: what one takes away, a role above all, opens the next no more."""
    endpoints = set()
    for endpoint, visitor, form in sorted(every_form(demo_app), key=lambda met: met[0] in TAKING):
        endpoints.add(endpoint)
        typed = [name for name in form.values if not re.match(r"csrf_token|form_key|authors-([2-9]|1\d)-", name)]
        key = form.values.get("csrf_token", "")
        for number, text in enumerate(some_of(TEXTS, 8)):
            fields = dict.fromkeys(typed, text) | {"csrf_token": key, "form_key": f"{endpoint}-{number}"}
            faults.watch(f"{endpoint} {text[:20]!r}", visitor.client, form.action, method="POST", data=fields)
        for left_out in some_of(typed, 3):
            rest = MultiDict([pair for pair in form.values.items(multi=True) if pair[0] != left_out])
            rest["form_key"] = f"{endpoint}-without-{left_out}"
            faults.watch(f"{endpoint} without {left_out}", visitor.client, form.action, method="POST", data=rest)
        doubled = MultiDict([*form.values.items(multi=True), *form.values.items(multi=True)])
        faults.watch(f"{endpoint} doubled", visitor.client, form.action, method="POST", data=doubled)

    writing = {rule.endpoint for rule in demo_app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    without_form = {"sign_in.out", "drafts.keep"}  # the second is sent by a script, see tests/core/test_drafts.py
    papers = {  # the button stands only where nobody has asked for the paper yet
        "register.badge", "register.receipt", "treasurer.receipt",
        "certificates.paper_of_holder", "certificates.paper_of_committee",
    }  # fmt: skip
    of_a_moment = {  # what a message, a phone or a search says: test_b01, test_b02, test_b03 and test_tokens send it
        "sign_in.who", "second_factor.enter", "second_factor.renew_codes", "second_factor.take_off",
        "recovery.choose", "account.end", "tokens.make", "roles.give", "roles.take_phone_off",
    }  # fmt: skip
    of_one_thing = {  # on the page of one person, file, request or address, which the walk does not open
        "people.add_post", "people.remove_post", "duplicates.undo", "desk.order_number", "notice.erase",
        "notice.refuse", "structures.compare", "structures.undo", "messages.again", "messages.lift",
        "council_messages.again", "council_messages.lift",
        "order_register.receive", "order_register.columns",
        "order_register.say", "order_register.write", "order_register.drop",
    }  # fmt: skip
    nowhere = writing - endpoints - papers - of_a_moment - of_one_thing
    assert nowhere == without_form, f"met nowhere: {', '.join(sorted(nowhere))}"
    assert faults == []


@STRICTER
@pytest.mark.prove
def test_no_form_breaks_on_a_body_that_is_none(demo_app, faults, some_of):
    for endpoint, visitor, form in every_form(demo_app):
        for body, content_type in some_of(BODIES, 3):
            what = f"{endpoint} {body[:20]!r} {content_type[:40]}"
            faults.watch(what, visitor.client, form.action, method="POST", data=body, content_type=content_type)

    assert faults == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_form_takes_more_than_it_may(demo_app, faults):
    limit = demo_app.config["MAX_CONTENT_LENGTH"]

    for endpoint, visitor, form in every_form(demo_app):
        answer = visitor.client.post(form.action, data={"csrf_token": "x" * (limit + 1)})
        assert answer.status_code == 413, endpoint
        assert "<h1>" in answer.get_data(as_text=True)

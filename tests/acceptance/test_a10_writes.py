"""A10: every write of the thread survives a busy database, a double click, a stale form, and a power cut."""

import threading
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

import pytest
from sqlalchemy import Engine, event, func, select

from abstracts.models import Abstract, Decision, Review
from conference.models import Delivery, Release
from core.db import db
from registration.models import Badge, Certificate, OrderLine, Payment, Receipt, Registration, Scan
from tests.acceptance.thread import EDITION, Thread, radio_named
from tests.support.busy import impatient, locked
from tests.support.forms import Form
from tests.support.pages import parse

COUNTED = (Abstract, Decision, Delivery, Release, Registration, Payment, Receipt, Scan, Certificate)


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


def census(thread):
    """Return how many rows there are of everything the thread writes."""
    with thread.app.app_context():
        return {table.__name__: db.session.scalar(select(func.count()).select_from(table)) for table in COUNTED}


def run_whole(thread):
    """Run the whole thread through, and return what it wrote."""
    before = census(thread)
    code = thread.accept(thread.submit())
    thread.place(code)
    thread.publish()
    registration = thread.register()
    thread.pay(registration)
    thread.scan(badge_code(thread, registration))
    thread.deliver(code)
    thread.attest()
    after = census(thread)
    return {name: after[name] - before[name] for name in after}


def badge_code(thread, registration):
    with thread.app.app_context():
        found = db.session.scalar(select(Badge).join(Registration).where(Registration.code == registration))
        return found.code


ONCE = dict.fromkeys((table.__name__ for table in COUNTED), 1)


def test_a10_double_clicks_have_one_effect_on_every_write_of_the_thread(thread, monkeypatch):
    """Every form of the thread is sent twice, exactly as a double click does; each counts once."""
    twice = []
    send = thread.physician.client.__class__.open

    def sent_twice(client, *args, **kwargs):
        first = send(client, *args, **kwargs)
        if kwargs.get("method") == "POST" and first.status_code == 302 and args[0] != "/sign-in":
            twice.append(args[0])
            again = send(client, *args, **kwargs)
            assert again.status_code in (200, 302), args[0]
        return first

    monkeypatch.setattr(thread.physician.client.__class__, "open", sent_twice)

    written = run_whole(thread)

    assert written == ONCE
    assert len(twice) >= 8


def test_a10_a_busy_database_is_tried_again(thread, demo_installation):
    impatient(thread.app)
    thread.physician.get(f"{EDITION}/register/")
    before = census(thread)["Registration"]

    turned_away = threading.Event()
    event.listen(Engine, "handle_error", lambda _context: turned_away.set())
    with ThreadPoolExecutor(1) as pool:
        with locked(demo_installation):
            sending = pool.submit(register, thread.physician)
            assert turned_away.wait(20), "the database was never busy"
        page = sending.result(20)

    assert "/register/" in page.url
    assert census(thread)["Registration"] == before + 1


def register(visitor):
    category = radio_named(visitor.page, "category", "Médecin généraliste")
    return visitor.submit(
        "main form[method=post]",
        given_names="Awa",
        family_name="Pressée",
        phone="76 99 99 99",
        category=category,
    )


def test_a10_a_stale_submission_shows_both_texts_and_loses_neither(thread):
    code = thread.submit()
    address = f"{EDITION}/submit/{code}"
    early = thread.physician.get(address)
    form = early.one("main form[method=post]")
    late = Form(form, address)
    late.fill("title", "Le titre que je tapais")
    late.press("Envoyer")
    thread.physician.get(address)
    thread.physician.submit("main form[method=post]", button="Envoyer", title="Le titre enregistré entre-temps")

    page = thread.physician.post(address, expect=409, **late.sent())

    assert "Le titre que je tapais" in page.text
    assert "Le titre enregistré entre-temps" in page.text
    thread.physician.submit("main form[method=post]")
    with thread.app.app_context():
        assert db.session.scalar(select(Abstract.title).where(Abstract.title == "Le titre que je tapais"))


def test_a10_a_stale_review_shows_both_texts(thread):
    reviewer = thread.as_("evaluateur")
    undecided = [a.get("href") for a in reviewer.get(f"{EDITION}/review/").all("main tbody a")]
    address = next(each for each in undecided if reviewer.get(each).all("form.grid-side"))
    send_review(reviewer, address, "Première lecture")
    stale = Form(reviewer.get(address).one("form.grid-side"), address)
    stale.fill("comment", "Ce que je tapais")
    stale.press(None)
    send_review(reviewer, address, "Enregistré entre-temps")

    page = reviewer.post(address, expect=409, **stale.sent())

    assert "Ce que je tapais" in page.text
    assert "Enregistré entre-temps" in page.text
    with thread.app.app_context():
        assert db.session.scalar(select(func.count()).where(Review.comment == "Ce que je tapais")) == 0


def send_review(reviewer, address, comment):
    page = reviewer.get(address)
    scores = {radio.get("name"): "1" for radio in page.all("form.grid-side input[type=radio][name^=score_]")}
    reviewer.submit("form.grid-side", proposal="oral", comment=comment, **scores)


@pytest.mark.slow
def test_a10_killed_before_the_answer_a_registration_is_absent_or_whole(demo_installation, server, make_app):
    running = server(demo_installation)
    for delay in (0.0, 0.02, 0.05, 0.1):
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        address = f"{running.url}{EDITION}/register/"
        body = filled(browser, address, delay)
        sending = threading.Thread(target=lambda b=browser, a=address, d=body: quiet(b, a, d))
        sending.start()
        sending.join(delay)
        running.kill()
        sending.join(10)
        running.restart()

    app = make_app(demo_installation)
    with app.app_context():
        cut = select(Registration).where(Registration.person.has(family_name="Coupure"))
        mine = list(db.session.scalars(cut))
        lines = db.session.scalar(
            select(func.count(OrderLine.id)).where(OrderLine.registration_id.in_([each.id for each in mine]))
        )
    assert lines == len(mine) <= 4
    assert "NOT" not in app.test_cli_runner().invoke(args=["doctor"]).output


def filled(browser, address, delay):
    """Return the registration form as a browser would send it."""
    document = parse(browser.open(address).read().decode())
    hidden = {field.get("name"): field.get("value") for field in document.xpath("//main//form//input[@type='hidden']")}
    category = document.xpath("//input[@name='category']")[0].get("value")
    typed = {"given_names": f"Awa {delay}", "family_name": "Coupure", "phone": "76 11 22 33", "category": category}
    return urllib.parse.urlencode(hidden | typed | {"title": "", "email": "", "structure": ""}).encode()


def quiet(browser, address, body):
    """Send a form to a server that may die meanwhile."""
    try:
        browser.open(address, body, timeout=10)
    except (urllib.error.URLError, OSError):
        return


def test_a10_the_whole_thread_once_writes_one_of_each(thread):
    assert run_whole(thread) == ONCE

"""D10: the programme whole without a script, its filters in the address, read without a network, now and next."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from conference.models import Presentation, PresentationAuthor, PresentationState
from conference.queries.editions import find_edition
from conference.queries.programme import latest_release
from conference.queries.published import talks_by_code
from conference.services.releases import publish
from core import clock
from core.audit import SYSTEM
from core.db import db, transaction
from tests.support import chromium
from tests.support.processes import wait_until
from tests.support.visitor import Visitor

SLUG = "js-segou-2024"
PROGRAMME = f"/e/{SLUG}/programme"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ON_THE_DAY = datetime(2024, 6, 28, 11, 41, tzinfo=UTC)
KEPT = """async () => (await Promise.all((await caches.keys()).filter((name) => name.startsWith("pages-")).map(
    async (name) => (await (await caches.open(name)).keys()).map((key) => new URL(key.url).search)))).flat()"""


def codes(page):
    """Return the codes of the communications that a page lists."""
    return [item.get("data-code") for item in page.all("li[data-code]")]


def content_of(app):
    """Return what was last published."""
    with app.app_context():
        return latest_release(find_edition(SLUG)).content


@pytest.fixture
def phone(page):
    """A phone whose complaints about the network being gone are no fault."""
    yield page
    page.watch.forgive("ERR_INTERNET_DISCONNECTED")


def test_d10_without_a_script_all_is_there_and_every_filter_is_in_the_address(demo_app, demo_visitor):
    talks = talks_by_code(content_of(demo_app))
    whole = demo_visitor.get(f"{PROGRAMME}?day=all")

    assert sorted(codes(whole)) == sorted(talks)
    assert len(talks) >= 190
    first = next(iter(talks.values()))
    room = whole.one("#room option:nth-of-type(2)").get("value")
    for name, value, passes in (
        ("specialty", first["specialty"], lambda talk: talk["specialty"] == first["specialty"]),
        ("kind", "poster", lambda talk: talk["kind"] == "poster"),
        ("person", first["people"][0], lambda talk: first["people"][0] in talk["people"]),
    ):
        found = demo_visitor.get(f"{PROGRAMME}?{name}={value}")
        assert sorted(codes(found)) == sorted(code for code, talk in talks.items() if passes(talk)), name
    chosen = demo_visitor.get(f"{PROGRAMME}?room={room}")
    assert len(chosen.all(".timetable thead th")) == 2


def test_d10_publishing_again_drops_every_copy_in_every_process(demo_installation, make_app):
    apps = [make_app(demo_installation) for _process in range(2)]
    before = [app.test_client().get(PROGRAMME) for app in apps for _time in range(2)]
    with apps[0].app_context(), transaction():
        edition = find_edition(SLUG)
        talk = db.session.scalars(select(Presentation).filter_by(edition_id=edition.id, code="CO-001")).one()
        talk.title = "Un titre que la nouvelle version porte"
        publish(edition, by=SYSTEM)

    after = [app.test_client().get(PROGRAMME, headers={"If-None-Match": before[0].headers["ETag"]}) for app in apps]

    assert len({answer.data for answer in before}) == 1
    assert [answer.status_code for answer in after] == [200, 200]
    assert all("Un titre que la nouvelle version porte" in answer.text for answer in after)


@pytest.mark.parametrize(
    ("minutes", "now", "later"), [(0, "CO-0", "12 h 30"), (24 * 60, "CO-", "12 h"), (9 * 60, "", "")]
)
def test_d10_now_and_next_follow_the_clock_of_the_place(demo_visitor, minutes, now, later):
    with clock.stopped(ON_THE_DAY + timedelta(minutes=minutes)):
        page = demo_visitor.get(PROGRAMME)

    said = " ".join(line.text_content() for line in page.all(".now-line")).replace("\u202f", " ").replace("\xa0", " ")
    assert now in said
    assert later in said
    assert bool(page.all("td.live")) == bool(now)


@pytest.mark.browser
@SQLITE_ONLY
def test_d10_after_one_visit_every_day_is_read_without_a_network_and_now_goes_on(demo_installation, server, phone):
    behind = int((ON_THE_DAY - clock.now()).total_seconds())
    base = server(demo_installation, BALANZAN_CLOCK_OFFSET=str(behind)).url
    phone.clock.install(time=ON_THE_DAY)
    phone.goto(base + PROGRAMME)
    now = phone.locator(".now-line p").first.inner_text()
    session = phone.locator("td.live h2 a").first
    title, address = session.inner_text(), session.get_attribute("href")
    wait_until(lambda: phone.evaluate("navigator.serviceWorker.controller !== null"), seconds=10, what="the worker")
    phone.goto(base + address)
    phone.goto(base + PROGRAMME)
    phone.clock.fast_forward(8000)
    wait_until(lambda: any("day=all" in each for each in phone.evaluate(KEPT)), seconds=10, what="the other days come")

    phone.context.set_offline(True)
    phone.goto(f"{base}{PROGRAMME}?day=2024-06-29")
    assert phone.locator("td.session").count() > 5
    phone.goto(base + address)
    assert phone.locator("h1").inner_text() == title
    phone.goto(base + PROGRAMME)
    assert phone.locator(".now-line p").first.inner_text() == now
    phone.clock.fast_forward("01:00:00")
    later = phone.locator(".now-line p").first.inner_text()
    assert later != now
    assert phone.locator("td.live").count() >= 1
    assert chromium.no_overflow(phone)


def test_d10_whoever_speaks_has_a_page_found_whatever_the_accents_and_nobody_else(demo_app, demo_visitor):
    content = content_of(demo_app)
    talk = next(talk for talk in talks_by_code(content).values() if talk["presenter"] is not None)
    number = talk["people"][talk["presenter"]]
    name = content["people"][str(number)]
    with demo_app.app_context():
        speaks = {each["people"][each["presenter"]] for each in talks_by_code(content).values() if each["people"]}
        speaks |= {role["person"] for session in content["sessions"] for role in session["roles"]}
        silent = db.session.scalars(
            select(PresentationAuthor.person_id)
            .join(PresentationAuthor.presentation)
            .where(PresentationAuthor.person_id.notin_(speaks), Presentation.state == PresentationState.PROGRAMMED)
        ).first()

    found = demo_visitor.get(f"/e/{SLUG}/speakers/?q={'+'.join(plain(name).lower().split()[-2:])}")
    page = demo_visitor.get(f"/e/{SLUG}/speakers/{number}")

    assert name in found.texts(".speakers a")
    assert talk["code"] in " ".join(page.texts(".talks .code"))
    assert demo_visitor.client.get(f"/e/{SLUG}/speakers/{silent}").status_code == 404
    assert demo_visitor.client.get(f"/e/js-segou-8/speakers/{number}").status_code == 404


def plain(name):
    """Return a name as somebody types it who has no accents on their keys."""
    signs = {"é": "e", "è": "e", "ï": "i", "Ɛ": "e", "ɛ": "e", "ŋ": "n", "’": " ", "ô": "o", "ë": "e", "ê": "e"}
    return "".join(signs.get(sign, sign) for sign in name)


@SQLITE_ONLY
def test_d10_a_link_shows_a_card_and_each_half_day_of_a_room_has_one_with_its_text(demo_app):
    visitor = Visitor(demo_app)
    session = visitor.get(PROGRAMME).all("td.session h2 a")[0].get("href")
    pages = [visitor.get(address) for address in (f"/e/{SLUG}/", PROGRAMME, session)]
    cards = visitor.get(f"{PROGRAMME}/cards/")
    images = [page.one("meta[property='og:image']").get("content") for page in pages]
    images.append(cards.all(".to-share a[href*='.png']")[0].get("href"))

    assert all(page.one("meta[property='og:title']").get("content") for page in pages)
    for image in images:
        answer = visitor.client.get(image.removeprefix("http://localhost"))
        with Image.open(io.BytesIO(answer.data)) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", (1200, 630)), image
        assert len(answer.data) < 40_000
    text = cards.all(".shared-text")[0].text_content()
    assert re.search(r"^8\sh\s30 ", text, re.MULTILINE)
    assert text.splitlines()[-1].startswith(f"http://localhost{PROGRAMME}?day=2024-06-28&room=")

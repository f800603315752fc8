"""Read without a network, in a real Chromium: what was read stays readable, and only by whoever read it."""

import os
import re
import signal

import pytest

from tests.support import chromium
from tests.support.installation import ROOT
from tests.support.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
PROGRAMME, HOME = "/e/js-segou-2024/programme", "/e/js-segou-2024/"
STORES = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(
    async (name) => [name, (await (await caches.open(name)).keys()).map((key) => new URL(key.url).pathname)])))"""
BROKEN_OFF = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "Failed to load resource")


@pytest.fixture
def site(demo_installation, server, tmp_path):
    """The demonstration in a real server that writes down what it is asked for."""
    log = "--access-logfile - --access-logformat asked:%(U)s?%(q)s:%(s)s:%(B)s"
    return server(demo_installation, GUNICORN_CMD_ARGS=log)


@pytest.fixture
def phone(page):
    """A phone whose complaints about the network being gone are no fault."""
    yield page
    for words in BROKEN_OFF:
        page.watch.forgive(words)


def asked(site):
    """Return what the server was asked for: address, status, bytes of the body."""
    return [
        (url.rstrip("?"), int(status), int(size) if size.isdigit() else 0)
        for url, status, size in re.findall(r"^asked:(.+):(\d+):([\d-]+)$", site.log, re.MULTILINE)
    ]


def stores(page):
    """Return what the phone keeps: the addresses in each store."""
    return page.evaluate(STORES)


def kept_pages(page):
    """Return the addresses of the pages the phone keeps, whoever read them."""
    return {path for name, paths in stores(page).items() if name.startswith("pages-") for path in paths}


def wait_for_the_worker(page, address):
    """Wait until the worker has taken over and keeps a page."""
    controlled = "navigator.serviceWorker.controller !== null"
    wait_until(lambda: page.evaluate(controlled), seconds=10, what="the worker takes over")
    wait_until(lambda: address in kept_pages(page), seconds=10, what=f"{address} is kept")


def read(page, site, *addresses):
    """Read pages one after the other, each until it is kept."""
    for address in addresses:
        page.goto(site.url + address)
        wait_for_the_worker(page, address.split("?")[0])


def sign_in(page, site, login):
    """Sign somebody in, and let their own page be kept."""
    chromium.sign_in(page, site.url, login)
    wait_for_the_worker(page, "/me/")


def sign_out(page):
    """Press the button that signs out."""
    page.locator(".account summary").click()
    page.locator("form[action='/sign-out'] button").click()


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_programme_read_once_is_readable_without_a_server_and_says_since_when(site, phone):
    read(phone, site, PROGRAMME)
    title = phone.title()

    site.kill()
    phone.goto(site.url + PROGRAMME)

    assert phone.title() == title
    assert phone.locator(".timetable .talks li").count() > 50
    assert re.search(r"\d{4} .+ \d{1,2} h( \d{2})?", phone.locator(".kept-line").inner_text())
    assert phone.evaluate("getComputedStyle(document.querySelector('.masthead')).borderBottomStyle") == "solid"


def test_what_was_never_read_says_what_can_be_read_now(site, phone):
    read(phone, site, PROGRAMME, HOME)
    titles = {phone.title()}
    phone.context.set_offline(True)

    phone.goto(f"{site.url}/e/js-segou-2024/keynotes")

    links = phone.locator(".kept-pages a")
    links.first.wait_for()
    assert (links.count(), titles <= set(links.all_inner_texts())) == (2, True)
    links.first.click()
    assert phone.title() in titles
    assert phone.locator(".kept-line").is_visible()


def test_back_on_the_network_the_page_is_the_present_one(site, phone):
    read(phone, site, PROGRAMME)
    phone.context.set_offline(True)
    phone.goto(site.url + PROGRAMME)
    was_a_copy = phone.locator(".kept-line").count()

    phone.context.set_offline(False)
    phone.reload()

    assert (was_a_copy, phone.locator(".kept-line").count()) == (1, 0)


def test_a_network_that_answers_too_late_is_not_waited_for(site, phone):
    read(phone, site, PROGRAMME)
    os.killpg(site.pid, signal.SIGSTOP)

    phone.goto(site.url + PROGRAMME)
    line = phone.locator(".kept-line").inner_text()
    os.killpg(site.pid, signal.SIGCONT)

    assert re.search(r"\d{1,2} h( \d{2})?", line)


def test_a_copy_is_in_the_language_that_was_chosen(site, phone):
    read(phone, site, PROGRAMME, f"{PROGRAMME}?lang=en", f"{HOME}?lang=en")
    phone.context.set_offline(True)

    languages = []
    for address in (PROGRAMME, f"{PROGRAMME}?lang=fr", HOME, "/never-read"):
        phone.goto(site.url + address)
        languages.append(phone.locator("html").get_attribute("lang"))

    assert languages == ["en", "fr", "en", "en"]


# ── Whose it is ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_my_page_is_readable_until_i_sign_out(site, phone):
    read(phone, site, PROGRAMME)
    sign_in(phone, site, "participant")
    name = phone.locator("h1").inner_text()
    phone.context.set_offline(True)
    phone.goto(f"{site.url}/me/")
    assert phone.locator("h1").inner_text() == name

    phone.context.set_offline(False)
    phone.goto(f"{site.url}/me/")
    sign_out(phone)
    phone.wait_for_url(f"{site.url}/")
    wait_until(lambda: "/me/" not in kept_pages(phone), seconds=5, what="my page is forgotten")
    phone.context.set_offline(True)
    phone.goto(f"{site.url}/me/")

    assert name not in phone.content()
    assert [name for name in stores(phone) if name.startswith("pages-")] == ["pages-nobody"]
    phone.goto(site.url + PROGRAMME)
    assert phone.locator(".timetable").is_visible()


def test_signing_out_without_a_network_forgets_as_well(site, phone):
    read(phone, site, PROGRAMME)
    sign_in(phone, site, "participant")
    phone.context.set_offline(True)

    sign_out(phone)
    phone.wait_for_timeout(500)
    phone.goto(site.url + PROGRAMME)

    assert "/me/" not in kept_pages(phone)


def test_somebody_elses_pages_go_when_another_person_reads_here(site, phone):
    read(phone, site, PROGRAMME)
    sign_in(phone, site, "participant")
    first = phone.locator("h1").inner_text()
    phone.context.clear_cookies()

    sign_in(phone, site, "auteur")
    phone.context.set_offline(True)
    phone.goto(f"{site.url}/me/")

    assert first not in phone.content()
    assert len([name for name in stores(phone) if name.startswith("pages-")]) == 2  # hers, and what anybody may read


def test_a_page_of_the_staff_is_never_kept(site, phone):
    read(phone, site, PROGRAMME)
    sign_in(phone, site, "tresor")
    payments = "/e/js-segou-8/committee/payments"
    phone.goto(site.url + payments)
    heading = phone.locator("h1").inner_text()

    phone.context.set_offline(True)
    phone.goto(site.url + payments)

    assert phone.locator("h1").inner_text() != heading
    assert payments not in kept_pages(phone)


# ── What it costs, and a new build ──────────────────────────────────────────────────────────────────────────────────


def test_a_first_visit_with_the_worker_and_the_manifest_is_at_most_six_requests_and_60_kb(site, phone, figure):
    before = len(asked(site))

    read(phone, site, f"{PROGRAMME}?day=all")
    phone.wait_for_timeout(500)
    first = asked(site)[before:]
    manifest = phone.evaluate(
        "async () => (await (await fetch(document.querySelector('[rel=manifest]').href)).text()).length"
    )
    phone.reload()
    phone.wait_for_timeout(1500)
    again = asked(site)[before + len(first) + 1 :]

    weight = sum(size for _url, _status, size in first) + manifest
    figure(f"B09 first visit of the programme: {len(first) + 1} requests, {weight} bytes; again: {again}")
    assert len(first) + 1 <= 6, first  # the manifest, which this Chromium does not ask for, counts
    assert weight <= 60_000
    assert {url: status for url, status, _size in again}.items() <= {f"{PROGRAMME}?day=all": 304, "/sw.js": 304}.items()


@pytest.fixture
def next_build(tmp_path):
    """The same code with another style sheet and another script: the build after this one."""
    tree = tmp_path / "next-build"
    tree.mkdir()
    for path in ROOT.iterdir():
        if path.name not in ("static", "instance", ".git", ".venv"):
            (tree / path.name).symlink_to(path)
    for path in sorted((ROOT / "static").rglob("*")):
        target = tree / "static" / path.relative_to(ROOT / "static")
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tree / "static/css/ui/zz-next.css").write_text("body { --build: next }", encoding="utf-8")
    script = tree / "static/js/ui/offline.js"
    script.write_text(
        f"{script.read_text(encoding='utf-8')}\ndocument.documentElement.dataset.build = 'next';\n", "utf-8"
    )
    return tree


def build_shown(page):
    """Return which build's style sheet and script a page stands in."""
    return page.evaluate(
        "[getComputedStyle(document.body).getPropertyValue('--build').trim(), document.documentElement.dataset.build]"
    )


def test_a_new_build_takes_over_without_a_broken_page_or_a_reload(site, phone, next_build):
    read(phone, site, PROGRAMME, HOME)
    old = next(name for name in stores(phone) if name.startswith("assets-"))
    loads = []
    phone.on("load", lambda _page: loads.append(phone.url))

    site.cwd = next_build
    site.restart()
    phone.goto(site.url + HOME)  # the former worker is still there: it fetches what it has not
    under_the_former = build_shown(phone)
    wait_until(lambda: old not in stores(phone), seconds=10, what="the former build's files are gone")
    phone.goto(site.url + HOME)
    phone.wait_for_timeout(1500)
    phone.context.new_cdp_session(phone).send("Network.clearBrowserCache")  # as a phone short of room does
    phone.context.set_offline(True)
    phone.goto(site.url + PROGRAMME)  # kept under the former build, whose files are no longer there

    assert under_the_former == ["next", "next"]
    assert phone.locator(".kept-line").is_visible()
    assert build_shown(phone) == ["next", "next"]
    assert loads == [f"{site.url}{HOME}", f"{site.url}{HOME}", f"{site.url}{PROGRAMME}"]
    assert len([name for name in stores(phone) if name.startswith("assets-")]) == 1


def test_a_worker_asked_for_while_the_server_is_down_leaves_the_former_in_place(site, phone):
    read(phone, site, PROGRAMME)
    site.kill()

    phone.goto(site.url + PROGRAMME)
    phone.wait_for_timeout(1500)
    site.restart()
    phone.reload()

    assert phone.locator(".kept-line").count() == 0
    assert phone.evaluate("navigator.serviceWorker.controller !== null")


def test_without_javascript_nothing_is_missing(site, open_page):
    page = open_page(java_script_enabled=False)

    page.goto(site.url + PROGRAMME)
    page.goto(f"{site.url}/offline")

    assert page.locator("h1").is_visible()
    assert not any(url == "/sw.js" for url, _status, _size in asked(site))

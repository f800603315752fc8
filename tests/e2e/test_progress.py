"""Long work, followed in a real Chromium: a bar that moves, a page that can be left, and that says when it is done."""

import pytest

from tests.support import chromium
from tests.support.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
LIST = "/e/js-segou-2024/committee/certificates"


@pytest.fixture
def site(demo_installation, server):
    """The demonstration in a real server, without a worker: the test runs the work when it wants."""
    return server(demo_installation)


def begin(page, site, form):
    """Sign the secretary general in, and have them press the button of a form."""
    chromium.sign_in(page, site.url, "secretariat")
    page.goto(site.url + LIST)
    page.locator(f"form[action='{form}'] button").click()
    page.locator("[data-job=under-way]").wait_for()


def test_the_bar_moves_and_the_page_says_when_the_certificates_are_there(
    site, page, balanzan, demo_installation, screenshot
):
    begin(page, site, LIST)
    bar = page.locator("[data-job] progress")
    at_first = bar.get_attribute("value")
    screenshot(page, "progress-360")
    assert chromium.no_overflow(page)
    page.evaluate("window.stays = true")

    balanzan(demo_installation, "drain")
    over = page.locator("[data-over]")
    wait_until(over.is_visible, seconds=25, what="the page says that the work is done")

    assert (at_first, bar.get_attribute("value"), bar.get_attribute("max")) == ("0", "8", "8")
    assert page.evaluate("window.stays") is True, "the page followed without being loaded anew"


def test_without_javascript_the_page_asks_again_by_itself(site, open_page, balanzan, demo_installation):
    page = open_page(java_script_enabled=False)
    begin(page, site, LIST)

    balanzan(demo_installation, "drain")
    wait_until(lambda: page.locator("[data-job]").count() == 0, seconds=15, what="the page has asked again")


def test_a_paper_comes_by_itself_once_it_is_made(site, page, balanzan, demo_installation):
    begin(page, site, LIST)
    page.goto(f"{site.url}{LIST}/1.pdf")
    page.locator("main form button").click()
    page.locator("[data-job=under-way]").wait_for()

    with page.expect_download(timeout=60_000) as download:
        balanzan(demo_installation, "drain")

    assert download.value.suggested_filename.endswith(".pdf")

"""The programme in a real browser: communications kept on the phone, and the same page without a script."""

import pytest
from playwright.sync_api import expect

from tests.support import chromium

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
PROGRAMME = "/e/js-segou-2024/programme"


@pytest.fixture
def address(demo_installation, server):
    return server(demo_installation).url + PROGRAMME


def test_a_kept_communication_is_kept_on_the_phone_and_shown_alone(address, open_page):
    page = open_page(chromium.NARROW)
    page.goto(address)
    page.get_by_role("button", name="CO-002").press("Enter")
    page.goto(f"{address}?day=2024-06-29")
    page.locator(".keep").first.click()

    page.locator("[data-keep] button").click()
    page.wait_for_url("**day=all#kept")

    expect(page.locator("li[data-code]:visible")).to_have_count(2)
    expect(page.get_by_role("button", name="CO-002")).to_have_attribute("aria-pressed", "true")
    assert chromium.no_overflow(page)
    page.get_by_role("button", name="CO-002").click()
    expect(page.locator("li[data-code]:visible")).to_have_count(1)


@pytest.mark.parametrize("shelf", ["not json", "{}", "null", '["CO-002", 7, null]'])
def test_a_shelf_that_is_not_ours_is_no_harm(address, open_page, shelf):
    page = open_page(chromium.NARROW)
    page.goto(address)
    page.evaluate("text => localStorage.setItem('kept:js-segou-2024', text)", shelf)

    page.reload()

    expect(page.locator("[data-keep]")).to_be_visible()


def test_without_a_script_the_whole_day_is_there_and_no_star(address, browser):
    page = browser.new_context(java_script_enabled=False, viewport=chromium.NARROW).new_page()

    page.goto(address)
    page.locator("details.rest summary").first.click()

    expect(page.locator("details.rest li").first).to_be_visible()
    expect(page.locator("[data-keep]")).to_be_hidden()
    expect(page.locator(".keep")).to_have_count(0)
    page.context.close()

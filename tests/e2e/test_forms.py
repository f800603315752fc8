"""Forms that forgive, in a real browser: after a cut, a closed phone, a step back or a stale form, nothing is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.support import chromium

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
SUBMIT = "/e/js-segou-8/submit/"
TITLE = "Césariennes à Niono"


@pytest.fixture
def running(demo_installation, server):
    return server(demo_installation)


def saved(page):
    """Wait until the page says that the server has the text."""
    expect(page.locator("[data-state]")).to_have_text(re.compile(r"\d+\sh\s\d\d"), timeout=15_000)


def type_title(page, address, text=TITLE):
    page.goto(address)
    page.fill("#title", text)


def test_after_the_server_died_the_text_is_on_the_phone(running, open_page):
    page = open_page(chromium.NARROW)
    type_title(page, running.url + SUBMIT, "Avant la coupure")
    running.kill()
    page.fill("#title", TITLE)
    expect(page.locator("[data-state]")).not_to_be_empty(timeout=15_000)
    page.fill("#section-introduction", "tapé sans serveur")
    page.wait_for_timeout(500)
    running.restart()

    page.goto(running.url + SUBMIT)

    expect(page.locator("#title")).to_have_value(TITLE)
    expect(page.locator("#section-introduction")).to_have_value("tapé sans serveur")
    expect(page.locator("[data-resumed]")).to_be_visible()
    page.watch.forgive("ERR_")


def test_a_phone_that_went_out_finds_its_text_again(running, open_page):
    """The power goes: the browser is closed in the middle of a word; what it had stored is what a restart finds."""
    page = open_page(chromium.NARROW)
    type_title(page, running.url + SUBMIT)
    page.wait_for_timeout(500)
    stored = page.context.storage_state()
    page.context.route("**/drafts/**", lambda route: route.abort())
    page.context.close()

    again = open_page(chromium.NARROW, storage_state=stored)
    again.goto(running.url + SUBMIT)

    expect(again.locator("#title")).to_have_value(TITLE)


def test_the_server_has_the_text_when_the_phone_lost_its_copy(running, open_page):
    page = open_page(chromium.NARROW)
    type_title(page, running.url + SUBMIT)
    saved(page)
    page.evaluate("localStorage.clear()")

    page.goto(running.url + SUBMIT)

    expect(page.locator("#title")).to_have_value(TITLE)
    expect(page.locator("[data-from-server]")).to_be_visible()


def test_offline_nothing_is_sent_and_the_page_says_where_the_text_is(running, open_page):
    page = open_page(chromium.NARROW)
    type_title(page, running.url + SUBMIT)
    page.context.set_offline(True)

    page.click("button[value=save]")

    expect(page.locator("[data-state]")).not_to_be_empty()
    assert page.url.endswith(SUBMIT)
    expect(page.locator("#title")).to_have_value(TITLE)
    page.context.set_offline(False)
    page.watch.forgive("ERR_INTERNET_DISCONNECTED")


def test_going_away_and_back_loses_nothing(running, open_page):
    page = open_page(chromium.WIDE)
    type_title(page, running.url + SUBMIT)
    page.goto(running.url + "/e/js-segou-8/")

    page.go_back()

    expect(page.locator("#title")).to_have_value(TITLE)


def test_once_it_was_sent_the_form_is_empty_again(running, open_page):
    page = open_page(chromium.WIDE)
    page.goto(running.url + "/e/js-segou-8/register/")
    page.fill("#given_names", "Awa")
    page.fill("#family_name", "Oubliée")
    page.fill("#phone", "76 44 55 66")
    page.check("#category-0")
    page.wait_for_timeout(500)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("register/[^/]+$"))

    page.goto(running.url + "/e/js-segou-8/register/")
    page.wait_for_timeout(500)

    expect(page.locator("#family_name")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


@pytest.mark.parametrize(
    "junk", ["{", "null", "[]", '{"at":"x","fields":1}', '{"at":9e15,"fields":{"title":7,"x":null}}']
)
def test_a_copy_that_was_cut_in_the_middle_of_writing_breaks_nothing(running, open_page, junk):
    page = open_page(chromium.WIDE)
    page.goto(running.url + SUBMIT)
    page.evaluate(
        "([junk]) => localStorage.setItem('draft:' + document.querySelector('[data-draft]').dataset.draft, junk)",
        [junk],
    )

    page.reload()

    expect(page.locator("#title")).to_have_value(re.compile("^7?$"))
    expect(page.locator("[data-live]")).to_be_visible()


def kept_here(page):
    """Return how many drafts the phone holds once the page is quiet."""
    page.wait_for_timeout(600)
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")


def review_on_a_shared_phone(running, open_page):
    """Type a comment as a reviewer, on a phone that cannot reach the server's drafts."""
    page = open_page(chromium.NARROW)
    page.context.route("**/drafts/", lambda route: route.abort())
    chromium.sign_in(page, running.url, "evaluateur")
    page.goto(running.url + "/e/js-segou-8/review/R-005")
    page.fill("#comment", "Un travail utile")
    assert kept_here(page) == 1
    return page


def test_whoever_signs_out_leaves_nothing_of_what_they_typed_on_the_phone(running, open_page):
    page = review_on_a_shared_phone(running, open_page)
    page.fill("#comment", "Un travail très utile")

    page.click("details.account summary")
    with page.expect_navigation():
        page.click("details.account form button")

    assert kept_here(page) == 0
    page.watch.forgive("ERR_FAILED")


def test_whoever_writes_next_on_the_phone_finds_nothing_of_somebody_who_forgot_to_sign_out(running, open_page):
    page = review_on_a_shared_phone(running, open_page)
    page.goto(running.url)  # what was being typed is kept as the page is left
    page.context.clear_cookies()

    page.goto(running.url + SUBMIT)

    assert kept_here(page) == 0
    page.watch.forgive("ERR_FAILED")


def test_without_javascript_the_draft_is_kept_by_its_button_and_the_errors_have_the_focus(running, open_page):
    page = open_page(chromium.NARROW, java_script_enabled=False)
    type_title(page, running.url + SUBMIT)
    page.click("button[value=save]")
    expect(page.locator("#title")).to_have_value(TITLE)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.select_option("#specialty", index=1)
    page.fill("#authors-0-given_names", "Awa")
    page.fill("#authors-0-family_name", "Diarra")

    page.click("button[value=save]")

    expect(page).to_have_url(re.compile(r"/submit/R-\d+$"))
    expect(page.locator("#title")).to_have_value(TITLE)
    page.watch.forgive("409")


def test_two_texts_one_may_write_a_third_made_of_both(running, open_page):
    page = open_page(chromium.NARROW, java_script_enabled=False)
    type_title(page, running.url + SUBMIT)
    page.fill("#authors-0-given_names", "Awa")
    page.fill("#authors-0-family_name", "Diarra")
    page.select_option("#specialty", index=1)
    page.click("button[value=save]")
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#title", "Le titre de l’autre onglet")
    other.fill("#keywords", "gardés, là, bas")
    other.click("button[value=save]")
    page.fill("#title", "Mon titre")
    page.fill("#keywords", "tapés, ici, même")
    page.click("button[value=save]")
    page.wait_for_selector(".conflict")

    page.locator(".conflict").nth(0).locator("[value=both]").check()
    page.locator(".conflict").nth(0).locator("textarea").fill("Un titre fait des deux")
    page.locator(".conflict").nth(1).locator("[value=saved]").check()
    page.click("main form button.button:not(.quiet)")

    expect(page.locator("#title")).to_have_value("Un titre fait des deux")
    expect(page.locator("#keywords")).to_have_value("gardés, là, bas")
    page.watch.forgive("409")


AUTHORS = (("Fatoumata", "Diarra", "CSRéf de Niono"), ("Bakary", "Traoré", "Hôpital de Ségou"), ("Aïssata", "Koné", ""))


def name_authors(page):
    for place, (given, family, structure) in enumerate(AUTHORS):
        if place:
            page.click("[data-add]")
        page.fill(f"#authors-{place}-given_names", given)
        page.fill(f"#authors-{place}-family_name", family)
        page.fill(f"#authors-{place}-structure", structure)
    page.check("#presenter-0")


def families(page):
    """Return the surnames in the order of the lines that are seen, the one who presents marked."""
    lines = page.locator("[data-author]:visible")
    return [
        line.locator("[name$=family_name]").input_value()
        + (" *" if line.locator("[name=presenter]").is_checked() else "")
        for line in lines.all()
    ]


def test_authors_are_added_moved_and_removed_with_the_keyboard_and_the_presenter_goes_along(running, open_page):
    page = open_page(chromium.WIDE)
    page.goto(running.url + SUBMIT)
    name_authors(page)
    assert families(page) == ["Diarra *", "Traoré", "Koné"]

    page.locator("[data-lower]").first.press("Enter")
    page.keyboard.press("Enter")
    assert families(page) == ["Traoré", "Koné", "Diarra *"]
    page.locator("[data-remove]").nth(1).press("Enter")

    assert families(page) == ["Traoré", "Diarra *"]
    offered = page.locator("#structures option").evaluate_all("options => options.map((option) => option.value)")
    assert offered[:2] == ["Hôpital de Ségou", "CSRéf de Niono"]  # those typed here stand before the council's


def test_pasted_text_is_tidied_and_counted(running, open_page):
    page = open_page(chromium.WIDE)
    page.goto(running.url + SUBMIT)
    pasted = "Décrire  les\r\ncésariennes\u00a0pratiquées.\n\n•\tpremier\n•\tsecond point\n"
    page.focus("#section-introduction")

    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const facts = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", facts));
        }""",
        pasted,
    )

    expect(page.locator("#section-introduction")).to_have_value(
        "Décrire les césariennes pratiquées.\n– premier\n– second point"
    )
    expect(page.locator("[data-part=introduction] [data-count]")).to_have_text("9")


def test_the_page_of_the_book_shows_who_presents(running, open_page):
    page = open_page(chromium.WIDE)
    type_title(page, running.url + SUBMIT)
    name_authors(page)

    page.click("[data-preview]")

    expect(page.locator("#preview h1")).to_have_text(TITLE)
    expect(page.locator("#preview .presenter")).to_have_text("F. Diarra")
    expect(page.locator("#preview [data-affiliations]")).to_have_text("1 CSRéf de Niono · 2 Hôpital de Ségou")


def test_a_review_is_kept_while_one_reads_and_sums_itself(running, open_page):
    page = open_page(chromium.NARROW)
    chromium.sign_in(page, running.url, "evaluateur")
    page.goto(running.url + "/e/js-segou-8/review/R-005")
    for line in page.locator(".criterion").all():
        line.locator("input").last.check()
    page.fill("#comment", "Un travail utile")
    saved(page)
    page.evaluate("localStorage.clear()")

    page.goto(page.url)

    expect(page.locator("[data-sum] b")).to_have_text("20")
    expect(page.locator("#comment")).to_have_value("Un travail utile")

"""B08: axe finds nothing on any screen, a keyboard is enough everywhere, and the pictures of all are kept."""

import pytest

from tests.acceptance.thread import SECTIONS, TITLE
from tests.support import axe, chromium, keyboard
from tests.support.keyboard import press, reach, write
from tests.support.screens import AUDIENCES, SCHEMES, STRANGER, WIDTHS

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
EVERY_AUDIENCE = pytest.mark.parametrize("audience", AUDIENCES)
DARK_PHONE = ((360, "dark"),)
ALL_LOOKS = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)
TOO_SMALL = """() => [
  ...document.querySelectorAll(".hats a, .tasks a, .coming a, .doors a, .rail a, .table a, .button"),
]
  .filter(each => each.checkVisibility())
  .filter(each => each.getBoundingClientRect().height < (each.closest(".coming") ? 24 : 44))
  .map(each => each.textContent.trim())"""
AT_REST = "document.activeElement.blur(); for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.mark.browser
@pytest.mark.prove
@ON_SQLITE
@EVERY_AUDIENCE
def test_b08_b09_every_screen_is_walked_by_keyboard_fits_and_axe_finds_nothing(tour, audience, at_size, figure):
    """The walk is a phone's; axe then looks at it in the dark with everything opened; in the proof, at all looks."""
    faults, stops, violations = [], 0, 0
    for screen in AUDIENCES[audience]:
        with tour.at(screen) as page:
            found = [] if chromium.no_overflow(page) else ["wider than a projector"]
            page.set_viewport_size(chromium.NARROW)
            found += [] if chromium.no_overflow(page) else ["wider than a phone"]
            found += [f"too small to touch: {words}" for words in page.evaluate(TOO_SMALL)]
            walk = keyboard.walk(page)
            stops += len(walk.stops)
            found += walk.faults
            if walk.first != "#main":
                found.append(f"the first stop is {walk.stops[:1]}, not the way to the content")
            page.evaluate(AT_REST)
            for width, scheme in at_size(small=DARK_PHONE, full=ALL_LOOKS):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                seen = axe.violations(page)
                violations += len(seen)
                found += [f"{width} px, {scheme}: {fault}" for fault in seen]
            faults += [f"{screen.name}: {fault}" for fault in found]

    screens = f"on the {len(AUDIENCES[audience])} screens of {audience}"
    figure(f"B08 axe {axe.version()}: {violations} violations, and {stops} stops of the keyboard, {screens}")
    assert not faults, "\n".join(faults)


# ── The thread by keyboard ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@ON_SQLITE
def test_b08_the_way_to_the_content_leaves_the_menus_behind(tour):
    with tour.window(STRANGER) as page:
        page.goto(f"{tour.base}/e/js-segou-2024/programme")
        press(page, "a.skip")
        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.closest('main') !== null")
        assert page.evaluate("document.activeElement.closest('header') === null")


@pytest.mark.browser
@ON_SQLITE
def test_b08_the_account_menu_closes_when_one_goes_on_and_with_escape(tour):
    with tour.window("auteur", width=360) as page:
        page.goto(f"{tour.base}/e/js-segou-8/")
        press(page, ".account summary")
        assert page.is_visible(".account > div")
        page.keyboard.press("Escape")
        assert not page.is_visible(".account > div")
        assert page.evaluate("document.activeElement.matches('.account summary')")

        page.keyboard.press("Enter")
        reach(page, ".site-nav a")

        assert not page.is_visible(".account > div")


@pytest.mark.browser
@ON_SQLITE
def test_b08_a_physician_submits_by_keyboard(tour):
    with tour.window(STRANGER, width=360) as page:
        page.goto(f"{tour.base}/e/js-segou-8/submit/")
        write(page, "[name=title]", TITLE)
        reach(page, "[name=specialty]")
        page.keyboard.type("Gynéco")
        press(page, "[name=template]", "Space")
        for name, words in SECTIONS.items():
            write(page, f"[name={name}]", words)
        write(page, "[name=keywords]", "césarienne, insécurité, Niono")
        write(page, "[name=authors-0-given_names]", "Fatoumata")
        write(page, "[name=authors-0-family_name]", "Diarra-Clavier")
        press(page, "#presenter-0", "Space")
        if not page.is_visible("[name=authors-0-phone]"):
            press(page, "li:first-child [data-author] summary, [data-author]:first-child summary")
        write(page, "[name=authors-0-phone]", "76 12 34 57")
        press(page, "[name=declares_consent]", "Space")
        press(page, "button[value=submit]:not(.sr)")
        page.wait_for_url("**/receipt")

        assert page.inner_text(".receipt b").startswith("R-")


@pytest.mark.browser
@ON_SQLITE
def test_b08_a_reviewer_reads_and_sends_by_keyboard(tour):
    with tour.window("evaluateur") as page:
        page.goto(f"{tour.base}/e/js-segou-8/review/")
        press(page, "main .actions a")
        first = page.url
        for criterion in page.eval_on_selector_all(
            "#review .criterion input", "all => [...new Set(all.map(one => one.name))]"
        ):
            press(page, f"[name={criterion}]", "Space")
        press(page, "[name=proposal]", "Space")
        write(page, "[name=comment]", "Question utile, méthode claire.")
        press(page, "#review button[type=submit]")
        page.wait_for_url(lambda address: address != first)

        assert "/review/R-" in page.url, "the next one did not open by itself"


@pytest.mark.browser
@ON_SQLITE
def test_b08_a_participant_registers_by_keyboard(tour):
    with tour.window(STRANGER, width=360) as page:
        page.goto(f"{tour.base}/e/js-segou-8/register/")
        write(page, "[name=given_names]", "Fatoumata")
        write(page, "[name=family_name]", "Diarra-Clavier")
        write(page, "[name=phone]", "76 12 34 58")
        press(page, "[name=category]", "Space")
        press(page, "main form button[type=submit]")
        page.wait_for_url(lambda address: not address.endswith("/register/"))

        assert "Diarra-Clavier" in page.inner_text("main")


@pytest.mark.browser
@ON_SQLITE
def test_b08_a_volunteer_reads_one_badge_after_the_other_without_leaving_the_keyboard(tour):
    """The field has the focus when the page opens and after each answer: a reader that types is enough."""
    with tour.window("accueil") as page:
        page.goto(f"{tour.base}/e/js-segou-8/desk/")
        words = []
        for code in (tour.facts["badge"], tour.facts["badge"], "AAAAAA"):
            page.wait_for_function("document.activeElement.name === 'text'")
            page.keyboard.type(code)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            words.append(page.get_attribute(".verdict", "data-verdict"))

        assert words == ["admitted", "already-in", "unknown"]

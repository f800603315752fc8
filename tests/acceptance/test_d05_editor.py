"""D05: the editor by mouse, touch and keyboard; two members at once; undo; what waits; « décaler de n minutes »."""

import re

import pytest

from tests.support import axe, chromium
from tests.support.pages import select as pick
from tests.support.processes import wait_until
from tests.support.visitor import Visitor, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAY = "/e/js-segou-2024/committee/timetable/?day=2024-06-29"
PHONE = {"has_touch": True, "is_mobile": True}
UROLOGY, OTHER_UROLOGY, PSYCHIATRY = "Urologie-andrologie I", "Urologie-andrologie II", "Psychiatrie"


class Editor:
    """A member of the committee before the editor, in a real browser."""

    def __init__(self, page, base, login="programme", at=DAY):
        self.page = page
        chromium.sign_in(page, base, login)
        page.goto(base + at)

    def grip(self, name):
        """Return what one takes hold of: of a presentation by its code, of a session by its title."""
        return self.page.locator(f'.grip[data-what="{name}"]')

    def box(self, title):
        """Return a session."""
        return self.page.locator(".box", has=self.grip(title))

    def codes(self, title):
        """Return what a session holds, in order."""
        return self.box(title).locator(".card").evaluate_all("cards => cards.map(card => card.dataset.talk)")

    def waiting(self):
        """Return what waits for a session."""
        return self.page.locator(".tray .card").evaluate_all("cards => cards.map(card => card.dataset.talk)")

    def hears(self, words):
        """Wait until the page says something aloud."""
        wait_until(lambda: words in self.page.locator("#board-live").text_content(), seconds=30, what=words)

    def settled(self):
        """Wait until the last gesture has been answered and drawn."""
        drawn = self.page.locator(".board-page[data-took]")
        wait_until(lambda: drawn.count() > 0, seconds=60, what="the answer is drawn")
        self.page.evaluate("delete document.querySelector('.board-page').dataset.took")

    def begins(self, title):
        """Return when a session begins, as its box says it."""
        about = self.box(title).locator(".about").text_content()
        return re.sub(r"\s", " ", about).split(" – ")[0].strip()

    def drag(self, what, onto):
        """Take something with the mouse and let it go elsewhere."""
        begin, end = self.grip(what).bounding_box(), onto.bounding_box()
        mouse = self.page.mouse
        mouse.move(begin["x"] + 15, begin["y"] + 8)
        mouse.down()
        mouse.move(begin["x"] + 30, begin["y"] + 20, steps=3)
        mouse.move(end["x"] + 20, end["y"] + 6, steps=5)
        mouse.up()
        self.settled()

    def undo(self):
        """Undo the last thing."""
        self.page.keyboard.press("Control+z")
        self.settled()


@pytest.fixture
def base(demo_installation, server):
    return server(demo_installation).url


@pytest.mark.browser
def test_d05_a_mouse_moves_orders_takes_out_shifts_and_undoes(base, open_page):
    editor = Editor(open_page(chromium.WIDE), base)
    first, second = editor.codes(UROLOGY), editor.codes(OTHER_UROLOGY)

    editor.drag(first[0], editor.grip(second[1]))
    assert editor.codes(OTHER_UROLOGY) == [second[0], first[0], *second[1:]]

    editor.drag(second[2], editor.grip(second[0]))
    assert editor.codes(OTHER_UROLOGY) == [second[2], second[0], first[0], second[1]]

    editor.drag(second[2], editor.page.locator(".tray"))
    assert editor.waiting() == [second[2]]
    assert editor.page.locator("#tray-title .num").inner_text() == "1"

    editor.grip(PSYCHIATRY).click()
    editor.page.locator('[data-minutes="-5"]').click()
    editor.settled()
    assert editor.begins(PSYCHIATRY) == "7 h 55"
    editor.page.keyboard.press("Escape")

    for _step in range(4):
        editor.undo()
    assert (editor.codes(UROLOGY), editor.codes(OTHER_UROLOGY), editor.waiting()) == (first, second, [])
    assert editor.begins(PSYCHIATRY) == "8 h"

    editor.page.locator("[data-gesture=redo] button").click()
    editor.settled()
    assert editor.codes(UROLOGY) == first[1:]


@pytest.mark.browser
def test_d05_a_keyboard_alone_does_the_same_and_every_step_is_said_aloud(base, open_page):
    editor = Editor(open_page(chromium.WIDE), base)
    press = editor.page.keyboard.press
    first, second = editor.codes(UROLOGY), editor.codes(OTHER_UROLOGY)

    editor.grip(first[0]).focus()
    press("ArrowDown")
    assert editor.page.evaluate("document.activeElement.dataset.what") == first[1]
    press("Enter")
    editor.hears(first[1])
    assert editor.page.locator(".hand").is_visible()
    press("ArrowRight")
    editor.hears(OTHER_UROLOGY)
    press("Enter")
    editor.settled()

    assert first[1] in editor.codes(OTHER_UROLOGY)
    editor.hears(first[1])
    assert editor.page.evaluate("document.activeElement.dataset.what") == first[1]
    press("Enter")
    press("Escape")
    assert not editor.page.locator(".hand").is_visible()
    editor.undo()
    assert (editor.codes(UROLOGY), editor.codes(OTHER_UROLOGY)) == (first, second)

    editor.grip(PSYCHIATRY).focus()
    press("Enter")
    press("ArrowDown")
    editor.hears("Salle")
    press("Enter")
    editor.settled()
    assert "8 h –" not in editor.box(PSYCHIATRY).locator(".about").inner_text().replace("\u202f", " ").replace(
        "\xa0", " "
    )


@pytest.mark.browser
def test_d05_a_finger_takes_by_a_tap_and_puts_down_by_another_and_drags_after_a_rest(base, open_page):
    editor = Editor(open_page(chromium.NARROW, **PHONE), base)
    first, second = editor.codes(UROLOGY), editor.codes(OTHER_UROLOGY)

    editor.grip(first[0]).tap()
    assert editor.page.locator(".hand").is_visible()
    assert chromium.no_overflow(editor.page)
    editor.grip(second[0]).tap()
    editor.settled()
    assert editor.codes(OTHER_UROLOGY) == [first[0], *second]

    editor.grip(first[1]).tap()
    editor.page.locator("[data-hand=cancel]").tap()
    assert editor.codes(UROLOGY) == first[1:]

    rest_and_drag(editor, first[1], first[3])
    editor.settled()
    assert editor.codes(UROLOGY) == [first[2], first[1], first[3]]


def rest_and_drag(editor, what, onto):
    """Rest a finger on something, then move it before something else, as Chromium's own touch screen does."""
    touch = editor.page.context.new_cdp_session(editor.page)
    editor.grip(what).scroll_into_view_if_needed()
    begin = editor.grip(what).bounding_box()
    x, y = begin["x"] + 40, begin["y"] + 10

    def send(kind, *points):
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at, "y": down} for at, down in points]}
        )

    send("touchStart", (x, y))
    editor.page.locator(".ghost").wait_for(state="attached")
    end = editor.grip(onto).bounding_box()
    for part in (0.3, 0.6, 0.9, 1):
        send("touchMove", (x, y + (end["y"] + 5 - y) * part))
    send("touchEnd")


@pytest.mark.browser
def test_d05_two_members_at_once_lose_nothing_and_see_what_the_other_did(base, open_page):
    mine, theirs = (Editor(open_page(chromium.WIDE), base, login) for login in ("programme", "chaire"))
    first, second = mine.codes(UROLOGY), mine.codes(OTHER_UROLOGY)

    theirs.drag(first[0], theirs.grip(second[0]))
    mine.drag(first[1], mine.box(OTHER_UROLOGY).locator(".end"))
    assert mine.codes(OTHER_UROLOGY) == [first[0], *second, first[1]]
    wait_until(lambda: first[1] in theirs.codes(OTHER_UROLOGY), seconds=30, what="what the other did is drawn")

    hold_the_news_back(theirs.page)
    mine.drag(first[2], mine.grip(second[0]))
    theirs.drag(first[2], theirs.page.locator(".tray"))
    said = theirs.page.locator("#board-refusal").inner_text()
    assert first[2] in said
    assert OTHER_UROLOGY in said
    assert first[2] in theirs.codes(OTHER_UROLOGY)

    theirs.page.locator("#board-refusal button").click()
    theirs.settled()
    assert theirs.waiting() == [first[2]]
    theirs.page.watch.forgive("409")


def hold_the_news_back(page):
    """Have a page ask for news no more, as one whose network is slow."""
    page.evaluate("for (let timer = 0; timer < 100; timer += 1) clearInterval(timer)")


@pytest.mark.browser
def test_d05_what_cannot_be_is_refused_in_a_sentence_and_nothing_moves(base, open_page):
    editor = Editor(open_page(chromium.WIDE), base)
    first = editor.codes(UROLOGY)

    editor.grip(UROLOGY).click()
    for _press in range(2):
        with editor.page.expect_response("**/shift"):
            editor.page.locator('[data-minutes="15"]').click()
    editor.page.locator("#board-refusal").wait_for()

    assert "Salle Faidherbe" in editor.page.locator("#board-refusal").inner_text()
    assert editor.codes(UROLOGY) == first
    assert editor.begins(UROLOGY) == "8 h"
    editor.page.watch.forgive("409")


@pytest.mark.browser
def test_d05_a_gesture_without_network_waits_and_goes_by_itself(base, open_page):
    editor = Editor(open_page(chromium.WIDE), base)
    first = editor.codes(UROLOGY)

    editor.page.context.set_offline(True)
    editor.grip(first[0]).click()
    editor.page.locator("[data-hand=out]").click()
    editor.page.locator("#board-refusal").wait_for()
    editor.page.context.set_offline(False)
    editor.settled()

    assert editor.waiting() == [first[0]]
    editor.page.watch.forgive("ERR_INTERNET_DISCONNECTED")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [chromium.WIDE, chromium.NARROW], ids=["1280", "360"])
def test_d05_the_editor_is_accessible_and_fits_at_rest_and_with_something_in_hand(base, open_page, window, scheme):
    editor = Editor(open_page(window, color_scheme=scheme), base)

    assert (axe.violations(editor.page), chromium.no_overflow(editor.page)) == ([], True)
    editor.grip(editor.codes(UROLOGY)[0]).click()
    assert (axe.violations(editor.page), chromium.no_overflow(editor.page)) == ([], True)


@pytest.mark.browser
def test_d05_a_drop_asks_once_and_redraws_only_what_changed(base, open_page):
    """How long that takes is measured by bench/bench_editor.py."""
    editor = Editor(open_page(chromium.WIDE), base)
    first = editor.codes(UROLOGY)
    editor.page.evaluate("document.querySelectorAll('.box, .card').forEach((each) => { each.isFormer = true; })")
    asked = []
    editor.page.on("request", lambda request: asked.append(request.method))

    editor.drag(first[0], editor.grip(editor.codes(OTHER_UROLOGY)[0]))
    made = editor.page.locator(".box, .card").evaluate_all("all => all.filter((e) => !e.isFormer).map((e) => e.id)")

    assert [method for method in asked if method != "GET"] == ["POST"]
    assert len(made) <= 1, "the card alone went elsewhere"


def test_d05_without_javascript_each_gesture_is_a_small_form(demo_app):
    member = Visitor(demo_app)
    sign_in(member, "programme@demo.example", "balanzan")
    board = member.get(DAY)
    card = board.one(".box .card .grip[data-what='CO-066']").get("href")
    target = next(box for box in board.all(".box") if OTHER_UROLOGY in box.text_content())
    member.get(card)

    member.submit("form:has(select[name=session])", session=target.get("data-session"))
    assert "CO-066" in [link.get("data-what") for link in pick(inside(member.get(DAY), OTHER_UROLOGY), ".card .grip")]
    member.submit("form[action*='/undo']")
    assert "CO-066" in [link.get("data-what") for link in pick(inside(member.get(DAY), UROLOGY), ".card .grip")]

    member.get(pick(inside(member.page, PSYCHIATRY), "h3 .grip")[0].get("href"))
    page = member.submit("form[action$='/delay']", delay="-10")
    assert re.search(r"7\sh\s50", inside(page, PSYCHIATRY).text_content())


def inside(page, title):
    """Return the session of a title on the board."""
    return next(box for box in page.all(".box") if pick(box, "h3 .grip")[0].get("data-what") == title)

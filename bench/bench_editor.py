"""A gesture in the timetable's editor with all of Ségou's talks: what it costs the server, and until it is drawn.

The server's share is a ratio to an empty page in the same run. In a browser, from the drop to the frame that shows the
answer, milliseconds are printed beside those of loading the page; they depend on the machine and prove nothing.
"""

import itertools
import sys
import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask

from bench.loading import server
from bench.measuring import demonstration_in, side_by_side, verdict
from core.access import public
from tests.support import chromium
from tests.support.statements import counted
from tests.support.visitor import Visitor, sign_in

EDITOR = "/e/js-segou-2024/committee/timetable/"
DAY = f"{EDITOR}?day=2024-06-29"
TALK = "CO-066"
TURNS = 12
blueprint = Blueprint("bench", __name__)
HEAR = """() => {
  window.frames_drawn = [];
  document.querySelector(".board-page").addEventListener("drawn", () => {
    const answers = performance.getEntriesByType("resource");
    const asked = answers.filter((each) => each.initiatorType === "xmlhttprequest").pop();
    const settled = performance.now();
    requestAnimationFrame(() => setTimeout(() => window.frames_drawn.push({
      answered: asked.responseEnd - asked.startTime, settled: settled - asked.responseEnd,
      drawn: performance.now() - settled, whole: performance.now() - asked.startTime,
    })));
  });
}"""


@blueprint.get("/bench/empty")
@public
def empty() -> str:
    """Answer with nothing."""
    return ""


def of_the_server(app: Flask) -> bool:
    """Print what a gesture costs beside an empty page, and tell whether the targets were met."""
    member, numbers = Visitor(app), itertools.count(1)
    sign_in(member, "programme@demo.example", "balanzan")
    key = member.get(DAY).one("form[data-gesture=undo] [name=csrf_token]").get("value")

    def post(address: str) -> None:
        facts = {"csrf_token": key, "form_key": f"{next(numbers):036x}", "day": "2024-06-29"}
        answer = member.client.post(EDITOR + address, data=facts, headers={"X-Board": "1"})
        assert answer.status_code == 200  # noqa: S101 - else nothing is measured

    def gestures() -> None:
        post(f"talks/{TALK}/unplace")
        post("undo")

    with counted() as of_two:
        gestures()
    taken = side_by_side(empty=lambda: member.client.get("/bench/empty"), gestures=gestures)
    print(f"     CPU: an empty page {taken['empty']:.2f} ms, a gesture {taken['gestures'] / 2:.1f} ms")
    return all([
        verdict("a gesture and its board, × an empty page", taken["gestures"] / 2 / taken["empty"], 50),
        verdict("a gesture and its board, statements", of_two.total / 2, 50),
    ])  # fmt: skip


def in_a_browser(instance: Path) -> None:
    """Print how long it takes from the drop to the frame that shows the answer, the quickest and the middle one."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - half a second, and absent where nothing is drawn

    with server(instance) as served, sync_playwright() as playwright, chromium.start(playwright) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        base = f"http://localhost:{served.port}"
        chromium.sign_in(page, base, "programme")
        page.goto(base + DAY)
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].duration")
        page.evaluate(HEAR)
        taken: list[dict[str, Any]] = []
        for turn in range(TURNS):
            if turn % 2:
                page.locator("form[data-gesture=undo] button").click()
            else:
                page.locator(f'.grip[data-what="{TALK}"]').click()
                page.locator("[data-hand=out]").click()
            while not page.evaluate("window.frames_drawn.length"):
                page.wait_for_timeout(5)
            taken.append(page.evaluate("window.frames_drawn.pop()"))
    taken.sort(key=lambda each: each["whole"])
    for name, each in (("quickest", taken[0]), ("middle", taken[TURNS // 2])):
        parts = ", ".join(f"{part} {each[part]:.0f}" for part in ("answered", "settled", "drawn"))
        print(f"     drop to drawn, the {name}: {each['whole']:.0f} ms ({parts}); the page itself {loaded:.0f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, demonstration_in(Path(folder)) as app:
        app.register_blueprint(blueprint)
        is_met = of_the_server(app)
        in_a_browser(Path(folder))
        sys.exit(0 if is_met else 1)

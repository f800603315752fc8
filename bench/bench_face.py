"""The public pages beside bare ones: the same words without style, script or drawing, on the same slow phone.

What the design costs in bytes, requests and time until something is seen. Seconds depend on the machine; ratios, taken
in turns in one run, do not.
"""

import re
import sys
from collections.abc import Iterator
from http import HTTPStatus
from statistics import median
from typing import Any

from flask import Blueprint, Flask, current_app, request
from playwright.sync_api import sync_playwright

from bench.measuring import ask, demonstration, verdict
from core.access import public
from tests.support import chromium
from tests.support.serving import served
from tests.support.weigh import scales

PAGES = {
    "edition": "/e/js-segou-2024/",
    "programme, 190 items": "/e/js-segou-2024/programme?day=all",
    "presentation": "/e/js-segou-2024/programme/CO-001",
    "submission": "/e/js-segou-8/submit/",
    "registration": "/e/js-segou-8/register/",
    "sign-in": "/sign-in",
}
ROUNDS = 3
DRESS = re.compile(r"<(svg|script)\b.*?</\1>|<link\b[^>]*>", re.DOTALL)
ORNAMENTS = re.compile(r'\s(?:class|style|data-[\w-]+)="[^"]*"')

blueprint = Blueprint("bench", __name__)


@blueprint.get("/bench/bare")
@public
def bare() -> str:
    """Answer with the words of another page, undressed; the icon of the tab is told not to be there."""
    page = current_app.test_client().get(request.args["of"], headers={"Accept-Encoding": "identity"})
    words = ORNAMENTS.sub("", DRESS.sub("", page.get_data(as_text=True)))
    return words.replace("</head>", '<link rel="icon" href="data:,"></head>')


def looks(browser: Any, address: str) -> Iterator[tuple[int, int, float, float]]:
    """Give for each round the bytes and requests of a first visit, and the first paint on a slow phone, twice."""
    for _round in range(ROUNDS):
        with scales(browser, viewport=chromium.NARROW) as phone:
            first = phone.weigh(address)
        with scales(browser, viewport=chromium.NARROW) as phone:
            phone.slow_down()
            cold, warm = phone.first_paint(address), phone.first_paint(address)
        yield first.wire, first.requests, cold, warm


def in_words(look: list[float]) -> str:
    """Return what one page costs, in words."""
    wire, requests, cold, warm = look
    return f"{wire / 1000:.1f} kB in {requests:.0f} requests, seen after {cold:.2f} s, again {warm:.2f} s"


def measure(app: Flask) -> bool:
    """Print what each page costs beside its bare self, and tell whether every target was met."""
    ratios: dict[str, list[float]] = {"bytes": [], "cold": [], "warm": []}
    most_requests = 0
    with sync_playwright() as playwright, served(app) as served_at:
        base = served_at.replace("127.0.0.1", "localhost")  # the host this installation answers to
        browser = chromium.start(playwright)
        for name, address in PAGES.items():
            if {ask(app, each)[0] for each in (address, f"/bench/bare?of={address}")} != {HTTPStatus.OK}:
                sys.exit(f"not measured: {address} does not answer")
            dressed = [median(one) for one in zip(*looks(browser, base + address), strict=True)]
            plain = [median(one) for one in zip(*looks(browser, f"{base}/bench/bare?of={address}"), strict=True)]
            ratios["bytes"].append(dressed[0] / plain[0])
            ratios["cold"].append(dressed[2] / plain[2])
            ratios["warm"].append(dressed[3] / plain[3])
            most_requests = max(most_requests, int(dressed[1]))
            print(f"     {name}: {in_words(dressed)}; bare {in_words(plain)}")
        browser.close()
    return all(
        [
            verdict("first visit, × the same words bare, the worst page", max(ratios["bytes"]), 12),
            verdict("seen on a slow phone, × bare, the worst page", max(ratios["cold"]), 2.5),
            verdict("seen again on a slow phone, × bare, the worst page", max(ratios["warm"]), 1.5),
            verdict("requests of a first visit, the worst page", most_requests, 6),
        ]
    )


if __name__ == "__main__":
    try:
        chromium.find()
    except LookupError as error:
        sys.exit(f"not measured: {error}")
    with demonstration() as app:
        app.register_blueprint(blueprint)
        sys.exit(0 if measure(app) else 1)

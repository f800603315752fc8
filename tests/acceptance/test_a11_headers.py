"""A11: every answer carries the headers, and a browser walking through the demonstration has no complaint."""

import pytest

from tests.support import chromium
from tests.support.addresses import addresses
from tests.support.crawling import everybody

CSP = "Content-Security-Policy"
SANDBOX = "sandbox; default-src 'none'"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WALKS = {
    "": ("/", "/e/js-segou-2024/", "/e/js-segou-8/", "/e/atelier-kaolack-2021/"),
    "chaire": ("/e/js-segou-8/committee/",),
    "tresor": ("/e/js-segou-8/committee/payments",),
    "accueil": ("/e/js-segou-8/desk/",),
    "secretariat": ("/e/js-segou-2024/committee/certificates",),
}
MOST_PAGES = 15


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a11_every_answer_of_every_rule_carries_the_headers(demo_app):
    faults = []
    asked = addresses(demo_app)

    for login, visitor in everybody(demo_app):
        if login not in WALKS:
            continue
        for address in asked:
            answer = visitor.client.open(address.url, method=address.method)
            policy = answer.headers.get(CSP, "")
            if "unsafe" in policy or ("frame-ancestors 'none'" not in policy and policy != SANDBOX):
                faults.append(f"{address.url}: {CSP} {policy!r}")
            faults += [f"{address.url}: {name}" for name, value in FIXED.items() if answer.headers.get(name) != value]
            if login and answer.mimetype == "text/html" and answer.headers.get("Cache-Control") != "no-store":
                faults.append(f"{address.url}: a personal page may be kept")

    assert faults == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a11_a_walk_in_chromium_meets_no_violation_and_no_error(demo_installation, server, open_page):
    """What `page.watch` hears fails the test at its end: console errors, policy violations, requests elsewhere."""
    base = server(demo_installation).url
    page = open_page(chromium.WIDE)
    visited = 0

    for login, starts in WALKS.items():
        page.context.clear_cookies()
        if login:
            chromium.sign_in(page, base, login)
        visited += walk(page, base, starts)

    assert visited > 40


def walk(page, base, starts):
    """Open pages, then those they lead to, each shape of address once; return how many."""
    waiting, shapes = list(starts), set()
    while waiting and len(shapes) < MOST_PAGES:
        address = waiting.pop(0)
        shape = "".join("0" if letter.isdigit() else letter for letter in address)
        if shape in shapes:
            continue
        shapes.add(shape)
        answer = page.goto(base + address)
        assert answer.status < 400, address
        hrefs = page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
        waiting += [href.split("#")[0] for href in hrefs if not href.split("?")[0].endswith((".pdf", ".ics"))]
    return len(shapes)

"""The public programme beside an empty page of the same application, in the same run.

A fresh rendering of the whole programme (190 items and more), an unchanged one answered from the visitor's copy, what
goes over the wire on a first visit, and how many queries that takes. Seconds depend on the machine; ratios do not.
"""

import re
import sys

from flask import Blueprint, Flask

from bench.measuring import ask, demonstration, side_by_side, verdict
from core.access import public
from tests.support.statements import counted

PAGE = "/e/js-segou-2024/programme?day=all"
LEAST_ITEMS = 190
KILOBYTE = 1000
FETCHED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)"')

blueprint = Blueprint("bench", __name__)


@blueprint.get("/bench/empty")
@public
def empty() -> str:
    """Answer with nothing: what every page of this application costs before it says anything."""
    return ""


def first_visit(app: Flask, encoding: str) -> tuple[int, int]:
    """Return the bytes and the number of requests of a first visit."""
    _status, _headers, page = ask(app, PAGE, accept_encoding="identity")
    addresses = list(dict.fromkeys(FETCHED.findall(page.decode())))
    sizes = [len(ask(app, address, accept_encoding=encoding)[2]) for address in (PAGE, *addresses)]
    return sum(sizes), len(sizes)


def measure(app: Flask) -> bool:
    """Print the figures and tell whether every target was met."""
    status, headers, page = ask(app, PAGE, accept_encoding="identity")
    items = page.count(b'class="code"')
    tag = headers["ETag"]
    revisit = ask(app, PAGE, accept_encoding="br", if_none_match=tag)[0]
    if (status, revisit) != (200, 304) or items < LEAST_ITEMS:
        raise SystemExit(f"nothing to measure: {status} with {items} items, then {revisit}")
    with counted() as fresh:
        ask(app, PAGE)
    with counted() as again:
        ask(app, PAGE, if_none_match=tag)

    cpu = side_by_side(
        empty=lambda: ask(app, "/bench/empty", accept_encoding="br"),
        fresh=lambda: ask(app, PAGE, accept_encoding="identity"),
        compressed=lambda: ask(app, PAGE, accept_encoding="br"),
        revisited=lambda: ask(app, PAGE, accept_encoding="br", if_none_match=tag),
    )
    print(f"     {items} items, {len(page) / KILOBYTE:.1f} kB of HTML before compression")
    print("     CPU of one request: " + ", ".join(f"{name} {taken:.2f} ms" for name, taken in cpu.items()))
    revisited = cpu["revisited"] / cpu["empty"]
    print(f"     seen before and unchanged: {revisited:.1f} × an empty page, {again.total} queries")
    checks = [
        verdict("a fresh rendering, × an empty page", cpu["fresh"] / cpu["empty"], 60),
        verdict("the same with compression, × an empty page", cpu["compressed"] / cpu["empty"], 60),
        verdict("queries of a fresh rendering", fresh.total, 6),
    ]
    for encoding in ("br", "gzip"):
        size, requests = first_visit(app, encoding)
        checks += [
            verdict(f"a first visit over the wire, {encoding}", size / KILOBYTE, 60, " kB"),
            verdict(f"requests of a first visit, {encoding}", requests, 6),
        ]
    return all(checks)


if __name__ == "__main__":
    with demonstration() as app:
        app.register_blueprint(blueprint)
        sys.exit(0 if measure(app) else 1)

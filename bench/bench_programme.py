"""The public programme beside empty pages, in the same run.

A fresh rendering of the whole programme (190 items and more), the copy of it, what goes over the wire on a first visit
and how many queries that takes; then a real server under load, beside an empty page of Flask alone. Seconds depend on
the machine; ratios do not.
"""

import re
import sys
from pathlib import Path

from flask import Blueprint, Flask

from bench.loading import BARE, server
from bench.measuring import ask, demonstration, side_by_side, verdict
from core.access import public
from tests.support.statements import counted

PAGE = "/e/js-segou-2024/programme?day=all"
MADE = f"{PAGE}&made=anew"  # a word no copy is kept for
EMPTY = "/bench/empty"
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
    status, _headers, page = ask(app, PAGE, accept_encoding="identity")
    items = page.count(b'class="code"')
    tag = ask(app, PAGE, accept_encoding="br")[1]["ETag"]
    revisit = ask(app, PAGE, accept_encoding="br", if_none_match=tag)[0]
    if (status, revisit) != (200, 304) or items < LEAST_ITEMS:
        raise SystemExit(f"nothing to measure: {status} with {items} items, then {revisit}")
    with counted() as fresh:
        ask(app, MADE)
    with counted() as again:
        ask(app, PAGE, accept_encoding="br")

    cpu = side_by_side(
        empty=lambda: ask(app, EMPTY, accept_encoding="br"),
        fresh=lambda: ask(app, MADE, accept_encoding="identity"),
        compressed=lambda: ask(app, MADE, accept_encoding="br"),
        copied=lambda: ask(app, PAGE, accept_encoding="br"),
        revisited=lambda: ask(app, PAGE, accept_encoding="br", if_none_match=tag),
    )
    print(f"     {items} items, {len(page) / KILOBYTE:.1f} kB of HTML before compression")
    print("     CPU of one request: " + ", ".join(f"{name} {taken:.2f} ms" for name, taken in cpu.items()))
    checks = [
        verdict("a fresh rendering, × an empty page", cpu["fresh"] / cpu["empty"], 40),
        verdict("the same with compression, × an empty page", cpu["compressed"] / cpu["empty"], 45),
        verdict("queries of a fresh rendering", fresh.total, 6),
        verdict("queries of a copy, beside asking what it hangs on", again.total, 0),
    ]
    for encoding in ("br", "gzip"):
        size, requests = first_visit(app, encoding)
        checks += [
            verdict(f"a first visit over the wire, {encoding}", size / KILOBYTE, 60, " kB"),
            verdict(f"requests of a first visit, {encoding}", requests, 6),
        ]
    return all([*checks, *under_load(app, tag)])


def under_load(app: Flask, tag: str) -> list[bool]:
    """Print how many requests a second a real server answers, each beside an empty page of Flask alone."""
    packed = {"Accept-Encoding": "br"}
    with server(Path(app.instance_path)) as running:
        found = running.rates(
            bare=(BARE, packed, 200),
            empty=("/healthz/live", packed, 200),
            whole=(PAGE, packed, 200),
            revisited=(PAGE, packed | {"If-None-Match": tag}, 304),
            fresh=(MADE, packed, 200),
        )
    print("     requests a second: " + ", ".join(f"{name} {rate:.0f}" for name, rate in found.items()))
    share = {name: 100 * rate / found["bare"] for name, rate in found.items()}
    return [
        verdict("whole compressed answers a second, of those of Flask alone", share["whole"], 30, " %", least=True),
        verdict("revisits a second, of those of Flask alone", share["revisited"], 60, " %", least=True),
    ]


if __name__ == "__main__":
    with demonstration() as app:
        app.register_blueprint(blueprint)
        sys.exit(0 if measure(app) else 1)

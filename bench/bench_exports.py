"""The files of the published programme beside its page, in the same run.

What must hold: no file asks the database more than eight times, and none costs more than a fresh rendering of the page,
both for the whole programme. Seconds depend on the machine; ratios do not.
"""

import sys
from functools import partial

from flask import Flask

from bench.measuring import ask, demonstration, side_by_side, verdict
from tests.support.statements import counted

PLACE = "/e/js-segou-2024"
PAGE = f"{PLACE}/programme?day=all&made=anew"  # a word no copy is kept for
FILES = ("ics", "json", "xml", "csv", "xlsx")
MOST_QUERIES = 8
FOR_SPREADSHEETS = ("csv", "xlsx")  # asked for by hand, now and then


def address(ending: str) -> str:
    """Return the address of a file."""
    return f"{PLACE}/programme.{ending}"


def measure(app: Flask) -> bool:
    """Print the figures and tell whether every target was met."""
    queries = {}
    for ending in FILES:
        with counted() as asked:
            status = ask(app, address(ending), accept_encoding="identity")[0]
        if status != 200:
            raise SystemExit(f"nothing to measure: {status} for {ending}")
        queries[ending] = asked.total
    made = {ending: partial(ask, app, address(ending), accept_encoding="identity") for ending in FILES}
    cpu = side_by_side(page=lambda: ask(app, PAGE, accept_encoding="identity"), **made)
    print("     CPU of one request: " + ", ".join(f"{name} {taken:.1f} ms" for name, taken in cpu.items()))
    checks = [verdict(f"queries of programme.{ending}", queries[ending], MOST_QUERIES) for ending in FILES]
    programs = [ending for ending in FILES if ending not in FOR_SPREADSHEETS]
    checks += [verdict(f"programme.{name}, × a fresh page", cpu[name] / cpu["page"], 1) for name in programs]
    return all(checks)


if __name__ == "__main__":
    with demonstration() as app:
        sys.exit(0 if measure(app) else 1)

"""Axe, the rules of accessible pages, run inside a page by the browser's debugger.

What the debugger evaluates is not subject to the page's policy, so the page under test keeps its own, unchanged:
nothing is bypassed, and what the policy stops stays stopped while axe looks.
"""

from functools import cache
from importlib.resources import files
from typing import Any

# Every rule of axe that is on by default, the best practices too, and the size of targets, which WCAG 2.2 asks for.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@cache
def source() -> str:
    """Return the script."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def version() -> str:
    """Return the version of the rules, from the script's first line."""
    return source().split("\n", 1)[0].split(" v")[1].strip()


def violations(page: Any) -> list[str]:
    """Return what axe finds on the page as it is shown now, one sentence for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{source()};0")
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", OPTIONS)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]

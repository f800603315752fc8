"""Somebody at a screen with a keyboard alone: walks from the top with Tab, opens what is closed, and never sees a trap.

The walk tells for each stop whether one sees where one is: something about the control, its label or its frame must
change with the focus, and the control must be in the window with nothing over it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOOK = Path(__file__).with_suffix(".js")
MOST_PRESSES = 1500


@dataclass(frozen=True)
class Walk:
    """What one walk through a screen met: the stops in their order, where the first leads, and what was wrong."""

    stops: list[str]
    first: str
    faults: list[str]


def walk(page: Any) -> Walk:
    """Walk through a screen from its top to its end, opening what is closed on the way."""
    page.evaluate(LOOK.read_text(encoding="utf-8"))
    stops: list[str] = []
    faults: list[str] = []
    first = ""
    for _press in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        here = page.evaluate("walk.at()")
        if here and here["isWithin"]:  # day, month and year of one date
            continue
        if here is None or not here["isNew"]:
            break
        stops.append(here["name"])
        first = first or here["leadsTo"]
        faults += _faults(here)
        if here["isClosed"]:
            page.keyboard.press("Enter")
            if page.evaluate("!document.activeElement.parentElement.open"):
                faults.append(f"{here['name']} does not open with Enter")
    faults += [f"{name} cannot be reached" for name in page.evaluate("walk.missed()")]
    if disorder := page.evaluate("walk.disorder()"):
        faults.append(f"out of order: {disorder}")
    return Walk(stops, first, faults)


def _faults(here: dict[str, Any]) -> list[str]:
    found = []
    if not here["isMarked"]:
        found.append(f"{here['name']}: the focus cannot be seen")
    if here["hidden"]:
        found.append(f"{here['name']}: has the focus {here['hidden']}")
    if here["jumps"]:
        found.append(f"{here['name']}: jumps the queue with a tabindex")
    return found


def reach(page: Any, selector: str, *, most: int = 200) -> None:
    """Go on with Tab until a control has the focus; it must come within so many stops."""
    for _stop in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached with {most} × Tab on {page.url}")


def write(page: Any, selector: str, text: str) -> None:
    """Go to a field and type."""
    reach(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def press(page: Any, selector: str, key: str = "Enter") -> None:
    """Go to a button, link or box and press it; a link or a button that leads on is followed."""
    reach(page, selector)
    if key == "Enter" and page.evaluate("document.activeElement.matches('a:not([href^=\"#\"]), button[type=submit]')"):
        with page.expect_navigation():
            page.keyboard.press(key)
    else:
        page.keyboard.press(key)

"""B08: axe finds nothing on any screen, a keyboard is enough everywhere, and the pictures of all are kept."""

import pytest

from tests.support import axe, keyboard
from tests.support.screens import AUDIENCES, SCHEMES, WIDTHS

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
EVERY_AUDIENCE = pytest.mark.parametrize("audience", AUDIENCES)
TWO_LOOKS = ((360, "dark"), (1280, "light"))
ALL_LOOKS = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.mark.browser
@pytest.mark.prove
@ON_SQLITE
@EVERY_AUDIENCE
def test_b08_axe_finds_nothing_on_any_screen(tour, audience, at_size, figure):
    """In the test, each screen on a dark phone with everything opened and on a light desk; in the proof, all four."""
    faults = []
    for screen in AUDIENCES[audience]:
        with tour.at(screen) as page:
            for width, scheme in at_size(small=TWO_LOOKS, full=ALL_LOOKS):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                if width == min(WIDTHS):
                    page.evaluate(OPEN_ALL)
                faults += [f"{screen.name}, {width} px, {scheme}: {fault}" for fault in axe.violations(page)]

    figure(f"B08 axe {axe.version()}: {len(faults)} violations on the {len(AUDIENCES[audience])} screens of {audience}")
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.slow
@ON_SQLITE
@EVERY_AUDIENCE
def test_b08_every_screen_is_reached_and_used_by_keyboard_alone(tour, audience, figure):
    faults, stops = [], 0
    for screen in AUDIENCES[audience]:
        with tour.at(screen, width=360) as page:
            walk = keyboard.walk(page)
            stops += len(walk.stops)
            faults += [f"{screen.name}: {fault}" for fault in walk.faults]
            if walk.first != "#main":
                faults.append(f"{screen.name}: the first stop is {walk.stops[:1]}, not the way to the content")

    figure(f"B08 keyboard: {stops} stops on the {len(AUDIENCES[audience])} screens of {audience}")
    assert not faults, "\n".join(faults)

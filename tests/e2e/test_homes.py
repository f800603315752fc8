"""Somebody's own page on a phone."""

import io

import pytest
import zxingcpp
from PIL import Image

from tests.support import chromium

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.browser
@ON_SQLITE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_badge_on_a_phones_screen_is_read_by_a_scanner(demo_installation, server, open_page, scheme):
    base = server(demo_installation).url
    page = open_page(chromium.NARROW, color_scheme=scheme)
    chromium.sign_in(page, base, "participant")

    picture = Image.open(io.BytesIO(page.locator(".badge-on-screen").screenshot()))

    assert len(zxingcpp.read_barcodes(picture)) == 1
    assert page.locator("img.qr").bounding_box()["width"] >= 270

"""The screens of the thread, kept in docs/screens by `make screens`; a changed picture is a reviewed change."""

import pytest

from tests.support import chromium

PUBLIC = {
    "edition": "/e/js-segou-2024/",
    "programme": "/e/js-segou-2024/programme",
    "presentation": "/e/js-segou-2024/programme/CO-001",
    "submission": "/e/js-segou-8/submit/",
    "registration": "/e/js-segou-8/register/",
    "workshop": "/e/atelier-kaolack-2021/",
}
STAFF = {
    "chair": ("chaire", "/e/js-segou-8/committee/abstracts/R-006"),
    "reviewer": ("evaluateur", "/e/js-segou-8/review/R-006"),
    "programme-committee": ("programme", "/e/js-segou-8/committee/programme"),
    "treasurer": ("tresor", "/e/js-segou-8/committee/payments"),
    "desk": ("accueil", "/e/js-segou-8/desk/"),
    "dashboard": ("presidence", "/e/js-segou-2024/committee/"),
}


@pytest.mark.browser
@pytest.mark.screens
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [chromium.NARROW, chromium.WIDE], ids=["360", "1280"])
def test_every_screen_fits_and_is_kept_as_a_picture(demo_installation, server, open_page, screenshot, size):
    base = server(demo_installation).url
    page = open_page(size)

    for name, address in PUBLIC.items():
        page.goto(base + address)
        screenshot(page, f"{name}-{size['width']}")
        assert chromium.no_overflow(page), name
    for name, (login, address) in STAFF.items():
        page.context.clear_cookies()
        page.goto(f"{base}/sign-in")
        page.fill("input[name=identifier]", f"{login}@demo.example")
        page.fill("input[name=password]", "balanzan")
        page.press("input[name=password]", "Enter")
        page.goto(base + address)
        screenshot(page, f"{name}-{size['width']}")
        assert chromium.no_overflow(page), name

"""Everybody's own page and work: it fits a phone and a projector, every target can be touched, axe finds nothing."""

import io

import pytest
import zxingcpp
from PIL import Image

from tests.support import axe, chromium

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LOGINS = (
    "auteur", "evaluateur", "chaire", "programme", "tresor", "accueil", "salle", "participant", "partenaire",
    "presidence", "secretariat", "atelier", "autorite", "admin",
)  # fmt: skip
WORK = {
    "presidence": ("/e/js-segou-2024/committee/", "/e/atelier-kaolack-2021/"),
    "tresor": ("/e/js-segou-8/committee/payments", "/e/js-segou-8/committee/registrations"),
    "secretariat": ("/e/js-segou-2024/committee/certificates", "/e/js-segou-8/committee/messages"),
    "accueil": ("/e/js-segou-8/desk/", "/e/js-segou-8/desk/search?q=a"),
    "atelier": ("/e/atelier-kaolack-2021/committee/",),
}
TOO_SMALL = """() => [
  ...document.querySelectorAll(".hats a, .tasks a, .coming a, .doors a, .rail a, .table a, .button"),
]
  .filter(each => each.checkVisibility())
  .filter(each => each.getBoundingClientRect().height < (each.closest(".coming") ? 24 : 44))
  .map(each => each.textContent.trim())"""


@pytest.mark.browser
@pytest.mark.slow
@ON_SQLITE
def test_every_home_fits_a_phone_and_a_projector_and_can_be_touched(demo_installation, server, open_page):
    base, faults = server(demo_installation).url, []
    page = open_page(chromium.NARROW)
    for login in LOGINS:
        page.context.clear_cookies()
        page.goto(f"{base}/sign-in")
        page.fill("input[name=identifier]", f"{login}@demo.example")
        page.fill("input[name=password]", "balanzan")
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{base}/me/")
        for address in ("/me/", *WORK.get(login, ())):
            for size in (chromium.WIDE, chromium.NARROW):
                page.set_viewport_size(size)
                page.goto(base + address)
                where = f"{login} at {address}, {size['width']} px"
                if not chromium.no_overflow(page):
                    faults.append(f"{where}: wider than the window")
                faults += [f"{where}: {fault}" for fault in axe.violations(page)]
            faults += [f"{where}: too small to touch: {words}" for words in page.evaluate(TOO_SMALL)]

    assert not faults, "\n".join(faults)


@pytest.mark.browser
@ON_SQLITE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_badge_on_a_phones_screen_is_read_by_a_scanner(demo_installation, server, open_page, scheme):
    base = server(demo_installation).url
    page = open_page(chromium.NARROW, color_scheme=scheme)
    page.goto(f"{base}/sign-in")
    page.fill("input[name=identifier]", "participant@demo.example")
    page.fill("input[name=password]", "balanzan")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{base}/me/")

    picture = Image.open(io.BytesIO(page.locator(".badge-on-screen").screenshot()))

    assert len(zxingcpp.read_barcodes(picture)) == 1
    assert page.locator("img.qr").bounding_box()["width"] >= 270

"""The living page of components, the identity page in a real browser, and the edition's home at its extremes."""

import re

import pypdfium2
import pytest

from conference.services import identity
from core.audit import SYSTEM
from core.db import db, transaction
from tests.conference.test_identity import PLUM, picture
from tests.factories.conference import EditionFactory, ParticipationFactory, PartnerFactory
from tests.support import axe, chromium
from tests.support.installation import ROOT

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LONG_THEME = "Soigner ensemble, de la case de santé à l’hôpital régional, malgré la distance et la crise. " * 4


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_every_component_is_shown_with_its_purpose_and_its_call(visitor):
    page = visitor.get("/styleguide")

    macros = {path.stem for path in (ROOT / "templates" / "ui").glob("*.html")}
    shown = {part.get("id"): [words.text_content().strip() for words in part] for part in page.all("section.guide")}
    assert set(shown) == macros
    assert {name for name, (_title, _purpose, call, states) in shown.items() if name not in call} == set()
    assert {name for name in shown if not (ROOT / "templates" / "styleguide" / f"_{name}.html").is_file()} == set()


@SQLITE_ONLY
def test_there_is_no_such_page_where_real_people_are(installation, make_app):
    app = make_app(
        installation,
        environment="production",
        secret_key="x" * 40,
        base_url="https://journees.example",
        allowed_hosts=("journees.example",),
    )

    answer = app.test_client().get("/styleguide", base_url="https://journees.example")

    assert answer.status_code == 404


@pytest.mark.browser
@SQLITE_ONLY
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [chromium.NARROW, chromium.WIDE], ids=["360", "1280"])
def test_every_state_fits_and_passes_axe(installation, server, open_page, size, scheme):
    page = open_page(size, color_scheme=scheme)
    page.goto(f"{server(installation).url}/styleguide")

    assert chromium.no_overflow(page)
    assert axe.violations(page) == []


@pytest.mark.browser
@SQLITE_ONLY
def test_a_dialog_opens_and_closes_without_a_script(installation, server, open_page):
    page = open_page(chromium.NARROW, java_script_enabled=False)
    page.goto(f"{server(installation).url}/styleguide")
    dialog = page.locator("#dialog-sample")
    assert not dialog.is_visible()

    page.locator("[popovertarget=dialog-sample]").first.click()
    assert dialog.is_visible()

    page.keyboard.press("Escape")
    assert not dialog.is_visible()


@pytest.mark.browser
@SQLITE_ONLY
def test_somebody_is_found_by_any_part_of_the_name_with_a_script_or_without(installation, server, open_page):
    base = server(installation).url
    typed, asked = open_page(), open_page(java_script_enabled=False)

    typed.goto(f"{base}/styleguide")
    typed.locator("#person-q").press_sequentially("ndiaye essa")
    asked.goto(f"{base}/styleguide?person_q=ndiaye+essa")

    for page in (typed, asked):
        assert page.locator(".picker li.choice:visible").all_text_contents() == [
            "Dr Ɛssa N’Diaye dit Ŋolo Hôpital régional de Ségou"
        ]


# ── The identity page ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@SQLITE_ONLY
def test_a_crest_is_sent_from_a_browser_and_shown_on_every_page(demo_installation, server, open_page, tmp_path):
    base = server(demo_installation).url
    (tmp_path / "blason.png").write_bytes(picture(200, 100))
    (tmp_path / "blason.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    page = open_page(chromium.WIDE)
    chromium.sign_in(page, base, "secretariat")
    page.goto(f"{base}/e/js-segou-8/committee/identity")
    before = page.locator(".brand .crest").get_attribute("src")
    form = page.locator("form[data-progress]").first

    form.locator("[type=file]").set_input_files(tmp_path / "blason.svg")
    form.locator("button").first.click()
    page.wait_for_selector("main .notice[data-tone=stop]")
    assert page.locator(".brand .crest").get_attribute("src") == before

    form.locator("[type=file]").set_input_files(tmp_path / "blason.png")
    form.locator("button").first.click()
    page.wait_for_selector(".flashes")
    assert page.locator(".brand .crest").get_attribute("src") != before
    page.watch.forgive("409")
    page.set_viewport_size(chromium.NARROW)
    assert chromium.no_overflow(page)
    assert axe.violations(page) == []


# ── The edition's home at its extremes ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@SQLITE_ONLY
@pytest.mark.parametrize("size", [chromium.NARROW, chromium.WIDE], ids=["360", "1280"])
@pytest.mark.parametrize(
    "theme",
    ["", LONG_THEME[:300], "N’" + "Diaye" * 8, "الصحة للجميع : la santé pour tous, مالي 2024"],
    ids=["none", "300 letters", "42 letters", "right to left"],
)
def test_the_home_of_an_empty_edition_holds_any_theme(installation, make_app, server, open_page, size, theme):
    with make_app(installation).app_context():
        edition = EditionFactory(theme=theme, slug="js-essai", city="Ségou")
        with transaction():
            identity.set_accent(edition, PLUM, by=SYSTEM)
        db.session.remove()
    page = open_page(size)

    page.goto(f"{server(installation).url}/e/js-essai/")

    assert chromium.no_overflow(page)
    assert axe.violations(page) == []
    assert page.locator("h1").inner_text().replace(" ", " ")[:12] == (theme or "7es Journées").replace(" ", " ")[:12]


@pytest.mark.browser
@SQLITE_ONLY
@pytest.mark.parametrize("slug", ["js-segou-2024", "js-segou-8", "atelier-kaolack-2021"])
def test_the_home_of_an_edition_is_printed_on_one_sheet(demo_installation, server, open_page, slug):
    page = open_page(chromium.WIDE)
    page.goto(f"{server(demo_installation).url}/e/{slug}/")

    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))

    assert len(printed) == 1


@pytest.mark.browser
@SQLITE_ONLY
def test_the_first_visit_with_an_accent_a_crest_logos_and_a_portrait_stays_small(
    installation, make_app, server, open_page
):
    with make_app(installation).app_context():
        edition = EditionFactory(slug="js-essai", theme="Soigner ensemble")
        patron = ParticipationFactory(edition=edition, role="patron")
        partners = [PartnerFactory(edition=edition) for _place in range(6)]
        with transaction():
            identity.set_accent(edition, PLUM, by=SYSTEM)
            for owner in (edition, patron, *partners):
                identity.show(owner, picture(300, 200), by=SYSTEM)
        db.session.remove()
    page, asked = open_page(), []
    page.on("request", lambda request: asked.append(request) if request.url.startswith("http") else None)

    page.goto(f"{server(installation).url}/e/js-essai/", wait_until="networkidle")

    assert len(asked) <= 6, [request.url for request in asked]
    assert sum(request.sizes()["responseBodySize"] for request in asked) <= 60_000
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')") == PLUM


def test_the_purpose_of_a_component_is_one_line():
    """A component's purpose is one line, so that the page of components reads at a glance."""
    sheets = (ROOT / "static" / "css" / "ui").glob("*.css")
    long = {sheet.name for sheet in sheets if len(re.split(r"\*/", sheet.read_text(encoding="utf-8"))[0]) > 120}

    assert long == set()

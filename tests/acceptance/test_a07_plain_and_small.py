"""A07: every page of the thread works without JavaScript, at 360 px, in French and in English, from one host."""

import pytest

from tests.acceptance.thread import EDITION, Thread
from tests.support import chromium

SEGOU = "/e/js-segou-2024"
STAFF = {
    "chaire": (
        f"{EDITION}/committee/abstracts/",
        f"{EDITION}/committee/abstracts/R-001",
        f"{EDITION}/committee/messages",
    ),
    "evaluateur": (f"{EDITION}/review/", f"{EDITION}/review/R-005"),
    "programme": (
        f"{EDITION}/committee/timetable/",
        f"{SEGOU}/committee/timetable/?day=2024-06-29",
        f"{SEGOU}/committee/timetable/sessions/new",
        f"{SEGOU}/committee/hours/",
    ),
    "tresor": (f"{EDITION}/committee/payments", f"{EDITION}/committee/registrations", f"{SEGOU}/committee/payments"),
    "accueil": (f"{EDITION}/desk/", f"{EDITION}/desk/search?q=a"),
    "salle": (f"{EDITION}/desk/rooms/", f"{SEGOU}/desk/rooms/"),
    "secretariat": (f"{SEGOU}/committee/", f"{SEGOU}/committee/certificates", f"{SEGOU}/committee/certificates/1"),
    "participant": ("/me/",),
}
PUBLIC = (
    "/",
    "/sign-in",
    f"{SEGOU}/",
    f"{SEGOU}/programme",
    f"{SEGOU}/programme?day=all",
    f"{SEGOU}/programme/CO-001",
    f"{SEGOU}/abstracts",
    f"{SEGOU}/keynotes",
    f"{SEGOU}/symposiums",
    f"{SEGOU}/specialties",
    f"{SEGOU}/partners",
    f"{EDITION}/",
    f"{EDITION}/submit/",
    f"{EDITION}/register/",
    "/e/atelier-kaolack-2021/",
    "/e/atelier-kaolack-2021/programme",
    "/v/AAAAAAAAAAAAAAAAAAAAAAAAAA",
)


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a07_every_page_of_the_thread_fits_and_reads_without_javascript(demo_installation, server, open_page, language):
    base = server(demo_installation).url
    page = open_page(chromium.NARROW, java_script_enabled=False)
    faults = []
    visit_all(page, base, PUBLIC, language, faults)
    for login, addresses in STAFF.items():
        page.context.clear_cookies()
        page.goto(f"{base}/sign-in")
        page.fill("input[name=identifier]", f"{login}@demo.example")
        page.fill("input[name=password]", "balanzan")
        page.press("input[name=password]", "Enter")
        visit_all(page, base, addresses, language, faults)
    page.watch.forgive("404")  # a stranger asked for a certificate that does not exist

    assert not faults, "\n".join(faults)


def visit_all(page, base, addresses, language, faults):
    for address in addresses:
        joint = "&" if "?" in address else "?"
        answer = page.goto(f"{base}{address}{joint}lang={language}")
        if answer.status not in (200, 404):
            faults.append(f"{address}: {answer.status}")
        if page.locator("html").get_attribute("lang") != language:
            faults.append(f"{address}: not in {language}")
        if not chromium.no_overflow(page):
            faults.append(f"{address}: wider than 360 px")


def test_a07_the_whole_thread_runs_without_javascript(demo_app):
    thread = Thread(demo_app)

    code = thread.accept(thread.submit())
    thread.place(code)
    thread.publish()

    assert code in thread.physician.get(f"{EDITION}/programme?day=all").text

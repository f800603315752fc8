"""B06: a register comes in from CSV and XLSX, checked first, and says of people who they are. It keeps nobody out."""

import csv
import io
import time

import openpyxl
import pytest
from sqlalchemy import text

from core import jobs
from core.db import db
from tests.support.visitor import Visitor

HEADER = ["N° Ordre", "Nom", "Prénoms", "Section", "Lieu d’exercice", "Téléphone", "Liste de réserve"]
REGISTER = "/council/ordre-segou/register"
UPCOMING = "/e/js-segou-8"


def line(place, /, **instead):
    """Return a good line, or one with something wrong."""
    given = f"Awa{chr(97 + place % 26)}{chr(97 + place // 26 % 26)}{chr(97 + place // 676)}"
    cells = {"number": f"{5000 + place}", "name": "Traoré", "given": given, "section": "A"}
    cells |= {"place": "CSRéf de Ségou", "phone": f"7600{place:04d}", "reserve": "non"} | instead
    return list(cells.values())


def csv_of(rows):
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";").writerows([HEADER, *rows])
    return sheet.getvalue().encode("utf-8-sig")


def xlsx_of(rows):
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Lisez-moi").append(["Tableau de l’Ordre"])
    sheet = book.create_sheet("Tableau")
    for row in ([], HEADER, *rows):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def work(app):
    """Have the worker do what is due."""
    with app.app_context():
        jobs.drain()


def send(visitor, content, name, kind="addition"):
    """Send a file, confirm its columns as they were recognised, and have it checked; return the page that says so."""
    visitor.get(f"{REGISTER}?lang=en")
    visitor.submit("main form[enctype]", file=(content, name))
    page = visitor.submit("main form[action$=columns]", kind=kind)
    work(visitor.app)
    return visitor.get(page.url.removeprefix("http://localhost"))


def members(app):
    with app.app_context():
        return db.session.scalar(text("SELECT COUNT(*) FROM register_entry"))


BAD = {
    3: ({"name": "", "given": ""}, "There is no name."),
    5: ({"number": ""}, "There is no Order number, and the reserve list is not noted."),
    7: ({"number": "en cours"}, "“en cours” is no Order number: it has no figure, or it is too long."),
    9: ({"number": "5000"}, "The Order number 5000 is already on line {first}."),
    11: ({"reserve": "peut-être"}, "“peut-être” says neither yes nor no to the reserve list."),
}


# The test client leaves open what it sends when that is larger than half a megabyte.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.prove
@pytest.mark.parametrize(("make", "name", "heading"), [(csv_of, "tableau.csv", 1), (xlsx_of, "tableau.xlsx", 2)])
def test_b06_each_bad_line_is_named_before_anything_is_written_then_all_good_lines_are(
    demo_app, demo_visitor, sign_in, at_size, figure, make, name, heading
):
    sets = at_size(small=1, full=60)
    size = at_size(small=40, full=10_000)
    wrong = {place + 12 * turn: BAD[place] for turn in range(sets) for place in BAD}
    rows = [line(place, **wrong[place][0]) if place in wrong else line(place) for place in range(size)]
    before = members(demo_app)
    sign_in(demo_visitor, "secretariat@demo.example", "balanzan")

    begun = time.process_time()
    page = send(demo_visitor, make(rows), name)
    checked = time.process_time() - begun

    assert members(demo_app) == before
    assert f"{len(wrong)} lines are refused" in page.text
    refused = demo_visitor.get(f"{page.url.split('?')[0].removeprefix('http://localhost')}/refused.csv")
    told = list(csv.reader(io.StringIO(refused.data.decode("utf-8-sig")), delimiter=";"))[1:]
    assert {int(row[0]): row[2] for row in told} == {
        place + heading + 1: sentence.format(first=heading + 1) for place, (_cells, sentence) in wrong.items()
    }

    demo_visitor.get(page.url.removeprefix("http://localhost"))
    demo_visitor.submit("main form[action$=write]")
    begun = time.process_time()
    work(demo_app)
    written = time.process_time() - begun
    page = demo_visitor.get(demo_visitor.page.url.removeprefix("http://localhost"))

    assert "Written on" in page.text
    assert members(demo_app) == before + size - len(wrong)
    assert checked + written <= 20
    figure(f"B06 {name}: {size} lines, {len(wrong)} refused, {checked:.1f} s to check and {written:.1f} s to write")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b06_columns_that_were_not_recognised_are_said_by_a_person(demo_app, demo_visitor, sign_in):
    content = b"Matric;Patronyme;Petit nom\n7001;Sow;Ami\n"
    sign_in(demo_visitor, "secretariat@demo.example", "balanzan")
    demo_visitor.get(f"{REGISTER}?lang=en")

    page = demo_visitor.submit("main form[enctype]", file=(content, "liste.csv"))
    again = demo_visitor.submit("main form[action$=columns]", kind="addition", expect=409)
    assert "Say which columns hold the names" in again.text
    chosen = {"places-0": "order_number", "places-1": "family_name", "places-2": "given_names"}
    demo_visitor.submit("main form[action$=columns]", kind="addition", **chosen)
    work(demo_app)
    page = demo_visitor.get(page.url.removeprefix("http://localhost"))

    assert "Every line is good." in page.text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b06_people_known_show_what_the_register_says_and_doubts_are_decided_by_a_person(
    demo_app, demo_visitor, sign_in
):
    sign_in(demo_visitor, "secretariat@demo.example", "balanzan")
    page = demo_visitor.get(f"{REGISTER}?lang=en")
    tabs = dict(tab.rsplit(" ", 1) for tab in page.texts("nav.tabs a"))
    assert {name: tabs[name] != "0" for name in tabs} == dict.fromkeys(
        ("In the register", "Verified", "To check", "Reserve list", "Foreign order", "Not a physician",
         "Not looked up yet", "No longer in it"), True,
    )  # fmt: skip
    for state in ("verified", "to-check", "reserve-list", "foreign", "not-a-physician", "unknown", "gone"):
        assert demo_visitor.get(f"{REGISTER}?list={state}").all("tbody tr")

    page = demo_visitor.get(f"{REGISTER}/doubts")
    waiting = len(page.all(".pairs > li"))
    demo_visitor.submit(page.all("main .pairs form")[0], button="same")
    assert "is linked with the register" in demo_visitor.page.text
    demo_visitor.submit(demo_visitor.page.all("main .pairs form")[0], button="other")
    assert len(demo_visitor.page.all(".pairs > li")) < waiting


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b06_a_number_typed_keeps_nobody_out_and_the_person_reads_only_an_offer(demo_app, sign_in):
    stranger, desk, secretary = Visitor(demo_app), Visitor(demo_app), Visitor(demo_app)
    page = stranger.get(f"{UPCOMING}/register/?lang=en")
    first = page.all("input[name=category]")[0].get("value")
    facts = {"given_names": "Koniba", "family_name": "Sans-Tableau", "phone": "76 55 44 33"}

    page = stranger.submit("main form[method=post]", category=first, order_number="99999", **facts)

    assert "put your inscription in order" in page.text
    assert "to check" not in page.text
    sign_in(desk, "accueil@demo.example", "balanzan")
    found = desk.get(f"{UPCOMING}/desk/search?q=Sans-Tableau&lang=en")
    assert found.texts(".found .state")[0] == "to check"
    desk.submit("main .found form", order_number="88888")
    assert "to check" in desk.page.text
    sign_in(secretary, "secretariat@demo.example", "balanzan")
    listed = secretary.get(f"{UPCOMING}/committee/registrations?q=Sans-Tableau&lang=en")
    assert "to check" in listed.texts("tbody .state")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b06_the_president_reads_and_does_not_write_and_the_desk_sees_nothing(demo_app, sign_in):
    president, desk = Visitor(demo_app), Visitor(demo_app)
    sign_in(president, "presidence@demo.example", "balanzan")
    sign_in(desk, "accueil@demo.example", "balanzan")

    page = president.get(REGISTER)

    assert page.all("main form[enctype]") == []
    assert president.get(f"{REGISTER}/files/1").all("main form[method=post]") == []
    president.get(f"{REGISTER}/doubts", expect=404)
    desk.get(REGISTER, expect=404)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b06_the_lists_ask_as_many_questions_for_one_page_as_for_another(demo_app, demo_visitor, sign_in, queries):
    sign_in(demo_visitor, "secretariat@demo.example", "balanzan")
    asked = {}
    for address in (REGISTER, f"{REGISTER}?q=traore", f"{REGISTER}?list=verified", f"{REGISTER}?list=foreign"):
        with queries() as count:
            demo_visitor.get(address)
        asked[address] = count.total

    assert len({asked[REGISTER], asked[f"{REGISTER}?q=traore"]}) == 1, asked
    assert len({asked[f"{REGISTER}?list=verified"], asked[f"{REGISTER}?list=foreign"]}) == 1, asked


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_b06_the_command_prints_what_it_would_do_and_writes_all_or_nothing(
    demo_app, demo_installation, balanzan, tmp_path
):
    file = tmp_path / "tableau.csv"
    file.write_bytes(csv_of([line(1), line(2, number="")]))
    asked = ("import", "register", str(file), "--council", "ordre-segou", "--kind", "addition", "--language", "en")
    before = members(demo_app)

    dry = balanzan(demo_installation, *asked, "--dry-run").stdout
    refused = balanzan(demo_installation, *asked, expect=1)
    untouched = members(demo_app)
    balanzan(demo_installation, *asked, "--good-lines")

    assert "line 3: There is no Order number" in dry
    assert "2 lines: 1 new, 0 changed, 0 unchanged, 1 refused" in dry
    assert "Nothing was written" in dry + refused.stderr
    assert (untouched, members(demo_app)) == (before, before + 1)

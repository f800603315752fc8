"""The register of the Order: what a file says, who is whom, and what writing it does. Hostile files are refused."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest

from core import jobs
from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import Refused
from core.sheets import harmless, read, written
from people.jobs import write_register
from people.models import (
    Decision,
    DoubtReason,
    FileKind,
    RegisterDoubt,
    RegisterEntry,
    RegisterState,
)
from people.queries.register import entry_of, standing_of
from people.register_lines import Column, Fault, Reader, columns_of, day_of, has_heading, heading, number_key, parted
from people.services import register
from people.services.records import join, record_of
from people.states import ImportState
from tests.factories.people import CouncilFactory, PersonFactory, StructureFactory

HEADER = [
    "N° d’inscription",
    "Nom",
    "Prénoms",
    "Section",
    "Spécialité",
    "Lieu d’exercice",
    "Téléphone",
    "Liste de réserve",
]
AWA = ["0101/D", "KEÏTA", "Awa", "A", "Pédiatrie", "CSRéf de Ségou", "76 00 01 01", ""]
BOUBA = ["102", "Diarra", "Boubacar", "B", "Chirurgie", "Clinique Yiriwa", "66 00 01 02", "non"]
RESERVE = ["", "Coulibaly", "Fanta", "", "", "CSCom de Pelengana", "70 00 01 03", "oui"]
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def text_of(*rows, delimiter=";", encoding="utf-8"):
    """Return rows as a CSV file."""
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=delimiter).writerows([HEADER, *rows])
    return sheet.getvalue().encode(encoding)


def workbook_of(*sheets, merge=()):
    """Return sheets, each a name and its rows, as an XLSX file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells_of(content, name="tableau.csv"):
    return [list(line.cells) for line in read(content, name, has_heading).lines]


# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_is_read_as_every_spreadsheet_writes_it(delimiter, encoding):
    assert cells_of(text_of(AWA, BOUBA, delimiter=delimiter, encoding=encoding)) == [HEADER, AWA, BOUBA]


def test_a_cell_may_hold_several_lines_and_the_next_line_keeps_its_number():
    content = text_of([*AWA[:5], "CSRéf de Ségou\nBP 12", *AWA[6:]], BOUBA)

    lines = read(content, "tableau.csv", has_heading).lines

    assert [(line.number, line.cells[5]) for line in lines[1:]] == [(2, "CSRéf de Ségou BP 12"), (4, "Clinique Yiriwa")]


def test_the_first_sheet_with_the_headings_is_read_and_cells_show_what_people_see():
    content = workbook_of(
        ("Lisez-moi", [["Tableau de l’Ordre"], ["établi en 2024"]]),
        ("Tableau", [["Conseil régional"], [], HEADER, [101, *AWA[1:]], [102.0, *BOUBA[1:6], date(2024, 5, 1), True]]),
    )

    table = read(content, "tableau.xlsx", has_heading)

    assert table.sheet == "Tableau"
    assert heading(table.lines).number == 3
    assert [line.cells[0] for line in table.lines[2:]] == ["101", "102"]
    assert table.lines[3].cells[6] == "2024-05-01"


def test_cells_merged_downwards_show_the_same_and_a_formula_shows_its_value_or_is_refused():
    rows = [HEADER, AWA, ["103", "Sow", "Ami", None, "", "", "", ""], ["=1+103", "Sy", "Oumar", None, "", "", "", ""]]
    content = workbook_of(("Tableau", rows), merge=["D2:D4"])

    table = read(content, "tableau.xlsx", has_heading)

    assert [line.cells[3] for line in table.lines[1:]] == ["A", "A", "A"]
    assert (table.merged, table.formulas, table.lines[3].faults) == (1, 1, ((0, "=1+103"),))
    readings = list(reader().read(table.lines[1:]))
    assert readings[2].refusal.fault is Fault.FORMULA


def bomb():
    """Return a workbook that is small and unpacks to a hundred megabytes."""
    file = io.BytesIO(workbook_of(("Tableau", [HEADER])))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 100_000_000)
    return file.getvalue()


def many_parts():
    file = io.BytesIO(workbook_of(("Tableau", [HEADER])))
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/{number}.xml", b"")
    return file.getvalue()


def with_part(name, content):
    """Return a workbook in which one part was replaced."""
    found = zipfile.ZipFile(io.BytesIO(workbook_of(("Tableau", [HEADER, AWA]))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in found.namelist():
            archive.writestr(part, content if part == name else found.read(part))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
XXE = b"""<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"
t="inlineStr"><is><t>&secret;</t></is></c></row></sheetData></worksheet>"""
WIDE = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    + b"".join(b"<c><v>%d</v></c>" % (number * 7919 % 99991) for number in range(60_000))
    + b"</row></sheetData></worksheet>"
)
DEEP = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="900000">'
    b'<c r="A900000"><v>1</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("vide.csv", lambda: b"  \n "),
        ("nul.csv", lambda: text_of(AWA).replace(b"Awa", b"A\x00wa")),
        ("classeur.csv", lambda: workbook_of(("Tableau", [HEADER, AWA]))),
        ("texte.xlsx", lambda: text_of(AWA)),
        ("ancien.xls", lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 512),
        ("page.html", lambda: b"<table><tr><td>Nom</td></tr></table>"),
        ("guillemet.csv", lambda: text_of(AWA) + b'103;"' + b"x" * 200_000),
        ("bombe.xlsx", bomb),
        ("parties.xlsx", many_parts),
        ("entite.xlsx", lambda: with_part(SHEET, XXE)),
        ("large.xlsx", lambda: with_part(SHEET, WIDE)),
        ("profond.xlsx", lambda: with_part(SHEET, DEEP)),
        ("casse.xlsx", lambda: with_part(SHEET, b"<worksheet><sheetData>")),
        ("tronque.xlsx", lambda: workbook_of(("Tableau", [HEADER, AWA]))[:900]),
        ("longue.csv", lambda: text_of(*[AWA] * 50_001)),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(name, make):
    with pytest.raises(Refused) as refusal:
        read(make(), name, has_heading)

    assert refusal.value.code == "unreadable-file"


def test_a_line_of_a_million_columns_is_one_refused_line():
    content = text_of(AWA) + b"103;" * 1_000_000 + b"\n" + ";".join(BOUBA).encode()

    readings = list(reader().read(read(content, "tableau.csv", has_heading).lines[1:]))

    assert [(each.line, each.refusal and each.refusal.fault) for each in readings] == [
        (2, None),
        (3, Fault.TOO_WIDE),
        (4, None),
    ]


def test_what_is_written_is_read_again_and_begins_no_formula():
    rows = [["12", "=CMD()", "+223 76 00 00 00"], ["13", "@x", "-1"]]

    again = [row[1:] for row in cells_of(written(["Ligne", "Valeur", "Motif"], rows))[1:]]

    assert again == [[harmless(cell) for cell in row[1:]] for row in rows]
    assert all(cell.startswith("'") for row in again for cell in row)


# ── Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (HEADER, {Column.ORDER_NUMBER: 0, Column.FAMILY_NAME: 1, Column.GIVEN_NAMES: 2, Column.RESERVE_LIST: 7}),
        (["NOM", "PRENOM(S)", "N° ORDRE", "Tél."], {Column.FAMILY_NAME: 0, Column.GIVEN_NAMES: 1, Column.PHONE: 3}),
        (["Nº", "Nom et prénoms", "Numéro d'inscription"], {Column.FULL_NAME: 1, Column.ORDER_NUMBER: 2}),
        (["Noms et Prénom du médecin", "Spécialitée", "E-mail"], {Column.SPECIALTY: 1, Column.EMAIL: 2}),
        (["Date d’inscription", "Nom", "Nom d’usage", "Prénoms"], {Column.REGISTERED_ON: 0, Column.USED_NAME: 2}),
    ],
)
def test_headings_are_recognised_as_councils_write_them(headings, expected):
    assert columns_of(headings).items() >= expected.items()


def reader(**otherwise):
    return Reader(columns_of(HEADER), "ML", date(2026, 1, 1), **otherwise)


def test_each_bad_line_is_refused_with_its_value_and_a_smaller_fault_leaves_something_out():
    rows = [
        AWA,
        ["104", "", "", *AWA[3:]],
        ["", *BOUBA[1:]],
        ["sans", *BOUBA[1:]],
        ["101-d", *BOUBA[1:]],
        [*BOUBA[:7], "peut-être"],
        [*BOUBA[:6], "12", ""],
        RESERVE,
        RESERVE,
        ["#REF!", *BOUBA[1:]],
    ]

    table = read(text_of(*rows), "t.csv", has_heading)
    readings = {each.line: each for each in reader().read(table.lines[1:])}

    assert {line: (each.refusal.fault, each.refusal.see) for line, each in readings.items() if each.refusal} == {
        3: (Fault.NO_NAME, 0),
        4: (Fault.NO_NUMBER, 0),
        5: (Fault.NUMBER, 0),
        6: (Fault.NUMBER_TWICE, 2),
        7: (Fault.RESERVE, 0),
        10: (Fault.LINE_TWICE, 9),
        11: (Fault.FORMULA, 0),
    }
    assert [(remark.fault, remark.value) for remark in readings[8].left_out] == [(Fault.PHONE, "12")]
    assert readings[9].member.on_reserve_list
    assert readings[2].member.phone == "+22376000101"


def test_numbers_names_and_days_are_understood_as_they_are_written():
    assert {number_key(text) for text in ("N° 0123/D", "123-d", "no 123 D", "0123D")} == {"123d"}
    assert number_key("sans") == ""
    assert parted("Dr DIARRA Fatoumata Bintou") == ("DIARRA", "Fatoumata Bintou")
    assert parted("Diarra Fatoumata") == ("Diarra", "Fatoumata")
    assert [day_of(text) for text in ("14/05/2019", "2019-05-14", "14.5.19", "2019", "31/02/2019", "mai")] == [
        date(2019, 5, 14),
        date(2019, 5, 14),
        date(2019, 5, 14),
        date(2019, 1, 1),
        None,
        None,
    ]


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def imported(council, *rows, kind=FileKind.WHOLE, only_good=True, name="tableau.csv"):
    """Bring a file into a council's register as its people do, the worker's jobs included."""
    with transaction():
        found = register.receive(council, text_of(*rows), name, by=SYSTEM)
    with transaction():
        register.settle(found, {Column(key): place for key, place in found.mapping.items()}, kind, by=SYSTEM)
    jobs.drain()
    if found.state is ImportState.CHECKED:
        with transaction():
            register.have_written(found, only_good=only_good, by=SYSTEM)
        jobs.drain()
    db.session.refresh(found)
    return found


def known(council, **facts):
    person = PersonFactory(**facts)
    with transaction():
        join(person, council, by=SYSTEM)
    return person


def state(person, council):
    return record_of(person, council).state


def test_people_are_recognised_by_number_or_by_names_with_one_thing_beside(app_context):
    segou = CouncilFactory()
    by_number = known(segou, given_names="Awa", family_name="Keita", order_number="101 D")
    turned = known(segou, given_names="DIARRA", family_name="Boubacar", phone="+22366000102")
    place = StructureFactory(name="CSCom de Pelengana")
    on_reserve = known(segou, given_names="Fanta", family_name="Sow", used_name="Coulibaly", structure=place)
    stranger = known(segou, given_names="Awa", family_name="Sanogo")

    found = imported(segou, AWA, BOUBA, RESERVE)

    assert {**found.counts, "missing": 0}.items() >= {"lines": 3, "new": 3, "matched": 3}.items()
    assert [state(person, segou) for person in (by_number, turned, on_reserve, stranger)] == [
        RegisterState.VERIFIED,
        RegisterState.VERIFIED,
        RegisterState.RESERVE_LIST,
        RegisterState.UNKNOWN,
    ]
    assert (turned.order_number, record_of(turned, segou).section) == ("102", "B")
    entry = entry_of(turned, segou)
    assert (entry.source.file_name, entry.line) == ("tableau.csv", 3)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"given_names": "Oumou", "family_name": "Touré", "order_number": "101/D"}, DoubtReason.OTHER_NAMES),
        (
            {"given_names": "Awa", "family_name": "Keïta", "order_number": "999", "phone": "+22376000101"},
            DoubtReason.OTHER_NUMBER,
        ),
        ({"given_names": "Awa", "family_name": "Keïta"}, DoubtReason.NAMES_ONLY),
        ({"given_names": "Awa", "family_name": "Keïtta", "phone": "+22376000101"}, DoubtReason.NEARLY),
    ],
)
@ONE_DATABASE
def test_who_is_doubtful_waits_for_a_person_and_is_asked_about_once(app_context, facts, reason):
    segou = CouncilFactory()
    person = known(segou, **facts)

    imported(segou, AWA)

    doubt = db.session.query(RegisterDoubt).one()
    assert (doubt.person, doubt.reason, state(person, segou)) == (person, reason, RegisterState.TO_CHECK)
    with transaction():
        register.decide(doubt, Decision.OTHER, by=SYSTEM)
    imported(segou, AWA)
    assert standing_of(segou).doubts == 0
    assert (state(person, segou), entry_of(person, segou)) == (RegisterState.UNKNOWN, None)


@ONE_DATABASE
def test_of_several_who_may_be_one_member_one_is_chosen_and_the_others_are_not(app_context):
    segou = CouncilFactory()
    both = [known(segou, given_names="Awa", family_name="Keïta", phone="+22376000101") for _each in range(2)]

    imported(segou, AWA)
    doubts = db.session.query(RegisterDoubt).order_by(RegisterDoubt.id).all()
    with transaction():
        register.decide(doubts[1], Decision.SAME, by=SYSTEM)

    assert [doubt.reason for doubt in doubts] == [DoubtReason.SEVERAL] * 2
    assert [state(person, segou) for person in both] == [RegisterState.UNKNOWN, RegisterState.VERIFIED]
    with pytest.raises(Refused) as refusal, transaction():
        register.decide(doubts[0], Decision.SAME, by=SYSTEM)
    assert refusal.value.code == "decided"


def test_a_later_file_updates_and_whoever_disappeared_is_listed_and_never_removed(app_context):
    segou = CouncilFactory()
    awa = known(segou, given_names="Awa", family_name="Keïta", phone="+22376000101")
    imported(segou, AWA, BOUBA, RESERVE)

    numbered = ["103", *RESERVE[1:7], "non"]
    found = imported(segou, [*BOUBA[:5], "CHU du Point G", *BOUBA[6:]], numbered)

    assert found.counts.items() >= {"changed": 2, "gone": 1, "missing": 1}.items()
    entries = db.session.query(RegisterEntry).order_by(RegisterEntry.sort_name).all()
    assert [(each.family_name, each.order_number, each.missing_since_id) for each in entries] == [
        ("Coulibaly", "103", None),
        ("Diarra", "102", None),
        ("KEÏTA", "0101/D", found.id),
    ]
    assert state(awa, segou) is RegisterState.TO_CHECK

    again = imported(segou, AWA, kind=FileKind.ADDITION)
    assert again.counts.items() >= {"changed": 1, "missing": 0}.items()
    assert state(awa, segou) is RegisterState.VERIFIED


@ONE_DATABASE
def test_a_reserve_list_lets_only_those_on_it_disappear(app_context):
    segou = CouncilFactory()
    imported(segou, AWA, RESERVE)

    found = imported(segou, ["", "Sy", "Kadi", "", "", "", "79000104", ""], kind=FileKind.RESERVE_LIST)

    assert found.counts["missing"] == 1
    missing = db.session.query(RegisterEntry).filter(RegisterEntry.missing_since_id.is_not(None)).one()
    assert missing.family_name == "Coulibaly"
    assert db.session.query(RegisterEntry).filter_by(family_name="Sy").one().on_reserve_list


def test_a_file_with_refused_lines_is_written_only_when_the_good_ones_alone_are_wanted(app_context):
    segou = CouncilFactory()

    with pytest.raises(Refused) as refusal:
        imported(segou, AWA, ["", *BOUBA[1:]], only_good=False)

    assert refusal.value.code == "refused-lines"
    assert standing_of(segou).members == 0


@ONE_DATABASE
def test_a_file_checked_before_another_was_written_is_checked_again_and_a_job_run_twice_writes_once(app_context):
    segou = CouncilFactory()
    with transaction():
        early = register.receive(segou, text_of(AWA), "tot.csv", by=SYSTEM)
    with transaction():
        register.settle(early, columns_of(HEADER), FileKind.WHOLE, by=SYSTEM)
    jobs.drain()
    late = imported(segou, BOUBA)

    with transaction():
        register.have_written(early, only_good=True, by=SYSTEM)
    jobs.drain()
    db.session.refresh(early)
    write_register(import_id=late.id, account_id=None)

    assert (early.state, bool(early.refusal)) == (ImportState.CHECKED, True)
    assert [entry.family_name for entry in db.session.query(RegisterEntry)] == ["Diarra"]


def test_a_number_typed_is_confirmed_by_the_register_or_noted_to_be_checked(app_context):
    segou = CouncilFactory()
    imported(segou, AWA, BOUBA)
    awa, other, unknown = (
        known(segou, given_names=given, family_name=family)
        for given, family in (("Awa", "Keita"), ("Sékou", "Samaké"), ("Ami", "Sow"))
    )

    with transaction():
        register.consult(awa, segou, "no 101/d", by=SYSTEM)
        register.consult(other, segou, "102", by=SYSTEM)
        register.consult(unknown, segou, "777", by=SYSTEM)
        register.consult(unknown, segou, "", by=SYSTEM)

    assert [state(person, segou) for person in (awa, other, unknown)] == [
        RegisterState.VERIFIED,
        RegisterState.TO_CHECK,
        RegisterState.TO_CHECK,
    ]
    assert (awa.order_number, other.order_number, record_of(unknown, segou).claimed_number) == ("0101/D", "", "777")
    assert [doubt.reason for doubt in db.session.query(RegisterDoubt)] == [DoubtReason.OTHER_NAMES]


@ONE_DATABASE
def test_what_no_file_says_is_said_by_hand_and_what_one_says_is_not(app_context):
    segou = CouncilFactory()
    awa = known(segou, given_names="Awa", family_name="Keïta", phone="+22376000101")
    guest = known(segou)
    imported(segou, AWA)

    with transaction():
        register.say(record_of(guest, segou), RegisterState.FOREIGN, by=SYSTEM)
    for person, wanted in ((awa, RegisterState.FOREIGN), (guest, RegisterState.VERIFIED)):
        with pytest.raises(Refused), transaction():
            register.say(record_of(person, segou), wanted, by=SYSTEM)

    assert [state(person, segou) for person in (awa, guest)] == [RegisterState.VERIFIED, RegisterState.FOREIGN]

"""D07: the published programme as files: iCal, schedule.xml and schedule.json by their published schemas, CSV, XLSX."""

import csv
import io
import json

import openpyxl
import pytest
from icalendar import Calendar
from jsonschema import Draft6Validator, FormatChecker
from lxml import etree

from conference.models import Edition, Presentation
from conference.queries.calendars import token_of
from conference.services.calendars import give
from core.audit import SYSTEM
from core.db import db, transaction
from people.recognition import personal_link
from tests.support.installation import ROOT
from tests.support.processes import balanzan
from tests.support.visitor import Visitor

EDITION = "/e/js-segou-2024"
FRIDAY = "2024-06-28"
MOST_QUERIES = 8
PLACES = [folder / "shared" / "schemas" for folder in ROOT.parents]
SCHEMAS = next((place for place in PLACES if place.is_dir()), None)
WITH_SCHEMAS = pytest.mark.skipif(SCHEMAS is None, reason="no folder shared/schemas beside the project or above it")


@pytest.fixture
def get(demo_app):
    client = demo_app.test_client()

    def get(ending, **filters):
        answer = client.get(f"{EDITION}/programme.{ending}", query_string=filters)
        assert answer.status_code == 200, answer.status
        return answer.data

    return get


def events_of(told):
    return [event for day in told["schedule"]["conference"]["days"] for room in day["rooms"].values() for event in room]


@WITH_SCHEMAS
def test_d07_schedule_xml_and_json_are_valid_by_their_published_schemas(get):
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "voc-schedule.xml.xsd")))
    validator = Draft6Validator(
        json.loads((SCHEMAS / "voc-schedule1.schema.json").read_text()), format_checker=FormatChecker()
    )

    for filters in ({}, {"day": FRIDAY}, {"q": "césarienne"}):
        schema.assertValid(etree.fromstring(get("xml", **filters)))
        assert [error.message for error in validator.iter_errors(json.loads(get("json", **filters)))] == []


def test_d07_every_file_holds_the_whole_programme_or_what_the_address_asks_for(get):
    told = json.loads(get("json"))
    events = events_of(told)
    root = etree.fromstring(get("xml"))
    lines = list(csv.DictReader(io.StringIO(get("csv").decode("utf-8-sig")), delimiter=";"))
    rows = list(openpyxl.load_workbook(io.BytesIO(get("xlsx"))).active.iter_rows(values_only=True))

    assert len(events) == len(root.findall(".//event")) == len(lines) == len(rows) - 1
    assert len({event["guid"] for event in events}) == len(events)
    assert len({event["id"] for event in events}) == len(events)
    codes = {line["Code"] for line in lines if line["Code"]}
    assert len([code for code in codes if code.startswith("CO")]) == 124
    friday = events_of(json.loads(get("json", day=FRIDAY)))
    assert {event["date"][:10] for event in friday} == {FRIDAY}
    assert 0 < len(friday) < len(events)
    one_room = list(csv.DictReader(io.StringIO(get("csv", room=1).decode("utf-8-sig")), delimiter=";"))
    assert len({line["Salle"] for line in one_room}) == 2, "the room, and what takes all rooms"


def test_d07_no_cell_is_a_formula(get):
    cells = [cell for line in csv.reader(io.StringIO(get("csv").decode("utf-8-sig")), delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_d07_no_file_asks_the_database_more_than_eight_times(get, queries):
    for ending in ("ics", "xml", "json", "csv", "xlsx"):
        with queries() as count:
            get(ending)
        assert len(count.statements) <= MOST_QUERIES, (ending, count.statements)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_d07_the_command_writes_the_same_file(demo_installation, tmp_path, get):
    written = tmp_path / "programme.json"

    balanzan(demo_installation, "export", "js-segou-2024", "--format", "schedule.json", "-o", str(written))

    mine, theirs = json.loads(written.read_text()), json.loads(get("json"))
    assert [event["guid"] for event in events_of(mine)] == [event["guid"] for event in events_of(theirs)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_d07_somebody_gets_an_address_for_their_calendar_and_ends_it(demo_app):
    visitor, client = Visitor(demo_app), demo_app.test_client()
    with demo_app.app_context():
        edition = db.session.query(Edition).filter_by(slug="js-segou-2024").one()
        talk = db.session.query(Presentation).filter_by(edition_id=edition.id, code="CO-001").one()
        code, link = talk.code, personal_link(talk.presenter)
        with transaction():
            path = f"/calendar/{token_of(give(talk.presenter, by=SYSTEM))}.ics"
    visitor.get(f"/me/link/{link.rsplit('/', 1)[1]}", expect=302)
    assert path in visitor.get("/me/").html

    entries = list(Calendar.from_ical(client.get(path).data).walk("VEVENT"))
    assert any(code in str(entry["SUMMARY"]) for entry in entries)
    assert list(Calendar.from_ical(client.get(path).data).walk("VTIMEZONE"))
    visitor.submit("form[action$='/me/calendar']:has([value=give])")
    assert client.get(path).status_code == 404, "the one before opens nothing any more"
    changed = visitor.page.one("#calendar a").text_content().removeprefix("http://localhost")
    assert client.get(changed).status_code == 200
    visitor.submit("form[action$='/me/calendar']:has([value=end])")

    assert client.get(changed).status_code == 404
    assert client.get(f"{path[:-6]}AA.ics").status_code == 404

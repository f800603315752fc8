"""D07: a programme comes back from its own files, from elsewhere with all its oddities, and nothing hostile comes."""

import io
import json
import zipfile

import openpyxl
import pytest
from flask_babel import force_locale
from sqlalchemy import select

from conference.foreign.reading import programme_in
from conference.models import Edition, Presentation, Session
from conference.queries.contents import content_of
from conference.queries.published import room_names
from conference.services.importing import take
from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import Refused
from tests.acceptance.test_d07_files import SCHEMAS, WITH_SCHEMAS
from tests.acceptance.thread import Thread
from tests.factories.conference import EditionFactory
from tests.support.processes import balanzan

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
IMPORT = "/e/js-segou-8/committee/programme-import/"
PEERS = {"frab-camp2019.json": 78, "hub-schedule2.json": 1, "pretalx-democon.json": 21, "pretalx-rc3.json": 50}
PRETALX = {
    "results": [
        {"code": "ABCDEF", "title": "Paludisme grave", "speakers": [{"code": "X", "name": "Awa Diarra"}],
         "submission_type": {"en": "Talk"}, "track": {"en": "Pediatrics", "fr": "Pédiatrie"}, "duration": 30,
         "slot": {"room": {"en": "Room A"}, "start": "2027-05-07T09:00:00+00:00", "end": "2027-05-07T09:30:00+00:00"}},
        {"code": "ABCDEG", "title": "Sans heure", "speakers": [], "slot": None},
    ]
}  # fmt: skip
INDICO = {
    "results": [
        {"contributions": [
            {"id": "7", "title": "Anémie",
             "startDate": {"date": "2027-05-07", "time": "10:00:00", "tz": "Africa/Bamako"},
             "duration": 20, "room": "Salle B", "session": "Pédiatrie",
             "speakers": [{"first_name": "Bakary", "last_name": "Sidibé", "affiliation": "CHU"}]},
        ]}
    ]
}  # fmt: skip
ODD = {
    "schedule": {"conference": {"days": [
        {"date": "2027-05-07", "day_start": "2027-05-07T04:00:00+00:00", "rooms": {"Salle A": [
            {"guid": "same", "title": "Un", "start": "23:30", "duration": "01:00", "persons": None, "type": "pause"},
            {"guid": "same", "title": "Deux", "start": "01:00", "duration": "00:00",
             "persons": [{"public_name": "Awa"}]},
            {"guid": None, "title": None, "date": "not a date", "start": "late"},
            {"unknown": {"deep": []}, "title": "Trois", "date": "2027-05-08T09:00:00", "duration": "1:30:00",
             "persons": ["Dr Fatoumata DIARRA"], "room": {"fr": "Salle neuve"}},
        ]}},
        "no day at all",
    ]}}
}  # fmt: skip


def as_bytes(told):
    return json.dumps(told).encode()


def bomb():
    """A workbook whose one part would unpack to far more than it weighs."""
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/big.bin", b"0" * 30_000_000)
    return written.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>'
FOREIGN = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><version>&x;</version></schedule>'
HOSTILE = {
    "entities.xml": ENTITIES,
    "foreign.xml": FOREIGN,
    "broken.xml": b"<schedule><day>",
    "other.xml": b"<rss></rss>",
    "wrong.xml": b'<?xml version="1.0" encoding="klingon"?><schedule/>',
    "deep.json": b'{"schedule":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep.xml": b"<schedule>" * 5_000,
    "numbers.json": b'{"schedule": ' + b"9" * 50_000 + b"}",
    "broken.json": b'{"schedule": {',
    "nothing.json": b"{}",
    "empty.xml": b"",
    "bytes.xml": b"\xff\xfe\x00",
    "bomb.xlsx": bomb(),
    "words.pdf": b"%PDF-1.7",
    "no-head.csv": b"un;deux\n1;2",
    "large.json": b" " * (8 * 1024 * 1024 + 1),
}


@pytest.fixture
def published(demo_app):
    """The files of Ségou 2024, by format."""
    client = demo_app.test_client()
    endings = ("json", "xml", "csv", "xlsx")
    return {ending: client.get(f"/e/js-segou-2024/programme.{ending}").data for ending in endings}


@pytest.fixture
def empty(demo_app):
    """An edition of the same council and the same days in which nothing is programmed."""
    with demo_app.app_context():
        known = db.session.scalars(select(Edition).filter_by(slug="js-segou-2024")).one()
        made = EditionFactory(series=known.series, number=99, slug="js-vide", starts_on=known.starts_on,
                              ends_on=known.ends_on, time_zone=known.time_zone)  # fmt: skip
        db.session.commit()
        yield made


def bring(edition, content, name):
    with force_locale("en"), transaction():
        return take(edition, programme_in(content, name, edition.time_zone), by=SYSTEM)


def told(edition, *, whole=True):
    """Return a programme as a format can tell it: whole, or without chairs, affiliations and what one ends at."""
    content = content_of(edition)
    rooms = room_names(content)
    sessions = []
    for each in content["sessions"]:
        talks = []
        for talk in each["talks"]:
            names = [content["people"][str(number)] for number in talk["people"]]
            said = (talk["code"], talk["kind"], talk["title"], talk["at"], talk["minutes"], talk["specialty"])
            in_full = (names, talk["affiliations"], talk["presenter"])
            talks.append((*said, names[talk["presenter"] or 0], *(in_full if whole else [len(names)])))
        about = (each["title"], each["kind"], rooms.get(each["room"]), each["starts"])
        sessions.append((*about, *([each["ends"], sorted(each["chairs"])] if whole else []), talks))
    return sorted(sessions, key=str)


def segou():
    return db.session.scalars(select(Edition).filter_by(slug="js-segou-2024")).one()


@pytest.mark.parametrize(("ending", "whole"), [("json", True), ("csv", True), ("xlsx", True), ("xml", False)])
@SQLITE_ONLY
def test_d07_the_programme_of_segou_comes_back_from_its_own_file_and_twice_is_once(published, empty, ending, whole):
    report = bring(empty, published[ending], f"programme.{ending}")

    assert told(empty, whole=whole) == told(segou(), whole=whole)
    if not whole:
        assert any("chairs" in sentence for sentence in report.lost), "what the format cannot hold is said"
    before = content_of(empty)
    again = bring(empty, published[ending], f"programme.{ending}")
    assert (again.sessions, again.presentations, again.people, again.changed) == (0, 0, 0, [])
    assert content_of(empty) == before


def test_d07_the_command_says_first_and_writes_then(demo_installation, published, empty, tmp_path):
    file = tmp_path / "programme.json"
    file.write_bytes(published["json"])

    said = balanzan(demo_installation, "import", "programme", str(file), "--edition", "js-vide", "--dry-run").stdout
    db.session.rollback()
    assert "178" in said or "198" in said
    assert db.session.query(Session).filter_by(edition_id=empty.id).count() == 0
    balanzan(demo_installation, "import", "programme", str(file), "--edition", "js-vide")

    db.session.rollback()
    assert told(empty) == told(segou())


@WITH_SCHEMAS
@SQLITE_ONLY
def test_d07_real_exports_of_others_are_taken_and_taken_again(empty):
    for name, fewest in PEERS.items():
        content = (SCHEMAS / "peer-examples" / name).read_bytes()
        report = bring(empty, content, name)
        assert report.presentations + report.sessions >= fewest, name
        again = bring(empty, content, name)
        assert not again.has_effect, (name, again)


@SQLITE_ONLY
def test_d07_interfaces_of_others_and_oddities_are_read_leniently_and_said(empty):
    with force_locale("en"):
        reports = [bring(empty, as_bytes(each), "file.json") for each in (PRETALX, INDICO, ODD)]
    talks = {talk.title: talk for talk in db.session.scalars(select(Presentation).filter_by(edition_id=empty.id))}

    assert talks["Paludisme grave"].session.room.name == "Room A"
    assert talks["Anémie"].authors[0].affiliation == "CHU"
    assert talks["Anémie"].authors[0].person.surname == "SIDIBÉ"
    assert talks["Deux"].session.starts_at.isoformat() == "2027-05-08T01:00:00+00:00", "the night of the day before"
    assert talks["Deux"].minutes == 5
    assert talks["Trois"].minutes == 90
    assert talks["Trois"].session.room.name == "Salle neuve"
    assert "“Sans heure” has no hour that can be read: left out." in reports[0].lost
    odd = " ".join(reports[2].lost)
    assert all(word in odd for word in ("“Untitled” has no hour", "“Deux” lasts no time", "share one name"))


@SQLITE_ONLY
def test_d07_a_table_in_other_words_is_read_and_what_has_no_place_is_said(empty):
    table = (
        "jour;heure;fin;salle;titre;intervenants;type;traduction\n"
        "2024-06-28;09:00;09:30;Salle A;Paludisme grave;Dr Awa Diarra; communication filmée;bambara\n"
    )
    report = bring(empty, table.encode(), "programme.csv")
    talk = db.session.scalars(select(Presentation).filter_by(edition_id=empty.id)).one()

    assert [author.person.surname for author in talk.authors] == ["Diarra"]
    assert report.lost == [
        "The column “traduction” is none of ours: left out.",
        "“communication filmée” is no kind of ours: taken as an oral communication.",
    ]


def test_d07_a_file_is_looked_at_confirmed_and_taken_on_the_page(demo_app, published):
    visitor = Thread(demo_app).as_("programme")
    visitor.get(IMPORT)
    looked = visitor.submit("main form[enctype]", file=(published["json"], "programme.json"))
    with demo_app.app_context():
        edition = db.session.scalars(select(Edition).filter_by(slug="js-segou-8")).one()
        number = db.session.query(Session).filter_by(edition_id=edition.id).count()
    taken = visitor.submit("main form.panel")
    with demo_app.app_context():
        after = db.session.query(Session).filter_by(edition_id=edition.id).count()

    assert number < after
    assert looked.url == taken.url
    assert taken.all("main form.panel") == [], "nothing is taken twice"


@pytest.mark.parametrize("name", HOSTILE)
@SQLITE_ONLY
def test_d07_what_is_hostile_or_broken_is_refused_in_a_sentence(app_context, name):
    with pytest.raises(Refused) as refused:
        programme_in(HOSTILE[name], name, "Africa/Bamako")

    assert refused.value.code == "unreadable-file"
    assert str(refused.value).endswith((".", "Indico.")), str(refused.value)


@SQLITE_ONLY
def test_d07_a_changed_file_changes_what_it_names_and_leaves_the_rest(published, empty):
    bring(empty, published["json"], "programme.json")
    changed = json.loads(published["json"])
    session = changed["schedule"]["balanzan"]["sessions"][0]
    session["title"] = "Ouverture solennelle"
    gone = changed["schedule"]["balanzan"]["sessions"].pop()

    report = bring(empty, as_bytes(changed), "programme.json")

    titles = db.session.scalars(select(Session.title).filter_by(edition_id=empty.id)).all()
    assert "Ouverture solennelle" in titles
    assert len(report.changed) == 1
    assert report.gone == [gone["title"]]
    assert gone["title"] in titles

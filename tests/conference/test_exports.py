"""The programme as a calendar: what somebody's phone is told, and told again."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from conference.exports.ical import Source, calendar
from conference.queries.published import sessions_on
from conference.services.releases import publish
from conference.services.sessions import close_session
from core import clock
from core.audit import SYSTEM
from core.db import transaction
from tests.factories.conference import EditionFactory, PresentationFactory, RoomFactory, SessionFactory, friday
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
BASE = "https://js.example"


@pytest.fixture
def edition(in_english):
    """Days at a place whose clocks are an hour ahead of UTC."""
    return EditionFactory(slug="js-cotonou", city="Cotonou", venue="Palais", time_zone="Africa/Porto-Novo")


@pytest.fixture
def sessions(edition):
    """One session on the first day, and one after midnight, when UTC still has the day before."""
    room = RoomFactory(edition=edition, name="Salle Niono")
    first = SessionFactory(edition=edition, room=room, title="Urologie ; II", starts_at=friday(8, 30))
    second = SessionFactory(edition=edition, title="Veillée", starts_at=friday(23, 15))
    essa = PersonFactory(given_names="Ɛssa", family_name="N’Diaye dit Ŋolo")
    for code, title in [("CO-001", "Lithiase, première partie"), ("CO-002", "Lithiase, suite")]:
        PresentationFactory(session=first, code=code, title=title, presenter=essa, others=[PersonFactory()])
    return first, second


def published(edition):
    """Publish the programme at seven in the morning."""
    with clock.stopped(friday(7)), transaction():
        return publish(edition, by=SYSTEM)


def events(edition, release, *, day=None):
    """Return the entries of the calendar, as another program reads them."""
    held = sessions_on(release.content, day, edition.time_zone)
    document = Calendar.from_ical(calendar(Source(edition, release, BASE), held, language="fr"))
    return [
        {name: value.dt if hasattr(value, "dt") else str(value) for name, value in event.items()}
        for event in document.walk("VEVENT")
    ]


def test_each_session_is_an_entry_with_its_talks_at_the_place_s_hours(edition, sessions):
    first, _late = sessions

    entry, later = events(edition, published(edition))

    assert entry == {
        "UID": f"js-cotonou-session-{first.id}@js.example",
        "SEQUENCE": "1",
        "DTSTAMP": friday(7),
        "DTSTART": friday(8, 30),
        "DTEND": friday(9, 30),
        "SUMMARY": "Urologie ; II",
        "LOCATION": "Salle Niono, Palais, Cotonou",
        "DESCRIPTION": "09:30 CO-001 Lithiase, première partie (Ɛ. N’Diaye dit Ŋolo)\n"
        "09:40 CO-002 Lithiase, suite (Ɛ. N’Diaye dit Ŋolo)",
        "URL": f"{BASE}/e/js-cotonou/programme/sessions/{first.id}",
    }
    assert (later["SUMMARY"], later["LOCATION"], later["DESCRIPTION"]) == ("Veillée", "Palais, Cotonou", "")


def test_times_are_those_of_the_place_s_clocks_and_the_calendar_says_which(edition, sessions):
    release = published(edition)

    text = calendar(Source(edition, release, BASE), release.content["sessions"], language="fr").decode()

    times = [line for line in text.splitlines() if line.startswith(("DTSTART;", "DTEND", "DTSTAMP"))]
    assert times == [
        "DTSTART;TZID=Africa/Porto-Novo:20240628T093000",
        "DTEND;TZID=Africa/Porto-Novo:20240628T103000",
        "DTSTAMP:20240628T070000Z",
        "DTSTART;TZID=Africa/Porto-Novo:20240629T001500",
        "DTEND;TZID=Africa/Porto-Novo:20240629T011500",
        "DTSTAMP:20240628T070000Z",
    ]
    assert "BEGIN:VTIMEZONE" in text
    assert "TZOFFSETTO:+0100" in text


def test_the_calendar_is_named_in_the_reader_s_language(edition, sessions):
    release = published(edition)

    names = [
        str(Calendar.from_ical(calendar(Source(edition, release, BASE), [], language=language))["X-WR-CALNAME"])
        for language in ("fr", "en")
    ]

    assert names == ["7es Journées scientifiques de Ségou", "7th Scientific Days of Ségou"]


def test_one_day_holds_the_sessions_that_begin_on_it_by_the_clocks_of_the_place(edition, sessions):
    release = published(edition)

    by_day = {day: [entry["SUMMARY"] for entry in events(edition, release, day=day)] for day in edition.days}

    assert by_day == {date(2024, 6, 28): ["Urologie ; II"], date(2024, 6, 29): ["Veillée"]}


def test_a_new_session_never_takes_the_uid_of_one_that_is_gone(edition, sessions):
    published(edition)
    gone = sessions[1].id
    with transaction():
        close_session(sessions[1], by=SYSTEM)

    follows = SessionFactory(edition=edition, title="Clôture", starts_at=friday(16))

    assert follows.id > gone
    assert [entry["UID"] for entry in events(edition, published(edition))][1:] == [
        f"js-cotonou-session-{follows.id}@js.example"
    ]


def test_an_entry_keeps_its_uid_and_its_sequence_rises_when_it_changes(edition, sessions):
    told = [events(edition, published(edition))]

    with transaction():
        sessions[1].starts_at, sessions[1].ends_at = friday(22), friday(23)
    told.append(events(edition, published(edition)))

    uids = [[entry["UID"] for entry in entries] for entries in told]
    assert uids[0] == uids[1] == [f"js-cotonou-session-{session.id}@js.example" for session in sessions]
    assert [[entry["SEQUENCE"] for entry in entries] for entries in told] == [["1", "1"], ["1", "2"]]
    assert told[1][1]["DTSTART"] == datetime(2024, 6, 28, 22, tzinfo=UTC)

"""The public programme's pages: a day in blocks, a session with its talks, what a filter leaves."""

import pytest

from conference.services.releases import publish
from core import clock
from core.audit import SYSTEM
from core.db import transaction
from tests.factories.conference import PresentationFactory, RoomFactory, SessionFactory, friday
from tests.factories.people import PersonFactory

RIGHT_TO_LEFT = "الحمى القلاعية"
LONG_NAME = "Ould-Sidi-Mohamed-Coulibaly-Diarra-Sissoko"


@pytest.fixture
def address(edition):
    return f"/e/{edition.slug}/programme"


@pytest.fixture
def programme(edition):
    """Two sessions at once in two rooms; the first has six talks."""
    rooms = [RoomFactory(edition=edition, name=name, position=place) for place, name in enumerate(["Niono", "Markala"])]
    first, second = (
        SessionFactory(edition=edition, room=room, title=title, starts_at=friday(8, 30))
        for room, title in zip(rooms, ["Urologie", "Pédiatrie"], strict=True)
    )
    awa = PersonFactory(given_names="Awa", family_name=LONG_NAME)
    for number in range(1, 7):
        PresentationFactory(session=first, code=f"CO-{number:03d}", presenter=awa, others=[PersonFactory()])
    PresentationFactory(session=second, code="CO-007", title=RIGHT_TO_LEFT, presenter=PersonFactory())
    with transaction():
        publish(edition, by=SYSTEM)
    return first, second


def test_a_long_session_shows_three_talks_and_folds_the_others(visitor, address, programme):
    page = visitor.get(f"{address}?lang=en")

    session = f"#s{programme[0].id}"
    codes = [item.get("data-code") for item in page.all(f"{session} li")]
    folded = [item.get("data-code") for item in page.all(f"{session} details li")]
    assert (codes, folded) == ([f"CO-{number:03d}" for number in range(1, 7)], ["CO-004", "CO-005", "CO-006"])
    assert page.one(f"{session} summary").text_content() == "3 more communications"
    assert page.all(f"{session} .presenter")[0].text_content() == f"A. {LONG_NAME}"


def test_a_search_folds_nothing(visitor, address, programme):
    page = visitor.get(f"{address}?q=sissoko")

    assert len(page.all("li[data-code]")) == 6
    assert page.all("details.rest") == []


def test_a_session_s_page_has_every_author_the_hours_and_what_goes_on_meanwhile(visitor, address, programme):
    first, second = programme

    page = visitor.get(f"{address}/sessions/{first.id}?lang=en")

    assert [time.text_content() for time in page.all("ol.talks time")][:2] == ["08:30", "08:40"]
    assert page.all("ol.talks .by")[0].text_content().count(",") == 1
    assert [link.get("href") for link in page.all("section a")] == [f"{address}/sessions/{second.id}"]
    assert page.one("a[href^='https://wa.me/']").get("rel") == "noreferrer"


def test_a_session_is_an_entry_of_its_own_for_a_calendar(visitor, address, programme):
    answer = visitor.client.get(f"{address}/sessions/{programme[0].id}.ics")

    assert answer.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Urologie" in answer.text


@pytest.mark.parametrize("wrong", ["/sessions/999", "/sessions/999.ics"])
def test_a_session_that_is_not_published_is_not_found(visitor, address, programme, wrong):
    assert visitor.client.get(address + wrong).status_code == 404


def test_a_title_written_from_the_right_keeps_its_direction(visitor, address, programme):
    page = visitor.get(address)

    assert next(link for link in page.all("a[dir=auto]") if link.text_content() == RIGHT_TO_LEFT) is not None


def test_a_day_of_many_sessions_costs_as_many_queries_as_an_empty_one(visitor, edition, address, programme, queries):
    visitor.get(address)
    with queries() as few:
        visitor.get(f"{address}?day=all")
    session = SessionFactory(edition=edition, title="Affiches", starts_at=friday(15))
    for number in range(100, 130):
        PresentationFactory(session=session, code=f"CA-{number}")
    with transaction():
        publish(edition, by=SYSTEM)

    with queries() as many:
        visitor.get(f"{address}?day=all")

    assert many.total == few.total


def test_two_sessions_at_once_in_one_room_are_both_shown(visitor, edition, address, programme):
    twin = SessionFactory(edition=edition, room=programme[0].room, title="Néphrologie", starts_at=friday(8, 30))
    with transaction():
        publish(edition, by=SYSTEM)

    page = visitor.get(address)

    assert [page.one(f"#s{session.id}").tag for session in (*programme, twin)] == ["td"] * 3


def test_a_long_session_stretches_over_the_hours_it_lasts_and_covers_nothing(visitor, edition, address, programme):
    third = RoomFactory(edition=edition, name="Sikasso", position=2)
    long = SessionFactory(edition=edition, room=third, title="Posters", starts_at=friday(8, 30), minutes=150)
    SessionFactory(edition=edition, room=programme[0].room, title="Néphrologie", starts_at=friday(9, 30))
    SessionFactory(edition=edition, room=None, title="Photo", starts_at=friday(10, 30), minutes=15)
    with transaction():
        publish(edition, by=SYSTEM)

    page = visitor.get(address)

    assert page.one(f"#s{long.id}").get("rowspan") == "2"
    widths = [
        sum(int(cell.get("colspan") or 1) for cell in row.findall("td")) for row in page.all(".timetable tbody tr")
    ]
    assert widths == [3, 2, 3], "the second row is covered in one place, the third is everybody's"


@pytest.mark.parametrize(("minute", "code"), [(30, "CO-001"), (39, "CO-001"), (40, "CO-002"), (59, "CO-003")])
def test_now_says_which_talk_a_session_has_reached_by_the_clock(visitor, address, programme, minute, code):
    with clock.stopped(friday(8, minute)):
        line = visitor.get(f"{address}?lang=en").one(".now-line").text_content()

    assert code in line

"""The door: one verdict for each badge, one line for each reading, and presence that follows from the lines."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.queries.editions import find_edition
from core import clock
from core.audit import SYSTEM
from core.db import db, transaction
from core.tokens import Keyring
from registration.models import Badge, Registration, Scan, Verdict
from registration.queries.attendance import half_days_attended, presence
from registration.services import badges, doors
from registration.services.seats import cancel
from tests.factories.base import afresh
from tests.factories.conference import EditionFactory, HalfDayFactory, friday, saturday
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registration import ScanFactory, badged
from tests.support.forms import Form
from tests.support.visitor import sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def morning(edition):
    """The first morning."""
    return HalfDayFactory(edition=edition)


@pytest.fixture
def badge(edition):
    """Somebody's badge."""
    return badged(edition, person=PersonFactory(given_names="Ɛssa"))


def read(edition, text, half_day, *, gate="A", by=SYSTEM):
    """Read what was scanned or typed at a door."""
    with transaction():
        return doors.read(edition, text, half_day, gate=gate, by=by)


def lines():
    """Return what the doors wrote down."""
    scans = db.session.scalars(select(Scan).order_by(Scan.id))
    return [(scan.badge.code, scan.gate, scan.device, scan.sequence, scan.verdict, scan.at) for scan in scans]


# ── Verdicts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_badge_is_admitted_once_in_a_half_day_and_the_second_reading_names_the_first(edition, morning, badge):
    awa, bakary = UserFactory(), UserFactory()
    afternoon = HalfDayFactory(edition=edition, starts_at=friday(14, 30), is_morning=False)

    first = read(edition, badge.token, morning, gate="A", by=awa)
    with clock.stopped(friday(8, 20)):
        second = read(edition, badge.token, morning, gate="B", by=bakary)
    with clock.stopped(friday(14, 40)):
        later = read(edition, badge.token, afternoon, gate="B", by=bakary)

    assert [(answer.verdict, answer.badge) for answer in (first, second, later)] == [
        (Verdict.ADMITTED, badge),
        (Verdict.ALREADY_IN, badge),
        (Verdict.ADMITTED, badge),
    ]
    assert (first.first, second.first.gate, second.first.at) == (None, "A", friday(8, 5))
    assert lines() == [
        (badge.code, "A", f"account-{awa.id}", 1, Verdict.ADMITTED, friday(8, 5)),
        (badge.code, "B", f"account-{bakary.id}", 1, Verdict.ALREADY_IN, friday(8, 20)),
        (badge.code, "B", f"account-{bakary.id}", 2, Verdict.ADMITTED, friday(14, 40)),
    ]


@SQLITE_ONLY
@pytest.mark.parametrize("typed", [str.lower, str.upper, "  {}\n".format], ids=["small", "capitals", "blanks"])
def test_the_six_characters_open_the_door_however_they_are_typed(edition, morning, badge, typed):
    answer = read(edition, typed(badge.code), morning)

    assert (answer.verdict, answer.badge) == (Verdict.ADMITTED, badge)


def test_a_revoked_badge_stays_outside_and_is_written_down(edition, morning, badge):
    token = badge.token
    with transaction():
        cancel(badge.registration, by=SYSTEM)

    answers = [read(edition, text, morning) for text in (token, badge.code)]

    assert [(answer.verdict, answer.badge) for answer in answers] == [(Verdict.REVOKED, badge)] * 2
    assert [line[4] for line in lines()] == [Verdict.REVOKED] * 2
    assert presence(edition) == [(morning, 0)]


@SQLITE_ONLY
def test_a_badge_made_anew_does_not_admit_its_holder_twice_and_the_old_one_not_at_all(edition, morning, badge):
    read(edition, badge.token, morning)
    with transaction():
        new = badges.make(badge.registration, by=SYSTEM)

    verdicts = [read(edition, each.token, morning).verdict for each in (new, badge)]

    assert verdicts == [Verdict.ALREADY_IN, Verdict.REVOKED]


@SQLITE_ONLY
def test_a_badge_of_another_edition_is_told_apart_and_its_holder_is_not_named(edition, morning):
    stranger = badged(EditionFactory())

    answers = [read(edition, text, morning) for text in (stranger.token, stranger.code)]

    assert [(answer.verdict, answer.badge) for answer in answers] == [(Verdict.OTHER_EDITION, None)] * 2
    assert lines() == []


@SQLITE_ONLY
def test_what_is_no_badge_of_ours_is_unknown(edition, morning, badge, tmp_path):
    claims = badges.claims_of(badge.registration, bytes.fromhex(badge.subject))
    place = len(badge.token) // 2
    altered = badge.token[:place] + ("0" if badge.token[place] != "0" else "1") + badge.token[place + 1 :]
    texts = {
        "nothing": "",
        "some code": "AAAAAA" if badge.code != "AAAAAA" else "BBBBBB",
        "some address": "https://example.org/",
        "altered": altered,
        "signed by somebody else": Keyring.open(tmp_path / "keys").sign(claims),
        "signed for something else": badges.keyring().sign(
            badges.Claims(**{**claims.__dict__, "kind": badges.TokenKind.CERTIFICATE})
        ),
        "signed for nobody": badges.keyring().sign(badges.claims_of(badge.registration, bytes(16))),
    }

    answers = {name: read(edition, text, morning) for name, text in texts.items()}

    assert {name: (answer.verdict, answer.badge) for name, answer in answers.items()} == dict.fromkeys(
        texts, (Verdict.UNKNOWN, None)
    )
    assert lines() == []


@SQLITE_ONLY
def test_a_badge_whose_time_is_over_is_unknown(edition, morning, badge):
    with clock.stopped(saturday(9) + timedelta(days=30)):
        answer = read(edition, badge.token, morning)

    assert answer.verdict is Verdict.UNKNOWN


# ── Presence ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def half_days(edition):
    """Two mornings and two afternoons, credited with 150, 225, 225 and 150 minutes; out of order on purpose."""
    begins = [(saturday(14, 30), 150), (friday(14, 30), 225), (friday(8), 150), (saturday(8), 225)]
    made = [HalfDayFactory(edition=edition, starts_at=moment, minutes=minutes) for moment, minutes in begins]
    return sorted(made, key=lambda half_day: half_day.starts_at)


def test_presence_counts_people_and_not_readings(edition, half_days):
    essa, awa, bakary = (badged(edition) for _badge in range(3))
    for badge in (essa, awa, essa):
        ScanFactory(badge=badge, half_day=half_days[0])
    ScanFactory(badge=bakary, half_day=half_days[0], verdict=Verdict.REVOKED)
    ScanFactory(badge=bakary, half_day=half_days[0], verdict=Verdict.ALREADY_IN)
    ScanFactory(badge=awa, half_day=half_days[2])
    with transaction():
        again = badges.make(essa.registration, by=SYSTEM)
    ScanFactory(badge=again, half_day=half_days[0])
    ScanFactory(badge=badged(EditionFactory()))

    assert presence(edition) == list(zip(half_days, [2, 0, 1, 0], strict=True))


@SQLITE_ONLY
def test_presence_is_the_same_whatever_order_the_readings_came_in(edition, half_days):
    badge = badged(edition)
    counted = []
    for order in ([0, 2, 0], [0, 0, 2], [2, 0, 0]):
        with transaction() as session:
            session.query(Scan).delete()
        for place in order:
            read(edition, badge.code, half_days[place])
        counted.append([number for _half_day, number in presence(edition)])

    assert counted == [[1, 0, 1, 0]] * 3


def test_the_half_days_somebody_attended_come_once_each_in_order(edition, half_days):
    badge = badged(edition)
    for half_day in (half_days[2], half_days[0], half_days[1], half_days[0]):
        ScanFactory(badge=badge, half_day=half_day)
    ScanFactory(badge=badge, half_day=half_days[3], verdict=Verdict.REVOKED)
    ScanFactory(badge=badged(EditionFactory(), person=badge.registration.person))

    attended = half_days_attended(badge.registration.person, edition)

    assert attended == half_days[:3]
    assert sum(half_day.minutes for half_day in attended) == 600


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_presence_asks_the_database_once(edition, half_days, queries, number):
    for _badge in range(number):
        ScanFactory(badge=badged(edition), half_day=half_days[0])
    edition = afresh(edition)

    with queries() as count:
        shown = [(half_day.starts_at, present) for half_day, present in presence(edition)]

    assert (shown[0], len(shown), count.total) == ((friday(8), number), 4, 1), str(count)
    assert len(db.session.scalars(select(Badge)).all()) == number


# ── At the desk's page ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(demo_visitor):
    """The desk's page, open in a volunteer's browser."""
    sign_in(demo_visitor, "accueil@demo.example", "balanzan")
    demo_visitor.get("/e/js-segou-8/desk/?lang=en")
    return demo_visitor


@pytest.fixture
def codes(demo_app):
    """The codes of two badges of the edition to come."""
    with demo_app.app_context():
        here = select(Badge.code).join(Registration).where(Registration.edition_id == find_edition("js-segou-8").id)
        return list(db.session.scalars(here.order_by(Badge.id).limit(2)))


@SQLITE_ONLY
def test_one_badge_is_read_after_the_other_without_opening_the_page_anew(desk, codes):
    verdicts = [
        desk.submit("form#scan", text=code, gate="B").one(".verdict").get("data-verdict") for code in (*codes, codes[0])
    ]

    assert verdicts == ["admitted", "admitted", "already-in"]
    assert desk.page.one("[name=gate]").get("value") == "B"


@SQLITE_ONLY
def test_the_same_form_sent_twice_shows_the_verdict_that_was_given(desk, codes):
    form = Form(desk.page.one("form#scan"), desk.page.url)
    form.fill("text", codes[0])
    first = desk.post("/e/js-segou-8/desk/", expect=200, **form.sent()).one(".verdict").text_content()

    desk.post("/e/js-segou-8/desk/", expect=302, **form.sent())

    assert desk.follow().one(".verdict").text_content() == first

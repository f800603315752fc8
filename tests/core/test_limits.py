"""How often something may be tried: counted once for all, filled again evenly, nobody locked out for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from core import clock, limits
from core.db import db
from core.errors import TooOften
from core.limits import Bucket, Limit

KNOCKING = Limit("knocking", 10, 15)
NOON = datetime(2026, 6, 28, 12, tzinfo=UTC)


@pytest.fixture
def app(installation, make_app):
    """The application as it runs for real people: tests count no tries otherwise."""
    return make_app(installation, environment="development")


def knocks(app, *tries):
    """Knock; return 0, or after how many seconds one may knock again."""
    with app.app_context():
        try:
            limits.take(*tries)
        except TooOften as refusal:
            return refusal.wait
        return 0


def test_so_many_tries_are_taken_when_all_come_at_once_and_not_one_more(app):
    with ThreadPoolExecutor(16) as hands:
        waits = list(hands.map(lambda _hand: knocks(app, (KNOCKING, "awa")), range(24)))

    assert sorted(waits) == [0] * 10 + [90] * 14


def test_tries_come_back_one_by_one_and_nobody_pays_for_somebody_else(app):
    taken = []
    with clock.stopped(NOON):
        taken += [knocks(app, (KNOCKING, "awa")) for _try in range(11)]
        taken.append(knocks(app, (KNOCKING, "bakary")))
    for seconds in (89, 90, 91, 180):
        with clock.stopped(NOON + timedelta(seconds=seconds)):
            taken.append(knocks(app, (KNOCKING, "awa")))

    assert taken == [0] * 10 + [90, 0] + [90, 0, 90, 0]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_try_that_one_limit_refuses_is_not_counted_by_the_others(app):
    wide = Limit("knocking from here", 300, 15)
    with clock.stopped(NOON):
        for _try in range(30):
            knocks(app, (wide, "hall"), (KNOCKING, "awa"))

    with app.app_context():
        kept = {bucket.key: bucket.full_at for bucket in db.session.scalars(db.select(Bucket))}
    assert len(kept) == 2
    assert sorted(full - int(NOON.timestamp() * 1000) for full in kept.values()) == [10 * 3_000, 10 * 90_000]
    assert not any("awa" in key or "hall" in key for key in kept)

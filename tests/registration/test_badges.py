"""Badges: a code that anybody's phone can believe and that names nobody; one of each person is valid at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import codes
from core.audit import SYSTEM
from core.db import db, transaction
from core.jobs import Job
from core.tokens import BadToken, Claims, Reason, base45_decode
from registration.models import Badge, BadgeState
from registration.queries.seats import badge_of
from registration.services import badges
from registration.services.badges import TokenKind, keyring
from tests.factories.conference import EditionFactory, friday
from tests.factories.people import PersonFactory
from tests.factories.registration import SPRING, badged

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def badge(edition):
    """Somebody's badge."""
    essa = PersonFactory(
        given_names="Ɛssa",
        family_name="Diarra",
        email="essa@courriel.example",
        phone="+22376000001",
        order_number="0042",
    )
    return badged(edition, person=essa)


@SQLITE_ONLY
def test_a_badge_s_code_is_believed_and_says_which_edition_which_badge_from_when_to_when(badge, edition):
    claims = keyring().verify(badge.token, TokenKind.BADGE)

    assert claims == Claims(
        kind=TokenKind.BADGE,
        scope=edition.id,
        subject=bytes.fromhex(badge.subject),
        not_before=int(SPRING.timestamp()),
        not_after=int((friday(0) + timedelta(days=2 + 7) - SECOND).timestamp()),
        nonce=claims.nonce,
    )


@SQLITE_ONLY
def test_a_badge_ends_a_week_after_the_last_day_of_the_place(in_english):
    cotonou = EditionFactory(time_zone="Africa/Porto-Novo")

    claims = keyring().verify(badged(cotonou).token, TokenKind.BADGE, at=friday(9))

    assert claims.not_after == (friday(23) + timedelta(days=8) - SECOND).timestamp()


@SQLITE_ONLY
def test_a_badge_s_code_names_nobody(badge):
    person = badge.registration.person
    told = [badge.token.encode(), base45_decode(badge.token), badge.subject.encode(), badge.code.encode()]
    names = [person.given_names, person.family_name, person.email, person.phone, person.order_number]

    assert [name for name in names for text in told if name.encode() in text or name.upper().encode() in text] == []
    assert str(badge.registration.code).encode() not in b"".join(told)


@SQLITE_ONLY
def test_a_badge_s_code_is_not_believed_for_something_else_too_early_or_too_late(badge):
    asked = [
        (TokenKind.CERTIFICATE, friday(9)),
        (TokenKind.BADGE, SPRING - SECOND),
        (TokenKind.BADGE, friday(0) + timedelta(days=9)),
    ]

    reasons = []
    for kind, moment in asked:
        with pytest.raises(BadToken) as refusal:
            keyring().verify(badge.token, kind, at=moment)
        reasons.append(refusal.value.code)

    assert reasons == [Reason.OTHER_KIND, Reason.TOO_EARLY, Reason.EXPIRED]


def test_a_new_badge_ends_the_one_before(badge):
    registration = badge.registration

    with transaction():
        again = badges.make(registration, by=SYSTEM)

    rows = db.session.scalars(select(Badge).order_by(Badge.id)).all()
    assert [(each.state, each.revoked_at) for each in rows] == [
        (BadgeState.REVOKED, friday(8, 5)),
        (BadgeState.VALID, None),
    ]
    assert badge_of(registration) is again
    assert {again.subject, again.token, again.code} & {badge.subject, badge.token, badge.code} == set()


@SQLITE_ONLY
def test_a_badge_has_a_code_to_say_aloud_and_its_paper_is_asked_for(badge):
    assert (len(badge.code), set(badge.code) <= set(codes.ALPHABET)) == (6, True)
    assert db.session.execute(select(Job.name, Job.payload)).all() == [
        ("registration.jobs:render_badge", {"badge_id": badge.id})
    ]

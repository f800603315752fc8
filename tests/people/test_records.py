"""The books of a council: who is in them, entered once, and by what."""

import pytest
from sqlalchemy import func, select

from conference.models import Participation, ParticipationRole
from conference.services.presentations import take_part
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from people.models import Council, CouncilRecord, RegisterState, Role
from people.services import roles
from people.services.records import join, record_of
from tests.factories.conference import EditionFactory
from tests.factories.people import CouncilFactory, PersonFactory, UserFactory
from tests.support.parallel import run_at_once

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_a_person_joins_the_books_of_a_council_once(app_context):
    awa, segou, kayes = PersonFactory(), CouncilFactory(), CouncilFactory()

    with transaction():
        first = join(awa, segou, by=SYSTEM)
    with transaction():
        again = join(awa, segou, by=SYSTEM)

    assert again is first
    assert (first.person, first.council, first.state, first.section) == (awa, segou, RegisterState.UNKNOWN, "")
    assert record_of(awa, kayes) is None
    lines = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "council_record")).all()
    assert [(line.action, line.scope) for line in lines] == [("joined", segou.slug)]


@SQLITE_ONLY
def test_whoever_takes_part_or_holds_a_role_is_in_the_councils_books(app_context):
    edition, awa, user = EditionFactory(), PersonFactory(), UserFactory()
    with transaction():
        take_part(edition, awa, ParticipationRole.SPEAKER, by=SYSTEM)
        roles.give_role(user, Role.DESK, council=edition.council, by=SYSTEM)

    assert record_of(awa, edition.council) is not None
    assert record_of(user.person, edition.council) is not None


def test_two_requests_at_once_write_one_line(installation, empty_app, tmp_path):
    with empty_app.app_context():
        PersonFactory()
        CouncilFactory()

    part = """
    from core.audit import SYSTEM
    from people.models import Council, Person
    from people.services.records import join
    for _turn in range(10):
        with transaction():
            got.append(join(db.session.get_one(Person, 1), db.session.get_one(Council, 1), by=SYSTEM).id)
    """
    got = run_at_once(installation, tmp_path / "race", part, processes=3)

    assert len(got) == 30
    assert len(set(got)) == 1


@SQLITE_ONLY
def test_the_demonstrations_councils_know_their_people(demo_app):
    with demo_app.app_context():
        counted = select(Council.slug, func.count()).join(CouncilRecord).group_by(Council.slug)
        took_part = set(db.session.scalars(select(Participation.person_id)))
        known = set(db.session.scalars(select(CouncilRecord.person_id)))

        assert {row[0]: row[1] for row in db.session.execute(counted)} == {"ordre-segou": 672, "oyofal-paj": 41}
        assert took_part <= known

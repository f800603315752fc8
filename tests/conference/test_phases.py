"""An edition goes from one phase to the next, on time, and back when it was too soon."""

import pytest

from conference.models import Phase
from conference.services.phases import take_step
from conference.services.releases import publish
from core.audit import SYSTEM
from core.clock import stopped
from core.db import transaction
from tests.factories.conference import EditionFactory, SessionFactory, friday
from tests.support.refusals import refusal_of


@pytest.mark.parametrize("before", [Phase.PREPARATION, Phase.CALL, Phase.REVIEW])
def test_publishing_the_programme_leads_to_its_phase(in_english, before):
    edition = EditionFactory(state=before)
    SessionFactory(edition=edition)
    with transaction():
        publish(edition, by=SYSTEM)

    assert edition.state is Phase.PROGRAMME


def test_a_version_published_during_the_days_leaves_them_open(in_english):
    edition = EditionFactory(state=Phase.RUNNING)
    SessionFactory(edition=edition)
    with transaction():
        publish(edition, by=SYSTEM)

    assert edition.state is Phase.RUNNING


@pytest.mark.parametrize(
    ("before", "phase", "now", "code"),
    [
        (Phase.REVIEW, Phase.PROGRAMME, friday(8), "not-published"),
        (Phase.PROGRAMME, Phase.RUNNING, friday(8).replace(day=26), "too-soon"),
        (Phase.RUNNING, Phase.CLOSED, friday(8).replace(day=27), "too-soon"),
        (Phase.CALL, Phase.CLOSED, friday(8).replace(month=7), "no-such-step"),
    ],
)
def test_a_step_too_soon_is_refused_and_nothing_changes(in_english, before, phase, now, code):
    edition = EditionFactory(state=before)
    with stopped(now):
        refused, _sentence = refusal_of(take_step, edition, phase)

    assert refused == code
    assert edition.state is before


def test_the_committee_opens_the_days_closes_them_and_opens_them_again(in_english):
    edition = EditionFactory(state=Phase.PROGRAMME)
    for phase in (Phase.RUNNING, Phase.CLOSED, Phase.RUNNING, Phase.CLOSED, Phase.REPORTED):
        with stopped(friday(18)), transaction():
            take_step(edition, phase, by=SYSTEM)

        assert edition.state is phase

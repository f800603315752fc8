"""Papers and long work: asked for by a button, followed by a bar, left and found again, never begun by a look."""

import pytest
from sqlalchemy import func, select

from conference.queries.editions import find_edition
from core import jobs
from core.audit import SYSTEM
from core.db import db, transaction
from core.jobs import Job, JobState
from core.outbox import Message
from registration.models import Certificate
from registration.services import certificates
from tests.support.addresses import PAST
from tests.support.visitor import Visitor, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LIST = f"/e/{PAST}/committee/certificates"
JSON = {"Accept": "application/json"}
ISSUED, WAITING = 151, 8  # the keynotes of the demonstration were delivered and wait


@pytest.fixture
def secretary(demo_app):
    """The secretary general, who issues certificates."""
    visitor = Visitor(demo_app)
    sign_in(visitor, "secretariat@demo.example", "balanzan")
    return visitor


def told(visitor, address):
    """Return what the script of a page is told: stage, done, total."""
    said = visitor.get(address, headers=JSON).json
    return said["stage"], said["done"], said["total"]


def past():
    return find_edition(PAST)


def number_of_jobs(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Job))


def test_looking_at_a_paper_asks_for_nothing_and_a_button_asks_once(demo_app, secretary):
    before = number_of_jobs(demo_app)

    first = secretary.get(f"{LIST}/1.pdf", expect=202)
    after_a_look = number_of_jobs(demo_app)
    asked = secretary.submit("main form[method=post]", expect=202)
    secretary.post(f"{LIST}/1.pdf", {"csrf_token": first.one("main [name=csrf_token]").get("value")})

    assert after_a_look == before
    assert number_of_jobs(demo_app) == before + 1
    assert asked.one("[data-job]").get("data-job") == "under-way"
    assert asked.one("noscript meta[http-equiv=refresh]").get("content") == "4"


def test_a_paper_says_how_many_come_before_it_then_is_there(demo_app, secretary):
    for number in (1, 2, 3):
        secretary.get(f"{LIST}/{number}.pdf", expect=202)
        secretary.submit("main form[method=post]", expect=202)
    with demo_app.app_context():
        keys = [
            f"certificate-{one.id}" for one in db.session.scalars(select(Certificate).where(Certificate.number < 4))
        ]
        ids = sorted(jobs.find(key).id for key in keys)
        total = told(secretary, f"{LIST}/3.pdf")[2]
        jobs.perform(ids[0])
    after_one = told(secretary, f"{LIST}/3.pdf")
    with demo_app.app_context():
        jobs.perform(ids[1])
        jobs.perform(ids[2])

    assert after_one == ("under-way", 1, total)
    assert told(secretary, f"{LIST}/3.pdf") == ("done", 1, 1)
    assert secretary.get(f"{LIST}/3.pdf").data.startswith(b"%PDF")


def test_a_paper_that_could_not_be_made_can_be_asked_for_again(demo_app, secretary):
    secretary.get(f"{LIST}/1.pdf", expect=202)
    secretary.submit("main form[method=post]", expect=202)
    with demo_app.app_context(), transaction():
        job = db.session.scalars(select(Job).order_by(Job.id.desc())).first()
        job.state = JobState.FAILED

    failed = secretary.get(f"{LIST}/1.pdf", expect=202)
    again = secretary.submit("main form[method=post]", expect=202)

    assert failed.all("[data-job]") == []
    assert again.one("[data-job]").get("data-job") == "under-way"


def test_certificates_are_issued_one_by_one_with_a_bar_and_a_message_at_the_end(demo_app, secretary):
    secretary.get(LIST)

    page = secretary.submit(f"form[action='{LIST}']")
    begun = told(secretary, LIST)
    with demo_app.app_context():
        jobs.perform(certificates.issuing(past()).id)
    drawing = told(secretary, LIST)
    with demo_app.app_context():
        jobs.drain()
        last = db.session.scalars(select(Message).filter_by(kind="all-attested")).one()

    assert page.one("[data-job]").get("data-job") == "under-way"
    assert begun == ("under-way", 0, WAITING)
    assert drawing == ("under-way", 0, WAITING)
    assert told(secretary, LIST) == ("done", WAITING, WAITING)
    assert str(WAITING) in last.subject


def test_issuing_stopped_in_the_middle_goes_on_with_those_that_are_left(demo_app, secretary, monkeypatch):
    secretary.get(LIST)
    secretary.submit(f"form[action='{LIST}']")
    issue, calls = certificates.issue, []

    def dies_at_the_second(presentation, **more):
        calls.append(presentation)
        if len(calls) == 2:
            raise RuntimeError("the machine stopped")
        return issue(presentation, **more)

    with demo_app.app_context():
        job_id = certificates.issuing(past()).id
        with monkeypatch.context() as patched:
            patched.setattr(certificates, "issue", dies_at_the_second)
            jobs.perform(job_id)
        in_the_middle = len(certificates.attestable(past()))
        db.session.rollback()
        jobs.perform(job_id)
        left = len(certificates.attestable(past()))
        total = db.session.scalar(select(func.count()).select_from(Certificate))

    assert (in_the_middle, left, total) == (WAITING - 1, 0, ISSUED + WAITING)


def test_asking_twice_issues_once(demo_app, secretary):
    with demo_app.app_context():
        with transaction():
            first = certificates.have_issued(past(), by=SYSTEM)
        with transaction():
            second = certificates.have_issued(past(), by=SYSTEM)

        assert first.id == second.id


def test_missing_papers_are_made_together_when_somebody_asks(demo_app, secretary):
    before = told(secretary, LIST)
    secretary.get(LIST)

    page = secretary.submit(f"form[action='{LIST}/papers']")

    assert before == ("done", 0, 0)
    assert page.one("[data-job] progress").get("max") == str(ISSUED)
    assert told(secretary, LIST) == ("under-way", 0, ISSUED)

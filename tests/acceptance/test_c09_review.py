"""C09: the grid, the comment, a conflict declared, rounds, talking reviewers; without a network; fifty at once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from abstracts.models import Abstract, Assignment, DecisionOutcome, Remark, Review
from abstracts.queries.abstracts import find_abstract, find_call
from abstracts.queries.scores import board_of
from abstracts.services import deciding, reviewing, submission
from conference.demo.personas import DOMAIN, PASSWORD
from conference.queries.editions import find_edition
from core import clock
from core.audit import SYSTEM
from core.db import db, transaction
from people.models import Person
from tests.support import chromium
from tests.support.forms import Form
from tests.support.processes import wait_until
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-8"
DESK = f"/e/{SLUG}/review/"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POINTS = {"originality": 3, "relevance": 2, "methods": 4, "results": 3, "clarity": 2, "ethics": 1}
GRID = {f"score_{name}": str(points) for name, points in POINTS.items()}
APPLICATIONS = 4


@pytest.fixture
def reviewer(demo_app):
    """The reviewer of the demonstration, at their desk."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"evaluateur@{DOMAIN}", PASSWORD)
    return visitor


def abstract(code):
    """Return an abstract of the open call."""
    return find_abstract(find_edition(SLUG), code)


def readers(code):
    """Return who reads an abstract, by their number."""
    mine = select(Assignment.reviewer_id).join(Assignment.abstract).where(Abstract.code == code)
    return list(db.session.scalars(mine.where(Abstract.call_id == abstract(code).call_id).order_by(Assignment.id)))


def persona():
    """Return the reviewer's own record."""
    return db.session.scalars(select(Person).filter_by(email=f"evaluateur@{DOMAIN}")).one()


# ── The grid ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_c09_a_grid_of_twenty_needs_every_line_and_a_comment_unless_the_reviewer_accepts(demo_app, reviewer):
    page = reviewer.get(f"{DESK}R-006")
    assert len(page.all(".criterion input")) - len(page.all(".criterion")) == 20

    refused = reviewer.submit("form#review", expect=409, **GRID, proposal="refused", comment="  ")
    kept = reviewer.submit("form#review", **GRID, proposal="refused", comment="L’échantillon est trop petit.")

    assert "comment" in refused.one(".errors, .error-summary, [role=alert]").text_content().lower()
    assert kept.url.endswith(f"{DESK}R-007"), "the next one comes by itself"
    with demo_app.app_context():
        review = db.session.scalars(select(Review).order_by(Review.id.desc())).first()
        assert (review.total, review.scores, review.comment) == (15, POINTS, "L’échantillon est trop petit.")


def test_c09_what_was_sent_is_read_by_the_grid_of_its_rules_and_compared_as_a_share_of_the_whole(demo_app, reviewer):
    chair = Visitor(demo_app)
    sign_in(chair, f"chaire@{DOMAIN}", PASSWORD)
    chair.get(f"/e/{SLUG}/committee/call/grid")
    chair.submit("form.call-part", button="Enregistrer", expect=200, **{"lines-6-label_fr": "Nouveauté"})
    chair.submit("form.call-part", button="Enregistrer", **{"lines-6-label_fr": "Nouveauté", "lines-6-points": "20"})

    page = reviewer.get(f"{DESK}R-006")
    reviewer.submit("form#review", **GRID, proposal="oral")

    assert len(page.all(".criterion input")) - len(page.all(".criterion")) == 20
    assert "Nouveauté" not in page.text
    with demo_app.app_context():
        board = board_of(find_call(find_edition(SLUG)))
        scores = {row.code: row.score.raw for row in board.rows if row.score}
        assert (board.most_points, scores["R-006"]) == (40, 30), "fifteen points out of twenty, twice"


# ── Conflicts, rounds, discussion ───────────────────────────────────────────────────────────────────────────────────


def test_c09_a_declared_conflict_frees_the_abstract_and_gives_it_to_somebody_else(demo_app, reviewer):
    with demo_app.app_context():
        before = readers("R-007")

    reviewer.get(f"{DESK}R-007")
    reviewer.submit("form[action$='/conflict']", reason="J’ai dirigé cette thèse.")

    reviewer.get(f"{DESK}R-007", expect=404)
    with demo_app.app_context():
        after, me = readers("R-007"), persona().id
        assert me in before
        assert me not in after
        assert len(after) == len(before)


def test_c09_what_was_corrected_comes_back_to_the_same_reviewers_beside_their_first_review(demo_app, reviewer):
    with demo_app.app_context():
        before = readers("R-008")
        mine = db.session.scalars(
            select(Assignment).filter_by(abstract_id=abstract("R-008").id, reviewer_id=persona().id)
        ).one()
        with transaction():
            reviewing.send_review(
                mine, POINTS, proposal=DecisionOutcome.TO_CORRECT, comment="Précisez la période.", by=SYSTEM
            )
        with transaction():
            deciding.decide(abstract("R-008"), DecisionOutcome.TO_CORRECT, by=SYSTEM, comment="À corriger.")
        with transaction():
            submission.submit(abstract("R-008"), by=SYSTEM)
        assert readers("R-008") == before

    page = reviewer.get(f"{DESK}R-008")
    assert "Précisez la période." in page.text
    reviewer.submit("form#review", **GRID, proposal="oral")

    with demo_app.app_context():
        rounds = select(Review.round, func.count()).join(Review.assignment).group_by(Review.round)
        found = db.session.execute(rounds.where(Assignment.abstract_id == abstract("R-008").id)).all()
        assert dict(map(tuple, found)) == {1: 2, 2: 1}


def test_c09_reviewers_talk_under_numbers_once_their_own_review_is_sent(demo_app, reviewer):
    with demo_app.app_context():
        other = db.session.scalars(
            select(Assignment).where(
                Assignment.abstract_id == abstract("R-009").id, Assignment.reviewer_id != persona().id
            )
        ).first()
        name = other.reviewer.family_name
        with transaction():
            reviewing.send_review(other, dict.fromkeys(POINTS, 0), proposal=DecisionOutcome.REFUSED,
                                  comment="Hors sujet.", by=SYSTEM)  # fmt: skip

    before = reviewer.get(f"{DESK}R-009").text
    reviewer.submit("form#review", **GRID, proposal="oral")
    after = reviewer.get(f"{DESK}R-009")
    reviewer.submit("form[action$='/remark']", text="Le thème est pourtant celui de l’édition.")

    assert "Hors sujet." not in before
    assert "Hors sujet." in after.text
    assert name not in after.one("main").text_content()
    with demo_app.app_context():
        assert [said.text for said in db.session.scalars(select(Remark))] == [
            "Le thème est pourtant celui de l’édition."
        ]


# ── Without a network ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@SQLITE_ONLY
def test_c09_a_lot_is_read_without_a_network_and_its_reviews_leave_by_themselves(demo_installation, server, page):
    site = server(demo_installation)
    chromium.sign_in(page, site.url, "evaluateur")
    page.goto(site.url + DESK)
    kept = """async () => (await Promise.all((await caches.keys()).filter((name) => name.startsWith('pages-')).map(
        async (name) => (await (await caches.open(name)).keys()).length))).reduce((all, one) => all + one, 0)"""
    wait_until(lambda: page.evaluate(kept) >= 9, seconds=30, what="the whole lot is kept")

    page.context.set_offline(True)
    for code, following in (("R-005", "R-006"), ("R-006", "R-007")):
        page.goto(f"{site.url}{DESK}{code}")
        for name, points in POINTS.items():
            page.check(f"input[name=score_{name}][value='{points}']", force=True)
        page.check("input[name=proposal][value=oral]", force=True)
        page.locator("#review button[type=submit]").click()
        page.wait_for_url(f"**/{following}")
    assert page.locator("[data-held] b").inner_text() == "R-005, R-006"

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    held = "Object.keys(localStorage).filter((key) => key.startsWith('waiting:')).length"
    wait_until(lambda: page.evaluate(held) == 0, seconds=20, what="both reviews have left")

    page.goto(site.url + DESK)
    assert page.locator(".progress b").inner_text() == "6 sur 12"
    assert not page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")
    page.goto(f"{site.url}{DESK}R-005")
    assert page.locator("[data-resumed]").is_hidden(), "what has left is not taken up again"
    for words in ("ERR_INTERNET_DISCONNECTED", "Failed to load resource"):
        page.watch.forgive(words)


# ── At once ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def posts(at_size):
    """How many send at once."""
    return at_size(small=16, full=50)


@pytest.fixture
def at_once(demo_installation, make_app, posts):
    """Have fifty threads of four applications do something at once; return what each got."""
    apps = [make_app(demo_installation) for _application in range(APPLICATIONS)]
    start = threading.Barrier(posts)

    def run(act):
        def post(number):
            start.wait(60)
            return act(apps[number % APPLICATIONS], number)

        with ThreadPoolExecutor(posts) as senders:
            return Counter(senders.map(post, range(posts)))

    return run


@pytest.mark.prove
def test_c09_fifty_parallel_posts_of_one_review_leave_one_review(demo_app, reviewer, at_once):
    form = Form(reviewer.get(f"{DESK}R-010").one("form#review"), f"{DESK}R-010")
    for name, value in {**GRID, "proposal": "oral"}.items():
        form.fill(name, value)
    sent = form.sent()["data"]
    cookies = "; ".join(f"{each.key}={each.value}" for each in reviewer.client._cookies.values())

    def post(app, number):
        own = {**sent, "form_key": f"a tab of its own, {number:02d}"}
        client = app.test_client(use_cookies=False)
        return client.post(f"{DESK}R-010", data=own, headers={"Cookie": cookies}).status_code

    statuses = at_once(post)

    assert statuses[302] >= 1
    assert set(statuses) <= {302, 409, 503}, "each is kept, or shown what another tab sent meanwhile"
    with demo_app.app_context():
        mine = select(func.count(Review.id)).join(Review.assignment)
        me = (Assignment.abstract_id == abstract("R-010").id) & (Assignment.reviewer_id == persona().id)
        assert db.session.scalar(mine.where(me)) == 1


@pytest.mark.prove
def test_c09_control_fifty_that_look_before_they_write_leave_fifty(demo_app, at_once, posts):
    with demo_app.app_context():
        reading = readers("R-010") and db.session.scalars(select(Assignment.id)).first()
    all_have_looked = threading.Barrier(posts)

    def say(app, _number):
        with app.app_context():
            if db.session.scalar(select(func.count(Remark.id))):
                return "said already"
            db.session.rollback()
            all_have_looked.wait(60)
            with transaction() as session:
                session.add(Remark(assignment_id=reading, round=1, text="une fois", said_at=clock.now()))
            return "said"

    assert at_once(say)["said"] > 1

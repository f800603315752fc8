"""C08: marks planted in everything about authors reach no reviewer, and those of reviewers no author; in two rounds."""

import re

import pytest
from sqlalchemy import or_, select

from abstracts.models import Assignment, Call, DecisionOutcome
from abstracts.queries.abstracts import find_abstract
from abstracts.services import deciding, reviewing, submission
from conference.demo.personas import DOMAIN, PASSWORD
from conference.queries.editions import find_edition
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Message
from people.models import Person
from tests.support.addresses import addresses
from tests.support.marked_files import MARK, paper, picture, unfolded
from tests.support.marks import (
    AFFILIATION,
    AUTHORS,
    CODE,
    FILES,
    INTERESTS,
    KEYS,
    OF_AUTHORS,
    OF_REVIEWERS,
    PLACES,
    REVIEWERS,
    SLUG,
    found,
    plant,
    said_by,
)  # fmt: skip
from tests.support.visitor import Visitor, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POINTS = {"originality": 3, "relevance": 2, "methods": 4, "results": 3, "clarity": 2, "ethics": 1}
SECRET_LINKS = ("sign_in.out", "me.arrive", "signatures.page", "signatures.disown", "signatures.own_again")
KNOWN_ANYWAY = {f"/e/{SLUG}/submit/": set(PLACES.values())}  # the form offers every structure there is to everybody


@pytest.fixture
def planted(demo_app):
    """The marked abstract, and the link by which its author comes."""
    return plant(demo_app)


@pytest.fixture
def reviewer(demo_app, planted):
    """The reviewer of the demonstration."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"evaluateur@{DOMAIN}", PASSWORD)
    return visitor


@pytest.fixture
def author(demo_app, planted):
    """The author, come by the link of a message."""
    visitor = Visitor(demo_app)
    visitor.get(planted.removeprefix("http://localhost"), expect=302)
    return visitor


def whole_site(app):
    """Return every address one can read, the marked abstract in the place of another; no secret link."""
    asked = [*addresses(app, code=CODE), *addresses(app)]
    return list(dict.fromkeys(each.url for each in asked if each.method == "GET" and each.endpoint not in SECRET_LINKS))


def near(urls):
    """Return the addresses around reviewing and submitting: what is looked at after every step."""
    return [url for url in urls if re.search(r"/review/|/submit/|^/me/|/messages|/files/", url)]


def crawl(visitor, urls, marks):
    """Return which addresses say a mark, and which of them were open to this visitor."""
    answers = {url: visitor.client.get(url) for url in urls}
    told = {
        url: set(found(marks, url, said_by(answer))) - KNOWN_ANYWAY.get(url, set()) for url, answer in answers.items()
    }
    return (
        {url: sorted(hits) for url, hits in told.items() if hits},
        [url for url, answer in answers.items() if answer.status_code == 200],
    )


def reading(email):
    """Return somebody's assignment for the marked abstract."""
    mine = Assignment.abstract_id == find_abstract(find_edition(SLUG), CODE).id
    return db.session.scalars(select(Assignment).join(Assignment.reviewer).where(mine, Person.email == email)).one()


def review(email, proposal, comment):
    """Send somebody's review."""
    with transaction():
        reviewing.send_review(reading(email), POINTS, proposal=proposal, comment=comment, note="entre nous", by=SYSTEM)


def decide(outcome):
    """Have the committee decide, and tell."""
    with transaction():
        deciding.decide(find_abstract(find_edition(SLUG), CODE), outcome, by=SYSTEM, comment="Le comité a tranché.")


def messages_to(*emails):
    """Return all that was ever written to somebody."""
    statement = select(Message).outerjoin(Person, Person.id == Message.person_id)
    rows = db.session.scalars(statement.where(or_(Message.to_address.in_(emails), Person.email.in_(emails))))
    return [f"{each.subject}\n{each.body}\n{each.sms}\n{each.message_id}" for each in rows]


@pytest.mark.prove
def test_c08_no_mark_of_an_author_reaches_a_reviewer_nor_one_of_a_reviewer_an_author(
    demo_app, reviewer, author, at_size
):
    seen, wrong = set(), {}
    everywhere = list(dict.fromkeys([*whole_site(demo_app), *FILES]))
    whole_at = at_size(small={"decided"}, full={"to be read", "read", "corrected", "decided"})

    def look(stage):
        urls = everywhere if stage in whole_at else near(everywhere)
        for visitor, marks in ((reviewer, (*OF_AUTHORS, *OF_REVIEWERS)), (author, OF_REVIEWERS)):
            hits, shown = crawl(visitor, urls, marks)
            seen.update(shown)
            wrong.update({(stage, url): said for url, said in hits.items()})

    look("to be read")
    assert {f"/e/{SLUG}/review/{CODE}", f"/e/{SLUG}/submit/{CODE}/receipt", *FILES} <= seen
    with demo_app.app_context():
        review(REVIEWERS["email"], DecisionOutcome.TO_CORRECT, "Précisez la période.")
        review(f"evaluateur@{DOMAIN}", DecisionOutcome.ORAL, "")
    look("read")
    with demo_app.app_context():
        decide(DecisionOutcome.TO_CORRECT)
        with transaction():
            submission.submit(find_abstract(find_edition(SLUG), CODE), by=SYSTEM)
    look("corrected")
    with demo_app.app_context():
        review(REVIEWERS["email"], DecisionOutcome.REFUSED, "Toujours pas.")
        decide(DecisionOutcome.REFUSED)
    look("decided")

    assert wrong == {}
    with demo_app.app_context():
        assert found((*OF_AUTHORS, *OF_REVIEWERS), *messages_to(f"evaluateur@{DOMAIN}")) == []
        assert found(OF_REVIEWERS, *messages_to(AUTHORS["email"])) == []
        assert found(OF_AUTHORS, *messages_to(REVIEWERS["email"])) == []
    assert "Toujours pas." in author.get(f"/e/{SLUG}/submit/{CODE}/receipt").text


def test_c08_control_the_marks_are_there_for_whoever_may_see_them(demo_app, planted):
    chair = Visitor(demo_app)
    sign_in(chair, f"chaire@{DOMAIN}", PASSWORD)

    said = chair.get(f"/e/{SLUG}/committee/abstracts/{CODE}").html

    assert {AUTHORS["family_name"], AFFILIATION, INTERESTS, REVIEWERS["family_name"]} <= {
        mark for mark in (*OF_AUTHORS, *OF_REVIEWERS) if mark in said
    }


def test_c08_control_the_files_bore_the_marks_when_they_were_brought(demo_app, reviewer):
    brought = [picture().decode("latin-1"), unfolded(paper()).decode("latin-1")]

    assert [found([MARK], content) for content in brought] == [[MARK], [MARK]]
    kept = [reviewer.client.get(url) for url in FILES]
    assert [(answer.mimetype, found(OF_AUTHORS, said_by(answer))) for answer in kept] == [
        ("image/jpeg", []),
        ("application/pdf", []),
    ]


def test_c08_asking_and_sorting_by_what_is_hidden_gives_nothing_away(demo_app, reviewer):
    def said(url):
        return KEYS.sub("", reviewer.get(url).html)

    for name in ("q", "sort", "author", "structure", "email"):
        there = said(f"/e/{SLUG}/review/?{name}={AUTHORS['family_name']}")
        nowhere = said(f"/e/{SLUG}/review/?{name}=Qqapatronyme")
        assert there.replace(AUTHORS["family_name"], "") == nowhere.replace("Qqapatronyme", "")

    told = []
    for family in (AUTHORS["family_name"], "Qqapatronyme"):
        reviewer.get(f"/e/{SLUG}/review/profile?lang=en")
        page = reviewer.submit("form[action$='/ties']", given_names="Zzaprenom", family_name=family, kind="thesis")
        told.append(page.text.replace(family, "…").split("Whose")[0])
    assert told[0] == told[1]


@pytest.mark.parametrize(("blindness", "authors", "reviewers"), [("double", 0, 0), ("single", 1, 0), ("open", 1, 1)])
def test_c08_the_call_says_who_is_hidden_from_whom(demo_app, reviewer, author, blindness, authors, reviewers):
    with demo_app.app_context():
        with transaction() as session:
            call = find_abstract(find_edition(SLUG), CODE).call
            session.execute(Call.__table__.update().where(Call.id == call.id).values(blindness=blindness))
        review(REVIEWERS["email"], DecisionOutcome.REFUSED, "Hors sujet.")
        decide(DecisionOutcome.REFUSED)

    read = reviewer.get(f"/e/{SLUG}/review/{CODE}").html
    told = author.get(f"/e/{SLUG}/submit/{CODE}/receipt").html

    assert (AUTHORS["family_name"] in read, REVIEWERS["family_name"] in told) == (bool(authors), bool(reviewers))

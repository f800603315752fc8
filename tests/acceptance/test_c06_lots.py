"""C06 (S3): 236 abstracts, 12 reviewers, 3 readings each: what is short is said first, then 59 lots are just."""

from collections import Counter, defaultdict

import pytest
from sqlalchemy import delete, func, select, update

from abstracts.models import Abstract, AbstractAuthor, AbstractState, Assignment, Call, Decision, Remark, Review
from abstracts.queries.lots import neighbours
from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Edition, Participation, ParticipationRole
from core import clock
from core.db import db, transaction
from core.outbox import Message
from people.models import Person, Role, RoleHeld, User
from tests.support.visitor import Visitor, sign_in

SLUG = "js-segou-2024"
LOTS = f"/e/{SLUG}/committee/lots/"
AFRESH = AbstractState.SUBMITTED


@pytest.fixture
def chair(demo_app):
    """The chair of the past edition, whose 236 abstracts lie there as on the day after the call closed."""
    with demo_app.app_context(), transaction() as session:
        edition = session.scalars(select(Edition).filter_by(slug=SLUG)).one()
        call = session.scalars(select(Call).filter_by(edition_id=edition.id)).one()
        sent = select(Abstract.id).where(Abstract.call_id == call.id, Abstract.submitted_at.is_not(None))
        given = select(Assignment.id).where(Assignment.abstract_id.in_(sent))
        for table, column, rows in (
            (Remark, Remark.assignment_id, given),
            (Review, Review.assignment_id, given),
            (Assignment, Assignment.abstract_id, sent),
            (Decision, Decision.abstract_id, sent),
        ):
            session.execute(delete(table).where(column.in_(rows)))
        session.execute(update(Abstract).where(Abstract.id.in_(sent)).values(state=AFRESH))
        who = session.scalars(select(User).join(Person).where(Person.email == f"chaire@{DOMAIN}")).one()
        session.add(
            RoleHeld(user_id=who.id, council=edition.council, edition_id=edition.id, role=Role.CHAIR, since=clock.now())
        )
    visitor = Visitor(demo_app)
    sign_in(visitor, f"chaire@{DOMAIN}", PASSWORD)
    return visitor


def reviewers():
    """Return the reviewers of the edition."""
    here = Edition.slug == SLUG
    statement = select(Person).join(Participation, Participation.person_id == Person.id)
    statement = statement.join(Edition, Edition.id == Participation.edition_id)
    return db.session.scalars(statement.where(here, Participation.role == ParticipationRole.REVIEWER)).unique().all()


def kept_apart():
    """Return who must not read what: authors, their structures, whoever signed with one of them; by plain loops."""
    statement = select(Abstract).join(Abstract.call).join(Edition).where(Edition.slug == SLUG)
    abstracts = [each for each in db.session.scalars(statement).unique() if each.submitted_at]
    teams = {each: {author.person for author in each.authors} | {each.submitter} for each in abstracts}
    signed = defaultdict(set)
    for row in db.session.execute(select(AbstractAuthor.abstract_id, AbstractAuthor.person_id)):
        signed[row[0]].add(row[1])
    beside = defaultdict(set)
    for team in signed.values():
        for person in team:
            beside[person] |= team - {person}
    return {
        (abstract.id, person.id)
        for abstract, team in teams.items()
        for person in reviewers()
        if person in team
        or person.structure_id in {each.structure_id for each in team} - {None}
        or beside[person.id] & {each.id for each in team}
    }, abstracts


def short_by(abstracts, apart):
    """Return for each specialty how many reviewers it is short of, counted by hand."""
    able = {
        each: sum(
            (each.id, person.id) not in apart
            and bool({person.specialty.code} & ({each.specialty.code} | neighbours().get(each.specialty.code, set())))
            for person in reviewers()
        )
        for each in abstracts
    }
    worst = defaultdict(int)
    for each, number in able.items():
        worst[each.specialty.name_fr] = max(worst[each.specialty.name_fr], 3 - number)
    return {name: number for name, number in worst.items() if number > 0}


def test_c06_what_is_short_is_said_before_anything_is_written_then_708_readings_are_given_59_to_each(demo_app, chair):
    page = chair.get(LOTS)

    with demo_app.app_context():
        apart, abstracts = kept_apart()
        expected = short_by(abstracts, apart)
        rows = [(row.xpath("string(th)"), row.xpath("string(td[5])")) for row in page.all("tbody tr")]
        said = {name: int(missing.split()[0]) for name, missing in rows if missing.split()[0].isdigit()}
        assert (len(abstracts), said) == (236, expected)
        assert db.session.scalar(select(func.count(Assignment.id)).where(given_here())) == 0, "nothing is written yet"
        codes = sorted({each.specialty.code for each in abstracts})

    chair.get(f"{LOTS}?{'&'.join(f'open={code}' for code in codes)}")
    chair.submit("form:has([name=fingerprint])")

    with demo_app.app_context():
        given = db.session.execute(select(Assignment.abstract_id, Assignment.reviewer_id).where(given_here())).all()
        assert len(given) == len(set(given)) == 708
        assert set(Counter(reviewer for _abstract, reviewer in given).values()) == {59}
        assert set(Counter(abstract for abstract, _reviewer in given).values()) == {3}
        assert set(map(tuple, given)) & apart == set()
        told = select(func.count(Message.id)).filter_by(scope=SLUG, kind="lot-given")
        assert db.session.scalar(told) == 12
    assert "708" in chair.page.text
    assert "0 of" in chair.get(f"{LOTS}reviewers?lang=en").text


def given_here():
    """Tell which assignments are of this edition."""
    here = select(Abstract.id).join(Abstract.call).join(Edition).where(Edition.slug == SLUG)
    return Assignment.abstract_id.in_(here)


def test_c06_a_proposal_that_is_no_longer_true_is_not_given_and_shown_anew(demo_app, chair):
    with demo_app.app_context():
        codes = db.session.scalars(select(Abstract).join(Abstract.call).join(Edition).where(Edition.slug == SLUG))
        every = "&".join(sorted({f"open={each.specialty.code}" for each in codes.unique()}))
    chair.get(f"{LOTS}?{every}")
    with demo_app.app_context(), transaction() as session:
        session.execute(update(Person).where(Person.id == reviewers()[0].id).values(structure_id=None))

    page = chair.submit("form:has([name=fingerprint])", expect=409)

    assert page.all("form:has([name=fingerprint])")
    with demo_app.app_context():
        assert db.session.scalar(select(func.count(Assignment.id)).where(given_here())) == 0

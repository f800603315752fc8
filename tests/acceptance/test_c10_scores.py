"""C10: raw and harmonised scores side by side, who contradicts whom, and no harmonisation below three readings.

The chair of the demonstration, on both databases: the seventh edition with its 708 reviews, and the eighth.
"""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from abstracts.models import Abstract, AbstractState, Assignment, Call, Review
from abstracts.queries.lists import Asked, listed, presenters_of, specialties_on
from abstracts.queries.scores import board_of
from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import Edition
from core.db import db, transaction
from tests.factories.abstracts import AssignmentFactory, ReviewFactory
from tests.factories.people import PersonFactory
from tests.support.visitor import Visitor, sign_in

PAST, HERE = "/e/js-segou-2024/committee/abstracts", "/e/js-segou-8/committee/abstracts"


@pytest.fixture
def chair(demo_app):
    """The scientific chair, reading English."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"chaire@{DOMAIN}", PASSWORD)
    visitor.get(f"{HERE}/?lang=en", expect=200)
    return visitor


def rows_of(answer):
    """Return a file of the list as rows, by the words above its columns."""
    return list(csv.DictReader(io.StringIO(answer.html.lstrip("\ufeff")), delimiter=";"))


def ranked(chair, path=PAST):
    """Return the codes of the list by harmonised score, and the raw means beside them."""
    rows = rows_of(chair.get(f"{path}/list.csv?sort=score", expect=200))
    return [row["Code"] for row in rows], [row["Raw mean out of 20"] for row in rows]


def test_c10_ten_points_more_from_one_reviewer_leave_the_harmonised_ranking_as_it_was(chair, demo_app):
    before, raw_before = ranked(chair)
    with demo_app.app_context(), transaction() as session:
        severe = session.scalars(select(Assignment.reviewer_id).order_by(Assignment.id)).first()
        theirs = select(Assignment.id).where(Assignment.reviewer_id == severe)
        session.execute(update(Review).where(Review.assignment_id.in_(theirs)).values(total=Review.total + 10))

    after, raw_after = ranked(chair)

    assert len(before) == 236
    assert after == before
    assert raw_after != raw_before


def read_by_three(abstracts, *totals):
    """Have three new readers give each of some abstracts the same points."""
    readers = [PersonFactory() for _total in totals]
    for abstract in abstracts:
        for reader, total in zip(readers, totals, strict=True):
            ReviewFactory(assignment=AssignmentFactory(abstract=abstract, reviewer=reader), total=total)


def test_c10_eighty_fifty_twenty_is_listed_and_seventy_eight_eighty_eighty_two_is_not(chair, demo_app):
    with demo_app.app_context():
        call = db.session.scalars(select(Call).join(Edition).where(Edition.slug == "js-segou-8")).one()
        with transaction():
            call.grid = [{"key": "all", "label_fr": "Tout", "label_en": "All", "points": 100}]
        waiting = select(Abstract).filter_by(call_id=call.id, state=AbstractState.UNDER_REVIEW).order_by(Abstract.code)
        apart, together = db.session.scalars(waiting.limit(2))
        for each in (apart, together):
            db.session.execute(Review.__table__.delete().where(
                Review.assignment_id.in_(select(Assignment.id).filter_by(abstract_id=each.id))))  # fmt: skip
        db.session.commit()
        read_by_three([apart], 80, 50, 20)
        read_by_three([together], 78, 80, 82)

    page = chair.get(f"{HERE}/?only=discordant", expect=200)

    listed = [cell.text for cell in page.all("tr[data-row] th")]
    assert apart.code in listed
    assert together.code not in listed


def test_c10_below_three_readings_nothing_is_harmonised_and_the_page_says_so(chair):
    page = chair.get(f"{HERE}/", expect=200)
    rows = rows_of(chair.get(f"{HERE}/list.csv", expect=200))

    assert "no harmonisation is applied" in page.text
    assert {row["Reviews received"] for row in rows} <= {"0", "1", "2"}
    assert {row["Harmonised mean"] for row in rows} == {""}


def test_c10_the_list_is_narrowed_ordered_and_taken_away(chair, demo_app):
    narrowed = rows_of(chair.get(f"{PAST}/list.csv?specialty=GYNO&state=accepted&wish=oral", expect=200))
    book = load_workbook(io.BytesIO(chair.get(f"{PAST}/list.xlsx", expect=200).data))
    named = rows_of(chair.get(f"{PAST}/list.csv?q={narrowed[0]['Presenter'].split()[-1]}", expect=200))

    assert {(row["State"], row["Wish"]) for row in narrowed} == {("Accepted", "Oral")}
    assert book.active.max_row == 237
    assert isinstance(book.active["I2"].value, float)
    assert narrowed[0]["Code"] in [row["Code"] for row in named]


def test_c10_the_list_reads_as_little_for_236_abstracts_as_for_12(chair, demo_app, queries):
    with queries() as few:
        chair.get(f"{HERE}/?sort=score", expect=200)
    with queries() as many:
        chair.get(f"{PAST}/?sort=score", expect=200)
    with demo_app.app_context(), queries() as own:
        board = board_of(db.session.scalars(select(Call).join(Edition).where(Edition.slug == "js-segou-2024")).one())
        rows = listed(board, Asked(sort="score", q="diarra"), specialties_on(board))
        presenters_of(rows[:50])

    assert many.total <= few.total
    assert own.total <= 8

"""C10: the chair's one screen: the funnel, the laggards, missing specialties and their referents, exports."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from conference.demo.personas import DOMAIN, PASSWORD
from core.db import db
from core.outbox import Message
from tests.support.visitor import Visitor, sign_in

HERE = "/e/js-segou-8/committee"
SCREEN, LISTS = f"{HERE}/science/", f"{HERE}/abstracts/list"


@pytest.fixture
def chair(demo_app):
    """The scientific chair, reading English."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"chaire@{DOMAIN}", PASSWORD)
    visitor.get(f"{SCREEN}?lang=en")
    return visitor


def told(app, kind):
    """Return how many messages of a kind wait or have left."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Message).where(Message.kind == kind))


def numbers(page):
    """Return what the funnel says, by the name of each state."""
    pairs = (each.text_content().split(maxsplit=1) for each in page.all(".numbers > *"))
    return {name.strip(): int(number) for number, name in pairs}


def test_c10_the_funnel_leads_to_its_lists_and_what_is_discordant_is_named(chair):
    page = chair.get(SCREEN)

    assert numbers(page) == {
        "submitted": 0, "under review": 8, "accepted": 4, "to correct": 0, "refused": 0, "withdrawn": 0,
    }  # fmt: skip
    assert "1 abstract on which readers contradict each other" in page.text
    assert "R-011" in page.text
    listed = chair.click("8 under review")
    assert len(listed.all("tr[data-row]")) == 8


def test_c10_laggards_are_reminded_by_one_tap_once(chair, demo_app):
    before = told(demo_app, "review-reminder")
    assert "Pr Boubacar Touré" in chair.get(SCREEN).text

    page = chair.submit("form[action$='/remind']:has(input[name=reviewer])")
    again = chair.get(SCREEN)

    assert told(demo_app, "review-reminder") == before + 1
    assert "1 reviewer is reminded" in page.text
    assert "Reminded" in again.text
    assert not again.all("input[name=reviewer]")


def test_c10_missing_specialties_are_named_and_their_referents_are_asked(chair, demo_app):
    page = chair.get(SCREEN)
    assert "12 of 28 have sent an abstract" in page.text
    asked = [each.get("value") for each in page.all("input[name=specialty]")]
    assert sorted(asked) == ["DERM", "NEPH", "PNEU"]

    one = chair.submit("form:has(input[value=DERM])")
    chair.get(SCREEN)
    every = chair.submit("form[action$='/science/remind']:not(:has(input[name=specialty]))")

    assert "1 person is asked" in one.text
    assert "3 people are asked" in every.text
    assert told(demo_app, "specialty-missing") == 3, "nobody twice in a day"


def test_c10_what_is_taken_away_says_what_the_screen_says_and_names_no_reviewer(chair, demo_app):
    rows = list(
        csv.DictReader(io.StringIO(chair.get(f"{LISTS}.csv?only=discordant").data.decode("utf-8-sig")), delimiter=";")
    )
    book = load_workbook(io.BytesIO(chair.get(f"{LISTS}.xlsx?state=under-review").data)).active
    said = " ".join(str(cell) for line in book.iter_rows(values_only=True) for cell in line)

    assert [row["Code"] for row in rows] == ["R-011"]
    assert book.max_row == 1 + 8
    assert "Touré" not in said, "a reviewer is named in no file"
    reviewer = Visitor(demo_app)
    sign_in(reviewer, f"evaluateur@{DOMAIN}", PASSWORD)
    for address in (SCREEN, f"{LISTS}.csv", f"{LISTS}.xlsx"):
        reviewer.get(address, expect=404)

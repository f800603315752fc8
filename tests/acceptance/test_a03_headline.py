"""A03: the four numbers are the same everywhere, each opens its list, and they follow what happens."""

import re

import pytest

from abstracts.queries.abstracts import abstract_of
from abstracts.services import submission
from conference.models import Delivery, Outcome, Presentation
from core.audit import SYSTEM
from core.db import db, transaction
from people.models import Specialty

HOME = "/e/js-segou-2024/"
MISSING = ("Hématologie clinique", "Neurochirurgie", "Rhumatologie")


def numbers_on(page, selector):
    return [re.search(r"\d+", text).group() for text in page.texts(selector)[:4]]


def numbers_of_report(output):
    return re.findall(r"\d+", next(line for line in output.splitlines() if "communications" in line))


def all_rows(visitor, address):
    page, rows = visitor.get(address), 0
    while True:
        rows += len(page.all("[data-row]"))
        following = page.all("a[rel=next]")
        if not following:
            return rows
        page = visitor.get(following[0].get("href"))


@pytest.fixture
def president(demo_visitor, sign_in):
    sign_in(demo_visitor, "presidence@demo.example", "balanzan")
    return demo_visitor


def everywhere(president, balanzan, installation):
    """Return the numbers of the public page, of the dashboard and of the command."""
    public = numbers_on(president.get(HOME), ".numbers .number b")
    dashboard = numbers_on(president.get(f"{HOME}committee/"), ".numbers .number b")
    return public, dashboard, numbers_of_report(balanzan(installation, "report", "js-segou-2024").stdout)


def test_a03_the_four_numbers_are_the_same_everywhere_and_open_their_lists(president, balanzan, demo_installation):
    public, dashboard, report = everywhere(president, balanzan, demo_installation)
    lists = [
        all_rows(president, HOME + name) for name in ("abstracts", "keynotes", "symposiums", "specialties?reached=1")
    ]

    assert public == dashboard == ["178", "8", "4", "25"]
    assert report == ["178", "8", "4", "25", "28"]
    assert lists == [178, 8, 4, 25]


def test_a03_the_missing_specialties_are_named(president, balanzan, demo_installation):
    page = president.get(HOME)
    listing = president.get(f"{HOME}specialties")
    report = balanzan(demo_installation, "report", "js-segou-2024").stdout

    for name in MISSING:
        assert name.lower() in page.text.lower()
        assert name in listing.text
        assert name in report


def test_a03_retagging_and_withdrawal_change_all_three(president, balanzan, demo_installation, demo_app):
    with demo_app.app_context():
        family = one_of("MFAM", Outcome.DELIVERED)
        absent = one_of("GYNO", Outcome.ABSENT)
        gynaecology = db.session.query(Specialty).filter_by(code="GYNO").one()
        with transaction():
            submission.retag(abstract_of(family), gynaecology, by=SYSTEM)
            submission.withdraw(abstract_of(absent), by=SYSTEM)

    public, dashboard, report = everywhere(president, balanzan, demo_installation)

    assert public == dashboard == report[:4] == ["177", "8", "4", "24"]


def one_of(code, outcome):
    """Return a communication of a specialty with which this happened."""
    found = db.session.query(Presentation).join(Specialty).join(Delivery)
    return found.filter(Specialty.code == code, Delivery.outcome == outcome).first()

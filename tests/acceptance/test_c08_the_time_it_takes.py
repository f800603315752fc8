"""C08, R-04: a reviewer who asks by what is hidden learns nothing, not from the page and not from the time it takes."""

import random
import time
from contextlib import contextmanager

import pytest
from flask import request
from sqlalchemy import select

from abstracts.models import Abstract, AbstractAuthor
from abstracts.queries.projection import Viewer, for_viewer
from abstracts.queries.versions import versions_of
from conference.demo.personas import DOMAIN, PASSWORD
from core.db import db
from people.models import Person
from tests.support.chances import chance
from tests.support.marks import AUTHORS, CODE, KEYS, SLUG, plant
from tests.support.visitor import Visitor, sign_in

THERE, NOWHERE = AUTHORS["family_name"], "Qqapatronyme"  # as long as each other, and only one signs what is read
ASKED = ("q", "sort", "author", "structure", "email", "specialty")
PAGES = [f"/e/{SLUG}/review/", f"/e/{SLUG}/review/{CODE}", f"/e/{SLUG}/programme"]
DOUBT = 0.01  # two samples of one kind differ so much one time in a hundred; a second look leaves one in ten thousand


@pytest.fixture
def reviewer(demo_app):
    """The reviewer of the demonstration, who reads the marked abstract."""
    plant(demo_app)
    visitor = Visitor(demo_app)
    sign_in(visitor, f"evaluateur@{DOMAIN}", PASSWORD)
    return visitor


def asking(page, name):
    """Return the address of a page that is asked for somebody, in every way somebody might."""
    return f"{page}?" + "&".join(f"{each}={name}" for each in ASKED)


def differences(visitor, page, number):
    """Return by how much more CPU a page takes when asked for whom it hides than for nobody, pair by pair.

    Which of the two comes first is drawn by lot. The server's own time: whoever asks from outside sees less of it,
    through the noise of a network.
    """
    found, lots = [], random.Random(20240628)
    for _turn in range(number):
        taken = {}
        for name in lots.sample((THERE, NOWHERE), 2):
            begun = time.process_time()
            visitor.client.get(asking(page, name))
            taken[name] = time.process_time() - begun
        found.append(taken[THERE] - taken[NOWHERE])
    return found


def is_told_by_time(visitor, page, number):
    """Tell whether the time gives away whom a page hides: in two looks, each at as many answers."""
    return all(chance(differences(visitor, page, number)) <= DOUBT for _look in range(2))


@contextmanager
def unprotected(app):
    """Have every page find what the one it is asked for signed, as a search would that reads before it hides."""

    def look():
        signed = select(Abstract).join(AbstractAuthor).join(Person, AbstractAuthor.person_id == Person.id)
        for abstract in db.session.scalars(signed.where(Person.family_name == request.args.get("q", ""))):
            for_viewer(abstract, Viewer.COMMITTEE, language="fr")
            versions_of(abstract)

    steps = app.before_request_funcs.setdefault(None, [])
    steps.append(look)
    yield
    steps.remove(look)


@pytest.mark.prove
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # all its work is done in our own process
def test_c08_asking_for_whom_is_hidden_takes_as_long_as_asking_for_nobody(demo_app, reviewer, at_size, figure):
    def seen(page, name):
        answer = reviewer.client.get(asking(page, name))
        return answer.status_code, KEYS.sub("", answer.text).replace(name, "…")

    number, of_control = at_size(small=40, full=300), at_size(small=PAGES[-1:], full=PAGES)
    for page in PAGES:
        assert seen(page, THERE) == seen(page, NOWHERE), "the same status, counts and order"
        assert seen(page, THERE)[0] == 200
    told = [page for page in PAGES if is_told_by_time(reviewer, page, number)]
    with unprotected(demo_app):
        leaks = [page for page in of_control if is_told_by_time(reviewer, page, number)]
        for page in of_control:
            assert seen(page, THERE) == seen(page, NOWHERE), "control: only the time tells"

    assert told == []
    assert leaks == of_control, "control: a page that looks for whom it hides is found out"
    figure(f"R-04: {len(PAGES)} pages, 2 × {number} answers each: nothing told; control: told by {len(leaks)}")


def test_c08_the_chance_of_a_difference_is_what_the_tables_say():
    assert chance([0] * 20) == 1
    assert chance([*range(-10, 0), *range(1, 11)]) == pytest.approx(1, abs=0.05)
    # Wilcoxon's table for 20 pairs: a sum of 52 is met one time in twenty, one of 37 one time in a hundred.
    assert chance([-13, -19, -20, *(size for size in range(1, 21) if size not in (13, 19, 20))]) == pytest.approx(
        0.05, abs=0.005
    )
    assert chance([-17, -20, *(size for size in range(1, 21) if size not in (17, 20))]) == pytest.approx(
        0.01, abs=0.003
    )
    assert chance(range(1, 301)) < 1e-40

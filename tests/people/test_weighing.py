"""Pairs that may be one person: found by the worker for whoever is new or changed, read by the page at once."""

import random

import pytest
from sqlalchemy import select

from core.audit import SYSTEM
from core.db import db, transaction
from people.jobs import weigh_people
from people.likeness import Traits, alike
from people.models import Council, LikelyPair, Person
from people.queries.duplicates import COLUMNS, count_of_proposals, proposals
from people.services import merging, structures, weighing
from people.services.records import join_all
from tests.factories.people import CouncilFactory, PersonFactory, StructureFactory
from tests.support.statements import counted

GIVEN, FAMILY = ("Awa", "Fatoumata", "Fatumata", "Moussa"), ("Diarra", "Keïta", "Keïtta", "Diarra/Sow", "Sow")


@pytest.fixture
def council(app_context):
    """A council in whose books people are."""
    return CouncilFactory()


def kept():
    """Return the pairs that are kept, each with what it weighs."""
    db.session.rollback()
    rows = select(LikelyPair.one_id, LikelyPair.other_id, LikelyPair.score)
    return {tuple(row) for row in db.session.execute(rows)}


def all_compared():
    """Return the pairs there are when everybody is compared with everybody."""
    living = Person.merged_into_id.is_(None), Person.erased_at.is_(None)
    traits = [Traits(*row) for row in db.session.execute(select(*COLUMNS).where(*living))]
    return {(each.one, each.other, each.score) for each in alike(traits)}


def waiting():
    """Return how many people wait to be compared."""
    db.session.rollback()
    return len(db.session.scalars(select(Person.id).where(weighing.WAITS)).all())


def somebody(rng, places):
    """Return what is drawn of somebody: names that many have, a place, and sometimes a number that others have."""
    return {
        "given_names": rng.choice(GIVEN),
        "family_name": rng.choice(FAMILY),
        "structure": rng.choice(places),
        "email": rng.choice(("", "secretariat@hopital.example", "one@poste.example")),
        "phone": rng.choice(("", "", "+22376000001", "+22376000002")),
        "order_number": rng.choice(("", "", "", "0042", "0043")),
    }


def test_comparing_who_changed_finds_what_comparing_everybody_does(council):
    rng = random.Random(20240628)
    places = [None, *(StructureFactory(name=f"CSRéf {number}") for number in range(3))]
    people = [PersonFactory(**somebody(rng, places)) for _person in range(40)]
    weigh_people()
    assert kept() == all_compared() != set()

    for _round in range(6):
        with transaction():
            for person in rng.sample(people, 3):
                for name, said in somebody(rng, places).items():
                    setattr(person, name, said)
            people.append(PersonFactory(**somebody(rng, places)))
        assert 1 <= waiting() <= 4, "only those who are new or have changed"
        weigh_people()
        assert kept() == all_compared()
    assert waiting() == 0


def test_a_merge_its_undoing_and_a_merge_of_structures_have_those_concerned_compared_anew(council):
    places = [StructureFactory(name=name) for name in ("Hôpital de Ségou", "Hopital Ségou")]
    twins = [PersonFactory(given_names="Awa", family_name="Keïta", structure=place) for place in places]
    weigh_people()
    assert kept() == set(), "the same names are not enough"

    with transaction():
        joined = structures.merge(*places, council=council, by=SYSTEM)
    weigh_people()
    pair = (twins[0].id, twins[1].id, 50)
    assert kept() == {pair}
    with transaction():
        done = merging.merge(*twins, [], council=council, by=SYSTEM)
    weigh_people()
    assert kept() == set()
    with transaction():
        merging.undo(done, by=SYSTEM)
    weigh_people()
    assert kept() == {pair}
    with transaction():
        structures.undo(joined, by=SYSTEM)
    weigh_people()
    assert kept() == set()


def test_whoever_changes_while_the_worker_compares_waits_for_the_next_time(council):
    twins = [PersonFactory(given_names="Awa", family_name="Keïta", phone="+22376000001") for _twin in range(2)]
    found = weighing.weigh(weighing.waiting())
    with transaction():
        twins[1].phone = "+22376000002"
        PersonFactory(given_names="Awa", family_name="Sow", phone="+22376000002")
    with transaction():
        weighing.keep(found)

    assert waiting() == 2
    weigh_people()
    assert waiting() == 0
    assert kept() == all_compared()


@pytest.mark.parametrize("pairs", [1, 12])
def test_the_page_reads_the_pairs_of_its_council_in_a_constant_number_of_queries(council, pairs):
    for number in range(pairs):
        twins = [PersonFactory(given_names="Awa", family_name="Keïta", phone=f"+223760000{number:02d}") for _ in "12"]
        with transaction():
            join_all(twins, council, by=SYSTEM)
    elsewhere = [PersonFactory(given_names="Awa", family_name="Sow", phone="+22376999999") for _twin in range(2)]
    with transaction():
        join_all(elsewhere[:1], council, by=SYSTEM)
    weigh_people()
    council = db.session.get_one(Council, council.id)

    with counted() as statements:
        first, total = proposals(council, after=0, most=10), count_of_proposals(council)

    assert (len(first), total, statements.total) == (min(pairs, 10), pairs, 2)
    with transaction():
        merging.tell_apart(first[0].one, first[0].other, council=council, by=SYSTEM)
    assert count_of_proposals(council) == pairs - 1

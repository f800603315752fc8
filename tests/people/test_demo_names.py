"""Invented people: distinct, in the shares a registration desk of the region meets, and the same for the same seed."""

import random
import unicodedata
from collections import Counter

from people.demo.names import FAMILY_NAMES, GIVEN_NAMES, SERVICES, STRUCTURES, invent_people


def test_invent_people_gives_no_namesakes_up_to_3000():
    people = invent_people(random.Random(1), 3000)

    assert len({(person.given_names, person.family_name) for person in people}) == 3000


def test_invent_people_is_the_same_for_the_same_seed():
    assert invent_people(random.Random(20240628), 300) == invent_people(random.Random(20240628), 300)


def test_invent_people_follows_the_shares_of_the_region():
    people = invent_people(random.Random(2), 3000)
    families = Counter(person.family_name for person in people)

    assert 0.31 < sum(families[name] for name in FAMILY_NAMES[:5]) / 3000 < 0.38
    assert 0.01 < sum(any(letter in person.given_names for letter in "ɛɔɲŋƝŊ") for person in people) / 3000 < 0.04
    assert 0.02 < sum(bool(person.known_as) for person in people) / 3000 < 0.04
    assert 0.01 < sum(name.split()[0] in ("Ag", "Ould", "Walet", "Mint") for name in families.elements()) / 3000 < 0.03
    assert 0.03 < sum("/" in person.used_name for person in people) / 3000 < 0.055


def test_invented_people_are_composed_letters_without_title():
    people = invent_people(random.Random(3), 500)

    assert {person.title for person in people} == {""}
    assert {person.sex for person in people} == {"F", "M"}
    assert all(unicodedata.is_normalized("NFC", person.given_names + person.family_name) for person in people)


def test_only_women_join_a_married_name_to_the_birth_name():
    married = [person for person in invent_people(random.Random(4), 1000) if person.used_name]

    assert {person.sex for person in married} == {"F"}
    assert all(person.used_name.endswith("/" + person.family_name) for person in married)


def test_pools_hold_sixty_family_names_and_as_many_given_names_of_each_sex():
    assert len(set(FAMILY_NAMES)) == 60
    assert {sex: len(set(names)) for sex, names in GIVEN_NAMES.items()} == {"F": 60, "M": 60}


def test_structures_and_services_are_listed_once():
    assert len({structure.name for structure in STRUCTURES}) == len(STRUCTURES)
    assert len(set(SERVICES)) == len(SERVICES)

"""Editions: what they are called, where they are found, and the numbers everybody quotes."""

from datetime import date

import pytest

from conference.models import Kind, Module, ParticipationRole, PresentationKind, PresentationState, SessionKind
from conference.queries.committees import committees_of
from conference.queries.editions import (
    Headline,
    SpecialtyCount,
    all_editions,
    find_edition,
    half_days_of,
    headline,
    partners_of,
    people_in,
    place_of,
    practised_specialties,
)
from conference.services import presentations
from core.audit import SYSTEM
from core.db import transaction
from core.errors import NotFound
from people.permissions import Place
from tests.factories.base import afresh
from tests.factories.conference import (
    CommitteeFactory,
    EditionFactory,
    EditionSpecialtyFactory,
    HalfDayFactory,
    ParticipationFactory,
    PartnerFactory,
    PresentationFactory,
    SessionFactory,
    friday,
    saturday,
)
from tests.factories.people import PersonFactory, SpecialtyFactory, StructureFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

# ── Names and days ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({"number": 7}, ("7es Journées scientifiques de Ségou", "7th Scientific Days of Ségou")),
        ({"number": 1}, ("1res Journées scientifiques de Ségou", "1st Scientific Days of Ségou")),
        ({"number": 22}, ("22es Journées scientifiques de Ségou", "22nd Scientific Days of Ségou")),
        (
            {"kind": Kind.WORKSHOP, "number": 3, "series__name_fr": "Atelier AMO", "series__name_en": "AMO Workshop"},
            ("3e Atelier AMO", "3rd AMO Workshop"),
        ),
        ({"title": "Atelier de Kaolack"}, ("Atelier de Kaolack", "Atelier de Kaolack")),
    ],
    ids=["seventh", "first", "twenty-second", "workshop", "title"],
)
def test_an_edition_is_called_by_its_number_and_series_or_by_its_own_title(facts, names):
    edition = EditionFactory.build(**facts)

    assert (edition.name("fr"), edition.name("en")) == names


def test_an_edition_lasts_from_its_first_day_to_its_last():
    edition = EditionFactory.build(starts_on=date(2024, 6, 29), ends_on=date(2024, 7, 1))

    assert edition.days == [date(2024, 6, 29), date(2024, 6, 30), date(2024, 7, 1)]


def test_an_edition_has_the_modules_that_were_switched_on():
    edition = EditionFactory.build(modules=["programme", "certificates"])

    assert [module for module in Module if edition.has(module)] == [Module.PROGRAMME, Module.CERTIFICATES]


@SQLITE_ONLY
def test_an_edition_and_its_place_are_found_by_their_slugs(edition):
    later = EditionFactory(starts_on=date(2025, 6, 27), ends_on=date(2025, 6, 28))
    council = edition.council
    addresses = [{"edition": edition.slug}, {"council": council.slug}, {"edition": "none"}, {"council": "none"}, {}]

    assert find_edition(edition.slug) is edition
    assert all_editions() == [later, edition]
    assert [place_of(address) for address in addresses] == [
        Place(council.id, edition.id),
        Place(council.id, None),
        None,
        None,
        None,
    ]
    with pytest.raises(NotFound):
        find_edition("none")


# ── The numbers everybody quotes ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def specialties(edition):
    """Four specialties practised in the region, the last of which nobody speaks for; and one that is not practised."""
    made = {code: SpecialtyFactory(code=code, name_fr=code) for code in ("GYNO", "PEDI", "MFAM", "HEMA", "CARD")}
    for code in ("GYNO", "PEDI", "MFAM", "HEMA"):
        EditionSpecialtyFactory(edition=edition, specialty=made[code])
    return made


@pytest.fixture
def communications(edition, specialties):
    """Three oral communications and two posters that count, and all that does not."""
    shape = [("GYNO", "ORAL"), ("GYNO", "ORAL"), ("GYNO", "POSTER"), ("PEDI", "POSTER"), ("MFAM", "ORAL")]
    made = [
        PresentationFactory(edition=edition, specialty=specialties[code], kind=PresentationKind[kind])
        for code, kind in shape
    ]
    hema = {"edition": edition, "specialty": specialties["HEMA"]}
    PresentationFactory(**hema, state=PresentationState.WITHDRAWN)
    PresentationFactory(**hema, kind=PresentationKind.KEYNOTE)
    PresentationFactory(**hema, kind=PresentationKind.FLASH)
    PresentationFactory(specialty=specialties["HEMA"])
    SessionFactory(edition=edition, kind=SessionKind.SYMPOSIUM)
    SessionFactory(edition=edition, kind=SessionKind.PLENARY)
    SessionFactory(kind=SessionKind.SYMPOSIUM)
    return made


def counted(specialties, **numbers):
    """Return the communications by specialty as the headline gives them."""
    return tuple(SpecialtyCount(specialties[code], number) for code, number in numbers.items())


def test_headline_counts_what_was_accepted_and_names_the_specialties_nobody_speaks_for(
    edition, specialties, communications
):
    numbers = headline(edition)

    assert numbers == Headline(
        oral=3,
        posters=2,
        keynotes=1,
        symposiums=1,
        by_specialty=counted(specialties, GYNO=3, MFAM=1, PEDI=1, HEMA=0),
    )
    assert (numbers.communications, len(numbers.reached), numbers.practised) == (5, 3, 4)
    assert numbers.missing == [specialties["HEMA"]]


@SQLITE_ONLY
def test_headline_follows_a_communication_moved_to_another_specialty_and_one_withdrawn(
    edition, specialties, communications
):
    with transaction():
        presentations.retag(communications[4], specialties["GYNO"], by=SYSTEM)
        presentations.withdraw(communications[3], by=SYSTEM)

    numbers = headline(edition)

    assert (numbers.oral, numbers.posters) == (3, 1)
    assert numbers.by_specialty == counted(specialties, GYNO=4, HEMA=0, MFAM=0, PEDI=0)


@SQLITE_ONLY
def test_headline_of_an_edition_where_nothing_happened_yet_is_nothing(edition):
    assert headline(edition) == Headline(oral=0, posters=0, keynotes=0, symposiums=0, by_specialty=())


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_headline_asks_the_database_three_times(edition, queries, number):
    for _row in range(number):
        practised = EditionSpecialtyFactory(edition=edition)
        PresentationFactory(edition=edition, specialty=practised.specialty)
    edition = afresh(edition)

    with queries() as count:
        shown = [(each.specialty.name("fr"), each.communications) for each in headline(edition).by_specialty]

    assert (len(shown), count.total) == (number, 3), str(count)


# ── Who and what belongs to an edition ──────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_practised_specialties_and_half_days_come_in_their_order(edition):
    for name in ("Urologie", "Cardiologie"):
        EditionSpecialtyFactory(edition=edition, specialty=SpecialtyFactory(name_fr=name))
    for begins in (saturday(8), friday(14), friday(8)):
        HalfDayFactory(edition=edition, starts_at=begins)
    EditionSpecialtyFactory()
    HalfDayFactory()

    assert [each.name("fr") for each in practised_specialties(edition)] == ["Cardiologie", "Urologie"]
    assert [each.starts_at for each in half_days_of(edition)] == [friday(8), friday(14), saturday(8)]


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_people_in_gives_each_role_in_the_order_asked_in_one_query(edition, queries, number):
    for _row in range(number):
        ParticipationFactory(edition=edition, role=ParticipationRole.PATRON)
        ParticipationFactory(edition=edition, role=ParticipationRole.PRESIDENT)
        ParticipationFactory(edition=edition, role=ParticipationRole.DELEGATE)
    edition = afresh(edition)

    with queries() as count:
        found = people_in(edition, ParticipationRole.PRESIDENT, ParticipationRole.PATRON)
        shown = [(each.role, bool(each.person.name)) for each in found]

    assert shown == [(ParticipationRole.PRESIDENT, True)] * number + [(ParticipationRole.PATRON, True)] * number
    assert count.total == 1, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_partners_of_come_by_rank_in_one_query(edition, queries, number):
    for rank in range(number):
        PartnerFactory(edition=edition, rank=number - rank, structure=StructureFactory(name=f"Mutuelle {rank}"))
    PartnerFactory()
    edition = afresh(edition)

    with queries() as count:
        shown = [partner.structure.name for partner in partners_of(edition)]

    assert shown == [f"Mutuelle {rank}" for rank in reversed(range(number))]
    assert count.total == 1, str(count)


@pytest.mark.parametrize("number", [1, 3])
@SQLITE_ONLY
def test_committees_of_come_with_their_members_in_two_queries(edition, queries, number):
    for position in range(number):
        people = [PersonFactory(given_names=name) for name in ("Présidente", "Membre")]
        CommitteeFactory(edition=edition, people=people, name_fr=f"C{position}", position=number - position)
    CommitteeFactory()
    edition = afresh(edition)

    with queries() as count:
        shown = [
            (committee.name("fr"), [(member.person.given_names, member.is_president) for member in committee.members])
            for committee in committees_of(edition)
        ]

    members = [("Présidente", True), ("Membre", False)]
    assert shown == [(f"C{position}", members) for position in reversed(range(number))]
    assert count.total == 2, str(count)

"""Which roles somebody holds where: over a whole council, over one edition, and until when."""

from datetime import timedelta

import pytest

from core import audit, clock
from core.db import transaction
from people.models import Role
from people.permissions import Place, RolesAuthority, roles_in
from people.services.roles import end_role, give_role
from tests.factories.conference import EditionFactory, SeriesFactory, friday
from tests.factories.people import CouncilFactory, RoleHeldFactory, UserFactory


@pytest.fixture
def council(app_context):
    """A council with two editions; there is another council with an edition too."""
    return CouncilFactory()


@pytest.fixture
def places(council):
    """Where one may hold a role, by name."""
    elsewhere = CouncilFactory()
    seventh, eighth = (EditionFactory(series=SeriesFactory(council=council)) for _edition in range(2))
    other = EditionFactory(series=SeriesFactory(council=elsewhere))
    return {
        "seventh": Place(council.id, seventh.id),
        "eighth": Place(council.id, eighth.id),
        "council": Place(council.id, None),
        "other edition": Place(elsewhere.id, other.id),
        "other council": Place(elsewhere.id, None),
    }


def roles_by_place(user, places):
    """Return the roles somebody holds in each place."""
    return {name: set(roles_in(user, place)) for name, place in places.items()}


def test_a_role_over_a_council_holds_in_its_editions_and_a_role_over_an_edition_there_only(council, places):
    user = UserFactory()
    RoleHeldFactory(user=user, role=Role.PRESIDENT, council=council)
    RoleHeldFactory(user=user, role=Role.CHAIR, council=council, edition_id=places["seventh"].edition_id)

    assert roles_by_place(user, places) == {
        "seventh": {Role.PRESIDENT, Role.CHAIR},
        "eighth": {Role.PRESIDENT},
        "council": {Role.PRESIDENT},
        "other edition": set(),
        "other council": set(),
    }


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_person_s_role_is_nobody_else_s(council, places):
    RoleHeldFactory(council=council)

    assert roles_by_place(UserFactory(), places) == dict.fromkeys(places, frozenset())


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_role_ends_at_once_or_at_its_hour(app_context):
    council, user = CouncilFactory(), UserFactory()
    place = Place(council.id, None)
    RoleHeldFactory(user=user, role=Role.DESK, council=council, until=friday(18))
    with transaction():
        held = give_role(user, Role.CHAIR, council=council, by=audit.SYSTEM)

    with clock.stopped(friday(18) - timedelta(seconds=1)):
        before = roles_in(user, place)
        with transaction():
            end_role(held, by=audit.SYSTEM)
        after = roles_in(user, place)
    with clock.stopped(friday(18)):
        at_its_hour = roles_in(user, place)

    assert (before, after, at_its_hour) == ({Role.DESK, Role.CHAIR}, {Role.DESK}, frozenset())


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_authority_allows_what_the_roles_held_there_allow_and_nothing_in_a_place_that_is_not(app_context):
    held = RoleHeldFactory(role=Role.CHAIR)
    grants = ({Role.CHAIR: frozenset({"decide"}), Role.DESK: frozenset({"scan"})}, {Role.CHAIR: frozenset({"publish"})})
    authority = RolesAuthority(
        grants, lambda address: Place(held.council_id, None) if address else None, recognise=lambda: None
    )

    allowed = [authority.permissions(held.user, address) for address in ({"council": "here"}, {})]

    assert allowed == [{"decide", "publish"}, frozenset()]

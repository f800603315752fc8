"""Councils, specialties, structures, persons, their accounts and roles."""

from datetime import UTC, datetime

from factory import LazyAttribute, Sequence, SubFactory

from core.search import search_text
from people.models import Council, Person, Role, RoleHeld, Specialty, Structure, User
from people.services.passwords import hashed
from tests.factories.base import RowFactory

LONG_AGO = datetime(2024, 1, 2, tzinfo=UTC)


class CouncilFactory(RowFactory):
    """A council, by default that of a region of its own."""

    class Meta:
        model = Council

    slug = Sequence(lambda number: f"conseil-{number}")
    name = Sequence(lambda number: f"Conseil régional n° {number}")
    short_name = Sequence(lambda number: f"CR {number}")
    code = Sequence(lambda number: f"C{number}")
    country = "ML"
    city = "Ségou"


class SpecialtyFactory(RowFactory):
    """A specialty of the reference list."""

    class Meta:
        model = Specialty

    code = Sequence(lambda number: f"SP{number:03d}")
    name_fr = Sequence(lambda number: f"Spécialité {number:03d}")
    name_en = Sequence(lambda number: f"Specialty {number:03d}")


class StructureFactory(RowFactory):
    """A place where people work."""

    class Meta:
        model = Structure

    name = Sequence(lambda number: f"CSRéf n° {number}")
    search = LazyAttribute(lambda made: search_text(made.name))


class PersonFactory(RowFactory):
    """Somebody without title or address."""

    class Meta:
        model = Person

    title = ""
    given_names = "Awa"
    family_name = Sequence(lambda number: f"Traoré-{number}")
    used_name = ""
    known_as = ""
    email = ""
    phone = ""
    language = "fr"


class UserFactory(RowFactory):
    """An account; nobody's password opens it unless one is given."""

    class Meta:
        model = User

    class Params:
        password = ""

    person = SubFactory(PersonFactory)
    password_hash = LazyAttribute(lambda made: hashed(made.password) if made.password else "!")
    enabled = True
    created_at = LONG_AGO


class RoleHeldFactory(RowFactory):
    """A role over a whole council, unless an edition is named."""

    class Meta:
        model = RoleHeld

    user = SubFactory(UserFactory)
    role = Role.CHAIR
    council = SubFactory(CouncilFactory)
    since = LONG_AGO

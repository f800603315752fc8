"""Series, editions, rooms, sessions, presentations and what was delivered: by default Ségou, 28 and 29 June 2024."""

from datetime import UTC, date, datetime, timedelta

from factory import LazyAttribute, Maybe, SelfAttribute, Sequence, SubFactory

from conference.models import (
    BlockedHour,
    Committee,
    CommitteeMember,
    Delivery,
    Edition,
    EditionSpecialty,
    HalfDay,
    Kind,
    Module,
    Outcome,
    Participation,
    ParticipationRole,
    Partner,
    Phase,
    Presentation,
    PresentationAuthor,
    PresentationKind,
    PresentationState,
    Room,
    Series,
    Session,
    SessionDuty,
    SessionKind,
    SessionRole,
    TimetableRules,
    Unavailability,
)
from tests.factories.base import RowFactory
from tests.factories.people import CouncilFactory, PersonFactory, SpecialtyFactory, StructureFactory


def friday(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return a moment of the first day."""
    return datetime(2024, 6, 28, hour, minute, second, tzinfo=UTC)


def saturday(hour: int, minute: int = 0) -> datetime:
    """Return a moment of the second day."""
    return datetime(2024, 6, 29, hour, minute, tzinfo=UTC)


class SeriesFactory(RowFactory):
    """The scientific days of a council."""

    class Meta:
        model = Series

    council = SubFactory(CouncilFactory)
    slug = Sequence(lambda number: f"js-{number}")
    name_fr = "Journées scientifiques de Ségou"
    name_en = "Scientific Days of Ségou"
    first_year = 2009


class EditionFactory(RowFactory):
    """The seventh edition of a series, with everything switched on, its programme being made."""

    class Meta:
        model = Edition

    series = SubFactory(SeriesFactory)
    number = 7
    slug = Sequence(lambda number: f"js-{number}-2024")
    code = Sequence(lambda number: f"JS{number}-2024")
    kind = Kind.SCIENTIFIC_DAYS
    title = ""
    city = "Ségou"
    venue = ""
    starts_on = date(2024, 6, 28)
    ends_on = date(2024, 6, 29)
    time_zone = "Africa/Bamako"
    clock_place = "Bamako"
    currency = "XOF"
    modules = LazyAttribute(lambda _made: [module.value for module in Module])
    state = Phase.PROGRAMME


class OfEdition(RowFactory):
    """Makes rows that point at their edition by its number only."""

    class Meta:
        abstract = True

    class Params:
        edition = SubFactory(EditionFactory)

    edition_id = SelfAttribute("edition.id")


class HalfDayFactory(OfEdition):
    """The first morning, credited with 150 minutes."""

    class Meta:
        model = HalfDay

    starts_at = friday(8)
    ends_at = LazyAttribute(lambda made: made.starts_at + timedelta(hours=4))
    is_morning = True
    minutes = 150


class EditionSpecialtyFactory(OfEdition):
    """A specialty practised in the region of an edition."""

    class Meta:
        model = EditionSpecialty

    specialty = SubFactory(SpecialtyFactory)


class ParticipationFactory(OfEdition):
    """Somebody takes part as a delegate."""

    class Meta:
        model = Participation

    person = SubFactory(PersonFactory)
    role = ParticipationRole.DELEGATE
    function = ""


class CommitteeFactory(OfEdition):
    """A committee; `people` are its members, the first of whom presides."""

    class Meta:
        model = Committee

    class Params:
        people = ()

    name_fr = Sequence(lambda number: f"Commission {number}")
    name_en = Sequence(lambda number: f"Committee {number}")
    position = Sequence(lambda number: number)
    members = LazyAttribute(
        lambda made: [
            CommitteeMember(person=person, is_president=place == 0, position=place)
            for place, person in enumerate(made.people)
        ]
    )


class PartnerFactory(OfEdition):
    """A structure that stands beside an edition."""

    class Meta:
        model = Partner

    structure = SubFactory(StructureFactory)
    rank = Sequence(lambda number: number)


class RoomFactory(OfEdition):
    """A room."""

    class Meta:
        model = Room

    name = Sequence(lambda number: f"Salle {number:04d}")
    capacity = 100
    position = Sequence(lambda number: number)


class BlockedHourFactory(OfEdition):
    """The Friday prayer, from 13:00 to 14:30."""

    class Meta:
        model = BlockedHour

    starts_at = friday(13)
    ends_at = friday(14, 30)
    label_fr = "prière du vendredi"
    label_en = "Friday prayer"


class SessionFactory(RowFactory):
    """An hour of free papers on the first morning, in all rooms unless one is named."""

    class Meta:
        model = Session

    class Params:
        minutes = 60

    edition = SubFactory(EditionFactory)
    room = None
    kind = SessionKind.FREE_PAPERS
    title = Sequence(lambda number: f"Séance {number:04d}")
    starts_at = friday(8, 30)
    ends_at = LazyAttribute(lambda made: made.starts_at + timedelta(minutes=made.minutes))


class SessionRoleFactory(RowFactory):
    """Somebody chairs a session."""

    class Meta:
        model = SessionRole

    session = SubFactory(SessionFactory)
    person = SubFactory(PersonFactory)
    duty = SessionDuty.CHAIR


class PresentationFactory(RowFactory):
    """Ten minutes of oral communication, waiting unless a session is named; `others` sign after the presenter."""

    class Meta:
        model = Presentation

    class Params:
        presenter = SubFactory(PersonFactory)
        others = ()

    edition = Maybe("session", SelfAttribute("session.edition"), SubFactory(EditionFactory))
    code = Sequence(lambda number: f"T-{number:06d}")
    kind = PresentationKind.ORAL
    title = Sequence(lambda number: f"Communication {number:04d}")
    specialty = None
    session = None
    state = Maybe("session", PresentationState.PROGRAMMED, PresentationState.ACCEPTED)
    position = Sequence(lambda number: number)
    minutes = 10
    authors = LazyAttribute(
        lambda made: [
            PresentationAuthor(person=person, position=place, is_presenter=place == 1)
            for place, person in enumerate([made.presenter, *made.others], start=1)
        ]
    )


class DeliveryFactory(RowFactory):
    """A presentation on the programme was delivered by its presenter."""

    class Meta:
        model = Delivery

    presentation = SubFactory(PresentationFactory, session=SubFactory(SessionFactory))
    outcome = Outcome.DELIVERED
    presenter = SelfAttribute("presentation.presenter")
    noted_at = friday(9)
    noted_by = "Secrétaire de salle"


class UnavailabilityFactory(OfEdition):
    """The first afternoon from 14 h to 15 h, of the person or the room that is named."""

    class Meta:
        model = Unavailability

    starts_at = friday(14)
    ends_at = LazyAttribute(lambda made: made.starts_at + timedelta(hours=1))
    reason = ""


class TimetableRulesFactory(OfEdition):
    """Sessions of an hour, six presentations in each."""

    class Meta:
        model = TimetableRules

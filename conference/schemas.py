"""What programs ask of editions, and what they are answered."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from conference.models import Kind, Module, Phase, PresentationKind, SessionKind
from core.api import Asked, Listed


@dataclass(frozen=True)
class EditionShown:
    """One edition: what it is, where and when, and which version of its programme is published."""

    slug: str
    name: str
    council: str
    kind: Kind
    number: int
    theme: str
    city: str
    venue: str
    starts_on: date
    ends_on: date
    time_zone: str
    phase: Phase
    modules: list[Module]
    page: Annotated[str, "The address of its page."]
    release: Annotated[int | None, "The number of its published programme; null before the first."]


@dataclass(frozen=True)
class EditionsAsked(Asked):
    """Which editions."""

    council: Annotated[str, "The name of a council in addresses: its editions only."] = ""


@dataclass(frozen=True)
class Editions(Listed):
    """Editions, the latest first."""

    items: list[EditionShown]


@dataclass(frozen=True)
class RoomShown:
    """A room of a published programme."""

    id: int
    name: str
    capacity: int | None


@dataclass(frozen=True)
class TalkShown:
    """A presentation of a published programme; its presenter is one of the authors."""

    code: str
    kind: PresentationKind
    title: str
    starts: datetime
    minutes: int
    specialty: str
    authors: list[str]
    presenter: str


@dataclass(frozen=True)
class SessionShown:
    """A session of a published programme, with its presentations in order."""

    id: int
    kind: SessionKind
    title: str
    room: Annotated[int | None, "The room's id."]
    starts: datetime
    ends: datetime
    chairs: list[str]
    talks: list[TalkShown]


@dataclass(frozen=True)
class ProgrammeShown:
    """The programme as last published."""

    edition: str
    release: int
    published_at: datetime
    rooms: list[RoomShown]
    sessions: list[SessionShown]


@dataclass(frozen=True)
class ClashShown:
    """One thing that is wrong with a programme: what, when, and with which of its sessions and presentations."""

    kind: Annotated[str, "A stable word, as `person-in-two-rooms`."]
    is_hard: Annotated[bool, "Whether it makes the programme impossible, and not only worse."]
    sentence: str
    starts: datetime
    ends: datetime
    room: Annotated[int | None, "The room's id; null where it is none of one room."]
    sessions: list[int]
    presentations: Annotated[list[str], "Their codes."]


@dataclass(frozen=True)
class ClashesShown:
    """What is wrong with the programme in the making, by time."""

    edition: str
    items: list[ClashShown]

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

"""What a programme from elsewhere says, whatever its format."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from conference.models import PresentationKind, SessionDuty, SessionKind
from core.i18n import gettext as _
from core.search import fold
from core.typography import one_line

MOST_EVENTS, LONGEST = 5_000, 500
USUAL = timedelta(minutes=5)
_CODE = re.compile(r"(?:^|[-_])([a-z]{2})-?(\d{3,4})$", re.IGNORECASE)


@dataclass(frozen=True)
class Author:
    """Somebody as the file writes them."""

    name: str
    affiliation: str = ""
    presents: bool = False


@dataclass
class Talk:
    """Something that is presented."""

    key: str
    title: str
    kind: PresentationKind
    minutes: int
    code: str = ""
    track: str = ""
    theme: str = ""
    board: int | None = None
    authors: list[Author] = field(default_factory=list)


@dataclass
class Block:
    """A session with what it holds in order."""

    key: str
    kind: SessionKind
    title: str
    room: str
    starts: datetime
    ends: datetime
    seats: int | None = None
    duties: list[tuple[SessionDuty, str]] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)

    @property
    def print(self) -> str:
        """Return a fingerprint of all this says: the same file says the same."""
        told = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass
class Programme:
    """All that a file says, and what of it could not be taken as it is."""

    blocks: list[Block] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def fault(self, sentence: str) -> None:
        """Note once what could not be taken as it is."""
        if sentence not in self.faults:
            self.faults.append(sentence)


@dataclass
class Event:
    """One line of a flat programme: at a time, in a room, by some people."""

    key: str
    title: str
    room: str
    starts: datetime
    ends: datetime
    session: str = ""
    kind: str = ""
    track: str = ""
    code: str = ""
    authors: list[Author] = field(default_factory=list)


class Keys:
    """The names by which things of a file are known again: as the file has them, made different where they are not."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.seen = programme, dict[str, int]()

    def of(self, *candidates: Any) -> str:
        """Return the first name that is one, told apart from those before it."""
        key = next((text for each in candidates if (text := line(each, 150))), "")
        self.seen[key] = self.seen.get(key, 0) + 1
        if self.seen[key] == 1:
            return key
        self.programme.fault(_("Several entries of the file share one name; they are told apart by their order."))
        return f"{key}#{self.seen[key]}"


def line(value: Any, most: int = LONGEST) -> str:
    """Return a value of a file as one line of text; of several languages French, English, or the first."""
    if isinstance(value, dict):
        value = value.get("fr") or value.get("en") or value.get("name") or next(iter(value.values()), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return one_line(str(value))[:most]


def code_in(*texts: str) -> str:
    """Return the code of a presentation that a name of ours ends in, « CO-007 »."""
    found = next((match for text in texts if (match := _CODE.search(text))), None)
    return f"{found[1].upper()}-{found[2]}" if found else ""


def same(one: str, *others: str) -> bool:
    """Tell whether a word is one of some words, whatever its accents and capitals."""
    return fold(one) in {fold(other) for other in others}


def until(starts: datetime, ends: datetime | None, title: str, programme: Programme) -> datetime:
    """Return when something ends: five minutes later when the file says nothing that can be."""
    if ends is None or ends <= starts:
        programme.fault(_("“%(title)s” lasts no time: five minutes were put down.", title=title))
        return starts + USUAL
    return ends

"""From single events to sessions: what follows each other in a room and belongs together is one session."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale

from conference.foreign.shapes import Block, Event, Programme, Talk, code_in
from conference.models import PresentationKind, SessionKind
from conference.words import PRESENTATIONS, SESSIONS
from core.i18n import LANGUAGES
from core.i18n import gettext as _
from core.search import fold

ALL_ROOMS = ("All rooms", "Toutes les salles")
HELD_IN = {
    PresentationKind.POSTER: SessionKind.POSTERS,
    PresentationKind.KEYNOTE: SessionKind.PLENARY,
    PresentationKind.SYMPOSIUM_TALK: SessionKind.SYMPOSIUM,
    PresentationKind.SPEECH: SessionKind.CEREMONY,
}
WORDS = {
    SessionKind.BREAK: ("break", "pause", "lunch", "dejeuner", "coffee", "cafe", "dinner", "diner", "registration"),
    SessionKind.CEREMONY: ("ceremony", "ceremonie", "opening", "ouverture", "closing", "cloture"),
    SessionKind.ROUND_TABLE: ("round table", "table ronde", "panel", "podium", "discussion", "debat"),
    SessionKind.WORKING_GROUP: ("workshop", "atelier", "hands-on", "meetup", "meeting", "groupe"),
    SessionKind.PLENARY: ("plenary", "pleniere", "keynote", "conference"),
    SessionKind.PRAYER: ("prayer", "priere"),
    SessionKind.GENERAL_ASSEMBLY: ("general assembly", "assemblee generale"),
    SessionKind.POSTERS: ("poster", "affiche"),
    SessionKind.SYMPOSIUM: ("symposium",),
}


def presentation_kind(text: str) -> PresentationKind | None:
    """Return the kind of presentation that a word of ours names, in whichever language."""
    return next((kind for kind in PresentationKind if fold(text) in _said(kind, str(PRESENTATIONS[kind]))), None)


def an_oral(text: str, programme: Programme) -> PresentationKind:
    """Return what is taken for a kind that is none of ours, and note it where one was named."""
    if text:
        programme.fault(_("“%(kind)s” is no kind of ours: taken as an oral communication.", kind=text))
    return PresentationKind.ORAL


def session_kind(text: str) -> SessionKind | None:
    """Return the kind of session that a word names: one of ours, or what others usually call it."""
    plain = fold(text)
    own = next((kind for kind in SessionKind if plain in _said(kind, str(SESSIONS[kind]))), None)
    usual = (kind for kind, words in WORDS.items() if any(word in plain for word in words))
    return own or (next(usual, None) if plain else None)


def _said(kind: PresentationKind | SessionKind, here: str) -> set[str]:
    """Return how a kind is written: in files for programs, in each language, and as it is said to whoever reads."""
    in_all = (said.get(kind, "") for said in SAID.values())
    return {fold(word) for word in (kind.value, kind.value.replace("_", " "), here, *in_all)} - {""}


SAID: dict[str, dict[object, str]] = {}


def learn_words() -> None:
    """Note once how kinds are said in each language: a file may be written in another than the reader's."""
    for language in LANGUAGES:
        with force_locale(language):
            known: dict[Any, Any] = {**PRESENTATIONS}
            SAID[language] = {kind: str(word) for kind, word in (known | {**SESSIONS}).items()}


def is_everywhere(room: str) -> bool:
    """Tell whether a room stands for all of them."""
    return fold(room) in {fold(name) for name in ALL_ROOMS}


def gather(events: Iterable[Event], programme: Programme) -> None:
    """Make sessions of events and add them to a programme."""
    learn_words()
    by_place = sorted(events, key=lambda event: (event.room, event.starts, event.ends))
    current: Block | None = None
    for event in by_place:
        block = _block(event, programme)
        if current is not None and _continues(current, block, event):
            current.talks += block.talks
            current.ends = max(current.ends, block.ends)
        else:
            programme.blocks.append(block)
            current = block
    programme.blocks.sort(key=lambda block: (block.starts, block.room))


def _continues(current: Block, block: Block, event: Event) -> bool:
    if not (current.talks and block.talks) or (current.room, current.kind) != (block.room, block.kind):
        return False
    hangs = block.kind is SessionKind.POSTERS and current.starts == block.starts
    belongs = current.title == block.title if event.session else bool(event.track) and _track(current) == event.track
    return belongs and bool(current.ends == block.starts or hangs)


def _track(block: Block) -> str:
    return block.talks[-1].track if not block.title or block.title == block.talks[-1].track else ""


def _block(event: Event, programme: Programme) -> Block:
    """Return an event as a session: of one presentation, or of none when nobody presents."""
    kind = presentation_kind(event.kind)
    room = "" if is_everywhere(event.room) else event.room
    if kind is None and not event.authors:
        held = session_kind(event.kind) or session_kind(event.title) or SessionKind.ROUND_TABLE
        return Block(event.key, held, event.title, room, event.starts, event.ends)
    kind = kind or an_oral(event.kind, programme)
    minutes = 0 if kind is PresentationKind.POSTER else int((event.ends - event.starts).total_seconds() // 60)
    talk = Talk(event.key, event.title, kind, minutes, event.code or code_in(event.key), event.track)
    talk.authors = event.authors
    title = event.session or event.track or event.title
    held = HELD_IN.get(kind, SessionKind.FREE_PAPERS)
    return Block(f"session of {event.key}", held, title, room, event.starts, event.ends, talks=[talk])

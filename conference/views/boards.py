"""What the editor of a timetable draws: a day as boxes with their cards, what waits, and what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from conference.models import Edition, PresentationKind, SessionDuty, SessionKind
from conference.timetable.clashes import Clash, clashes, sentence
from conference.timetable.grid import Cell, Row, day_of, grid_of
from conference.timetable.plan import HOLDS, Block, Item, Plan
from core import i18n
from core.i18n import gettext as _
from core.rich_text import plain
from core.search import fold

HARD, SOFT = "hard", "soft"
EMPTY_KINDS = frozenset({SessionKind.BREAK, SessionKind.PRAYER, SessionKind.GENERAL_ASSEMBLY})


@dataclass(frozen=True)
class Card:
    """A presentation as the editor shows it."""

    item: Item
    who: str
    at: str
    tone: str
    specialty: str

    @property
    def words(self) -> str:
        """Return what a search looks in."""
        return fold(f"{self.item.code} {plain(self.item.title)} {self.who} {self.specialty}")


@dataclass(frozen=True)
class Box:
    """A session as the editor shows it, with its cards."""

    block: Block
    room: str
    hours: str
    begins: str
    chairs: list[str]
    cards: list[Card]
    tone: str

    @property
    def left(self) -> int:
        """Return the minutes that nothing takes yet; below zero, those that are too many."""
        return self.block.span.minutes - sum(card.item.minutes for card in self.cards)

    @property
    def holds(self) -> str:
        """Return the kinds of presentations it can hold, one after the other."""
        return " ".join(sorted(HOLDS.get(self.block.kind, frozenset())))

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing can ever be put into it: a break, a prayer, an assembly."""
        return self.block.kind in EMPTY_KINDS

    @property
    def where(self) -> str:
        """Say which session it is: « Urologie II », Salle Niono, 9 h 00."""
        return _("“%(title)s”, %(room)s, %(hour)s", title=self.block.title, room=self.room, hour=self.begins)


@dataclass(frozen=True)
class Fault:
    """A clash as the editor lists it: its sentence, and the cards and boxes it leads to."""

    clash: Clash
    sentence: str
    day: date

    @property
    def anchor(self) -> str:
        """Return where it is drawn."""
        return f"s{self.clash.blocks[0]}"


@dataclass
class Board:
    """A day of a timetable under way."""

    edition: Edition
    plan: Plan
    day: date
    specialties: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def found(self) -> list[Clash]:
        """Return all that is wrong with the programme."""
        return clashes(self.plan)

    @cached_property
    def faults(self) -> list[Fault]:
        """Return what is wrong in sentences: what cannot be, first."""
        ordered = sorted(self.found, key=lambda clash: not clash.is_hard)
        return [Fault(clash, sentence(clash, self.plan), day_of(clash.span.starts, self.plan)) for clash in ordered]

    @cached_property
    def tones(self) -> tuple[dict[int, str], dict[int, str]]:
        """Return how sessions and presentations are drawn: hard, soft, or as they are."""
        blocks: dict[int, str] = {}
        items: dict[int, str] = {}
        for clash in self.found:
            tone = HARD if clash.is_hard else SOFT
            for number in clash.blocks:
                blocks[number] = HARD if HARD in (tone, blocks.get(number)) else SOFT
            for number in clash.items if clash.is_hard and clash.people else ():
                items[number] = HARD
        return blocks, items

    @cached_property
    def rows(self) -> list[Row]:
        """Return the table of the day."""
        return grid_of(self.plan, self.day)

    @cached_property
    def boxes(self) -> dict[int, Box]:
        """Return the sessions of the day by number."""
        wanted = {number for row in self.rows for cell in row.cells for number in cell.blocks}
        return {block.id: self.box(block) for block in self.plan.blocks if block.id in wanted}

    def box(self, block: Block) -> Box:
        """Return a session as the editor shows it."""
        hall = self.plan.hall(block.room)
        begins, ends = (i18n.clock_time(moment, self.plan.time_zone) for moment in (block.span.starts, block.span.ends))
        cards, at = [], block.span.starts
        for item in (self.plan.items[number] for number in block.items if number in self.plan.items):
            is_hung = item.kind is PresentationKind.POSTER
            cards.append(self.card(item, "" if is_hung else i18n.clock_time(at, self.plan.time_zone)))
            at += timedelta(minutes=item.minutes)
        return Box(
            block=block,
            room=hall.name if hall else _("all rooms"),
            hours=f"{begins} – {ends}",
            begins=begins,
            chairs=[self.name(person) for person, duty in block.duties if duty is SessionDuty.CHAIR],
            cards=cards,
            tone=self.tones[0].get(block.id, ""),
        )

    def card(self, item: Item, at: str = "") -> Card:
        """Return a presentation as the editor shows it."""
        who = self.name(item.presenter) if item.presenter is not None else ""
        specialty = self.specialties.get(item.specialty, "")
        return Card(item=item, who=who, at=at, tone=self.tones[1].get(item.id, ""), specialty=specialty)

    def name(self, number: int) -> str:
        """Return somebody's name."""
        return self.plan.people[number].name if number in self.plan.people else ""

    def hour(self, cell: Cell) -> str:
        """Return when a cell begins, as the clocks of the place show it."""
        return i18n.clock_time(cell.span.starts, self.plan.time_zone)

    def place(self, cell: Cell) -> str:
        """Say where and when something put into a free cell would begin."""
        hall = self.plan.hall(cell.room)
        return _("%(room)s, %(hour)s", room=hall.name if hall else _("all rooms"), hour=self.hour(cell))

    @cached_property
    def waiting(self) -> dict[PresentationKind, list[Card]]:
        """Return what waits for a session, by kind."""
        found: dict[PresentationKind, list[Card]] = {kind: [] for kind in PresentationKind}
        for item in self.plan.waiting:
            found[item.kind].append(self.card(item))
        return {kind: cards for kind, cards in found.items() if cards}

    @property
    def number_waiting(self) -> int:
        """Return how many presentations wait for a session."""
        return sum(map(len, self.waiting.values()))

    def load(self, day: date) -> int:
        """Return how many presentations a day holds."""
        return sum(len(block.items) for block in self.plan.blocks if day_of(block.span.starts, self.plan) == day)


def matching(cards: Iterable[Card], query: str, specialty: str) -> list[Card]:
    """Return the cards that a search in the tray leaves."""
    wanted = fold(query).split()
    return [
        card
        for card in cards
        if all(word in card.words for word in wanted) and specialty in ("", card.item.specialty or "-")
    ]

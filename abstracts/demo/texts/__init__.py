"""Invented abstracts that read like those of a scientific day in Mali; figures agree with one another."""

import random
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from abstracts.demo.texts.bank import CASES, TOPICS
from abstracts.demo.texts.compose import compose_case, compose_original
from abstracts.demo.texts.places import Place, places
from abstracts.demo.texts.topics import Case, Topic

__all__ = ["InventedText", "invent_texts"]

SHARE_ON_THEME = 0.15
SHARE_CASES = 0.065
LONGEST_TITLE = 200
MOST_ATTEMPTS = 200


@dataclass(frozen=True)
class InventedText:
    """An abstract nobody wrote, on patients nobody saw."""

    title: str
    template: Literal["original", "case"]
    sections: dict[str, str]
    keywords: list[str]
    on_theme: bool


def invent_texts(rng: random.Random, specialty_code: str, count: int) -> list[InventedText]:
    """Invent abstracts of one specialty, all with different titles, in random order."""
    taken: set[str] = set()
    places_left: dict[str, list[Place]] = {}
    return [_write(rng, specialty_code, source, taken, places_left) for source in _sources(rng, specialty_code, count)]


def _sources(rng: random.Random, code: str, count: int) -> list[Topic | Case]:
    """Choose what to write about: some on the theme, a few cases, each topic once before any comes back."""
    cases = rng.sample(CASES.get(code, ()), min(len(CASES.get(code, ())), _about(rng, count * SHARE_CASES)))
    themed = _in_turn(rng, [topic for topic in TOPICS[code] if topic.theme], _about(rng, count * SHARE_ON_THEME))
    free = [topic for topic in TOPICS[code] if not topic.theme]
    chosen: list[Topic | Case] = [*cases, *themed, *_in_turn(rng, free, count - len(cases) - len(themed))]
    rng.shuffle(chosen)
    return chosen


def _about(rng: random.Random, expected: float) -> int:
    """Round an expected number up or down so that it is right on average."""
    return int(expected) + (rng.random() < expected % 1)


def _in_turn(rng: random.Random, topics: list[Topic], count: int) -> list[Topic]:
    """Take topics in random order, starting again once all have been taken."""
    if not topics or count <= 0:
        return []
    order = cycle(rng.sample(topics, len(topics)))
    return [next(order) for _ in range(count)]


def _write(
    rng: random.Random, code: str, source: Topic | Case, taken: set[str], places_left: dict[str, list[Place]]
) -> InventedText:
    """Write one abstract under a title not yet taken."""
    for _ in range(MOST_ATTEMPTS):
        place = _next_place(rng, code, source, places_left)
        if isinstance(source, Topic):
            title, sections, years = compose_original(rng, source, place, code)
        else:
            title, sections, years = compose_case(rng, source, place)
        if title in taken and years:
            title = f"{title} ({years})"
        if title not in taken and len(title) <= LONGEST_TITLE:
            taken.add(title)
            template: Literal["original", "case"] = "original" if isinstance(source, Topic) else "case"
            return InventedText(title, template, sections, source.keywords.split(", "), source.theme)
    raise ValueError(f"The bank has no further title for {source.title!r}")


def _next_place(rng: random.Random, code: str, source: Topic | Case, places_left: dict[str, list[Place]]) -> Place:
    """Choose where a topic is studied: often the first place on the list, never twice before the others."""
    left = places_left.setdefault(source.title, [])
    if not left:
        left += places(code, source.where)
    return left.pop(0 if rng.random() < 0.5 else rng.randrange(len(left)))

"""When two records look like one person: reasons a secretary would give, and how much each weighs. Nothing is read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from core.search import fold

ENOUGH = 40  # from here on a pair is proposed
HINT = 30  # from here on somebody who is being added is asked about
SHORTEST_MISTYPED = 4  # in a shorter name one letter makes another name: Awa, Ami
MOST_OF_ONE_NUMBER = 30  # a number more people share is a switchboard's
_PARTS = re.compile(r"[/\-‐‑–]|\bépouse\b|\bép\.|\bnée\b", re.IGNORECASE)


class Reason(StrEnum):
    """Why two records may be one person."""

    ORDER_NUMBER = "order-number"
    PHONE = "phone"
    EMAIL = "email"
    SAME_NAMES = "same-names"
    OTHER_SURNAME = "other-surname"
    NEARLY = "nearly"
    STRUCTURE = "structure"


WEIGHTS = {
    Reason.ORDER_NUMBER: 60,
    Reason.PHONE: 40,
    Reason.EMAIL: 30,
    Reason.SAME_NAMES: 30,
    Reason.OTHER_SURNAME: 25,
    Reason.NEARLY: 20,
    Reason.STRUCTURE: 20,
}
Words = tuple[str, ...]


@dataclass(frozen=True)
class Traits:
    """What of a person is compared."""

    id: int
    given_names: str
    family_name: str
    used_name: str = ""
    email: str = ""
    phone: str = ""
    order_number: str = ""
    structure_id: int | None = None

    @cached_property
    def names(self) -> frozenset[Words]:
        """Return the names as they stand, each in alphabetical order: given names with the birth or the used name."""
        surnames = {self.family_name, self.used_name} - {""}
        return frozenset(_sorted(f"{self.given_names} {surname}") for surname in surnames)

    @cached_property
    def other_names(self) -> frozenset[Words]:
        """Return also the names of those of whom one half of a double surname is known: « Diallo/Sow » as Sow."""
        surnames = (surname for surname in (self.family_name, self.used_name) if surname)
        parts = (part for surname in surnames for part in _PARTS.split(surname) if fold(part))
        return self.names | {_sorted(f"{self.given_names} {part}") for part in parts}


@dataclass(frozen=True)
class Likeness:
    """Two records that may be one person, why, and how likely it is, out of a hundred."""

    one: int
    other: int
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """Return how much the reasons weigh together."""
        return min(100, sum(WEIGHTS[reason] for reason in self.reasons))


def compare(one: Traits, other: Traits) -> Likeness | None:
    """Return what speaks for two records being one person, or None when they hold different Order numbers."""
    if one.order_number and other.order_number and one.order_number != other.order_number:
        return None
    names = _names_alike(one, other)
    reasons = [
        (Reason.ORDER_NUMBER, bool(one.order_number) and one.order_number == other.order_number),
        (Reason.PHONE, bool(one.phone) and one.phone == other.phone),
        (Reason.EMAIL, bool(names and one.email) and one.email == other.email),
        (names or Reason.NEARLY, names is not None),
        (Reason.STRUCTURE, bool(names and one.structure_id) and one.structure_id == other.structure_id),
    ]
    low, high = sorted((one.id, other.id))
    return Likeness(low, high, tuple(reason for reason, holds in reasons if holds))


def alike(people: Iterable[Traits], enough: int = ENOUGH) -> list[Likeness]:
    """Return the pairs that look like one person, the likeliest first: only those who share something are compared."""
    groups: dict[tuple[object, ...], list[Traits]] = {}
    for person in people:
        for key in _keys(person):
            groups.setdefault(key, []).append(person)
    found: dict[tuple[int, int], Likeness] = {}
    for key, group in groups.items():
        if len(group) > MOST_OF_ONE_NUMBER and key[0] == "phone":
            continue
        for one, other in combinations(group, 2):
            pair = (min(one.id, other.id), max(one.id, other.id))
            if one.id != other.id and pair not in found and (likeness := compare(one, other)):
                found[pair] = likeness
    likely = (likeness for likeness in found.values() if likeness.score >= enough)
    return sorted(likely, key=lambda likeness: (-likeness.score, likeness.one, likeness.other))


def _keys(person: Traits) -> Iterator[tuple[object, ...]]:
    """Give what somebody shares with whoever may be the same: a number, or a place with all names but one."""
    if person.phone:
        yield ("phone", person.phone)
    if person.order_number:
        yield ("order", person.order_number)
    places = [place for place in (person.structure_id, person.email) if place]
    rests = {names[:gap] + names[gap + 1 :] for names in person.other_names for gap in range(len(names))}
    for place in places:
        yield from ((place, *rest) for rest in rests if rest)


def _names_alike(one: Traits, other: Traits) -> Reason | None:
    if one.names & other.names:
        return Reason.SAME_NAMES
    if one.other_names & other.other_names:
        return Reason.OTHER_SURNAME
    if any(_one_letter_apart(these, those) for these in one.names for those in other.names):
        return Reason.NEARLY
    return None


def _one_letter_apart(these: Words, those: Words) -> bool:
    """Tell whether all names are the same but one, and that one by a letter only."""
    left, right = list(these), list(those)
    for name in these:
        if name in right:
            left.remove(name)
            right.remove(name)
    return len(left) == len(right) == 1 and min(map(len, left + right)) >= SHORTEST_MISTYPED and one_edit(*left, *right)


def one_edit(one: str, other: str) -> bool:
    """Tell whether one letter put in, left out, changed, or two neighbours swapped makes one word the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((place for place in range(len(short)) if short[place] != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped


def _sorted(names: str) -> Words:
    return tuple(sorted(fold(names).split()))

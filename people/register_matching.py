"""Who of the people a council knows is somebody of its register: surely, perhaps, or nobody. Nothing is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.search import fold
from people.likeness import Reason, Traits, compare
from people.models import DoubtReason
from people.register_lines import Member, number_key

MOST_DOUBTS = 5
NAMES = frozenset({Reason.SAME_NAMES, Reason.OTHER_SURNAME})
BESIDE = frozenset({Reason.PHONE, Reason.STRUCTURE, Reason.EMAIL})


@dataclass(frozen=True)
class Likely:
    """Somebody whom a line may speak of; without a doubt it is them."""

    person_id: int
    doubt: DoubtReason | None = None


class Books:
    """The people a council knows, laid out so that each line of a file finds its own at once."""

    def __init__(self, people: Iterable[Traits], structures: Mapping[str, int]) -> None:
        self.structures = structures
        self.by_id: dict[int, Traits] = {}
        self.by_number: dict[str, list[Traits]] = {}
        self.by_phone: dict[str, list[Traits]] = {}
        self.by_names: dict[tuple[str, ...], list[Traits]] = {}
        for person in people:
            self.by_id[person.id] = person
            if key := number_key(person.order_number):
                self.by_number.setdefault(key, []).append(person)
            if person.phone:
                self.by_phone.setdefault(person.phone, []).append(person)
            for names in person.other_names:
                self.by_names.setdefault(names, []).append(person)

    def who(self, member: Member, *, but: frozenset[int] = frozenset()) -> list[Likely]:
        """Return who a member of the register is: one person surely, or those who may be them, or nobody.

        `but` are those who are somebody else: a person said so, or another line is theirs already.
        """
        mine = traits_of(member, self.structures)
        likely: dict[int, Likely] = {}
        for other in self._candidates(member, mine):
            if other.id not in but and other.id not in likely and (found := _judge(mine, other)):
                likely[other.id] = found
        sure = [found for found in likely.values() if found.doubt is None]
        if len(sure) == 1:
            return sure
        doubts = [replace(found, doubt=DoubtReason.SEVERAL) for found in sure] or list(likely.values())
        return doubts[:MOST_DOUBTS]

    def _candidates(self, member: Member, mine: Traits) -> Iterable[Traits]:
        if member.order_number:
            yield from self.by_number.get(number_key(member.order_number), ())
        if mine.phone:
            yield from self.by_phone.get(mine.phone, ())
        for names in mine.other_names:
            yield from self.by_names.get(names, ())


def traits_of(member: Member, structures: Mapping[str, int]) -> Traits:
    """Return what of a member of the register is compared with people."""
    return Traits(
        id=0,
        given_names=member.given_names,
        family_name=member.family_name,
        used_name=member.used_name,
        email=member.email,
        phone=member.phone,
        order_number=member.order_number,
        structure_id=structures.get(fold(member.structure)) if member.structure else None,
    )


def _judge(mine: Traits, other: Traits) -> Likely | None:
    """Tell whether somebody is the member: the same number and names, or the same names and one thing beside them."""
    numbers = {number_key(mine.order_number), number_key(other.order_number)} - {""}
    likeness = compare(replace(mine, order_number=""), replace(other, order_number=""))
    reasons = frozenset(likeness.reasons) if likeness else frozenset[Reason]()
    is_named = bool(reasons & NAMES)
    is_numbered = len(numbers) == 1 and bool(mine.order_number and other.order_number)
    if is_numbered:
        is_sure = is_named or Reason.NEARLY in reasons
        return Likely(other.id, None if is_sure else DoubtReason.OTHER_NAMES)
    if len(numbers) > 1:
        is_close = is_named and Reason.PHONE in reasons
        return Likely(other.id, DoubtReason.OTHER_NUMBER) if is_close else None
    if is_named and reasons & BESIDE:
        return Likely(other.id)
    if Reason.SAME_NAMES in reasons:
        return Likely(other.id, DoubtReason.NAMES_ONLY)
    return Likely(other.id, DoubtReason.NEARLY) if {Reason.NEARLY, Reason.PHONE} <= reasons else None

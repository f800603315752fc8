"""How likely it is by chance that of two things measured in turns one is slower: Wilcoxon's test of signed ranks."""

from collections.abc import Sequence
from itertools import groupby
from statistics import NormalDist


def chance(differences: Sequence[float]) -> float:
    """Return how often differences around nothing would lean to one side at least as much as these do.

    They are those of pairs, each measured in one moment, so that a machine which is busy now and idle then weighs
    nothing. By the normal approximation, ties counted, which is exact enough from twenty pairs on.
    """
    ranked = sorted((each for each in differences if each), key=abs)
    count, place, leaning, ties = len(ranked), 0, 0.0, 0
    for _size, tied in groupby(ranked, key=abs):
        group = list(tied)
        leaning += sum(each > 0 for each in group) * (place + (len(group) + 1) / 2)
        ties += len(group) ** 3 - len(group)
        place += len(group)
    spread = (count * (count + 1) * (2 * count + 1) / 24 - ties / 48) ** 0.5
    if not spread:
        return 1.0
    away = abs(leaning - count * (count + 1) / 4)
    return 2 * (1 - NormalDist().cdf(max(0, away - 0.5) / spread))

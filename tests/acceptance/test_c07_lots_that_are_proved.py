"""C07: lots are complete whenever they can be, and when they cannot, the report proves it; same seed, same lots."""

from collections import Counter
from random import Random
from time import process_time

import pytest

from abstracts.matching import Paper, Reader, Task, deal

FIELDS = [f"S{place:02d}" for place in range(28)]


def council(seed, *, abstracts, limits=(6, 40)):
    """28 specialties of two to eight reviewers, unequal limits, a conflict for each third abstract or so."""
    chance = Random(seed)
    people = [
        Reader(key, frozenset({code}), f"hospital {chance.randrange(12)}", chance.randint(*limits))
        for key, code in enumerate(code for code in FIELDS for _reader in range(chance.randint(2, 8)))
    ]
    texts = [Paper(key, chance.choice(FIELDS), 3) for key in range(abstracts)]
    forbidden = frozenset((chance.choice(texts).key, chance.choice(people).key) for _pair in range(abstracts))
    ring = {code: frozenset({FIELDS[place - 1], FIELDS[(place + 1) % 28]}) for place, code in enumerate(FIELDS)}
    return Task(texts, people, forbidden, ring, seed=seed)


def breaches(task, lots):
    """Return what breaks a rule: forbidden, unknown field, twice, too many."""
    people = {each.key: each for each in task.readers}
    fields = {paper.key: paper.specialty for paper in task.papers}
    pairs = [(pair.paper, pair.reader) for pair in lots.pairs]
    loads = Counter(reader for _paper, reader in pairs)
    return (
        [pair for pair in pairs if pair in task.forbidden]
        + [pair for pair in pairs if task.fit(fields[pair[0]], people[pair[1]]) is None]
        + [pair for pair, count in Counter(pairs).items() if count > 1]
        + [each.key for each in task.readers if each.most is not None and loads[each.key] > each.most]
    )


def proved(task, shortage):
    """Return how many readings of a shortage nobody can do, counted anew from the task."""
    bound = [paper for paper in task.papers if paper.key in shortage.papers]
    able = Counter(reader.key for paper in bound for reader, _fit in task.candidates(paper))
    return sum(paper.needs for paper in bound) - sum(each.room(able[each.key]) for each in task.readers)


@pytest.mark.parametrize("seed", range(4))
def test_c07_coverage_is_complete_when_the_readers_may_read_enough(seed):
    task = council(seed, abstracts=200)

    lots = deal(task)

    assert (lots.is_complete, len(lots.pairs), breaches(task, lots)) == (True, 600, [])
    assert deal(task) == lots, "the same task and seed gave other lots"


@pytest.mark.parametrize("seed", range(4))
def test_c07_when_coverage_is_impossible_the_report_proves_every_reading_that_is_missing(seed):
    task = council(seed, abstracts=200, limits=(1, 7))

    lots = deal(task)

    assert breaches(task, lots) == []
    assert lots.shortages
    for shortage in lots.shortages:
        assert shortage.missing == proved(task, shortage) > 0
    assert sum(each.missing for each in lots.shortages) == task.needed - len(lots.pairs)


@pytest.mark.parametrize(("abstracts", "readers", "seconds"), [(300, 80, 2), (3000, 800, 60)])
@pytest.mark.prove
def test_c07_lots_are_dealt_within_seconds(at_size, figure, abstracts, readers, seconds):
    abstracts, readers = at_size(small=(300, 80), full=(abstracts, readers))
    chance = Random(readers)
    people = [Reader(key, frozenset({FIELDS[key % 28]}), f"hospital {key % 40}", 14) for key in range(readers)]
    texts = [Paper(key, chance.choice(FIELDS), 3) for key in range(abstracts)]
    forbidden = frozenset((chance.randrange(abstracts), chance.randrange(readers)) for _pair in range(2 * abstracts))
    task = Task(texts, people, forbidden, open_to_all=frozenset(FIELDS))

    deal(Task(texts[:3], people[:28], open_to_all=frozenset(FIELDS)))  # what it needs is loaded once
    begun = process_time()
    lots = deal(task)
    took = process_time() - begun

    loads = Counter(pair.reader for pair in lots.pairs)
    figure(f"C07: {abstracts:,} abstracts x {readers} reviewers x 3 in {took:.2f} s, loads {min(loads.values())}"
           f" to {max(loads.values())}")  # fmt: skip
    assert (len(lots.pairs), breaches(task, lots)) == (3 * abstracts, [])
    assert took <= seconds

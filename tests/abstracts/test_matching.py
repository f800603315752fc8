"""Dealing abstracts out to reviewers: the best lots there are, and the proof when there can be none."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from abstracts.matching import EVEN, FAR, NEAR, TOGETHER, Fit, Pair, Paper, Reader, Shortage, Task, deal, fair_share

FIELDS = ("CARD", "MINT", "PEDI")
NEIGHBOURS = {"CARD": frozenset({"MINT"}), "MINT": frozenset({"CARD"})}


def readers(*specialties, **said):
    return [Reader(place, frozenset({code}), **said) for place, code in enumerate(specialties, start=1)]


def papers(*specialties, needs=2):
    return [Paper(place, code, needs) for place, code in enumerate(specialties, start=1)]


# ── What is chosen ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_readers_of_the_specialty_come_first_then_neighbours_and_nobody_else():
    task = Task(papers("CARD", needs=3), readers("PEDI", "MINT", "CARD", "CARD"), neighbours=NEIGHBOURS)

    assert deal(task).pairs == (Pair(1, 3, Fit.OWN), Pair(1, 4, Fit.OWN), Pair(1, 2, Fit.NEAR))


def test_the_chair_may_let_anybody_read_a_specialty():
    task = Task(papers("RHUM", needs=1), readers("PEDI"), open_to_all=frozenset({"RHUM"}))

    assert deal(task).pairs == (Pair(1, 1, Fit.FAR),)


def test_readers_of_one_abstract_come_from_different_institutions_when_they_can():
    three = [Reader(key, frozenset({"CARD"}), house) for key, house in enumerate("AAB", start=1)]

    for seed in range(5):
        chosen = {pair.reader for pair in deal(Task(papers("CARD"), three, seed=seed)).pairs}
        assert 3 in chosen
    beside = Task([Paper(1, "CARD", 1, beside=("A",))], three)
    assert [pair.reader for pair in deal(beside).pairs] == [3]


def test_what_somebody_reads_already_counts():
    task = Task(papers(*["CARD"] * 4, needs=1), [*readers("CARD", has=4), Reader(2, frozenset({"CARD"}))])

    assert Counter(pair.reader for pair in deal(task).pairs) == {2: 4}


def test_the_same_task_and_seed_give_the_same_lots_and_another_seed_others():
    def dealt(seed):
        return deal(Task(papers(*["CARD"] * 20), readers(*["CARD"] * 9), seed=seed)).pairs

    assert dealt(7) == dealt(7)
    assert dealt(7) != dealt(8)


def test_nothing_to_deal_out_is_dealt_out_at_once():
    assert deal(Task([], readers("CARD"))).pairs == ()
    assert deal(Task(papers("CARD", needs=0), [])).is_complete


# ── When it cannot be ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_shortage_names_the_abstracts_their_only_readers_and_what_is_missing():
    few = readers("CARD", "CARD", "MINT", most=8)
    task = Task([*papers(*["CARD"] * 12, needs=3), Paper(99, "PEDI", 1)], [*few, Reader(9, frozenset({"PEDI"}))],
                neighbours=NEIGHBOURS)  # fmt: skip

    lots = deal(task)

    assert lots.shortages == (Shortage(tuple(range(1, 13)), ((1, 8), (2, 8), (3, 8)), 36),)
    assert (lots.shortages[0].possible, lots.shortages[0].missing, len(lots.pairs)) == (24, 12, 25)


def test_two_shortages_that_have_nothing_in_common_are_two():
    task = Task(papers("CARD", "PEDI"), readers("CARD", "PEDI"))

    assert deal(task).shortages == (Shortage((1,), ((1, 1),), 2), Shortage((2,), ((2, 1),), 2))


# ── Against every way there is ──────────────────────────────────────────────────────────────────────────────────────


@st.composite
def small_tasks(draw):
    """Tasks so small that every way of dealing them out can be looked at."""
    codes, houses = st.sampled_from(FIELDS), st.sampled_from(["", "A", "B"])
    some = st.frozensets(codes, min_size=1, max_size=2)
    most = st.one_of(st.none(), st.integers(0, 3))
    people = [
        Reader(key, draw(some), draw(houses), draw(most), draw(st.integers(0, 2)))
        for key in range(draw(st.integers(1, 4)))
    ]
    texts = [Paper(key, draw(codes), draw(st.integers(1, 2))) for key in range(draw(st.integers(1, 4)))]
    pairs = [(paper.key, reader.key) for paper in texts for reader in people]
    forbidden = draw(st.frozensets(st.sampled_from(pairs), max_size=3))
    return Task(texts, people, forbidden, NEIGHBOURS, draw(st.frozensets(codes, max_size=1)), draw(st.integers(0, 9)))


def ways(task):
    """Return every way to give each abstract as many readers as it needs within the rules; as pairs."""
    able = {
        paper.key: [
            Pair(paper.key, reader.key, fit)
            for reader in task.readers
            if (fit := task.fit(paper.specialty, reader)) is not None and (paper.key, reader.key) not in task.forbidden
        ]
        for paper in task.papers
    }
    for chosen in product(*(combinations(able[paper.key], paper.needs) for paper in task.papers)):
        pairs = [pair for some in chosen for pair in some]
        loads = Counter(pair.reader for pair in pairs)
        if all(loads[each.key] <= each.room(99) for each in task.readers):
            yield pairs


def faults(task, pairs):
    """Return what is wrong with a way: first readings beyond the fair share, then everything else added up."""
    loads = Counter(pair.reader for pair in pairs)
    offered = Counter(
        reader.key
        for paper in task.papers
        for reader in task.readers
        if task.fit(paper.specialty, reader) is not None and (paper.key, reader.key) not in task.forbidden
    )
    share = fair_share([(each.has, each.room(offered[each.key])) for each in task.readers], task.needed)
    step = max(8, EVEN // max(1, share))
    places = [place for each in task.readers for place in range(each.has + 1, each.has + loads[each.key] + 1)]
    homes = {each.key: each.institution or f"reader {each.key}" for each in task.readers}
    together = Counter((pair.paper, homes[pair.reader]) for pair in pairs)
    return (
        sum(max(0, place - share) for place in places),
        step * sum(places)
        + sum((0, NEAR, FAR)[pair.fit] for pair in pairs)
        + sum(TOGETHER * count * (count - 1) // 2 for count in together.values()),
        task.needed * (step // 2),
    )


@given(small_tasks())
@settings(max_examples=150)
def test_no_way_of_dealing_out_is_better_and_none_is_overlooked(task):
    every = list(ways(task))

    lots = deal(task)

    assert lots.is_complete == bool(every)
    if every:
        assert sorted(lots.pairs, key=repr) in [sorted(way, key=repr) for way in every]
        beyond, worth, chance = faults(task, lots.pairs)
        best = min(faults(task, way)[:2] for way in every)
        assert beyond == best[0]
        assert worth <= best[1] + chance


@given(small_tasks())
@settings(max_examples=150)
def test_a_shortage_is_a_proof_and_says_all_that_is_missing(task):
    lots = deal(task)

    for shortage in lots.shortages:
        bound = [paper for paper in task.papers if paper.key in shortage.papers]
        able = {
            reader: sum(
                task.fit(paper.specialty, reader) is not None and (paper.key, reader.key) not in task.forbidden
                for paper in bound
            )
            for reader in task.readers
        }
        assert shortage.needed == sum(paper.needs for paper in bound)
        assert dict(shortage.readers) == {each.key: each.room(able[each]) for each in task.readers if able[each]}
        assert shortage.missing > 0
    assert sum(each.missing for each in lots.shortages) == task.needed - len(lots.pairs)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=5), st.integers(0, 30))
def test_the_fair_share_is_the_highest_level_up_to_which_there_is_enough_for_everybody(people, needed):
    def filled(level):
        return sum(max(0, min(has + room, level) - has) for has, room in people)

    share = fair_share(people, needed)

    assert filled(share) <= needed
    assert share == max((has + room for has, room in people), default=0) or filled(share + 1) > needed

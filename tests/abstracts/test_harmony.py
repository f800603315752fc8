"""Scores made comparable: what no severity may change, what it may not hide, and when nothing is touched."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abstracts.harmony import FEWEST, Reading, harmonise

GRIDS = pytest.mark.parametrize("most_points", [20, 100])
marks = st.integers(0, 20)


def read(rows, most_points=20):
    return harmonise(tuple(Reading(*row) for row in rows), most_points)


@st.composite
def lots(draw):
    """Some abstracts, each read by three of some readers."""
    readers = draw(st.integers(3, 7))
    abstracts = draw(st.integers(3, 14))
    rows = []
    for abstract in range(abstracts):
        chosen = draw(st.permutations(range(readers)))[:3]
        rows += [(abstract, reader, draw(marks)) for reader in chosen]
    return rows


@given(lots(), st.data())
def test_ten_points_more_from_one_reader_leave_the_harmonised_ranking_as_it_was(rows, data):
    severe = data.draw(st.sampled_from(sorted({reader for _abstract, reader, _total in rows})))
    kinder = [(abstract, reader, total + 10 * (reader == severe)) for abstract, reader, total in rows]

    before, after = read(rows), read(kinder)

    assert after.ranking() == before.ranking()


@given(lots())
def test_scores_are_harmonised_exactly_where_there_are_readings_enough(rows):
    counts = {reader: sum(row[1] == reader for row in rows) for reader in range(7)}

    scores = read(rows).scores

    for abstract, score in scores.items():
        readers = [row[1] for row in rows if row[0] == abstract]
        enough = len(readers) >= FEWEST and all(counts[reader] >= FEWEST for reader in readers)
        assert (score.harmonised is not None) == enough


@given(st.lists(marks, min_size=3, max_size=14), st.lists(st.integers(-5, 5), min_size=3, max_size=6))
def test_readers_who_differ_by_their_severity_alone_come_to_agree(worth, severities):
    rows = [
        (abstract, reader, points + severity)
        for (abstract, points), (reader, severity) in product(enumerate(worth), enumerate(severities))
    ]

    scores = read(rows).scores

    assert all(score.spread == pytest.approx(0, abs=1e-6) for score in scores.values())
    assert all(scores[each].harmonised - scores[0].harmonised == pytest.approx(worth[each] - worth[0], abs=1e-5)
               for each in scores)  # fmt: skip


def test_a_severe_reader_is_told_by_how_many_points_on_the_same_abstracts():
    rows = [(abstract, reader, 10 + abstract - 2 * (reader == 0)) for abstract, reader in product(range(6), range(3))]

    manners = read(rows).manners

    assert manners[0].severity == pytest.approx(-2)
    assert manners[1].severity == pytest.approx(1)


def test_only_weak_abstracts_in_a_lot_do_not_make_a_reader_severe():
    """Reader 0 got the weak abstracts; read by others too, these got as little from them: nobody is corrected."""
    rows = [(abstract, reader, 5) for abstract, reader in product(range(4), (0, 1, 2))]
    rows += [(abstract, reader, 15) for abstract, reader in product(range(4, 8), (1, 2, 3))]

    harmony = read(rows)

    assert all(manner.severity == pytest.approx(0, abs=1e-6) for manner in harmony.manners.values())
    assert harmony.scores[0].harmonised == pytest.approx(5)
    assert harmony.scores[7].harmonised == pytest.approx(15)


@GRIDS
def test_eighty_fifty_twenty_is_discordant_and_seventy_eight_eighty_eighty_two_is_not(most_points):
    share = most_points / 100
    rows = [(1, reader, total * share) for reader, total in enumerate((80, 50, 20))]
    rows += [(2, reader, total * share) for reader, total in enumerate((78, 80, 82))]

    scores = read(rows, most_points).scores

    assert scores[1].is_discordant
    assert not scores[2].is_discordant


def test_contradiction_that_is_only_severity_stays_listed_and_is_said():
    rows = [(abstract, reader, 16 - 6 * reader + abstract % 2) for abstract, reader in product(range(6), range(3))]

    score = read(rows).scores[0]

    assert score.is_discordant
    assert score.is_of_manner
    assert score.spread == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("readings", [1, 2])
def test_below_three_readings_the_score_stays_as_it_was_given(readings):
    rows = [(1, reader, 10 + 5 * reader) for reader in range(readings)]
    rows += [(abstract, reader, 10) for abstract, reader in product(range(2, 6), range(3))]

    score = read(rows).scores[1]

    assert score.harmonised is None
    assert score.present == score.raw


def test_groups_that_share_no_abstract_are_brought_to_the_same_mean():
    rows = [(abstract, reader, 8 + abstract) for abstract, reader in product(range(3), range(3))]
    rows += [(abstract, reader, 12 + abstract - 3) for abstract, reader in product(range(3, 6), range(3, 6))]

    scores = read(rows).scores

    assert [scores[each].harmonised for each in range(3)] == [scores[each].harmonised for each in range(3, 6)]


def test_a_reader_who_presses_their_scores_together_is_given_the_usual_width():
    wide = [(abstract, reader, 2 + abstract) for abstract, reader in product(range(15), (0, 1, 2))]
    pressed = [(abstract, 3, 9 + abstract // 7) for abstract in range(15)]

    manners = read([*wide, *pressed]).manners

    assert manners[3].spread < 0.7
    assert manners[0].spread == pytest.approx(1)


def test_nothing_read_yet_is_no_score():
    assert read([]).scores == {}
    assert not read([]).is_applied

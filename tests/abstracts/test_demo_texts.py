"""Invented abstracts: distinct, within the limits of the call, figures that agree, the same for the same seed."""

import random
import re
from statistics import mean

import pytest

from abstracts.demo.texts import InventedText, invent_texts
from abstracts.demo.texts.bank import CASES, TOPICS
from abstracts.demo.texts.figures import Figures, decimal
from abstracts.demo.texts.places import SEGOU

ACCEPTED = {
    "GYNO": 22, "PEDI": 17, "CHGE": 17, "SPUB": 13, "ANES": 10, "TRAU": 10, "CARD": 9, "UROL": 9, "OPHT": 8, "PSYC": 7,
    "INFE": 7, "ORLC": 6, "RADI": 6, "MINT": 5, "GAST": 5, "ENDO": 4, "NEPH": 4, "NEUR": 3, "DERM": 3, "PNEU": 3,
    "BIOL": 3, "MURG": 3, "ODON": 2, "CHPE": 1, "MFAM": 1, "HEMA": 3, "NCHI": 3, "RHUM": 3,
}  # fmt: skip
SECTIONS = {
    "original": ["introduction", "methods", "results", "conclusion"],
    "case": ["introduction", "observation", "discussion"],
}


def body(text: InventedText) -> str:
    """Join the sections of an abstract."""
    return " ".join(text.sections.values())


def one_total_explains(shares: list[tuple[str, str]]) -> bool:
    """Tell whether some number of patients gives every printed share from its count."""
    return any(
        all(share == decimal(100 * int(count) / total) for share, count in shares if int(count) <= total)
        for total in range(max([20, *(int(count) for _, count in shares)]), 1000)
    )


def all_texts(seed: int) -> list[InventedText]:
    """Invent half as many again as are accepted, in every specialty."""
    rng = random.Random(seed)
    return [text for code, count in ACCEPTED.items() for text in invent_texts(rng, code, -(-3 * count // 2))]


def test_every_specialty_of_segou_has_topics():
    assert set(TOPICS) == set(ACCEPTED)
    assert set(CASES) <= set(TOPICS)


@pytest.mark.parametrize("code", ACCEPTED)
def test_invent_texts_gives_distinct_titles_for_half_as_many_again_as_are_accepted(code: str):
    count = -(-3 * ACCEPTED[code] // 2)

    texts = invent_texts(random.Random(5), code, count)

    assert len({text.title for text in texts}) == count
    assert all(len(text.title) <= 200 for text in texts)


def test_invent_texts_is_the_same_for_the_same_seed():
    assert invent_texts(random.Random(9), "GYNO", 20) == invent_texts(random.Random(9), "GYNO", 20)


def test_invented_texts_keep_to_the_template_and_the_length_of_the_call():
    texts = [text for seed in range(5) for text in all_texts(seed)]
    lengths = [len(body(text).split()) for text in texts]

    assert all(list(text.sections) == SECTIONS[text.template] for text in texts)
    assert all(3 <= len(text.keywords) <= 5 for text in texts)
    assert min(lengths) >= 150
    assert max(lengths) <= 300
    assert 235 < mean(lengths) < 255


def test_about_one_text_in_seven_is_on_theme_and_one_in_sixteen_is_a_case():
    texts = [text for seed in range(5) for text in all_texts(seed)]

    assert 0.12 < mean(text.on_theme for text in texts) < 0.18
    assert 0.03 < mean(text.template == "case" for text in texts) < 0.08


def test_the_number_in_a_title_is_the_number_in_the_results():
    numbered = [
        (match[1], text)
        for seed in range(5)
        for text in all_texts(seed)
        if (match := re.search(r"(\d+) (?:cas|patients)", text.title))
    ]

    assert numbered
    assert all(re.search(rf"\b{number}\b", text.sections["results"]) for number, text in numbered)


def test_percentages_come_from_the_counts_printed_beside_them():
    results = [text.sections["results"] for text in all_texts(3) if text.template == "original"]
    shared = [re.findall(r"([\d,]+) %(?:[^%.;(]{0,25} \(|, )n = (\d+)", result) for result in results]

    assert sum(len(shares) > 1 for shares in shared) > 100
    assert all(one_total_explains(shares) for shares in shared)


def test_figures_write_counts_shares_and_odds_ratios_that_agree():
    figures = Figures(random.Random(1), 120, SEGOU)

    for _ in range(200):
        count, share = re.fullmatch(r"(\d+) cas \(([\d,]+) %\)", figures.fill("{#5-60}")).groups()
        ratio, low, high = re.match(
            r"OR = ([\d,]+) ; IC à 95 % \[([\d,]+) - ([\d,]+)\]", figures.fill("{or 2.5}")
        ).groups()
        assert share == decimal(100 * int(count) / 120)
        assert 1 <= float(low.replace(",", ".")) < float(ratio.replace(",", ".")) < float(high.replace(",", "."))


def test_no_brace_or_stray_space_is_left_in_a_text():
    printed = [text.title + body(text) for text in all_texts(4)]

    assert not [text for text in printed if re.search(r"[{}]|  | [,.]|\.\.|['`]", text)]

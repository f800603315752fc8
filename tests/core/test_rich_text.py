"""Italics, superscripts and subscripts in people's texts: kept, counted, shown and stripped, whatever was typed."""

import html
import re
from html.parser import HTMLParser

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from core import rich_text
from core.rich_text import Run
from core.typography import gsm_text

TAGS = [f"<{slash}{name}>" for name in ("i", "sup", "sub", "em", "I") for slash in ("", "/")]
HOSTILE = [
    *TAGS,
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<i onclick=x>", "</textarea>", "<!--", "-->"),
    *("<", ">", "&lt;i&gt;", "&", '"', "'", "\x00", "<sup", "/i>", "p < 0,05", " ", "\n", "=1+1"),
]
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6))).map("".join)


def elements(page):
    """Return the elements another reader finds in a piece of HTML."""
    found = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: found.append((tag, attributes))
    reader.feed(page)
    return found


def test_italics_and_levels_are_read_as_runs():
    found = rich_text.runs("<i>E. coli</i> à 10<sup>3</sup>/ml, CO<sub>2</sub>, <i>x<sup>n</sup></i>")

    assert found == [
        Run("E. coli", is_italic=True),
        Run(" à 10"),
        Run("3", level="sup"),
        Run("/ml, CO"),
        Run("2", level="sub"),
        Run(", "),
        Run("x", is_italic=True),
        Run("n", is_italic=True, level="sup"),
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<i>ouvert", "<i>ouvert</i>"),
        ("fermé</i>", "fermé"),
        ("<i></i>vide<sup> </sup>", "vide "),
        ("<i>a<sup>b</i>c</sup>", "<i>a</i><i><sup>b</sup></i><sup>c</sup>"),
        ("<em>Plasmodium</em>", "<i>Plasmodium</i>"),
        ("<i> bords </i>", " <i>bords</i> "),
        ("p <0,05 et <b>gras</b>", "p <0,05 et <b>gras</b>"),
        ("<</i>i>", ""),
        ("&lt;i&gt;", "&lt;i&gt;"),
    ],
)
def test_tags_are_put_in_order_and_nothing_else_is_touched(typed, kept):
    assert rich_text.clean(typed) == kept


def test_words_and_letters_are_counted_without_tags():
    assert rich_text.word_count("<i>E. coli</i> à 10<sup>3</sup> UFC") == 5
    assert rich_text.bare("H<sub>2</sub>O") == "H2O"


@pytest.mark.parametrize(
    ("kept", "plain"),
    [
        ("10<sup>3</sup>", "10³"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("CO<sub>2</sub>", "CO₂"),
        ("1<sup>er</sup>", "1er"),
        ("10<sup>3,5</sup>", "10^(3,5)"),
        ("<i>Aedes</i>", "Aedes"),
    ],
)
def test_where_letters_cannot_be_raised_a_number_stays_what_it_is(kept, plain):
    assert rich_text.plain(kept) == plain


def test_an_sms_never_makes_a_larger_number_of_a_power():
    assert gsm_text(rich_text.plain("10<sup>-3</sup> et CO<sub>2</sub>, 5 m<sup>2</sup>")) == "10^-3 et CO2, 5 m2"


def test_a_page_shows_the_tags_and_escapes_the_rest():
    assert rich_text.shown("<i>a</i> <b>&</b>") == "<i>a</i> &lt;b&gt;&amp;&lt;/b&gt;"


@given(texts)
def test_whatever_was_typed_a_page_holds_three_tags_at_most_and_loses_no_letter(text):
    page = str(rich_text.shown(text))

    assert set(re.findall(r"<[^>]*>", page)) <= {"<i>", "</i>", "<sup>", "</sup>", "<sub>", "</sub>"}
    assert html.unescape(re.sub(r"</?(?:i|sup|sub)>", "", page)) == "".join(r.text for r in rich_text.runs(text))
    assert {tag for tag, _attributes in elements(page)} <= {"i", "sup", "sub"}
    assert not any(attributes for _tag, attributes in elements(page))


@given(texts)
def test_cleaning_twice_changes_nothing_more_and_shows_the_same(text):
    once = rich_text.clean(text)

    assert rich_text.clean(once) == once
    assert rich_text.bare(once) == "".join(run.text for run in rich_text.runs(once))
    assert len(once) <= len(text) + text.count("<") * 12


@given(texts.filter(lambda text: "<" not in text))
def test_a_text_without_tags_is_left_as_it_is(text):
    assert (rich_text.clean(text), rich_text.plain(text), rich_text.bare(text)) == (text, text, text)


def test_a_word_document_gets_the_same_letters():
    document = Document()
    paragraph = document.add_paragraph()

    rich_text.write(paragraph, "<i>E. coli</i> 10<sup>3</sup> CO<sub>2</sub> & <b>")

    looks = [(run.text, run.italic, run.font.superscript, run.font.subscript) for run in paragraph.runs]
    assert [(text, *map(bool, look)) for text, *look in looks] == [
        ("E. coli", True, False, False),
        (" 10", False, False, False),
        ("3", False, True, False),
        (" CO", False, False, False),
        ("2", False, False, True),
        (" & <b>", False, False, False),
    ]

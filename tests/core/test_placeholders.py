"""Placeholders: a closed list, replaced once, by values that stay text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.placeholders import Address, fill, harmless, names_in
from core.search import fold

ANY = st.text(max_size=60)
BRACES = st.text(alphabet="{}prénom ab\n", max_size=60)
LINKS = re.compile(r"(?i)https?:/|www\.\w|\w@\w+\.\w{2}|\w\.[a-z]{2,}")


def test_a_placeholder_is_known_with_and_without_its_accents():
    values = {fold("prénom"): "Ɛssa", fold("nom complet"): "Dr Ɛssa N’Diaye"}

    assert fill("{prénom} {Prenom} {nom  complet} {nom}", values) == "Ɛssa Ɛssa Dr Ɛssa N’Diaye {nom}"
    assert names_in("{a} {b c}{a} { d } {} {\n}") == ["a", "b c", "d"]


@given(value=BRACES | ANY, other=ANY)
def test_a_value_is_put_in_as_it_is_and_never_looked_at_again(value, other):
    written = fill("[{un}|{deux}]", {"un": value, "deux": other})

    assert written == f"[{harmless(value)}|{harmless(other)}]"


@given(text=ANY | BRACES)
def test_a_text_without_known_placeholders_stays_as_it_was_written(text):
    assert fill(text, {}) == text


@given(value=ANY)
def test_a_value_stays_on_one_line(value):
    assert len(harmless(value).splitlines()) <= 1


@pytest.mark.parametrize(
    "name",
    [
        "Gagnez sur https://evil.example/x",
        "www.evil.example",
        "evil.example",
        "Dr spy@evil.example",
        "HTTP://EVIL.EXAMPLE",
        "javascript://evil.example",
        "evil。example",
    ],
)
def test_nothing_in_a_name_becomes_a_link(name):
    assert not LINKS.search(harmless(name)), harmless(name)


@pytest.mark.parametrize("name", ["Ɛssa N’Diaye dit Ŋolo", "J.-M. Ɛ. Traoré", "Pr Awa Keïta-Écriture", "{nom}", "<b>"])
def test_a_name_keeps_its_form(name):
    assert harmless(name) == name


def test_an_address_of_ours_stays_a_link():
    assert fill("{lien}", {"lien": Address("https://ours.example/me/x")}) == "https://ours.example/me/x"

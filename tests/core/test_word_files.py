"""Reading Word documents: the letters with their looks, within limits, whatever the file is."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import word_files
from core.errors import Refused
from tests.support.word_documents import CORPUS, PLAIN, around, body

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
BROKEN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
TAGS = [f"<{slash}w:{name}>" for slash in ("", "/") for name in ("p", "r", "tbl", "tr", "tc", "del", "sdt")]
TAGS += ["<w:t>x</w:t>", "<w:sym w:char='zz'/>", "&#0;", "<w:br/>"]
WHOLE = CORPUS["tracked changes of two people"][0]()


def test_letters_keep_their_looks_and_styles_are_followed(app_context):
    styles = (
        "<w:styles xmlns:w='w'><w:style w:type='paragraph' w:styleId='A'><w:rPr><w:b/></w:rPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='B'><w:basedOn w:val='A'/><w:rPr><w:i/></w:rPr></w:style></w:styles>"
    )
    inside = (
        "<w:p><w:pPr><w:pStyle w:val='B'/></w:pPr><w:r><w:t>a</w:t></w:r>"
        "<w:r><w:rPr><w:b w:val='0'/><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r></w:p>"
    )

    (paragraph,) = word_files.read(around(body(inside), **{"word/styles.xml": styles.encode()}))

    assert [(letter, look.is_bold, look.is_italic, look.level) for letter, look in paragraph.letters] == [
        ("a", True, True, ""),
        ("2", False, True, "sup"),
    ]


def test_a_file_too_heavy_is_refused_before_it_is_opened(app_context):
    with pytest.raises(Refused):
        word_files.read(b"PK\x03\x04" + bytes(word_files.MOST_BYTES))


def test_a_styles_part_that_turns_in_a_circle_ends(app_context):
    styles = b"<s><style styleId='A'><basedOn val='B'/></style><style styleId='B'><basedOn val='A'/></style></s>"

    assert word_files.read(around(body(PLAIN), **{"word/styles.xml": styles}))


@BROKEN
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=12))
def test_a_damaged_document_is_read_or_refused_and_never_breaks(app_context, place, noise):
    damaged = WHOLE[:place] + noise + WHOLE[place + len(noise) :]

    with suppress(Refused):
        word_files.read(damaged)


@BROKEN
@given(st.lists(st.sampled_from(TAGS)))
def test_any_order_of_elements_is_read_or_refused(app_context, pieces):
    with suppress(Refused):
        word_files.read(around(body("".join(pieces))))


def test_nothing_of_a_document_is_looked_for_outside_it(app_context):
    relations = b"<r><r Type='x/officeDocument' Target='../../../etc/passwd'/></r>"

    with pytest.raises(Refused):
        word_files.read(around(body(PLAIN), **{"_rels/.rels": relations}))

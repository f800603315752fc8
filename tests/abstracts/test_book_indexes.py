"""The indexes of the book of abstracts: each page once, in order, and pages that follow each other as one run."""

from abstracts.documents.book import _pages, _runs
from abstracts.queries.books import Entry, specialty_index

PLACES = {"CO-001": 20, "CO-002": 19, "CA-001": 21, "CA-002": 19, "SY-001": 40}


def test_each_page_is_named_once_in_order_and_bold_where_anything_on_it_is_presented():
    pages = _pages({"CO-001": False, "CO-002": False, "CA-002": True, "XX-001": True}, PLACES)

    assert [(place.code, place.pages, place.presents) for place in pages] == [
        ("CO-002", "19", True),
        ("CO-001", "20", False),
    ]


def test_pages_that_follow_each_other_are_one_run():
    pages = _pages(dict.fromkeys(PLACES, False), PLACES)

    assert [place.pages for place in _runs(pages)] == ["19–21", "40"]
    assert _runs([]) == []


def test_what_is_of_no_specialty_has_no_line_among_them():
    held = [
        Entry(code, "oral", "", "", name, "", (), (), (), ()) for code, name in (("CO-001", "Urologie"), ("CF-01", ""))
    ]

    assert specialty_index(held) == [("Urologie", ["CO-001"])]

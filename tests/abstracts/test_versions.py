"""What was sent stays: one version each time, and what changed between two of them in words."""

import pytest

from core.differences import between
from core.rich_text import marked_words
from tests.acceptance.thread import EDITION, SECTIONS, Thread

MAIN = "main form[method=post]"


def test_each_sending_is_a_version_and_authors_and_chair_read_what_changed(demo_app):
    thread = Thread(demo_app)
    code = thread.submit()
    once = thread.physician.get(f"{EDITION}/submit/{code}/versions")
    thread.physician.get(f"{EDITION}/submit/{code}")
    changed = SECTIONS["section-conclusion"].replace("nécessaire", "<i>indispensable</i>")
    thread.physician.submit(MAIN, button="Envoyer", **{"section-conclusion": changed})

    mine = thread.physician.get(f"{EDITION}/submit/{code}/versions")
    theirs = thread.as_("chaire").get(f"{EDITION}/committee/abstracts/{code}/versions?from=2&to=1")

    assert not once.all(".changed")
    for page in (mine, theirs):
        assert page.texts(".changed h2") == ["Conclusion"]
        assert page.texts(".changed del") == ["nécessaire."]
        assert page.texts(".changed ins") == ["indispensable."]
        assert page.one(".changed ins i").text_content() == "indispensable"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_stranger_finds_neither_versions_nor_the_page_of_the_book(demo_app):
    thread = Thread(demo_app)
    code = thread.submit()

    page = thread.physician.get(f"{EDITION}/submit/{code}/page")
    for address in ("versions", "page"):
        Thread(demo_app).physician.get(f"{EDITION}/submit/{code}/{address}", expect=404)
    thread.as_("evaluateur").get(f"{EDITION}/committee/abstracts/{code}/versions", expect=404)

    assert page.one(".book-page .presenter").text_content() == "F. Diarra-Thread"


def test_words_that_stay_go_and_come_are_told_apart():
    pieces = between(marked_words("un <i>deux</i> trois"), marked_words("un deux quatre"))

    assert [(piece.text, piece.fate.value) for piece in pieces] == [
        ("un ", "same"),
        ("<i>deux</i> trois", "gone"),
        ("deux quatre", "new"),
    ]

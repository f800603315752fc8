"""C01: what an autosave and a submission ask of the database: a few things, hardly more for many authors."""

import pytest

from tests.acceptance.test_c01_the_last_minute import typed
from tests.support.statements import counted
from tests.support.visitor import Visitor

AUTOSAVE, READS, SUBMISSION = 3, 8, 20
EACH_NEW_PERSON = 3  # SQLite numbers rows one by one: the person, their place in the council's books and as an author


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c01_an_autosave_and_a_submission_ask_the_database_few_things_however_many_sign(demo_app):
    author = Visitor(demo_app)
    form = typed(author, 1)
    draft = author.page.one("[data-draft]").get("data-draft")
    token = author.page.one("#abstract input[name=csrf_token]").get("value")
    with counted() as autosave:
        author.post("/drafts/", {"csrf_token": token, "draft": draft, "title": "Un titre"}, expect=200)
    with counted() as alone:
        assert author.client.open(form.action, method="POST", **form.sent()).headers["Location"].endswith("/receipt")
    form = typed(author, 2)
    for place in range(1, 11):
        form.fill(f"authors-{place}-given_names", "Moussa")
        form.fill(f"authors-{place}-family_name", f"Coulibaly-{place}")
    with counted() as eleven:
        assert author.client.open(form.action, method="POST", **form.sent()).headers["Location"].endswith("/receipt")

    assert (autosave.total, alone.total) == (AUTOSAVE, SUBMISSION), f"{autosave}\n\n{alone}"
    assert eleven.total == SUBMISSION + 10 * EACH_NEW_PERSON, str(eleven)
    assert (alone.reads, eleven.reads) == (READS, READS), f"{alone}\n\n{eleven}"

"""The submission page: what is typed stays, what is sent arrives whole, and two texts are shown side by side."""

from urllib.parse import unquote

import pytest
from sqlalchemy import event, func, select

from abstracts.models import Abstract, AbstractState
from core.db import db
from core.jobs import Job
from core.outbox import Message
from tests.acceptance.thread import EDITION, TITLE, Thread, option_named
from tests.support.forms import Form, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FORM = "main form[method=post]"


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


def states(thread):
    """Return how many abstracts of the open call there are in each state."""
    with thread.app.app_context():
        counted = select(Abstract.state, func.count()).group_by(Abstract.state)
        return dict(db.session.execute(counted).all())


def test_who_corrects_reads_what_the_committee_asks_beside_the_form(thread):
    code, chair = thread.submit(), thread.as_("chaire")
    chair.get(f"{EDITION}/committee/abstracts/{code}")
    chair.submit("form[action$='/decision']", outcome="to-correct", comment="Précisez la période.")

    page = thread.physician.get(f"{EDITION}/submit/{code}")

    assert "Précisez la période." in page.all("main .notice")[0].text_content()


def test_a_text_of_a_hundred_thousand_words_comes_back_with_what_is_wrong_and_nothing_lost(thread):
    thread.physician.get(f"{EDITION}/submit/{thread.submit()}")

    page = thread.physician.submit(FORM, button="Envoyer", expect=200, **{"section-results": "mot " * 100_000})

    assert page.one(".error-summary a").get("href") == "#section-results"
    assert len(page.one("#section-results").text_content().split()) == 100_000


def test_a_stale_abstract_shows_every_text_typed_beside_every_text_saved(thread):
    address = f"{EDITION}/submit/{thread.submit()}"
    stale = Form(thread.physician.get(address).one(FORM), address)
    typed = {
        "section-results": "Mes résultats tapés ici",
        "keywords": "mot, tapé, ici",
        "interests": "Mes liens tapés ici",
        "authors-1-structure": "Ma structure tapée ici",
    }
    for name, text in typed.items():
        stale.fill(name, text)
    stale.fill("wish", "poster")
    stale.press("Envoyer")
    saved = {name: text.replace("tapé", "gardé") for name, text in typed.items()}
    thread.physician.get(address)
    thread.physician.submit(FORM, button="Envoyer", **saved)

    page = thread.physician.post(address, expect=409, **stale.sent())

    for text in (*typed.values(), *saved.values()):
        assert text in page.text
    labels = [words(heading.text_content()) for heading in page.all("main h2")]
    assert labels == [
        "Comment souhaitez-vous présenter ?",
        "Résultats",
        "Mots-clés, séparés par des virgules",
        "Auteur 2 · Structure",
        "Liens d’intérêt, s’il y en a",
    ]


def test_what_cannot_be_sent_yet_is_kept_and_the_page_says_why(thread):
    before = states(thread)
    thread.physician.get(f"{EDITION}/submit/")

    specialty = option_named(thread.physician.page, "specialty", "Pédiatrie")
    page = thread.physician.submit(
        FORM,
        button="Envoyer",
        title="Un titre seul",
        specialty=specialty,
        template="original",
        presenter="1",
        **{"authors-0-given_names": "Awa", "authors-0-family_name": "Seule"},
    )

    assert "Un titre seul" in page.text
    assert "Confirmez la déclaration au nom de tous les auteurs." in page.text
    led_to = [link.get("href") for link in page.all(".error-summary a")]
    sections = [f"#section-{key}" for key in ("introduction", "methods", "results", "conclusion")]
    assert led_to == [*sections, "#keywords", "#declares_consent"]
    assert states(thread) == before | {AbstractState.DRAFT: before.get(AbstractState.DRAFT, 0) + 1}


def test_the_receipt_is_passed_on_by_whatsapp_or_sms_in_a_sentence(thread):
    code = thread.submit()

    links = [
        a.get("href") for a in thread.physician.page.all("main p a[href^='https://wa.me/'], main p a[href^='sms:']")
    ]

    text = f"{code} · {TITLE}. 8es Journées scientifiques de Ségou. http://localhost{EDITION}/"
    assert [unquote(link) for link in links] == [f"https://wa.me/?text={text}", f"sms:?body={text}"]


def test_a_fault_while_sending_leaves_neither_a_draft_nor_a_message(thread):
    """The process dies between keeping and sending: one transaction, so nothing at all was written."""
    before, waiting = states(thread), messages(thread)

    def dies(*_row):
        raise OSError("the power went")

    event.listen(Job, "before_insert", dies)
    try:
        with pytest.raises(OSError, match="the power went"):
            thread.submit()
    finally:
        event.remove(Job, "before_insert", dies)

    assert (states(thread), messages(thread)) == (before, waiting)


def messages(thread):
    with thread.app.app_context():
        return db.session.scalar(select(func.count(Message.id)))


def test_a_first_review_written_on_two_phones_meets_both_texts(thread):
    reviewer, address = thread.as_("evaluateur"), f"{EDITION}/review/R-005"
    late = Form(reviewer.get(address).one("form.grid-side"), address)
    scores = {radio.get("name"): "1" for radio in reviewer.page.all("input[type=radio][name^=score_]")}
    for name, points in scores.items():
        late.fill(name, points)
    late.fill("proposal", "oral")
    late.fill("comment", "Écrit sur l’autre téléphone")
    late.press(None)
    reviewer.get(address)
    reviewer.submit("form.grid-side", proposal="oral", comment="Envoyé le premier", **scores)

    page = reviewer.post(address, expect=409, **late.sent())

    assert "Écrit sur l’autre téléphone" in page.text
    assert "Envoyé le premier" in page.text

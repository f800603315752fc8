"""C05 · What may let a patient or an author be recognised is pointed out to the author first, and to nobody else."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from abstracts.models import Abstract, AbstractState, Call
from abstracts.words import LEAKS
from conference.models import Edition
from core import clock
from core.db import db
from tests.acceptance.thread import AUTHORS, EDITION, SECTIONS, Thread, option_named
from tests.support import chromium

TELLING = {
    "section-introduction": "La patiente Sira Konaté, née le 12/03/1987, dossier n° 2023/145.",
    "section-results": "Jointe au +223 76 98 76 54, au CHU Gabriel Touré, dans notre service, par le Dr Diarra-Thread.",
}
WORDS = {
    *("Sira Konaté", "née le 12/03/1987", "dossier n° 2023/145", "+223 76 98 76 54", "CHU Gabriel Touré"),
    *("notre service", "Dr Diarra-Thread"),
}
MAIN = "main form[method=post]"


def test_c05_the_author_sees_the_words_before_sending_nothing_is_refused_and_no_reviewer_is_told(demo_app):
    thread = Thread(demo_app)
    page = thread.physician.get(f"{EDITION}/submit/")
    assert page.one("[data-leaks]").get("hidden") is not None
    specialty = option_named(page, "specialty", "Chirurgie générale")

    draft = thread.physician.submit(
        MAIN,
        button="Enregistrer le brouillon",
        title="Un titre",
        template="original",
        specialty=specialty,
        keywords="un, deux, trois",
        presenter="1",
        declares_consent=True,
        **SECTIONS | TELLING,
        **AUTHORS,
    )
    told = set(draft.texts("[data-leaks] li a"))
    thread.physician.submit(MAIN, button="Envoyer")
    with demo_app.app_context():
        abstract = db.session.scalars(select(Abstract).order_by(Abstract.id.desc())).first()
        state, said = abstract.state, [str(words) for words in LEAKS.values()]
    chair = thread.as_("chaire").get(f"{EDITION}/committee/abstracts/{abstract.code}")
    reader = thread.as_("evaluateur").get(f"{EDITION}/review/R-005")

    assert told == WORDS
    assert state is AbstractState.SUBMITTED
    for page in (chair, reader):
        assert not page.all("[data-leaks]")
        assert not [words for words in said if words in page.text]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c05_what_is_sent_at_once_is_pointed_out_once_and_in_the_last_hour_nobody_is_held_up(demo_app):
    thread = Thread(demo_app)
    page = thread.physician.get(f"{EDITION}/submit/")
    told = {"title": "Un titre", "template": "original", "keywords": "un, deux, trois", "presenter": "1"}
    told |= {"specialty": option_named(page, "specialty", "Chirurgie générale"), "declares_consent": True}

    held = thread.physician.submit(MAIN, button="Envoyer", **told | SECTIONS | TELLING | AUTHORS)
    sent = thread.physician.submit(MAIN, button="Envoyer")
    with demo_app.app_context():
        closes = db.session.scalars(select(Call).join(Edition).where(Edition.slug == "js-segou-8")).one().closes_at
    with clock.stopped(closes - timedelta(minutes=59)):
        late = Thread(demo_app).physician
        late.get(f"{EDITION}/submit/")
        at_once = late.submit(MAIN, button="Envoyer", **told | SECTIONS | TELLING | AUTHORS)

    assert set(held.texts(".notice li a")) == WORDS
    assert [page.url.rpartition("/")[2] for page in (sent, at_once)] == ["receipt", "receipt"]


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c05_the_words_are_pointed_out_while_one_writes(demo_installation, server, open_page):
    page = open_page(chromium.NARROW)
    page.goto(f"{server(demo_installation).url}{EDITION}/submit/")
    expect(page.locator("[data-leaks]")).to_be_hidden()

    page.fill("#section-results", TELLING["section-results"])
    page.locator("#section-results").blur()

    expect(page.locator("[data-leaks] li")).to_have_count(3)
    expect(page.locator("[data-gives]")).to_be_visible()
    page.fill("#section-results", "Rien.")
    page.locator("#section-results").blur()
    expect(page.locator("[data-leaks]")).to_be_hidden()

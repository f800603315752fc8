"""C01: S2 in full: to the word, to the abstract, to the second at the place, and no cut takes a section away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from abstracts.models import Abstract, Call
from core import clock
from core.db import db, transaction
from tests.acceptance.test_c01_the_last_minute import typed
from tests.acceptance.thread import EDITION, SECTIONS
from tests.support.visitor import Visitor

FORM = "main form[method=post]"
PARTS = ("introduction", "methods", "results", "conclusion")


def send(app, number, **instead):
    """Send a whole abstract by somebody new, some of its fields filled in otherwise; return what they then see."""
    author = Visitor(app)
    form = typed(author, number)
    for name, value in instead.items():
        form.fill(name, value)
    answer = author.client.open(form.action, method="POST", **form.sent())
    return author, author.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def words(number):
    """Return a text of so many words, in four parts."""
    return {f"section-{key}": "mot " * (number // 4 + (place < number % 4)) for place, key in enumerate(PARTS)}


def test_c01_to_the_word_to_the_abstract_and_to_the_second_in_bamako(demo_app):
    _author, refused = send(demo_app, 1, **words(301))
    assert "Le texte compte 301 mots ; la limite est de 300." in refused.text
    _author, accepted = send(demo_app, 2, **words(300))
    assert accepted.url.endswith("/receipt"), accepted.text

    same = {"authors-0-family_name": "Diarra-Quatre", "authors-0-email": "quatre@courriel.example"}
    pages = [send(demo_app, number, **same)[1] for number in range(3, 7)]
    assert [page.url.endswith("/receipt") for page in pages] == [True, True, True, False]
    assert "Awa Diarra-Quatre a déjà envoyé 3 résumés" in pages[3].text

    tomorrow = clock.at_place(clock.now(), "Africa/Bamako").replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = tomorrow + timedelta(days=1)
    with demo_app.app_context(), transaction():
        db.session.scalars(select(Call).join(Call.edition).filter_by(slug="js-segou-8")).one().closes_at = midnight
    with clock.stopped(midnight - timedelta(seconds=1)):
        late, page = send(demo_app, 7)
        assert page.url.endswith("/receipt"), page.text
        waiting = Visitor(demo_app)
        form = typed(waiting, 8)
    with clock.stopped(midnight):
        answer = waiting.client.open(form.action, method="POST", **form.sent())
        assert answer.status_code == 409
        assert "heure de Bamako ; ce qui a été saisi est conservé" in " ".join(answer.text.split()).replace("\xa0", " ")
        late.get(f"{EDITION}/submit/")
    with demo_app.app_context():
        assert db.session.scalar(select(Abstract.id).filter_by(title="Envoyé à la dernière minute, numéro 008")) is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c01_what_cannot_be_sent_and_what_a_cut_leaves_is_found_again_and_names_stay_as_typed(demo_app):
    author = Visitor(demo_app)
    author.get(f"{EDITION}/submit/")
    refused = author.submit(FORM, button="Envoyer", title="Sans spécialité", template="original", **SECTIONS)
    assert "Choisissez une spécialité." in refused.text

    again = author.get(f"{EDITION}/submit/")  # the phone was switched off meanwhile
    found = {field.get("name"): (field.text or "").strip() for field in again.all("textarea[name^=section-]")}
    assert {name: found[name] for name in SECTIONS} == SECTIONS
    assert again.one("textarea[name=title]").text.strip() == "Sans spécialité"

    author, page = send(demo_app, 9, **{"authors-0-family_name": "N’Diaye dit Ŋolo", "authors-0-given_names": "Ɛssa"})
    assert "Ɛssa N’Diaye dit Ŋolo" in page.text

    browser = Visitor(demo_app)
    browser.get(f"{EDITION}/submit/")
    two = {"authors-0-given_names": "Awa", "authors-0-family_name": "Une", "authors-1-given_names": "Bah"}
    moved = browser.submit(FORM, button="Monter · Auteur 2", presenter="2", **two | {"authors-1-family_name": "Deux"})
    first = [moved.one(f"[name=authors-0-{name}]").get("value") for name in ("given_names", "family_name")]
    assert (first, moved.one("[name=presenter][checked]").get("value")) == (["Bah", "Deux"], "1")

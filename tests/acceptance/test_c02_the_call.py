"""C02: the call is data, changed by its chair through pages, without code; what was sent keeps its rules."""

import pytest
from sqlalchemy import select

from abstracts.models import Abstract, Call, CallVersion
from core.db import db
from tests.acceptance.thread import EDITION, Thread, option_named
from tests.support.visitor import Visitor

CALL = f"{EDITION}/committee/call"
PART, FORM, KEEP = "form.call-part", "main form[method=post]", "Enregistrer"


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


def set_up(chair):
    """Set up, page by page, a kind of text, a question, a declaration and two themes; lower the limit of words."""
    chair.get(f"{CALL}/kinds/new")
    chair.submit(PART, button=KEEP, **{
        "label_fr": "Série de cas", "most_words": "120",
        "lines-0-label_fr": "Contexte", "lines-1-label_fr": "Cas", "lines-1-most_words": "60",
    })  # fmt: skip
    chair.get(f"{CALL}/questions/new")
    question = {"label_fr": "Numéro d’accord du comité d’éthique", "kind": "text", "templates": ["serie-de-cas"]}
    chair.submit(PART, button=KEEP, is_required=True, **question)
    chair.get(f"{CALL}/declarations")
    chair.submit(PART, button=KEEP, **{"lines-1-label_fr": "Une aide à la rédaction a été utilisée"})
    chair.get(f"{CALL}/themes")
    chair.submit(PART, button=KEEP, **{"lines-0-label_fr": "Mère et enfant", "lines-1-label_fr": "Urgences"})
    chair.get(f"{CALL}/limits")
    return chair.submit(PART, button=KEEP, most_words="250", fewest_keywords="2", wishes=["oral", "poster"])


def test_c02_what_the_chair_sets_up_is_asked_from_then_on_and_what_was_sent_keeps_its_rules(thread):
    code, chair = thread.submit(), thread.as_("chaire")

    page = set_up(chair)

    assert "250 mots, 2 à 5 mots-clés, 3 résumés au plus pour un auteur" in page.text
    form = Visitor(thread.app).get(f"{EDITION}/submit/")
    assert form.texts("#template label") == ["Étude originale", "Cas clinique", "Série de cas"]
    assert form.texts("#wish label") == ["Orale", "Affichée"]
    assert option_named(form, "theme", "Urgences") == "urgences"
    assert form.all("main [checked], main option[selected]:not([value=''])") == []  # nothing is chosen for anybody
    assert form.one("[data-question]").get("data-templates") == "serie-de-cas"
    assert "Une aide à la rédaction a été utilisée" in form.text
    preview = chair.get(f"{CALL}/preview")
    assert "Numéro d’accord du comité d’éthique" in preview.text
    assert preview.all("main form, main button") == []
    keeps_each_rule_of_its_kind(Visitor(thread.app))
    keeps_the_rules_it_was_sent_under(thread, code)


def keeps_each_rule_of_its_kind(author):
    """Send an abstract of the new kind: one word too many in a part and no answer first, then rightly."""
    author.get(f"{EDITION}/submit/")
    answers = {
        "specialty": option_named(author.page, "specialty", "Pédiatrie"), "title": "Trois cas", "keywords": "un, deux",
        "template": "serie-de-cas", "section-contexte": "Un contexte.", "section-cas": "mot " * 61, "wish": "oral",
        "presenter": "1", "authors-0-given_names": "Awa", "authors-0-family_name": "Keïta", "theme": "urgences",
        "authors-0-phone": "76 12 34 56", "declares_consent": True,
    }  # fmt: skip
    refused = author.submit(FORM, button="Envoyer", **answers)
    assert "La partie « Cas » a 61 mots ; sa limite est de 60." in refused.text
    assert "Répondez à « Numéro d’accord du comité d’éthique »." in refused.text

    question = next(field.get("name") for field in refused.all("textarea") if field.get("name").startswith("question_"))
    sent = author.submit(FORM, button="Envoyer", **{"section-cas": "mot " * 60, question: "CE-2024-7"})

    assert sent.url.endswith("/receipt"), sent.text
    assert "CE-2024-7" in sent.text
    assert "Urgences" in sent.text


def keeps_the_rules_it_was_sent_under(thread, code):
    """Look at an abstract that was sent before the change, and send it again as its own rules allow."""
    with thread.app.app_context():
        call = db.session.scalars(select(Call).join(Call.edition).filter_by(slug="js-segou-8")).one()
        versions = db.session.scalars(select(CallVersion).order_by(CallVersion.number)).all()
        assert [(each.number, each.rules["most_words"]) for each in versions] == [(1, 300)]
        assert (call.number, call.most_words) == (2, 250)
        abstract = db.session.scalars(select(Abstract).filter_by(code=code, call_id=call.id)).one()
        assert (abstract.rules_number, abstract.rules.most_words, len(abstract.rules.templates)) == (1, 300, 2)
    page = thread.physician.get(f"{EDITION}/submit/{code}")
    assert page.texts("#template label") == ["Étude originale", "Cas clinique"]
    again = thread.physician.submit(FORM, button="Envoyer", **{"section-results": "mot " * 255})
    assert again.url.endswith("/receipt"), again.text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c02_parts_are_ordered_by_buttons_kinds_copied_and_two_chairs_lose_nothing(thread):
    chair, other = thread.as_("chaire"), Thread(thread.app).as_("chaire")
    chair.get(f"{CALL}/kinds/case")
    page = chair.submit(PART, button="Monter · ligne 2", **{"lines-2-label_fr": "Discussion changée"})
    names = [field.get("value") for field in page.all("input[name$='-label_fr'][name^=lines]")]
    assert names[:3] == ["Observation", "Introduction", "Discussion changée"]

    chair.submit(PART, button=KEEP)
    assert "Observation · Introduction · Discussion changée" in chair.page.text

    chair.get(f"{CALL}/kinds/case")
    chair.submit(PART, button="Supprimer cette sorte")
    assert "Cas clinique" not in chair.page.one(".sets").text_content()
    chair.submit("form[action$='/copy']", button="Reprendre")
    assert "Cas clinique" in chair.page.one(".sets").text_content()

    chair.get(f"{CALL}/limits")
    other.get(f"{CALL}/limits")
    other.submit(PART, button=KEEP, most_words="280")
    both = chair.submit(PART, button=KEEP, most_words="260", expect=409)
    assert "280" in both.text
    assert "260" in both.text

    chair.get(f"{CALL}/themes")
    other.get(f"{CALL}/window")
    other.submit(PART, button=KEEP, opens_hour="07:00")
    assert chair.submit(PART, button=KEEP, **{"lines-0-label_fr": "Urgences"}).url == f"{CALL}/"  # another part

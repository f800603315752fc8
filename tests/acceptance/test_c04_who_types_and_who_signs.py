"""C04: a secretary types for a professor, co-authors need no e-mail, are told by the road they have, and may object."""

import re

import pytest
from sqlalchemy import select

from abstracts.models import Abstract, AbstractAuthor
from core.audit import AuditEntry
from core.db import db
from core.outbox import Channel, Message
from tests.acceptance.thread import EDITION, SECTIONS, Thread, option_named
from tests.support.visitor import Visitor

FORM = "main form[method=post]"
PROFESSOR = ("Aïssata", "Traoré-Signe", "Hôpital de Ségou", "a.traore@courriel.example", "")
BY_SMS = ("Bakary", "Coulibaly-Signe", "Hôpital de Ségou", "", "76 45 45 45")
UNREACHED = ("Cheick", "Diarra-Signe", "CSRéf de Markala", "", "")


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


def authors(*people):
    """Return what is typed of some authors, in order."""
    names = ("given_names", "family_name", "structure", "email", "phone")
    return {
        f"authors-{place}-{name}": said
        for place, person in enumerate(people)
        for name, said in zip(names, person, strict=True)
    }


def send(browser, title, *people, **more):
    """Type an abstract and send it."""
    specialty = option_named(browser.page, "specialty", "Pédiatrie")
    return browser.submit(FORM, button="Envoyer", title=title, specialty=specialty, presenter="1", template="original",
                          keywords="un, deux, trois", declares_consent=True,
                          **SECTIONS | authors(*people) | more)  # fmt: skip


def messages(thread, *kinds):
    """Return the messages of some kinds: kind, to whom, by which road, and the text."""
    with thread.app.app_context():
        found = db.session.scalars(select(Message).where(Message.kind.in_(kinds)).order_by(Message.id))
        return [(each.kind, each.to_name, each.channel, each.sms) for each in found]


def page_of(thread, text):
    """Open the page that a message's link leads to, as whoever got it."""
    reader = Visitor(thread.app)
    reader.get(re.search(r"http://localhost(/\S+)", text).group(1), expect=None)
    reader.follow()
    return reader


def test_c04_both_see_it_both_change_it_and_the_history_says_who_typed(thread):
    secretary = Visitor(thread.app)
    secretary.get(f"{EDITION}/submit/")
    typist = {"typist-given_names": "Kadia", "typist-family_name": "Secrétaire", "typist-phone": "76 11 11 11"}
    receipt = send(secretary, "Le travail du professeur", PROFESSOR, BY_SMS, UNREACHED, **typist)
    code = re.search(r"R-\d{3}", receipt.url).group()
    assert "Saisi par Kadia Secrétaire" in receipt.text
    thread.work()

    told = messages(thread, "abstract-received", "abstract-signed")
    told = [row for row in told if row[1].endswith(("Signe", "Secrétaire"))]
    assert [row[:3] for row in told] == [
        ("abstract-received", "Kadia Secrétaire", Channel.SMS),
        ("abstract-received", "Aïssata Traoré-Signe", Channel.EMAIL),
        ("abstract-signed", "Bakary Coulibaly-Signe", Channel.SMS),
    ]
    handed = receipt.all("main li a[href^='https://wa.me/']")
    assert [link.text_content() for link in handed] == ["WhatsApp pour Cheick Diarra-Signe"]
    for (_kind, name, _channel, text), place in zip(told[:2], ("première", "deuxième"), strict=True):
        own = page_of(thread, text)
        assert "Le travail du professeur" in own.get("/me/").text, name
        own.get(f"{EDITION}/submit/{code}")
        own.submit(FORM, button="Envoyer", title=f"Le travail du professeur, relu par la {place}")
    with thread.app.app_context():
        abstract = db.session.scalars(select(Abstract).where(Abstract.title.contains("relu par la deuxième"))).one()
        lines = select(AuditEntry.action, AuditEntry.actor_name).filter_by(object_kind="abstract")
        done = db.session.execute(lines.filter_by(object_id=abstract.id).order_by(AuditEntry.id)).all()
    assert list(done) == [(action, name) for name, actions in (
        ("Kadia Secrétaire", ("begun", "submitted", "saved", "submitted")),
        ("Aïssata Traoré-Signe", ("saved", "submitted")),
    ) for action in actions]  # fmt: skip
    history = thread.as_("chaire").get(f"{EDITION}/committee/abstracts/{code}")
    assert "Kadia Secrétaire" in history.text
    says_that_is_not_me(thread, secretary, code, told[-1][3])


def says_that_is_not_me(thread, secretary, code, text):
    """Object to being named: the submitter and the chair are told, the submitter confirms, the name goes."""
    stranger = page_of(thread, text)
    assert "Ce que vous signez" in stranger.page.text
    stranger.submit("form[action$='/not-me']", button="Ce n’est pas moi")
    stranger.get("/me/", expect=302)  # the link opens nothing else
    to = [row[1] for row in messages(thread, "abstract-disowned")]
    assert to[0] == "Kadia Secrétaire"
    assert "Pr Kadidia Sidibé" in to

    secretary.get(f"{EDITION}/submit/{code}/receipt")
    receipt = secretary.submit("form[action$='/off']", button="Retirer le nom de Bakary Coulibaly-Signe")

    assert "Bakary Coulibaly-Signe" not in receipt.one("dl.facts").text_content()
    with thread.app.app_context():
        signing = select(AbstractAuthor).join(Abstract).where(Abstract.title.contains("relu par la deuxième"))
        left = db.session.scalars(signing.order_by(AbstractAuthor.position)).all()
        assert [(each.person.given_names, each.position) for each in left] == [("Aïssata", 1), ("Cheick", 2)]
        taken = db.session.scalars(select(AuditEntry).filter_by(action="author taken off")).one()
        assert (taken.actor_name, taken.facts) == ("Kadia Secrétaire", {"name": "Bakary Coulibaly-Signe"})


def test_c04_one_author_spelled_three_ways_is_one_and_five_who_share_an_e_mail_are_five(thread):
    spelled = [("Aïssata", "Traoré-Trois"), ("AISSATA", "Traore-Trois"), ("traoré trois", "aïssata")]
    for place, names in enumerate([*spelled, spelled[0]]):
        browser = Visitor(thread.app)
        browser.get(f"{EDITION}/submit/")
        first = ("Awa", f"Présente-{place}", "HNF", f"awa{place}@courriel.example", "")
        page = send(browser, f"Travail numéro {place}", first, (*names, "Hôpital de Ségou", "", ""))
        assert page.url.endswith("/receipt") == (place < 3), page.text
    assert "a déjà envoyé 3 résumés" in page.text

    shared = [(name, "Koné-Partage", "CSRéf de Niono", "csref@courriel.example", "") for name in
              ("Ali", "Bintou", "Coumba", "Djénéba", "Elhadj")]  # fmt: skip
    browser = Visitor(thread.app)
    browser.get(f"{EDITION}/submit/")
    send(browser, "Cinq qui partagent une adresse", *shared)
    thread.work()

    with thread.app.app_context():
        signing = select(AbstractAuthor.person_id).join(Abstract).where(Abstract.title.startswith("Travail numéro"))
        signing = signing.where(AbstractAuthor.position == 2, Abstract.state != "draft")
        assert len(set(db.session.scalars(signing))) == 1
    named = [row[1] for row in messages(thread, "abstract-received", "abstract-signed") if "Partage" in row[1]]
    assert named == [f"{name} Koné-Partage" for name in ("Ali", "Bintou", "Coumba", "Djénéba", "Elhadj")]

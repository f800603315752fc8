"""C12: more time, a call opened again, one person let in late: one action each, audited, told to the right people."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from abstracts.models import Call
from core import clock
from core.audit import AuditEntry
from core.db import db
from core.outbox import Message
from tests.acceptance.thread import AUTHORS, EDITION, SECTIONS, Thread, option_named
from tests.support.visitor import Visitor

CALL = f"{EDITION}/committee/call"
FORM = "main form[method=post]"


@pytest.fixture
def thread(demo_app):
    return Thread(demo_app)


def told(thread, kind):
    """Return to whom messages of a kind are addressed."""
    with thread.app.app_context():
        return db.session.scalars(select(Message.to_name).filter_by(kind=kind).order_by(Message.id)).all()


def done(thread):
    """Return what was done to calls and invitations, in order."""
    kinds = AuditEntry.object_kind.in_(["call", "invitation"])
    with thread.app.app_context():
        return db.session.scalars(select(AuditEntry.action).where(kinds).order_by(AuditEntry.id)).all()


def closing(thread):
    """Return when the open call closes."""
    with thread.app.app_context():
        return db.session.scalars(select(Call.closes_at).join(Call.edition).filter_by(slug="js-segou-8")).one()


def days_later(moment, days):
    return (moment + timedelta(days=days)).date().isoformat()


def close(chair):
    """Have the call closed since yesterday."""
    chair.get(f"{CALL}/window")
    return chair.submit("form.call-part", button="Enregistrer", closes_day=days_later(clock.now(), -1))


def write(browser, button, surname, **more):
    """Fill in the form of the call and press a button."""
    specialty = option_named(browser.page, "specialty", "Pédiatrie")
    names = AUTHORS | {"authors-0-family_name": surname, "authors-0-email": f"{surname.lower()}@courriel.example"}
    return browser.submit(FORM, button=button, title=f"Le travail de {surname}", specialty=specialty, presenter="1",
                          template="original", keywords="un, deux, trois", declares_consent=True,
                          **SECTIONS | names | more)  # fmt: skip


def test_c12_extending_and_opening_again_tell_those_who_have_a_draft_and_nobody_else(thread):
    chair, drafter, sender = thread.as_("chaire"), Visitor(thread.app), Visitor(thread.app)
    drafter.get(f"{EDITION}/submit/")
    write(drafter, "Enregistrer le brouillon", "Brouillon")
    sender.get(f"{EDITION}/submit/")
    assert write(sender, "Envoyer", "Envoyee").url.endswith("/receipt"), sender.page.text
    closes = closing(thread)

    chair.get(f"{CALL}/")
    refused = chair.submit("form[action$='/extend']", day=days_later(closes, -3), expect=409)
    assert "Choisissez un moment après la clôture actuelle" in refused.text
    page = chair.submit("form[action$='/extend']", day=days_later(closes, 4))

    assert "1 auteur qui a un brouillon est prévenu." in page.text
    assert told(thread, "call-extended") == ["Fatoumata Brouillon"]
    assert closing(thread) - closes >= timedelta(days=4)
    close(chair)
    assert "Clos depuis" in chair.page.text
    assert "L’appel a fermé" in drafter.submit(FORM, button="Envoyer", expect=409).text
    chair.submit("form[action$='/extend']", button="Rouvrir l’appel", day=days_later(clock.now(), 2))
    drafter.get(drafter.page.url)
    assert drafter.submit(FORM, button="Envoyer").url.endswith("/receipt")
    assert told(thread, "call-extended") == ["Fatoumata Brouillon"] * 2
    assert done(thread) == ["extended", "window set", "reopened"]


def test_c12_one_person_is_let_in_late_once_until_a_moment_and_alone_is_told(thread):
    chair, guest = thread.as_("chaire"), Visitor(thread.app)
    close(chair)
    day = days_later(clock.now(), 3)
    chair.submit(
        "form[action$='/invite']", given_names="Fatoumata", family_name="Tardive", phone="76 99 88 77", last_day=day
    )
    with thread.app.app_context():
        text = db.session.scalars(select(Message).filter_by(kind="late-invitation")).one().sms
    link = re.search(r"/e/\S+/invited/\S+", text).group()

    assert "Rien ne peut être envoyé maintenant" in Visitor(thread.app).get(f"{EDITION}/submit/").text
    guest.get(link, expect=302)
    guest.follow()
    assert write(guest, "Envoyer", "Tardive").url.endswith("/receipt"), guest.page.text

    assert "Cette invitation n’est plus valable" in Visitor(thread.app).get(link).text
    assert told(thread, "late-invitation") == ["Fatoumata Tardive"]
    assert told(thread, "call-extended") == []
    chair.get(f"{CALL}/")
    chair.submit("form[action$='/invite']", given_names="Moussa", family_name="Jamais", last_day=day)
    chair.submit(chair.page.all("#invitations li form")[0], button="Révoquer")
    assert done(thread) == ["window set", "invited", "invited", "ended"]
    with clock.stopped(clock.now() + timedelta(days=6)):
        assert "Cette invitation n’est plus valable" in Visitor(thread.app).get(link).text
        address = guest.page.url.replace("/receipt", "")
        guest.get(address)
        assert "L’appel a fermé" in guest.submit(FORM, button="Envoyer", expect=409).text

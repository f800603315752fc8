"""The outbox and writing to many: constant in queries, the right people, texts that stay texts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from conference.models import Edition, ParticipationRole
from conference.permissions import Can
from conference.queries.messages import people_reached
from conference.sections.audiences import are_in, audiences_for, sizes
from conference.services import mailings, messages
from conference.services.mailings import Plan
from conference.services.messages import Wording
from core import clock, outbox
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from core.letters import letter
from core.outbox import Channel, Message, Recipient, Text
from tests.factories.conference import EditionFactory, ParticipationFactory
from tests.factories.people import PersonFactory
from tests.support.visitor import Visitor, sign_in

ALL = frozenset({Can.READ_ALL_MESSAGES})
HERE = "/e/js-segou-8/committee/messages"
SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def edition(app_context):
    """An edition that knows nobody yet."""
    with transaction():
        return EditionFactory()


def patron(edition, **person):
    """Have one more person to write to."""
    with transaction():
        return ParticipationFactory(
            edition=edition, person=PersonFactory(**person), role=ParticipationRole.PATRON
        ).person


def write(edition, **texts):
    """Begin a message to the patrons."""
    with transaction():
        given_texts = {"subject_fr": "Objet", "body_fr": "Corps", "sms_fr": "SMS"} | texts
        return mailings.write(edition, Plan(audiences=["part-patron"], texts=given_texts), by=SYSTEM, held=ALL)


# ── The pages ───────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE
@pytest.mark.parametrize("path", ["", "/to-many", "/to-many/new", "/to-many/1", "/held-back", "/texts", "/1"])
def test_a_page_asks_as_much_of_the_database_for_many_messages_as_for_few(demo_app, queries, path):
    visitor = Visitor(demo_app)
    sign_in(visitor, "secretariat@demo.example", "balanzan")
    visitor.get(f"{HERE}{path}")
    with queries() as few:
        visitor.get(f"{HERE}{path}")
    with demo_app.app_context(), transaction():
        edition = db.session.scalars(select(Edition).filter_by(slug="js-segou-8")).one()
        for number in range(3):
            to = Recipient(name=f"n° {number}", email=f"x{number}@example.org")
            outbox.post("mailing", to, Text("x", "x\n", "x"), scope=edition.slug)
            mailings.write(edition, Plan(["unpaid"], dict.fromkeys(("subject_fr", "body_fr", "sms_fr"), "x")),
                           by=SYSTEM, held=ALL)  # fmt: skip
    with queries() as many:
        visitor.get(f"{HERE}{path}")

    assert many.total == few.total, f"{few}\n\n{many}"


@SQLITE
def test_a_message_is_found_by_a_name_in_any_order_without_accents_and_by_its_address(demo_app):
    visitor = Visitor(demo_app)
    sign_in(visitor, "secretariat@demo.example", "balanzan")

    by_name = visitor.get(f"{HERE}?q=sangare aminata").texts("tbody th")
    by_address = visitor.get(f"{HERE}?q=auteur@demo.example").texts("tbody th")
    nobody = visitor.get(f"{HERE}?q=xyz&channel=sms&state=sent").texts("tbody th")

    assert by_name
    assert set(by_name) == {"Dr Aminata Sangaré auteur@demo.example"} == set(by_address)
    assert nobody == []


# ── To whom ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE
def test_every_group_counts_the_people_it_gives_in_one_query_for_all_groups(demo_app, queries):
    with demo_app.app_context():
        edition = db.session.scalars(select(Edition).filter_by(slug="js-segou-2024")).one()
        offered = audiences_for(edition, ALL)
        with queries() as count:
            numbers = sizes(offered)
        given_people = {each.key: len(people_reached(are_in([each]))) for each in offered}

    assert count.total == 1
    assert numbers == given_people
    assert numbers["unpaid"] < numbers["registered"]
    assert numbers["presenters"] > 100


def test_nobody_is_written_to_twice_and_whoever_cannot_be_reached_is_named(edition):
    reached = patron(edition, email="a@example.org", phone="+22376000001")
    by_phone = patron(edition, phone="+22376000002")
    nowhere = patron(edition)
    mailing = write(edition)

    reach = mailings.reach_of(mailing)

    assert sorted(reach.ids) == sorted(person.id for person in (reached, by_phone, nowhere))
    assert reach.by_channel == {Channel.EMAIL: 1, Channel.SMS: 1, Channel.NONE: 1}
    assert reach.unreachable == (nowhere.id,)


def test_preparing_again_what_was_cut_off_leaves_one_message_for_each(edition):
    people = [patron(edition, email="shared@example.org") for _person in range(3)]
    mailing = write(edition)
    ids = [person.id for person in people]

    for some in (ids[:2], ids, ids):
        with transaction():
            mailings.prepare(mailing, [], some)

    assert sorted(db.session.scalars(select(Message.person_id))) == sorted(ids)
    assert set(db.session.scalars(select(Message.to_address))) == {"shared@example.org"}


def test_an_unknown_placeholder_is_refused_by_its_name_and_one_of_other_people_too(edition):
    for text in ("{mot de passe}", "{reste à payer}"):
        with pytest.raises(Refused, match=text) as refusal:
            write(edition, body_fr=text)
        assert refusal.value.code == "unknown-placeholder"
    assert write(edition, body_fr="{nom complet} {Full Name} {EDITION}").id


def test_whoever_reads_english_is_written_to_in_english_and_in_french_where_there_is_none(edition):
    person = patron(edition, given_names="Awa")
    mailing = write(edition, subject_fr="{prénom}, bonjour", subject_en="Dear {first name}")
    person.language = "en"

    text = mailings.preview(mailing, person)

    assert (text.subject, text.body) == ("Dear Awa", "Corps\n")


@SQLITE
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_names=st.text(max_size=80), surname=st.text(alphabet="{}prénom\r\n:/.w@ao", max_size=40))
def test_whatever_a_name_holds_it_is_text_on_one_line_and_the_letter_has_our_headers_only(
    edition, given_names, surname
):
    person = PersonFactory.build(given_names=given_names, family_name=surname, email="a@example.org", id=1)
    mailing = mailings.Mailing(
        id=1, edition=edition, audiences=["part-patron"], plain_sms=True, subject_fr="{nom complet}",
        body_fr="Bonjour {prénom} {nom},\nvoici.", sms_fr="{nom}", subject_en="", body_en="", sms_en="",
    )  # fmt: skip

    text = mailings.preview(mailing, person)
    db.session.rollback()

    assert text.body.count("\n") == 2
    assert len(text.subject.splitlines()) <= 1
    assert "://" not in text.body + text.subject + text.sms
    made = letter(sender="js@example.org", to=(person.name, person.email), subject=text.subject, body=text.body,
                  at=clock.now(), message_id="<1@a>")  # fmt: skip
    assert {"Bcc", "Cc"} & set(made.keys()) == set()


def test_what_is_done_with_a_message_is_in_the_log_without_the_links_that_open_peoples_pages(edition):
    person = patron(edition, email="a@example.org")
    mailing = write(edition, body_fr="Votre page : {lien}")
    with transaction():
        mailings.prepare(mailing, mailings.words_used(mailing), [person.id])
    message = db.session.scalars(select(Message)).one()
    link = message.body.split()[-1]

    with transaction():
        wording = Wording(message.to_address, "Un autre objet", f"Corrigé. {message.body}", message.sms)
        messages.rewrite(message, wording, by=SYSTEM)

    entry = db.session.scalars(select(AuditEntry).filter_by(object_kind="message", action="rewritten")).one()
    assert link.startswith("http://localhost/me/link/")
    assert entry.changes["subject"] == ["Objet", "Un autre objet"]
    assert entry.facts["new"]["body"] == "Corrigé. Votre page : […]\n"
    assert "/me/link/" not in f"{entry.facts} {entry.changes}"

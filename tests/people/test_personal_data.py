"""What is held on somebody: nothing forgotten, agreed to use by use, erased once all is settled, gone when too old."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from abstracts.models import AbstractState
from core import clock, personal, retention
from core.audit import SYSTEM, AuditEntry
from core.db import Base, db, transaction
from core.drafts import Draft
from core.errors import Refused
from core.outbox import Channel, Message, MessageState
from people.models import Consent, ErasureState, Person, Role, SignIn, Use
from people.queries.personal import agreed_by, columns_about_people, requests_for
from people.recognition import person_of_link, personal_link
from people.services import accounts, consents, erasing, persons, sign_ins
from people.services.records import join
from registration.models import PaymentState, SeatState
from tests.factories.abstracts import AbstractFactory, AssignmentFactory, CallFactory, ReviewFactory
from tests.factories.conference import EditionFactory
from tests.factories.people import CouncilFactory, PersonFactory, RoleHeldFactory, UserFactory
from tests.factories.registration import CertificateFactory, OrderFactory, PaymentFactory, RegistrationFactory
from tests.support.visitor import Visitor, sign_in

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def asked_by(person, council):
    with transaction():
        join(person, council, by=SYSTEM)
        return erasing.ask(person, council, by=person)


# ── Nothing is forgotten ────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_whatever_points_at_a_person_or_is_marked_as_personal_has_its_heading(app_context):
    person = PersonFactory()
    said = {table for held in personal.held_on(person) for table in held.tables}
    concerned = {column.table.name for column in columns_about_people()}

    assert concerned - said == set()
    assert said - set(Base.metadata.tables) == set()
    assert all(held.goes or held.stays for held in personal.held_on(person))


# ── Agreeing, and taking back ───────────────────────────────────────────────────────────────────────────────────────


def test_each_agreement_is_a_row_of_its_own_and_the_last_one_counts(app_context):
    awa, council = PersonFactory(), CouncilFactory()
    with transaction():
        consents.say(awa, council, {Use.DIRECTORY, Use.WHATSAPP}, where=consents.OWN_PAGE, by=awa)
    with transaction():
        consents.say(awa, council, {Use.DIRECTORY}, where=consents.OWN_PAGE, by=awa)

    rows = db.session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [(row.use, row.given) for row in rows] == [
        (Use.DIRECTORY, True),
        (Use.WHATSAPP, True),
        (Use.WHATSAPP, False),
    ]
    assert all(row.wording and row.at for row in rows)
    assert agreed_by(awa) == {council.id: {Use.DIRECTORY}}


@SQLITE_ONLY
def test_whoever_only_types_a_name_takes_no_agreement_back(app_context):
    awa, council = PersonFactory(), CouncilFactory()
    with transaction():
        consents.say(awa, council, {Use.DIRECTORY}, where=consents.OWN_PAGE, by=awa)
        consents.add(awa, council, {Use.WHATSAPP}, where=consents.REGISTERING, by=awa)

    assert agreed_by(awa) == {council.id: {Use.DIRECTORY, Use.WHATSAPP}}


# ── Asking for erasure, and the answer ──────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_a_request_stands_in_the_tasks_of_who_protects_the_data_until_it_is_answered(app_context):
    held = RoleHeldFactory(role=Role.SECRETARY_GENERAL)
    request = asked_by(PersonFactory(), held.council)

    assert request.due_at - request.asked_at == timedelta(days=30)
    assert requests_for(held.user.person) == [request]
    with transaction():
        erasing.refuse(request, "un contentieux est en cours", by=held.user)
    assert requests_for(held.user.person) == []
    assert (request.state, request.reason) == (ErasureState.REFUSED, "un contentieux est en cours")


@SQLITE_ONLY
def test_one_asks_once_and_only_a_council_that_knows_one(app_context):
    awa, council = PersonFactory(), CouncilFactory()
    asked_by(awa, council)

    with pytest.raises(Refused) as again, transaction():
        erasing.ask(awa, council, by=awa)
    with pytest.raises(Refused) as elsewhere, transaction():
        erasing.ask(PersonFactory(), council, by=awa)
    assert (again.value.code, elsewhere.value.code) == ("asked-already", "unknown-here")


@SQLITE_ONLY
@pytest.mark.parametrize("what", ["a role", "an abstract", "a payment"])
def test_nothing_is_erased_while_something_is_not_settled(app_context, what):
    council = CouncilFactory()
    person = PersonFactory()
    if what == "a role":
        RoleHeldFactory(user=UserFactory(person=person), council=council)
    elif what == "an abstract":
        AbstractFactory(presenter=person, state=AbstractState.UNDER_REVIEW)
    else:
        PaymentFactory(order=OrderFactory(registrations=[RegistrationFactory(person=person)]))
    request = asked_by(person, council)

    with pytest.raises(Refused) as refusal, transaction():
        erasing.carry_out(request, by=SYSTEM)
    assert refusal.value.code == "not-yet"
    db.session.refresh(request)
    assert (request.state, person.erased_at) == (ErasureState.WAITING, None)


def test_an_account_a_link_and_a_draft_are_dead_and_the_one_who_shares_the_address_is_untouched(app_context):
    awa, moussa = PersonFactory(email="couple@example.org"), PersonFactory(email="couple@example.org")
    user = UserFactory(person=awa, password="un deux trois quatre")
    with transaction() as session:
        sign_ins.begin(user)
        consents.say(awa, CouncilFactory(), {Use.SPONSORS}, where=consents.OWN_PAGE, by=awa)
        for person in (awa, moussa):
            session.add(letter(person))
        session.add(Draft(owner=f"account-{user.id}", form="/", fields={"a": ["b"]}, kept_at=clock.now()))
        link = personal_link(awa).rsplit("/", maxsplit=1)[-1]
    request = asked_by(awa, CouncilFactory())

    with transaction():
        erasing.carry_out(request, by=SYSTEM)

    assert person_of_link(link) is None
    assert accounts.recognise("couple@example.org", "un deux trois quatre") == []
    assert (user.enabled, db.session.query(SignIn).count(), db.session.query(Draft).count()) == (False, 0, 0)
    assert agreed_by(awa) == {}
    assert (awa.name, awa.email) == (f"Personne effacée n° {awa.id}", "")
    assert moussa.email == "couple@example.org"
    texts = {message.to_name: message.body for message in db.session.query(Message).filter_by(kind="test")}
    assert texts == {awa.name: "", moussa.name: f"Bonjour {moussa.name}"}


@SQLITE_ONLY
def test_what_was_accepted_attested_and_paid_keeps_the_name_and_the_rest_loses_it(app_context):
    awa, moussa = PersonFactory(family_name="Qadari"), PersonFactory()
    accepted = AbstractFactory(presenter=awa, state=AbstractState.ACCEPTED)
    alone = AbstractFactory(presenter=awa, state=AbstractState.REFUSED)
    shared = AbstractFactory(presenter=awa, others=[moussa], state=AbstractState.REFUSED)
    certificate = CertificateFactory(person=awa, facts={"name": "Awa QADARI", "title": ""})
    unpaid, paid = (
        OrderFactory(payer="Awa Qadari", registrations=[RegistrationFactory(person=awa)]) for _each in range(2)
    )
    PaymentFactory(order=paid, state=PaymentState.VALIDATED)
    request = asked_by(awa, CouncilFactory())

    with transaction():
        erasing.carry_out(request, by=SYSTEM)

    gone = f"Personne effacée n° {awa.id}"
    assert [author.person.name for author in accepted.authors] == ["Awa Qadari"]
    assert accepted.authors[0].person_id != awa.id
    assert (alone.title, alone.sections, alone.authors[0].person.name) == ("—", {}, gone)
    assert (shared.title != "—", [author.person.name for author in shared.authors]) == (True, [gone, moussa.name])
    assert (certificate.facts["name"], certificate.person.name) == ("Awa QADARI", gone)
    assert (unpaid.payer, paid.payer) == (gone, "Awa Qadari")
    assert {line.registration.state for order in (unpaid, paid) for line in order.lines} == {SeatState.CANCELLED}


def letter(person, at=None):
    return Message(
        scope="", kind="test", channel=Channel.EMAIL, to_name=person.name, to_address=person.email, subject="Objet",
        body=f"Bonjour {person.name}", sms="", language="fr", state=MessageState.SENT, created_at=at or clock.now(),
        person_id=person.id,
    )  # fmt: skip


# ── What goes by itself ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_too_old_goes_in_one_run_with_one_line_and_nothing_else_does(app_context):
    old, new = EditionFactory(), EditionFactory(starts_on=clock.now().date(), ends_on=clock.now().date())
    refused = [AbstractFactory(call=CallFactory(edition=each), state=AbstractState.REFUSED) for each in (old, new)]
    taken = AbstractFactory(call=refused[0].call, state=AbstractState.ACCEPTED)
    for abstract in (refused[0], refused[1], taken):
        ReviewFactory(assignment=AssignmentFactory(abstract=abstract))
    awa = PersonFactory(email="awa@example.org")
    with transaction() as session:
        session.add(letter(awa, clock.now() - timedelta(days=400)))
        session.add(letter(awa))

    expected = {"abstracts not accepted": 1, "reviews": 2, "messages": 1}
    assert {key: many for key, many in retention.due().items() if many} == expected
    assert {key: many for key, many in retention.run().items() if many} == {**expected, "reviews": 1}
    assert not any(retention.due().values())
    assert [abstract.id for abstract in db.session.query(type(taken))] == [refused[1].id, taken.id]
    assert sorted(bool(message.body) for message in db.session.query(Message)) == [False, True]
    line = db.session.scalars(select(AuditEntry).filter_by(object_kind="retention_run")).one()
    assert (line.action, line.facts["messages"]) == ("ran", 1)


def test_the_command_lists_before_it_takes(installation, balanzan, empty_app):
    with empty_app.app_context(), transaction() as session:
        session.add(Draft(owner="browser-x", form="/", fields={}, kept_at=clock.now() - timedelta(days=61)))

    listed = balanzan(installation, "retention", "--dry-run").stdout
    assert "1  drafts, after 60 days" in listed
    assert balanzan(installation, "retention").stdout == listed
    assert "0  drafts" in balanzan(installation, "retention", "--dry-run").stdout


# ── Corrected ───────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_a_link_passed_on_does_not_change_how_the_holder_of_an_account_is_reached(app_context):
    holder, nobody = UserFactory().person, PersonFactory()
    details = persons.Details("Awa", "Diarra", email="another@courriel.example")

    with pytest.raises(Refused) as refusal, transaction():
        persons.correct_own(holder, details, by=holder)
    with transaction():
        persons.correct_own(nobody, details, by=nobody)

    assert refusal.value.code == "sign-in"
    assert (nobody.given_names, nobody.email) != ("Awa", "another@courriel.example")
    assert letters("email-to-confirm") == ["another@courriel.example"]


def letters(kind):
    """Return where the letters of one kind went."""
    return list(db.session.scalars(select(Message.to_address).filter_by(kind=kind).order_by(Message.id)))


def corrected(visitor, **fields):
    """Correct one's own data on the page."""
    visitor.get("/me/data/correct?lang=en")
    return visitor.submit("main form[method=post]", **fields)


def link_in_last_letter():
    """Return the link by which an address becomes somebody's."""
    db.session.rollback()
    body = db.session.scalars(
        select(Message.body).filter_by(kind="email-to-confirm").order_by(Message.id.desc())
    ).first()
    return re.search(r"http://localhost(/\S+)", body).group(1)


@SQLITE_ONLY
def test_another_e_mail_waits_for_its_link_and_the_former_address_is_told(empty_app, app_context):
    awa = UserFactory(person__email="awa@courriel.example", password="trois mots en file").person
    visitor, reader = Visitor(empty_app), Visitor(empty_app)
    sign_in(visitor, "awa@courriel.example", "trois mots en file")

    told = corrected(visitor, email="Nouvelle@courriel.example").text
    link = link_in_last_letter()
    reader.get(link)
    present = db.session.scalar(select(Person.email).filter_by(id=awa.id))
    reader.submit("main form[method=post]")
    reader.get(link + "?lang=en")

    assert "A message has left to nouvelle@courriel.example" in told
    assert (letters("email-asked"), present) == (["awa@courriel.example"], "awa@courriel.example")
    assert "This link is over" in reader.page.text
    db.session.rollback()
    assert awa.email == "nouvelle@courriel.example"


@SQLITE_ONLY
def test_a_link_for_an_address_is_over_after_a_day_when_forged_and_once_reached_elsewhere(empty_app, app_context):
    awa = UserFactory(person__email="awa@courriel.example", password="trois mots en file").person
    visitor = Visitor(empty_app)
    sign_in(visitor, "awa@courriel.example", "trois mots en file")
    corrected(visitor, email="premiere@courriel.example")
    first = link_in_last_letter()
    corrected(visitor, email="seconde@courriel.example")
    with clock.stopped(clock.now() + timedelta(hours=25)):
        too_late = Visitor(empty_app).get(first + "?lang=en").text
    other = Visitor(empty_app)
    other.get(link_in_last_letter())
    other.submit("main form[method=post]")

    for link in (first, first[:-4] + "AAAA", "/me/data/email/x"):
        assert "This link is over" in Visitor(empty_app).get(link + "?lang=en").text
    assert "This link is over" in too_late
    db.session.rollback()
    assert awa.email == "seconde@courriel.example"

"""Signing in: by what one remembers, beside people who share an address, and no longer once it ended."""

import pytest
from flask import g, session

from core import audit, clock
from core.db import db, transaction
from core.errors import Refused
from people.models import Role, SignIn, User
from people.recognition import SECRET, account_here, person_of_link, personal_link
from people.services.accounts import open_account, recognise
from people.services.roles import end_role, give_role
from people.services.sign_ins import begin, end, fingerprint
from tests.factories.conference import friday
from tests.factories.people import CouncilFactory, PersonFactory, UserFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def user(app_context):
    """Somebody with an account."""
    return UserFactory(
        person__given_names="Ɛssa",
        person__family_name="N’Diaye",
        person__email="essa@courriel.example",
        person__phone="+22376000001",
        person__order_number="0042/N",
        password="balanzan",
    )


@SQLITE_ONLY
def test_recognise_takes_an_e_mail_a_phone_or_an_order_number_and_the_password(user):
    UserFactory(person__email="", person__phone="")
    tried = [
        (" Essa@Courriel.Example ", "balanzan"),
        ("76 00 00 01", "balanzan"),
        ("0042/n", "balanzan"),
        ("essa@courriel.example", "Balanzan"),
        ("nobody@courriel.example", "balanzan"),
        ("", "balanzan"),
    ]

    known = [recognise(typed, password) for typed, password in tried]

    assert known == [[user], [user], [user], [], [], []]


@SQLITE_ONLY
def test_recognise_tells_people_who_share_an_e_mail_apart_by_their_password(app_context):
    awa, bakary = (
        UserFactory(person__given_names=name, person__email="csref@courriel.example", password=f"the word of {name}")
        for name in ("Awa", "Bakary")
    )

    known = [recognise("csref@courriel.example", f"the word of {name}") for name in ("Awa", "Bakary", "Cheick")]

    assert known == [[awa], [bakary], []]


@SQLITE_ONLY
def test_recognise_opens_no_disabled_account(user):
    with transaction():
        user.enabled = False

    assert recognise("essa@courriel.example", "balanzan") == []


@SQLITE_ONLY
def test_open_account_keeps_no_password(app_context):
    person = PersonFactory(email="awa@courriel.example")

    with transaction():
        user = open_account(person, "balanzan", by=audit.SYSTEM)

    assert recognise("awa@courriel.example", "balanzan") == [user]
    assert "balanzan" not in user.password_hash


@SQLITE_ONLY
def test_a_browser_is_recognised_from_signing_in_to_signing_out(user, empty_app):
    with transaction():
        secret = begin(user)

    with empty_app.test_request_context():
        session[SECRET] = secret
        signed_in = account_here(None).id
        with transaction():
            end(secret, by=user)
        g.pop("sign_in")  # the next request asks anew
        signed_out = account_here(None)

    assert (signed_in, signed_out) == (user.id, None)


@SQLITE_ONLY
def test_a_browser_is_a_stranger_s_as_soon_as_its_account_is_disabled(user, empty_app):
    with transaction():
        secret = begin(user)
        user.enabled = False

    with empty_app.test_request_context():
        session[SECRET] = secret
        recognised = account_here(None)

    assert recognised is None


@SQLITE_ONLY
def test_what_is_kept_of_a_browser_s_secret_is_not_the_secret(user):
    with transaction():
        secret = begin(user)

    kept = db.session.query(SignIn).one()
    assert kept.token_hash == fingerprint(secret)
    assert secret not in kept.token_hash


@SQLITE_ONLY
def test_a_personal_link_speaks_for_its_person_and_a_forged_one_for_nobody(user):
    token = personal_link(user.person).rsplit("/", 1)[1]

    assert (person_of_link(token), person_of_link(token[:-1] + "~"), person_of_link("")) == (user.person, None, None)


@SQLITE_ONLY
def test_a_role_that_ended_cannot_end_again(user):
    with transaction():
        held = give_role(user, Role.CHAIR, council=CouncilFactory(), by=audit.SYSTEM)
    with clock.stopped(friday(9)), transaction():
        end_role(held, by=audit.SYSTEM)

    with pytest.raises(Refused) as refusal, transaction():
        end_role(held, by=audit.SYSTEM)

    assert (refusal.value.code, held.until) == ("role-ended", friday(9))


def test_one_person_has_one_account(user):
    with pytest.raises(Exception, match="(?i)unique"):
        UserFactory(person=user.person)

    assert db.session.query(User).one() is user

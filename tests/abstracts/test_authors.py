"""Who signs an abstract: how often, under which name, and who is whom when names or addresses are shared."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from abstracts.models import AbstractState
from abstracts.services.submission import save, submit, withdraw
from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import Refused
from people.models import Person
from tests.abstracts.test_submission import begun, sent
from tests.factories.abstracts import AuthorGivenFactory, CallFactory, ContentFactory
from tests.factories.base import afresh
from tests.support.refusals import refusal_of

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def by_author(email, *, is_presenter=True, **names):
    """Return an author as typed, who can be recognised by an address."""
    return AuthorGivenFactory(is_presenter=is_presenter, who__email=email, **names)


def test_a_fourth_abstract_of_one_author_is_refused_and_names_them(call):
    awa = by_author("awa@courriel.example", who__given_names="Awa", who__family_name="Diarra")
    helped = replace(awa, is_presenter=False)
    for authors in ([awa], [AuthorGivenFactory(is_presenter=True), helped], [awa, AuthorGivenFactory()]):
        sent(call, authors=authors)
    fourth = begun(call, authors=[AuthorGivenFactory(is_presenter=True), helped])

    said = refusal_of(submit, fourth)

    assert said == (
        "too-many-abstracts",
        "Awa Diarra has already sent 3 abstracts, the most this call accepts from one author.",
    )
    assert fourth.state is AbstractState.DRAFT


@SQLITE_ONLY
def test_drafts_abstracts_withdrawn_and_those_of_other_calls_do_not_count(call):
    awa = by_author("awa@courriel.example", who__family_name="Diarra")
    for _abstract in range(2):
        sent(call, authors=[awa])
    begun(call, authors=[awa])
    sent(CallFactory(), authors=[awa])
    taken_back = sent(call, authors=[awa])
    with transaction():
        withdraw(taken_back, by=SYSTEM)

    third = sent(call, authors=[awa])
    with transaction():
        submit(third, by=SYSTEM)

    assert third.state is AbstractState.SUBMITTED


def test_two_authors_who_share_an_e_mail_both_succeed(call):
    shared = "csref.niono@courriel.example"
    awa, bakary = (by_author(shared, who__given_names=name, who__family_name="Koné") for name in ("Awa", "Bakary"))

    alone = [sent(call, authors=[author]) for author in (awa, bakary)]
    together = sent(call, authors=[awa, replace(bakary, is_presenter=False)])

    assert {abstract.state for abstract in [*alone, together]} == {AbstractState.SUBMITTED}
    people = db.session.scalars(select(Person).filter_by(email=shared).order_by(Person.id)).all()
    assert [person.name for person in people] == ["Awa Koné", "Bakary Koné"]
    assert [author.person for author in together.authors] == people


def test_a_name_stays_as_it_was_typed_from_the_form_to_the_database(call):
    essa = AuthorGivenFactory(
        is_presenter=True,
        who__given_names="Ɛssa",
        who__family_name="N’Diaye dit Ŋolo",
        who__structure="CSRéf de Ɲamina",
    )

    abstract = afresh(sent(call, authors=[essa]))

    author = abstract.authors[0]
    assert (author.person.name, author.affiliation) == ("Ɛssa N’Diaye dit Ŋolo", "CSRéf de Ɲamina")


@SQLITE_ONLY
def test_an_author_who_is_named_twice_is_refused(call):
    awa = by_author("awa@courriel.example", who__given_names="Awa", who__family_name="Diarra")
    again = by_author("AWA@courriel.example", who__given_names="awa", who__family_name="DIARRA", is_presenter=False)
    abstract = begun(call, authors=[awa])

    with pytest.raises(Refused) as refusal:
        begun(call, authors=[awa, again])
    said = refusal_of(save, abstract, ContentFactory(authors=[awa, again]))

    sentence = ("author-twice", "Awa Diarra is named twice among the authors.")
    assert [(refusal.value.code, str(refusal.value)), said] == [sentence, sentence]


@SQLITE_ONLY
def test_an_author_who_is_named_twice_without_any_address_is_refused(call):
    awa = AuthorGivenFactory(who__family_name="Diarra")

    with pytest.raises(Refused) as refusal:
        begun(call, authors=[awa, awa])

    assert (refusal.value.code, str(refusal.value)) == (
        "author-twice",
        "Awa Diarra is named twice among the authors.",
    )


def test_an_author_s_name_can_be_typed_with_its_accents_afterwards(call):
    before = by_author("awa@courriel.example", who__family_name="Traore")
    after = by_author("awa@courriel.example", who__family_name="Traoré", who__phone="+22376000001")
    abstract = begun(call, authors=[before])
    known = abstract.authors[0].person_id

    with transaction():
        save(abstract, ContentFactory(authors=[after]), by=SYSTEM)

    assert [author.person_id for author in afresh(abstract).authors] == [known]


@SQLITE_ONLY
def test_two_namesakes_with_addresses_of_their_own_sign_together_and_stay_two(call):
    moussas = [
        by_author(f"{place}@courriel.example", who__given_names="Moussa", who__family_name="Traoré", is_presenter=False)
        for place in ("niono", "segou")
    ]
    abstract = begun(call, authors=moussas)
    before = [author.person_id for author in abstract.authors]

    with transaction():
        save(abstract, ContentFactory(authors=moussas[::-1]), by=SYSTEM)

    assert [author.person_id for author in afresh(abstract).authors] == before[::-1]

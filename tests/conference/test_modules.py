"""What an edition leaves off is nowhere: in no menu, no figure, no task, and its addresses answer as unknown."""

import re

import pytest

from conference.demo.personas import DOMAIN, PASSWORD, PERSONAS
from conference.models import Edition, Module
from conference.views.modules import need_of
from core.db import db, transaction
from people.models import Role
from tests.support.addresses import PAST, UPCOMING, WORKSHOP
from tests.support.visitor import Visitor, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
COMMITTEE = {
    "abstracts": Module.CALL,
    "timetable/": Module.PROGRAMME,
    "registrations": Module.REGISTRATION,
    "payments": Module.FEES,
    "certificates": Module.CERTIFICATES,
}
HATLESS = (None, Role.PARTNER, Role.AUTHORITY)  # nothing of an edition is theirs to do
BUSY = [persona.login for persona in PERSONAS if persona.council == "segou" and persona.role not in HATLESS]
# The addresses each module brings, and somebody who may open them where it is on.
ADDRESSES = {
    Module.CALL: (("auteur", "submit/"), ("chaire", "committee/abstracts/"), ("evaluateur", "review/")),
    Module.PROGRAMME: (("auteur", "programme"), ("programme", "committee/timetable/"), ("salle", "desk/rooms/")),
    Module.REGISTRATION: (
        ("auteur", "register/"),
        ("tresor", "committee/registrations"),
        ("accueil", "desk/"),
        ("accueil", "desk/search"),
    ),
    Module.FEES: (("tresor", "committee/payments"),),
    Module.PARTNERS: (("auteur", "partners"),),
    Module.CERTIFICATES: (("secretariat", "committee/certificates"),),
}


def switch_off(app, slug, module):
    """Switch a module of an edition off."""
    with app.app_context(), transaction():
        edition = db.session.query(Edition).filter_by(slug=slug).one()
        edition.modules = [each for each in edition.modules if each != module]


def signed_in(app, login):
    """Return the browser of a persona."""
    visitor = Visitor(app)
    sign_in(visitor, f"{login}@{DOMAIN}", PASSWORD)
    return visitor


def links_to(page, slug):
    """Return where the links of a page lead within an edition: the part of the address after it."""
    found = (re.fullmatch(rf"/e/{slug}/([^?#]*).*", a.get("href")) for a in page.all("a[href]"))
    return {match[1] for match in found if match}


@pytest.mark.parametrize("module", ADDRESSES)
def test_a_module_switched_off_takes_its_addresses_and_its_entries_along(demo_app, module):
    visitors = {login: signed_in(demo_app, login) for login, _address in ADDRESSES[module]}
    for login, address in ADDRESSES[module]:
        visitors[login].get(f"/e/{UPCOMING}/{address}")

    switch_off(demo_app, UPCOMING, module)

    for login, address in ADDRESSES[module]:
        visitors[login].get(f"/e/{UPCOMING}/{address}", expect=404)
        for shared in ("/me/", f"/e/{UPCOMING}/"):
            assert address not in links_to(visitors[login].get(shared), UPCOMING), f"{login} at {shared}"


@pytest.mark.parametrize("module", [*COMMITTEE.values()])
def test_the_committee_of_an_edition_meets_no_entry_of_a_module_that_is_off(demo_app, module):
    switch_off(demo_app, UPCOMING, module)
    gone = {f"committee/{name}" for name, its in COMMITTEE.items() if its is module}

    for login in ("chaire", "tresor", "secretariat", "presidence"):
        page = signed_in(demo_app, login).get(f"/e/{UPCOMING}/committee/")

        assert {address.rstrip("/") for address in links_to(page, UPCOMING)} & gone == set(), login


def test_a_workshop_shows_no_abstract_fee_or_sponsor_anywhere(demo_app):
    facilitator = signed_in(demo_app, "atelier")
    pages = [facilitator.get(f"/e/{WORKSHOP}/{address}") for address in ("", "programme", "committee/")]

    shown = {"", "programme", "programme.ics", "programme.pdf", "programme/cards/", "speakers/"}
    shown |= {"committee/", "committee/papers/"}
    for visited in pages:
        assert links_to(visited, WORKSHOP) <= shown, visited.url


@pytest.mark.parametrize(
    "address",
    ["abstracts", "keynotes", "symposiums", "specialties", "partners", "submit/", "register/", "certificates/1.pdf"],
)
def test_the_addresses_a_workshop_leaves_off_are_unknown(demo_app, address):
    facilitator = signed_in(demo_app, "atelier")

    facilitator.get(f"/e/{WORKSHOP}/{address}", expect=404)


def test_every_address_of_an_edition_says_which_module_it_needs_or_that_it_is_always_there(demo_app):
    always = {"public", "cards", "phases", "committee", "identity", "history", "messages", "mailings", "conference_api"}
    needs = demo_app.extensions["needs"]
    blueprints = {
        rule.endpoint.split(".")[0]
        for rule in demo_app.url_map.iter_rules()
        if "edition" in rule.arguments and rule.endpoint not in needs
    }

    assert blueprints - set(needs) == always


@pytest.mark.parametrize(
    "login", [each.login for each in PERSONAS if each.council == "segou" and each.role not in HATLESS]
)
def test_from_the_public_pages_to_the_committees_and_back_in_one_tap(demo_app, login):
    visitor = signed_in(demo_app, login)

    visitor.get(f"/e/{PAST}/")
    visitor.click(".hats li:first-child a")
    assert visitor.page.all("nav.rail")

    visitor.click(".hats li:first-child a")
    assert visitor.page.url == f"/e/{PAST}/"


def test_every_address_of_the_public_programme_needs_it(empty_app):
    addresses = [rule for rule in empty_app.url_map.iter_rules() if rule.rule.startswith("/e/<edition>/programme")]

    with empty_app.app_context():
        needs = {rule.rule: need_of(rule.endpoint) for rule in addresses}

    assert len(addresses) > 10
    assert [rule for rule, need in needs.items() if need is not Module.PROGRAMME] == []
